package import CutoverModel

/// Events as they are named in tables.
package enum EventText {
  /// Index and id, or a dash.
  package static func anchor(_ event: EventReference?) -> Phrase {
    guard let event else { return "–" }
    return "\(event.index) \(code: event.id)"
  }

  /// The type without the prefix of cutlog.
  package static func shortType(_ type: String) -> String {
    type.hasPrefix(EventKind.prefix) ? String(type.dropFirst(EventKind.prefix.count)) : type
  }
}
