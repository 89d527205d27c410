package import CloudEvents
internal import CutoverModel

/// The instant at which everything is asked for.
package enum StateInstant: Hashable, Sendable {
  /// After the last event.
  case end
  case at(Timestamp)

  /// Whether an event counts: its stated time is not after the instant.
  func includes(_ time: Timestamp) -> Bool {
    switch self {
    case .end: true
    case .at(let instant): time.nanoseconds <= instant.nanoseconds
    }
  }

  /// Whether an event that doesn't count may have happened by the instant all the same: its clock may be ahead.
  func isPossible(_ view: EventView) -> Bool {
    switch self {
    case .end: false
    case .at(let instant):
      instant.nanoseconds < view.time.nanoseconds
        && Moment(view.time, before: view.clock.before).earliest <= instant.nanoseconds
    }
  }

  /// Whether an event may have happened before the instant or after it: the instant lies in [time, time + accuracy).
  func isInDoubt(_ moment: Moment) -> Bool {
    switch self {
    case .end: false
    case .at(let instant): moment.earliest <= instant.nanoseconds && instant.nanoseconds < moment.latest
    }
  }
}
