internal import JSONText

/// A length of time in nanoseconds, possibly negative.
package struct TimeSpan: Hashable, Sendable, Comparable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package init(seconds: Int64) {
    let product = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    nanoseconds = product.overflow ? (seconds < 0 ? .min : .max) : product.partialValue
  }

  package static let zero = TimeSpan(nanoseconds: 0)

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  package static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    let sum = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return TimeSpan(nanoseconds: sum.overflow ? (left.nanoseconds < 0 ? .min : .max) : sum.partialValue)
  }

  package static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    let difference = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
    return TimeSpan(
      nanoseconds: difference.overflow ? (left.nanoseconds < 0 ? .min : .max) : difference.partialValue)
  }

  package static prefix func - (span: TimeSpan) -> TimeSpan { .zero - span }
}

extension TimeSpan {
  /// Reads an ISO 8601 duration (`PT1H30M`, `P1DT2H`, `-PT5M`) or a short one (`1h30m`, `45m`, `10s`, `1.5s`, `-5m`).
  ///
  /// Units run from great to small, each at most once; the last may have a fraction; days count 24 hours. Years,
  /// months and weeks are refused, for their length isn't fixed or is better written in days. Nil if it isn't one.
  package init?(_ text: String) {
    var rest = Substring(text)
    var sign: Int64 = 1
    if rest.hasPrefix("-") {
      sign = -1
      rest.removeFirst()
    } else if rest.hasPrefix("+") {
      rest.removeFirst()
    }
    let isISO = rest.hasPrefix("P")
    var isTimePart = !isISO
    if isISO { rest.removeFirst() }
    let units: [(Character, Int64)] = [
      ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
      ("s", 1_000_000_000),
    ]
    var nextUnit = 0
    var total: Int64 = 0
    var hasAny = false
    var hadFraction = false
    while !rest.isEmpty {
      if isISO, !isTimePart, rest.hasPrefix("T") {
        isTimePart = true
        nextUnit = max(nextUnit, 1)
        rest.removeFirst()
        guard !rest.isEmpty else { return nil }
        continue
      }
      guard !hadFraction else { return nil }
      let whole = rest.prefix { $0.isASCII && $0.isWholeNumber }
      guard !whole.isEmpty, whole.utf8.count <= 12, let count = Int64(whole) else { return nil }
      rest.removeFirst(whole.count)
      var fraction: Substring = ""
      if rest.hasPrefix(".") {
        rest.removeFirst()
        fraction = rest.prefix { $0.isASCII && $0.isWholeNumber }
        guard !fraction.isEmpty, fraction.utf8.count <= 9 else { return nil }
        rest.removeFirst(fraction.count)
        hadFraction = true
      }
      guard let letter = rest.first else { return nil }
      rest.removeFirst()
      let name = isISO ? Character(letter.lowercased()) : letter
      if isISO, letter.isLowercase { return nil }
      guard let unit = units.firstIndex(where: { $0.0 == name }), unit >= nextUnit,
        isISO ? (isTimePart ? unit >= 1 : unit == 0) : true
      else { return nil }
      nextUnit = unit + 1
      hasAny = true
      let scale = units[unit].1
      let product = count.multipliedReportingOverflow(by: scale)
      guard !product.overflow else { return nil }
      var part = product.partialValue
      if !fraction.isEmpty, let digits = Int64(fraction) {
        var divisor: Int64 = 1
        for _ in 0..<fraction.utf8.count { divisor *= 10 }
        // scale ≤ 86,400 s and digits < 10^9, so the product is formed in two exact steps.
        let (quotient, remainder) = (scale / divisor, scale % divisor)
        let withFraction = part.addingReportingOverflow(digits * quotient + digits * remainder / divisor)
        guard !withFraction.overflow else { return nil }
        part = withFraction.partialValue
      }
      let sum = total.addingReportingOverflow(part)
      guard !sum.overflow else { return nil }
      total = sum.partialValue
    }
    guard hasAny else { return nil }
    self.init(nanoseconds: sign * total)
  }

  /// The exact number of seconds as decimal text.
  package var decimalSeconds: String { JSONWriter.decimal(nanoseconds, scale: 9) }

  /// The span as `1h 02m 03s`; days are counted in hours, a fraction of a second is kept, zero is `0s`.
  package var readable: String {
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    let whole = magnitude / 1_000_000_000
    let fraction = JSONWriter.decimal(Int64(magnitude % 1_000_000_000), scale: 9).dropFirst(1)
    func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60)
    if hours > 0 { return "\(sign)\(hours)h \(two(minutes))m \(two(seconds))\(fraction)s" }
    if minutes > 0 { return "\(sign)\(minutes)m \(two(seconds))\(fraction)s" }
    return "\(sign)\(seconds)\(fraction)s"
  }

  /// The span as an ISO 8601 duration, such as `PT24H11M`.
  package var iso8601: String {
    let magnitude = nanoseconds.magnitude
    let whole = magnitude / 1_000_000_000
    let fraction = JSONWriter.decimal(Int64(magnitude % 1_000_000_000), scale: 9).dropFirst(1)
    let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60)
    var text = nanoseconds < 0 ? "-PT" : "PT"
    if hours > 0 { text += "\(hours)H" }
    if minutes > 0 { text += "\(minutes)M" }
    if seconds > 0 || !fraction.isEmpty || whole == 0 { text += "\(seconds)\(fraction)S" }
    return text
  }
}
