package import CutoverModel

/// A length of time as the events show it: as stated, and between which bounds it truly lies.
package struct MeasuredSpan: Hashable, Sendable {
  /// The difference of the times as they were written; nil where there is no end yet.
  package var stated: TimeSpan?
  /// The least that it can be.
  package var lower: TimeSpan
  /// Nil where nothing limits it from above.
  package var upper: TimeSpan?
  /// Whether the true length can be the lower bound itself, as where it is a floor and not a difference of times.
  package var canBeLower: Bool

  package init(
    stated: TimeSpan?, lower: TimeSpan, upper: TimeSpan?, canBeLower: Bool = false
  ) {
    self.stated = stated
    self.lower = lower
    self.upper = upper
    self.canBeLower = canBeLower
  }

  /// The span between two uncertain times.
  package init(_ interval: SpanInterval) {
    self.init(stated: interval.stated, lower: interval.lower, upper: interval.upper)
  }

  /// No less than a length, and perhaps just that.
  static func atLeast(_ length: TimeSpan) -> MeasuredSpan {
    MeasuredSpan(stated: nil, lower: max(.zero, length), upper: nil, canBeLower: true)
  }

  /// Exactly no time.
  package static let zero = MeasuredSpan(stated: .zero, lower: .zero, upper: .zero)

  /// Whether a length doesn't fit into 64 bits of nanoseconds (292 years): then none of them can be trusted.
  var isOutOfRange: Bool {
    [stated, lower, upper].contains { $0.map(\.isOutOfRange) ?? false }
  }

  /// Whether both bounds are one.
  package var isPoint: Bool { upper == lower }

  /// How the span stands against a limit.
  ///
  /// `met` if the upper bound doesn't exceed it; `missed` if the lower bound reaches it and the interval is no point
  /// (a point is compared), but a lower bound that is a mere floor must exceed it; else `unknown`.
  package func verdict(against limit: TimeSpan) -> ObjectiveVerdict {
    if let upper, upper <= limit { return .met }
    if lower > limit { return .missed }
    return lower == limit && !isPoint && !canBeLower ? .missed : .unknown
  }

  /// What is missing where a length is out of range.
  static let rangeName = "a length of less than 292 years"

  /// What spans are compared by where the longest is sought: the length stated, else the least it can be.
  var rank: TimeSpan { stated ?? lower }
}

extension TimeSpan {
  /// Whether this is where reckoning stops for lack of bits, and not a true length.
  var isOutOfRange: Bool { nanoseconds == .max || nanoseconds == .min }
  /// This, or nil where it is out of range.
  var inRange: TimeSpan? { isOutOfRange ? nil : self }
}
