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
  var index: Int
  var id: ByteArena.Slice

  /// The instant of the event and how far it may lie behind.
  var moment: Moment { Moment(time, accuracy: accuracy) }
}

extension EventMark: Comparable {
  /// By time; the index breaks ties.
  static func < (left: EventMark, right: EventMark) -> Bool {
    (left.time.nanoseconds, left.index) < (right.time.nanoseconds, right.index)
  }

  static func == (left: EventMark, right: EventMark) -> Bool {
    left.time.nanoseconds == right.time.nanoseconds && left.index == right.index
  }
}
