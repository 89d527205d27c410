package import CutoverModel

/// How long something took for how long it was planned to take, exactly; ratios are ordered by their value.
package struct DurationRatio: Hashable, Sendable, Comparable {
  package var actual: TimeSpan
  /// More than zero.
  package var planned: TimeSpan

  /// Nil where nothing was planned, or either is negative or out of range.
  package init?(actual: TimeSpan, planned: TimeSpan) {
    guard planned > .zero, actual >= .zero, !planned.isOutOfRange, !actual.isOutOfRange else { return nil }
    self.actual = actual
    self.planned = planned
  }

  package static func < (left: DurationRatio, right: DurationRatio) -> Bool {
    let products = (
      Int128(left.actual.nanoseconds) * Int128(right.planned.nanoseconds),
      Int128(right.actual.nanoseconds) * Int128(left.planned.nanoseconds)
    )
    // Equal values still have one order, so that sorting doesn't depend on where they stood.
    if products.0 == products.1 { return left.planned < right.planned }
    return products.0 < products.1
  }

  /// A planned length at this ratio, in whole nanoseconds towards zero; stops at the ends of 64 bits.
  package func applied(to length: TimeSpan) -> TimeSpan {
    if length == planned { return actual }
    let exact = Int128(length.nanoseconds) * Int128(actual.nanoseconds) / Int128(planned.nanoseconds)
    return TimeSpan(nanoseconds: Int64(clamping: exact))
  }

  /// The ratio in millionths, towards zero.
  package var millionths: Int64 {
    Int64(clamping: Int128(actual.nanoseconds) * 1_000_000 / Int128(planned.nanoseconds))
  }
}
