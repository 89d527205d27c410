package import CloudEvents
package import CutoverModel

/// Which events the recorder was told late, and when.
///
/// What is known at once is not kept: it costs memory for events told late alone.
struct AcceptanceLog: Sendable {
  /// How much later than an event's last possible instant it has to be accepted to count as told late.
  static let delay: Int64 = 60_000_000_000

  private(set) var late: [EventPlace: Timestamp] = [:]
  private(set) var first: Timestamp?

  mutating func note(_ event: CutoverEvent) {
    guard let accepted = event.accepted else { return }
    first = first.map { min($0, accepted) } ?? accepted
    let delay = accepted.nanoseconds.subtractingReportingOverflow(event.moment.latest)
    if !delay.overflow, delay.partialValue >= Self.delay { late[event.reference.place] = accepted }
  }
}

extension Timeline {
  /// Takes over what was told late, unless everything was.
  ///
  /// - Parameter end: The end of the run, else its last event.
  mutating func note(_ acceptance: AcceptanceLog, end: EventMoment?) {
    guard let first = acceptance.first, let end else { return }
    if end.time <= first { toldFrom = first } else { known = acceptance.late }
  }

  /// When the recorder accepted an event, where that was over a minute after it happened.
  package func acceptance(of event: EventReference?) -> Timestamp? { event.flatMap { known[$0.place] } }
}
