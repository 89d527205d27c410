/// A duration as somebody stated it: its length, and the unit of its last digit.
package struct StatedDuration: Hashable, Sendable {
  package var span: TimeSpan
  /// One unit of the last digit: a minute for `24h11m`, six minutes for `PT1.1H`.
  package var unit: TimeSpan

  /// Reads what `TimeSpan` reads and is not negative; nil for anything else.
  package init?(_ text: String) {
    guard let span = TimeSpan(text), span >= .zero, let letter = text.utf8.last else { return nil }
    var unit: Int64 =
      switch letter | 0x20 {
      case UInt8(ascii: "d"): 86_400_000_000_000
      case UInt8(ascii: "h"): 3_600_000_000_000
      case UInt8(ascii: "m"): 60_000_000_000
      default: 1_000_000_000
      }
    if let point = text.utf8.lastIndex(of: UInt8(ascii: ".")) {
      for _ in 0..<(text.utf8.distance(from: point, to: text.utf8.endIndex) - 2) { unit /= 10 }
    }
    self.span = span
    self.unit = TimeSpan(nanoseconds: unit)
  }
}
