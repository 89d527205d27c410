import CloudEvents
import CutoverModel

/// What names an event that the next one may replace, such as the last probe of a span.
///
/// Unlike an `EventMark` it holds its id itself, so that an `EventArchive` doesn't grow with events that are given up.
struct EventName: Hashable, Sendable {
  var time: Timestamp
  var kind: EventKind
  /// A number of the archive's sources.
  var source: Int32
  var place: EventPlace
  var id: String
}

extension EventName: Comparable {
  /// By time; the stream, then the index breaks ties.
  static func < (left: EventName, right: EventName) -> Bool {
    (left.time.nanoseconds, left.place) < (right.time.nanoseconds, right.place)
  }

  static func == (left: EventName, right: EventName) -> Bool {
    left.time.nanoseconds == right.time.nanoseconds && left.place == right.place
  }

  func hash(into hasher: inout Hasher) { hasher.combine(place) }
}
