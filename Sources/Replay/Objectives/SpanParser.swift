import CutoverModel

/// Reads lengths of time as they stand in events, without allocation for the forms that are common.
enum SpanParser {
  /// The nanoseconds of a duration such as `PT10S` or `10s`; nil if it isn't one.
  static func nanoseconds(_ text: String) -> Int64? {
    var bytes = Substring(text).utf8
    let isISO = bytes.starts(with: "PT".utf8)
    if isISO { bytes = bytes.dropFirst(2) }
    guard (2...8).contains(bytes.count), let letter = bytes.last,
      let value = whole(bytes.dropLast())
    else { return TimeSpan(text)?.nanoseconds }
    switch (letter, isISO) {
    case (UInt8(ascii: "S"), true), (UInt8(ascii: "s"), false): return value * 1_000_000_000
    case (UInt8(ascii: "M"), true), (UInt8(ascii: "m"), false): return value * 60_000_000_000
    default: return TimeSpan(text)?.nanoseconds
    }
  }

  /// A number of seconds of zero or more in nanoseconds, with one unit of its last digit.
  ///
  /// Nil for more than nine digits before or behind the point, and for exponents.
  static func seconds(
    _ text: some Collection<UInt8>
  ) -> (span: Int64, unit: Int64)? {
    let point = text.firstIndex(of: UInt8(ascii: "."))
    guard let seconds = whole(text[..<(point ?? text.endIndex)]) else { return nil }
    guard let point else { return (seconds * 1_000_000_000, 1_000_000_000) }
    let digits = text[text.index(after: point)...]
    guard let fraction = whole(digits) else { return nil }
    var unit: Int64 = 1_000_000_000
    for _ in digits { unit /= 10 }
    return (seconds * 1_000_000_000 + fraction * unit, unit)
  }

  /// One to nine decimal digits.
  private static func whole(_ digits: some Collection<UInt8>) -> Int64? {
    var value: Int64 = 0
    var count = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), count < 9 else { return nil }
      value = value * 10 + Int64(digit - UInt8(ascii: "0"))
      count += 1
    }
    return count > 0 ? value : nil
  }
}
