internal import CloudEvents
internal import CutoverModel

/// Notes events that state an earlier time than one that the same source recorded before them in the same stream.
struct EventDisorder: Sendable {
  /// How many sources of one stream are followed.
  private static let limit = 10_000

  private var latest: [ExactText: Moment] = [:]

  /// Forgets the stream before.
  mutating func beginStream() { latest.removeAll() }

  mutating func note(_ event: CutoverEvent, in findings: inout FindingCollector) {
    let source = ExactText(event.reference.source)
    guard let before = latest[source] else {
      if latest.count < Self.limit { latest[source] = event.moment }
      return
    }
    if event.moment.stated.nanoseconds >= before.stated.nanoseconds {
      latest[source] = event.moment
    } else if event.moment.latest <= before.earliest {
      findings.note(
        rule: "time-before-earlier-event",
        message:
          "an event states an earlier time than one before it of its source: it came late, or the clock ran backwards",
        at: event.reference.place)
    }
  }
}
