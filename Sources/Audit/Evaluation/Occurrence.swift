internal import CloudEvents
package import CutoverModel
internal import Replay

/// One event that a rule speaks of, as it is kept while something about it is open.
///
/// What says which event it is lies in one place, however many rules keep it.
package struct Occurrence: Sendable {
  private final class Event: Sendable {
    let reference: EventReference
    let moment: Moment

    init(_ reference: EventReference, _ moment: Moment) {
      self.reference = reference
      self.moment = moment
    }
  }

  private let event: Event
  private let place: EventPlace
  /// The time as stated, in nanoseconds since 1970.
  let stated: Int64

  init(_ reference: EventReference, _ moment: Moment) {
    event = Event(reference, moment)
    place = reference.place
    stated = moment.stated.nanoseconds
  }

  package var reference: EventReference { event.reference }
  package var moment: Moment { event.moment }

  /// Whether both are the same line.
  func isSame(as other: Occurrence) -> Bool { place == other.place }

  /// The order in which rules see events: by time as stated, then by stream and index.
  static func precedes(_ left: Occurrence, _ right: Occurrence) -> Bool {
    left.stated != right.stated ? left.stated < right.stated : left.place < right.place
  }

  /// Whether this may have happened after an event that rules see later, for all that the times say.
  ///
  /// Two lines of one source in one stream happened in the order in which they stand.
  func mayFollow(_ later: Occurrence) -> Bool {
    guard later.event.moment.earliest < event.moment.latest else { return false }
    return place.stream != later.place.stream || place.index > later.place.index
      || !event.reference.source.utf8.elementsEqual(later.event.reference.source.utf8)
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
