package import CloudEvents
package import CutoverModel

/// Events as they are named in tables.
package enum EventText {
  /// Index and id, or a dash.
  package static func anchor(_ event: EventReference?) -> Phrase {
    guard let event else { return "–" }
    return "\(event.index) \(code: event.id)"
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
