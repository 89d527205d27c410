package import CutoverModel

/// One episode of a service: a span in which it is not up, or below an objective's minimum level.
package struct EpisodeReading: Hashable, Sendable {
  /// The event that began it.
  package var from: EventReference
  /// The event that ended it; nil while it is open.
  package var to: EventReference?
  /// The length by the clock `business`; nil where the order of its ends is open or it is over 292 years.
  package var value: MeasuredSpan?
  /// Whether nothing has ended it.
  package var isOpen: Bool { to == nil }

  package init(from: EventReference, to: EventReference?, value: MeasuredSpan?) {
    self.from = from
    self.to = to
    self.value = value
  }
}
