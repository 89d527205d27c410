internal import JSONText

/// Reads times of which most fall on the same day as the one before.
///
/// It gives what `Timestamp(utf8:)` gives. Of a time in UTC that begins with the date and the `T` of the one before, only
/// the clock is read, eight bytes at once; whatever it can't tell that way it leaves to `Timestamp`.
struct TimestampReader: Sendable {
  /// The eleven bytes of a date and its `T` as two words that overlap; no text that is a time has zeros there.
  private var date: (UInt64, UInt64) = (0, 0)
  /// The instant at which that day begins in UTC.
  private var midnight: Int64 = 0

  mutating func read(_ text: UnsafeBufferPointer<UInt8>) throws(TimestampError) -> Timestamp {
    let isUniversal = (20...30).contains(text.count) && text[text.count &- 1] == UInt8(ascii: "Z")
    guard isUniversal, let base = text.baseAddress else { return try Timestamp(utf8: text) }
    let found = (ByteEquality.word(base), ByteEquality.word(base + 3))
    if found == date, let clock = Self.clock(base + 11), let fraction = Self.fraction(base + 19, text.count &- 20) {
      return Timestamp(
        nanoseconds: midnight &+ clock &* 1_000_000_000 &+ fraction,
        fractionDigits: UInt8(truncatingIfNeeded: max(0, text.count &- 21)))
    }
    let time = try Timestamp(utf8: text)
    let day: Int64 = 86_400_000_000_000
    let ofDay = time.nanoseconds % day
    midnight = time.nanoseconds - (ofDay < 0 ? ofDay + day : ofDay)
    date = found
    return time
  }

  /// The seconds that `hh:mm:ss` says; nil if it isn't that.
  @inline(__always)
  private static func clock(_ text: UnsafePointer<UInt8>) -> Int64? {
    // Digits become their values, and colons zero.
    let word = ByteEquality.word(text).littleEndian ^ 0x3030_3A30_303A_3030
    let colons: UInt64 = 0x0000_FF00_00FF_0000
    guard (word &+ 0x0606_0006_0600_0606 | word) & 0xF0F0_F0F0_F0F0_F0F0 | word & colons == 0 else { return nil }
    func pair(_ shift: UInt64) -> Int64 { Int64(word &>> shift & 15) &* 10 &+ Int64(word &>> (shift &+ 8) & 15) }
    let (hour, minute, second) = (pair(0), pair(24), pair(48))
    guard hour <= 23, minute <= 59, second <= 59 else { return nil }
    return hour &* 3_600 &+ minute &* 60 &+ second
  }

  /// The nanoseconds that a fraction of so many bytes says, its point among them; nil if it isn't one.
  @inline(__always)
  private static func fraction(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
    if count == 0 { return 0 }
    guard count > 1, text[0] == UInt8(ascii: ".") else { return nil }
    var value: Int64 = 0
    for place in 1..<count {
      let digit = text[place] &- 0x30
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value &* Timestamp.powersOfTen[10 &- count]
  }
}
