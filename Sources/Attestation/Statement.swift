package import CloudEvents
internal import JSONText
package import SealedLog

/// What a person signs: a text that names the stream, the act, what was seen of the stream, and the person.
///
/// The form is fixed byte for byte (docs/stream-format.md, section 16): what is read gives the same bytes when written.
package struct Statement: Hashable, Sendable {
  /// The first line.
  package static let header = "cutlog/act/v1"

  package var origin: String
  package var act: Act
  /// What the act is about: which of these there are follows from the act.
  package var subject: ActSubject
  /// The SHA-256 of the plan's document, in hexadecimal.
  package var plan: String
  /// Size and root of the last seal that was seen.
  package var size: Int
  package var root: Digest
  /// The name under which the person acts.
  package var principal: String
  package var time: Timestamp
  /// May be empty.
  package var comment: String

  package init(
    origin: String, act: Act, subject: ActSubject, plan: String, size: Int, root: Digest, principal: String,
    time: Timestamp, comment: String
  ) {
    self.origin = origin
    self.act = act
    self.subject = subject
    self.plan = plan
    self.size = size
    self.root = root
    self.principal = principal
    self.time = time
    self.comment = comment
  }

  /// The text that is signed.
  package var text: String {
    var comment: [UInt8] = []
    JSONString.append(self.comment.utf8, to: &comment)
    let fields =
      [("origin", origin), ("act", act.rawValue)] + subject.fields + [
        ("plan", plan), ("size", String(size)), ("root", root.base64), ("principal", principal),
        ("time", time.description), ("comment", String(decoding: comment, as: UTF8.self)),
      ]
    return ([Self.header] + fields.map { "\($0) \($1)" }).map { $0 + "\n" }.joined()
  }

  /// Whether a principal or the name of a gate, decision, check or service can stand in a statement.
  package static func isValue(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 1_024 else { return false }
    return text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && text.utf8.first != 0x20 && text.utf8.last != 0x20
  }
}
