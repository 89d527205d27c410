import CloudEvents
import CutoverModel

/// One event as a fold keeps it: its moment and its place, and where its identity lies in an `EventArchive`.
///
/// Forty bytes, no reference counting.
struct EventMark: Sendable {
  var time: Timestamp
  var kind: EventKind?
  var source: Int32
  /// Nanoseconds, not negative.
  var accuracy: Int64
  var place: EventPlace
  var id: IdentifierArchive.Number
  /// How far the instant may lie before the time.
  var before = ClockSlack.none

  /// The index in its stream.
  var index: Int { place.index }

  /// The instant of the event and how far it may lie from its time.
  var moment: Moment { Moment(time, accuracy: accuracy, before: before.nanoseconds) }

  /// Whether a moment that the event itself states lies after it whatever the accuracy of both; one clock gave both.
  func surelyPrecedes(_ other: Moment) -> Bool {
    // An uncertain time never reaches the end of its interval.
    accuracy > 0 ? moment.latest <= other.stated.nanoseconds : time.nanoseconds < other.stated.nanoseconds
  }
}

extension EventMark: Comparable {
  /// By time; the stream, then the index breaks ties.
  static func < (left: EventMark, right: EventMark) -> Bool {
    (left.time.nanoseconds, left.place) < (right.time.nanoseconds, right.place)
  }

  static func == (left: EventMark, right: EventMark) -> Bool {
    left.time.nanoseconds == right.time.nanoseconds && left.place == right.place
  }
}

extension RandomAccessCollection<EventMark> where Index == Int {
  /// The first that lies behind a mark; the collection is ordered by mark.
  func first(after mark: EventMark) -> EventMark? {
    let position = partition { mark < $0 }
    return position < endIndex ? self[position] : nil
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first position at which a condition holds that holds from there on; the end where it never does.
  func partition(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
