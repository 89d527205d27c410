package import CloudEvents
package import CutoverModel

/// Events as they are named in tables.
package enum EventText {
  /// Index and id, or a dash; among several streams `STREAM:INDEX`, the streams counted from 1.
  package static func anchor(_ event: EventReference?, among streams: Int = 1) -> Phrase {
    guard let event else { return "–" }
    if streams > 1 { return "\(event.stream + 1):\(event.index) \(code: event.id)" }
    return "\(event.index) \(code: event.id)"
  }

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
