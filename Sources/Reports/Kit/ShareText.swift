package import CutoverModel
package import Replay

/// Shares and ratios as people read them.
package enum ShareText {
  /// `81 %`; `under 1 %` and `over 99 %` where it is not quite none and not quite all.
  package static func of(_ share: DrawShare?) -> String {
    guard let share else { return "–" }
    if share.count == 0 { return "0 %" }
    if share.count == share.draws { return "100 %" }
    let percent = (share.millionths + 5_000) / 10_000
    return percent < 1 ? "under 1 %" : percent > 99 ? "over 99 %" : "\(percent) %"
  }

  /// A difference in millionths: `+3.2 %`, `-0.4 %`.
  package static func difference(_ millionths: Int64?) -> String {
    guard let millionths else { return "–" }
    return (millionths > 0 ? "+" : "") + percent(millionths)
  }

  /// Millionths as percent with one digit behind the point: `3.2 %`.
  package static func percent(_ millionths: Int64) -> String {
    let tenths = (millionths.magnitude + 500) / 1_000
    let sign = millionths < 0 && tenths > 0 ? "-" : ""
    return "\(sign)\(tenths / 10).\(tenths % 10) %"
  }

  /// A ratio in millionths with two digits behind the point: `1.05`.
  package static func ratio(_ millionths: Int64?) -> String {
    guard let millionths else { return "–" }
    let hundredths = (millionths.magnitude + 5_000) / 10_000
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// A length that was reckoned and not recorded, to the nearest second.
  package static func rounded(_ span: TimeSpan?) -> String { span.map(toSecond)?.readable ?? "–" }

  /// The nearest tenth of a second.
  static func toTenth(_ span: TimeSpan) -> TimeSpan {
    let tenth: Int64 = 100_000_000
    let half = span.nanoseconds < 0 ? -tenth / 2 : tenth / 2
    let whole = span.nanoseconds / tenth + (span.nanoseconds % tenth + half) / tenth
    return TimeSpan(nanoseconds: whole.multipliedReportingOverflow(by: tenth).partialValue)
  }

  /// The nearest whole second.
  package static func toSecond(_ span: TimeSpan) -> TimeSpan {
    let second: Int64 = 1_000_000_000
    let half = span.nanoseconds < 0 ? -second / 2 : second / 2
    return TimeSpan(seconds: span.nanoseconds / second + (span.nanoseconds % second + half) / second)
  }
}
