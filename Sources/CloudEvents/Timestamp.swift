/// An instant with the number of fraction digits it was written with.
///
/// Nanoseconds since 1970-01-01T00:00:00Z; years 1678 to 2261, which 64 bits hold. Two timestamps are ordered by
/// instant alone; they are equal only if their digits are equal too. Text is RFC 3339 section 5.6, upper-case `T`
/// and `Z`, no leap second.
public struct Timestamp: Hashable, Sendable, BitwiseCopyable {
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  public var nanoseconds: Int64
  /// How many digits of a second's fraction were given, 0 to 9.
  public var fractionDigits: UInt8

  public init(nanoseconds: Int64, fractionDigits: UInt8 = 9) {
    self.nanoseconds = nanoseconds
    self.fractionDigits = min(fractionDigits, 9)
  }

  /// The first instant that is read, 1678-01-01T00:00:00Z.
  public static let earliest = Timestamp(nanoseconds: earliestSecond * 1_000_000_000, fractionDigits: 0)
  /// The last instant that is read, 2261-12-31T23:59:59.999999999Z.
  public static let latest = Timestamp(nanoseconds: latestSecond * 1_000_000_000 + 999_999_999)

  /// One unit of the last digit given, in nanoseconds; at most one second.
  public var resolutionNanoseconds: Int64 { Self.powersOfTen[9 - Int(fractionDigits)] }

  static let powersOfTen: [Int64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]
}

extension Timestamp: Comparable {
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

/// Why a text is no RFC 3339 time that a stream may hold.
public struct TimestampError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Timestamp {
  /// Reads an RFC 3339 time with a zone, such as `2026-11-22T21:58:00.123Z` or `…+01:00`.
  ///
  /// - Throws: `TimestampError` for any other form, for second 60, for more than nine fraction digits and for
  ///   years outside 1678 to 2261 (as written and in UTC).
  public init(_ text: some StringProtocol) throws(TimestampError) {
    var text = String(text)
    var parsed: Timestamp?
    var failure: TimestampError?
    text.withUTF8 { bytes in
      do throws(TimestampError) { parsed = try Timestamp(utf8: bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    self = parsed ?? Timestamp(nanoseconds: 0)
  }

  /// Reads an RFC 3339 time from UTF-8.
  public init(utf8 text: UnsafeBufferPointer<UInt8>) throws(TimestampError) {
    guard text.count >= 20 else {
      throw TimestampError("is no RFC 3339 time such as 2026-11-22T21:58:00Z")
    }
    /// Two digits; what isn't two digits gives something from `notDigits` on.
    let notDigits = 1 << 16
    func pair(_ start: Int) -> Int {
      let tens = text[start] &- 0x30
      let ones = text[start + 1] &- 0x30
      return tens <= 9 && ones <= 9 ? Int(tens) &* 10 &+ Int(ones) : notDigits
    }
    let year = pair(0) &* 100 &+ pair(2)
    let month = pair(5)
    let day = pair(8)
    let hour = pair(11)
    let minute = pair(14)
    let second = pair(17)
    guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      year | month | day | hour | minute | second < notDigits
    else { throw TimestampError("is no RFC 3339 time such as 2026-11-22T21:58:00Z") }
    guard (1678...2261).contains(year) else {
      throw TimestampError("has a year outside 1678 to 2261")
    }
    guard (1...12).contains(month), day >= 1, day <= Self.daysInMonth(year, month), hour <= 23,
      minute <= 59, second <= 59
    else { throw TimestampError("names no instant of the calendar (second 60 is not taken)") }

    var index = 19
    var fraction: Int64 = 0
    var digits = 0
    if text[index] == UInt8(ascii: ".") {
      index += 1
      while index < text.count, case let digit = Int64(text[index]) - 0x30, digit >= 0, digit <= 9 {
        guard digits < 9 else { throw TimestampError("has more than nine fraction digits") }
        fraction = fraction * 10 + digit
        digits += 1
        index += 1
      }
      guard digits > 0 else { throw TimestampError("has a point without fraction digits") }
    }
    guard index < text.count else { throw TimestampError("has no zone") }
    var offsetMinutes = 0
    switch text[index] {
    case UInt8(ascii: "Z"):
      index += 1
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard text.count >= index + 6, text[index + 3] == UInt8(ascii: ":"),
        case let hours = pair(index + 1), case let minutes = pair(index + 4),
        (0...23).contains(hours), (0...59).contains(minutes)
      else { throw TimestampError("has no zone such as Z or +01:00") }
      offsetMinutes = hours * 60 + minutes
      if text[index] == UInt8(ascii: "-") { offsetMinutes = -offsetMinutes }
      index += 6
    default: throw TimestampError("has no zone such as Z or +01:00")
    }
    guard index == text.count else { throw TimestampError("has characters after its zone") }

    var seconds = Int64(Self.daysSinceEpoch(year, month, day)) * 86_400
    seconds += Int64(hour * 3_600 + minute * 60 + second) - Int64(offsetMinutes) * 60
    guard seconds >= Self.earliestSecond, seconds <= Self.latestSecond else {
      throw TimestampError("has a year outside 1678 to 2261")
    }
    self.init(
      nanoseconds: seconds * 1_000_000_000 + fraction * Self.powersOfTen[9 - digits],
      fractionDigits: UInt8(digits))
  }

  /// 1678-01-01T00:00:00Z and 2261-12-31T23:59:59Z in seconds since 1970.
  private static let earliestSecond: Int64 = -9_214_560_000
  private static let latestSecond: Int64 = 9_214_646_399

  private static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras that begin in March.
  private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC, with the digits given.
  public var description: String { String(decoding: utf8, as: UTF8.self) }

  /// RFC 3339 in UTC, with the digits given, as bytes; an instant outside `earliest`…`latest` is written with its year
  /// too, but not read again.
  public var utf8: [UInt8] {
    let second = nanoseconds.floorDivided(by: 1_000_000_000)
    let rest = nanoseconds % 1_000_000_000
    let fraction = rest < 0 ? rest + 1_000_000_000 : rest
    let days = second.floorDivided(by: 86_400)
    let ofDay = Int(second - days * 86_400)
    let date = Self.civil(Int(days))
    var out: [UInt8] = []
    out.reserveCapacity(30)
    func digits(_ value: Int, _ width: Int) {
      var divisor = 1
      for _ in 1..<width { divisor *= 10 }
      while divisor > 0 {
        out.append(UInt8(0x30 + value / divisor % 10))
        divisor /= 10
      }
    }
    digits(date.year, 4)
    out.append(UInt8(ascii: "-"))
    digits(date.month, 2)
    out.append(UInt8(ascii: "-"))
    digits(date.day, 2)
    out.append(UInt8(ascii: "T"))
    digits(ofDay / 3_600, 2)
    out.append(UInt8(ascii: ":"))
    digits(ofDay / 60 % 60, 2)
    out.append(UInt8(ascii: ":"))
    digits(ofDay % 60, 2)
    if fractionDigits > 0 {
      out.append(UInt8(ascii: "."))
      digits(Int(fraction / Self.powersOfTen[9 - Int(fractionDigits)]), Int(fractionDigits))
    }
    out.append(UInt8(ascii: "Z"))
    return out
  }

  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
