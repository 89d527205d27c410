package import CloudEvents
package import CutoverModel
internal import Replay

/// Events as they are named in tables.
package enum EventText {
  /// Index and id, or a dash; among several streams `STREAM:INDEX`, the streams counted from 1.
  package static func anchor(_ event: EventReference?, among streams: Int = 1) -> Phrase {
    guard let event else { return "–" }
    return "\(place(event, among: streams)) \(code: event.id)"
  }

  /// The index; among several streams `STREAM:INDEX`, the streams counted from 1.
  package static func place(_ event: EventReference, among streams: Int) -> Phrase {
    Phrase([.event(streams > 1 ? "\(event.stream + 1):\(event.index)" : "\(event.index)", event.place)])
  }

  /// The id of the event's row in a page, its stream counted from 0: `event-0-131`.
  static func identifier(_ place: EventPlace) -> String { "event-\(place.stream)-\(place.index)" }

  /// The heading of a column of such anchors.
  package static func anchorHeading(_ end: String, among streams: Int) -> String {
    streams > 1 ? "\(end): stream:line, id" : "\(end): line, id"
  }

  /// The time without what is below the millisecond: the recorder's own clock gives more than anybody reads.
  package static func time(_ time: Timestamp) -> String {
    Timestamp(nanoseconds: time.nanoseconds, fractionDigits: min(time.fractionDigits, 3)).description
  }

  /// The type without the prefix of cutlog.
  package static func shortType(_ type: String) -> String {
    type.hasPrefix(EventKind.prefix) ? String(type.dropFirst(EventKind.prefix.count)) : type
  }
}
