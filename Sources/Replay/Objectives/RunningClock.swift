internal import CloudEvents
package import CutoverModel

/// A clock that runs at the moment that the reader asked for.
package struct RunningClock: Hashable, Sendable {
  /// The event at which it started.
  package var from: EventReference
  /// What it shows at that moment, by the times as stated.
  package var elapsed: TimeSpan
  /// Announced maintenance in which it stands still.
  private var windows: [Window]

  private struct Window: Hashable, Sendable {
    var from: Moment
    var to: Moment
  }

  /// Nil for a clock that doesn't run.
  init?(_ reading: ClockReading, without announcements: [RunRecord.Announcement]) {
    guard let from = reading.from, let elapsed = reading.elapsed else { return nil }
    self.from = from
    self.elapsed = elapsed
    windows = announcements.map { Window(from: $0.from, to: $0.to) }
  }

  /// What it would show if it ran on from one instant to another.
  func elapsed(from now: Timestamp, to stop: Timestamp) -> TimeSpan {
    let rest = SpanSum.measure(
      [(Moment(now, accuracy: 0), Moment(stop, accuracy: 0))], without: windows.map { ($0.from, $0.to) })
    return elapsed + rest.stated
  }
}
