import CloudEvents
import Testing

@Suite struct `timestamps` {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0), ("1970-01-01T00:00:00.000000001Z", 1, 9),
      ("1969-12-31T23:59:59.999999999Z", -1, 9),
      ("1969-12-31T23:59:59.9Z", -100_000_000, 1),
      ("2026-11-22T21:58:00.123Z", 1_795_384_680_123_000_000, 3),
      ("2000-02-29T12:00:00.50Z", 951_825_600_500_000_000, 2),
      ("1678-01-01T00:00:00Z", -9_214_560_000_000_000_000, 0),
      ("2261-12-31T23:59:59.999999999Z", 9_214_646_399_999_999_999, 9),
      ("2018-10-21T22:52:00Z", 1_540_162_320_000_000_000, 0),
    ] as [(String, Int64, UInt8)])
  func `are exact both ways and keep their digits`(text: String, nanoseconds: Int64, digits: UInt8)
    throws
  {
    let time = try Timestamp(text)
    #expect(time == Timestamp(nanoseconds: nanoseconds, fractionDigits: digits))
    #expect(time.description == text)
  }

  /// Counted day by day with the calendar's rules, without arithmetic on eras.
  @Test func `are exact on every day from 1678 to 2261`() throws {
    var day = -106_650
    for year in 1678...2261 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for month in 1...12 {
        let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
        for date in 1...length {
          let text =
            "\(year)-\(month < 10 ? "0" : "")\(month)-\(date < 10 ? "0" : "")\(date)T23:59:59Z"
          let time = try Timestamp(text)
          if time.nanoseconds != (Int64(day) * 86_400 + 86_399) * 1_000_000_000
            || time.description != text
          {
            Issue.record("\(text) is \(time.nanoseconds) and \(time)")
          }
          day += 1
        }
        let after = "\(year)-\(month < 10 ? "0" : "")\(month)-\(length + 1)T00:00:00Z"
        if (try? Timestamp(after)) != nil { Issue.record("\(after) was taken") }
      }
    }
    #expect(day == 106_651)
  }

  @Test(arguments: [0, -9_214_560_000, 9_214_646_399, 951_782_399, -1] as [Int64])
  func `are exact for every millisecond of a second`(second: Int64) throws {
    for millisecond in Int64(0)..<1_000 {
      let time = Timestamp(
        nanoseconds: second * 1_000_000_000 + millisecond * 1_000_000, fractionDigits: 3)
      let text = time.description
      if try Timestamp(text) != time { Issue.record("\(text)") }
      let digits = String(1_000 + millisecond).dropFirst()
      if !text.hasSuffix(".\(digits)Z") { Issue.record("\(text) for \(millisecond) ms") }
    }
  }

  @Test func `keep any number of digits from none to nine`() throws {
    for digits in 0...9 {
      let fraction = digits == 0 ? "" : "." + String("100000009".prefix(digits))
      let time = try Timestamp("2026-01-01T00:00:00\(fraction)Z")
      #expect(time.fractionDigits == UInt8(digits))
      #expect(time.description == "2026-01-01T00:00:00\(fraction)Z")
      #expect(
        time.resolutionNanoseconds == (0..<(9 - digits)).reduce(1) { product, _ in product * 10 })
    }
  }

  @Test(arguments: [
    ("2026-11-22T23:58:00+02:00", "2026-11-22T21:58:00Z"),
    ("2026-11-22T21:58:00.1-00:30", "2026-11-22T22:28:00.1Z"),
    ("2026-11-22T21:58:00+00:00", "2026-11-22T21:58:00Z"),
    ("2026-11-22T21:58:00-00:00", "2026-11-22T21:58:00Z"),
    ("2024-02-28T23:30:00-01:00", "2024-02-29T00:30:00Z"),
    ("2026-01-01T00:00:00+23:59", "2025-12-31T00:01:00Z"),
    ("2026-12-31T23:59:59.999999999-23:59", "2027-01-01T23:58:59.999999999Z"),
    ("1678-01-01T01:00:00+01:00", "1678-01-01T00:00:00Z"),
    ("2261-12-31T22:59:59-01:00", "2261-12-31T23:59:59Z"),
  ])
  func `with an offset are the instant in UTC`(text: String, utc: String) throws {
    #expect(try Timestamp(text).description == utc)
  }

  @Test(arguments: [
    "", "2026", "2026-11-22", "2026-11-22T21:58:00", "2026-11-22 21:58:00Z", "2026-11-22t21:58:00Z",
    "2026-11-22T21:58:00z",
    "2026-11-22T21:58Z", "2026-11-22T21:58:00.Z", "2026-11-22T21:58:00,5Z",
    "2026-11-22T21:58:00.1234567890Z",
    "2026-11-22T21:58:60Z", "2016-12-31T23:59:60Z", "2026-11-22T24:00:00Z", "2026-11-22T21:60:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "1677-12-31T23:59:59Z", "2262-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z", "1678-01-01T00:00:00+00:01", "2261-12-31T23:59:59-00:01",
    "2026-11-22T21:58:00+0100",
    "2026-11-22T21:58:00+01", "2026-11-22T21:58:00+24:00", "2026-11-22T21:58:00+01:60",
    "2026-11-22T21:58:00+1:00",
    "2026-11-22T21:58:00Z ", " 2026-11-22T21:58:00Z", "2026-11-22T21:58:00ZZ",
    "2026-11-22T21:58:00+01:00Z", "+026-11-22T21:58:00Z",
    "2026-11-22T-1:58:00Z", "２０２６-11-22T21:58:00Z", "2026-11-22T21:58:00\u{2212}01:00",
    "20261122T215800Z", "2026-W47-7T00:00:00Z",
    "2026-11-22T21:58:00.123", "2026-11-22T21:58:00.-1Z", "2026/11/22T21:58:00Z",
  ])
  func `in any other form are refused`(text: String) {
    #expect(throws: TimestampError.self) { try Timestamp(text) }
  }

  @Test func `with any one byte of a good text changed are refused or another good text`() throws {
    let good = Array("2026-11-22T21:58:00.123+01:00".utf8)
    for at in good.indices {
      for byte in UInt8.min...UInt8.max where byte != good[at] {
        var changed = good
        changed[at] = byte
        let isDigit = (0x30...0x39).contains(byte)
        let taken = changed.withUnsafeBufferPointer { (try? Timestamp(utf8: $0)) != nil }
        let mayBeTaken =
          isDigit && (0x30...0x39).contains(good[at]) || byte == UInt8(ascii: "-") && at == 23
        if taken && !mayBeTaken { Issue.record("byte \(byte) at \(at)") }
      }
    }
    for end in good.indices {
      #expect(good[..<end].withUnsafeBufferPointer { (try? Timestamp(utf8: $0)) == nil })
    }
  }

  @Test(
    arguments: [
      (.min, "1677-09-21T00:12:43.145224192Z"), (.min + 1, "1677-09-21T00:12:43.145224193Z"),
      (-9_223_372_036_000_000_000, "1677-09-21T00:12:44.000000000Z"),
      (-9_223_372_036_000_000_001, "1677-09-21T00:12:43.999999999Z"),
      (.max, "2262-04-11T23:47:16.854775807Z"),
    ] as [(Int64, String)])
  func `are written at either end of 64 bits`(nanoseconds: Int64, text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).description == text)
  }

  @Test func `are read from the first to the last and no further`() throws {
    #expect(try Timestamp(Timestamp.earliest.description) == .earliest)
    #expect(try Timestamp(Timestamp.latest.description) == .latest)
    for beyond in [Timestamp.earliest.nanoseconds - 1, Timestamp.latest.nanoseconds + 1] {
      let text = Timestamp(nanoseconds: beyond).description
      #expect(throws: TimestampError.self) { try Timestamp(text) }
    }
  }

  @Test func `are ordered by instant alone and equal with their digits`() throws {
    let coarse = try Timestamp("2026-11-22T21:58:00Z")
    let fine = try Timestamp("2026-11-22T21:58:00.000Z")
    #expect(coarse != fine)
    #expect(!(coarse < fine) && !(fine < coarse))
    #expect(try coarse < Timestamp("2026-11-22T21:58:00.001Z"))
    #expect(try Timestamp("1969-12-31T23:59:59.999Z") < Timestamp("1970-01-01T00:00:00Z"))
  }
}
