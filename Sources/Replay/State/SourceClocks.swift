import CloudEvents
import CutoverModel

/// Notes sources whose clock runs backwards: a later line of a stream with an earlier time.
///
/// Such an event still counts by its time. Only so many sources are followed, so that memory is bounded.
struct SourceClocks: Sendable {
  private static let limit = 10_000

  private struct Source: Hashable {
    var stream: Int
    var source: ExactText
  }

  private var latest: [Source: Int64] = [:]

  mutating func follow(_ event: CutoverEvent, _ findings: inout FindingCollector) {
    let source = Source(stream: event.reference.stream, source: ExactText(event.reference.source))
    let time = event.time.nanoseconds
    guard let before = latest[source] else {
      if latest.count < Self.limit { latest[source] = time }
      return
    }
    if time < before {
      findings.note(
        rule: "time-runs-backwards",
        message: "an event has an earlier time than one that the same source recorded before it; it counts by its time",
        at: event.reference.place)
    } else {
      latest[source] = time
    }
  }
}
