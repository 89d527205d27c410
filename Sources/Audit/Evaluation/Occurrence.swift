internal import CloudEvents
package import CutoverModel
internal import Replay

/// One event that a rule speaks of, as it is kept while something about it is open.
package struct Occurrence: Hashable, Sendable {
  package var reference: EventReference
  package var moment: Moment

  /// The order in which rules see events: by time as stated, then by stream and index.
  static func precedes(_ left: Occurrence, _ right: Occurrence) -> Bool {
    let (one, other) = (left.moment.stated.nanoseconds, right.moment.stated.nanoseconds)
    return one != other ? one < other : left.reference.place < right.reference.place
  }

  /// Whether this may have happened after an event that rules see later, for all that the times say.
  ///
  /// Two lines of one source in one stream happened in the order in which they stand.
  func mayFollow(_ later: Occurrence) -> Bool {
    guard later.moment.earliest < moment.latest else { return false }
    let (one, other) = (reference, later.reference)
    return one.stream != other.stream || one.index > other.index || !one.source.utf8.elementsEqual(other.source.utf8)
  }
}

/// Whether the time between two events keeps a limit.
enum Certainty { case yes, open, no }

extension TimeSpan? {
  /// Whether the time from one event to a later one is within this limit; nil limits nothing.
  func holds(from start: Occurrence, to end: Occurrence) -> Certainty {
    guard let limit = self else { return .yes }
    let span = SpanInterval(from: start.moment, to: end.moment)
    if span.upper <= limit { return .yes }
    return span.lower >= limit ? .no : .open
  }
}
