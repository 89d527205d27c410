/// Numbers of things, as people say them.
package enum Count {
  /// `no events`, `1 event`, `2 events`.
  package static func of(_ count: Int, _ thing: String) -> String {
    switch count {
    case 0: "no \(thing)s"
    case 1: "1 \(thing)"
    default: "\(count) \(thing)s"
    }
  }

  /// The same where the plural isn't formed by an s.
  package static func of(_ count: Int, _ thing: String, _ things: String) -> String {
    count == 1 ? "1 \(thing)" : "\(count == 0 ? "no" : String(count)) \(things)"
  }
}
