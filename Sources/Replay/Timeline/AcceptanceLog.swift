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

  /// Takes in an event of a stream that was recorded while it happened; an import's acceptance says nothing.
  mutating func note(_ event: CutoverEvent) {
    noteFirst(event)
    if let accepted = Self.lateAcceptance(of: event) { late[event.reference.place] = accepted }
  }

  /// Takes in when the recorder began to be told, and not that it was told this event late.
  mutating func noteFirst(_ event: CutoverEvent) {
    guard let accepted = event.accepted else { return }
    first = first.map { min($0, accepted) } ?? accepted
  }

  /// Takes in what was told late of events whose acceptance others keep.
  mutating func note(late others: [EventPlace: Timestamp]) { late.merge(others) { $1 } }

  /// When the event was accepted, where that counts as told late.
  static func lateAcceptance(of event: CutoverEvent) -> Timestamp? {
    guard let accepted = event.accepted else { return nil }
    let delay = accepted.nanoseconds.subtractingReportingOverflow(event.moment.latest)
    return !delay.overflow && delay.partialValue >= Self.delay ? accepted : nil
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
