package import CutoverModel

/// How something of one run stands against the same in the run before it.
///
/// A length has changed if it differs by at least 30 seconds and by more than a tenth of the shorter of both, and if
/// the whole interval of the difference lies on one side of zero. What differs by so much only as the times were
/// written, while their uncertainty leaves open which is longer, is `unknown`. With the two runs exchanged every change
/// is the opposite one.
package struct Change: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Surely shorter; or completed where it had failed.
    case improvement
    /// Surely longer; or failed where it had been completed.
    case regression
    case same
    /// The run before knows nothing of it: neither its plan nor its events.
    case new
    /// This run knows nothing of it.
    case gone
    /// One of both had it in its plan and didn't execute it.
    case notExecuted = "not-executed"
    /// Something is missing, or the times are too uncertain.
    case unknown
  }

  /// The least difference that is a change.
  package static let leastDifference = TimeSpan(seconds: 30)
  /// A difference is a change only if it is more than the shorter length divided by this.
  package static let leastShare: Int64 = 10

  package var kind: Kind
  /// This length less the one before, by the times as stated.
  package var difference: TimeSpan?
  /// The least that the difference can be; nil where nothing limits it.
  package var lower: TimeSpan?
  /// The most that it can be; nil where nothing limits it.
  package var upper: TimeSpan?
  /// This length divided by the one before, in thousandths; nil where that is zero or the quotient out of range.
  package var permille: Int64?

  package init(_ kind: Kind) { self.kind = kind }

  /// From one length to another; `unknown` where one has no stated value.
  package init(from before: MeasuredSpan?, to after: MeasuredSpan?) {
    kind = .unknown
    guard let before, let after, let old = before.stated, let new = after.stated,
      let difference = (new - old).inRange
    else { return }
    self.difference = difference
    lower = before.upper.flatMap { (after.lower - $0).inRange }
    upper = after.upper.flatMap { ($0 - before.lower).inRange }
    permille = Self.permille(of: new, in: old)
    guard Self.isBeyondThreshold(difference, shorter: min(old, new)) else {
      kind = .same
      return
    }
    if let lower, lower > .zero { kind = .regression }
    if let upper, upper < .zero { kind = .improvement }
  }

  private static func isBeyondThreshold(_ difference: TimeSpan, shorter: TimeSpan) -> Bool {
    let length = difference < .zero ? -difference : difference
    guard length >= leastDifference else { return false }
    let scaled = length.nanoseconds.multipliedReportingOverflow(by: leastShare)
    return scaled.overflow || scaled.partialValue > shorter.nanoseconds
  }

  /// Rounded to the nearest thousandth, halves up.
  private static func permille(of part: TimeSpan, in whole: TimeSpan) -> Int64? {
    guard whole > .zero, part >= .zero else { return nil }
    let product = UInt64(part.nanoseconds).multipliedFullWidth(by: 1_000)
    let divisor = UInt64(whole.nanoseconds)
    guard product.high < divisor else { return nil }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    let rounded = remainder >= divisor - remainder ? quotient.addingReportingOverflow(1).partialValue : quotient
    return Int64(exactly: rounded)
  }
}
