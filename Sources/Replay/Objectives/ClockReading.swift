package import CutoverModel

/// What one clock shows.
package struct ClockReading: Hashable, Sendable {
  /// The clock that was read.
  package var clock: RecoveryClock
  /// Nil where it can't be computed.
  package var value: MeasuredSpan?
  /// The event at which the clock starts, if there is one.
  package var from: EventReference?
  /// The event at which it stops, if there is one.
  package var to: EventReference?
  /// The names of the anchors that were not found, such as `fault.occurred`; empty where the value is complete.
  package var missing: [String]
  /// How long it has run by the moment that the reader asked for; nil where it doesn't run then, or none was asked for.
  package var elapsed: TimeSpan?

  package init(
    clock: RecoveryClock, value: MeasuredSpan? = nil, from: EventReference? = nil,
    to: EventReference? = nil, missing: [String] = []
  ) {
    self.clock = clock
    self.value = value
    self.from = from
    self.to = to
    self.missing = missing
  }
}
