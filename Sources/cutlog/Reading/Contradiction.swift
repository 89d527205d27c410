import JSONText
import Reports
import SealedLog

/// Two signed checkpoints of one log that can't both be true, or of which the stream shows only the older.
///
/// It gives the notes themselves, so that an outsider can check both signatures without the stream and without us.
struct Contradiction {
  var kind: HeldConflict.Kind
  var held: SignedCheckpoint
  /// The stream's own seal of that size; its last valid one if it has none of that size.
  var seen: SignedCheckpoint?
  /// The stream's keys that have signed both, or the held one alone where nothing else is shown.
  var keys: [VerifierKey]

  /// The first conflict of a stream, with the notes that belong to it; nil where there is none.
  init?(_ verification: Verification, held: [SignedCheckpoint], stream: String) {
    let conflict =
      verification.conflicts.first { $0.kind == .fork } ?? verification.conflicts.first
    guard let conflict, let held = held.first(where: { $0.checkpoint == conflict.held }) else { return nil }
    kind = conflict.kind
    self.held = held
    seen = conflict.seen.flatMap { SignedCheckpoint($0, from: stream) }
    let notes = [held.note] + [seen?.note].compactMap(\.self)
    let known = ([verification.opened?.log].compactMap(\.self) + verification.logs + verification.identities)
    keys = []
    for key in known where !keys.contains(key) && notes.allSatisfy({ $0.isSigned(by: key) }) { keys.append(key) }
  }

  /// Whether the stream has a seal of the held size.
  private var isOfOneSize: Bool { seen?.checkpoint.size == held.checkpoint.size }

  private var fact: String {
    switch kind {
    case .rolledBack: "the stream ends before size \(held.checkpoint.size)"
    case .fork:
      isOfOneSize
        ? "two roots for size \(held.checkpoint.size)"
        : "the stream has no seal of size \(held.checkpoint.size)"
    }
  }

  var json: JSONValue {
    [
      "fact": .string(fact), "held": .string(held.note.description), "heldFrom": .string(held.place),
      "seen": .text(seen?.note.description), "signedBy": .texts(keys.map(\.text)),
    ]
  }

  var page: Page {
    var page = Page()
    switch kind {
    case .fork:
      page.note(
        isOfOneSize
          ? "a fork: \(fact), both signed; whoever has both notes can prove it without the stream"
          : "a fork: \(fact), which its signer has signed; the held note and this stream together prove it")
    case .rolledBack:
      page.note("rolled back: \(fact), which its signer has signed; a later part of it is not shown here")
    }
    page.paragraph("Held, from \(code: held.place):")
    page.preformatted(held.note.description)
    if let seen {
      page.paragraph(isOfOneSize ? "The stream's own seal of that size:" : "The stream's last seal:")
      page.preformatted(seen.note.description)
    }
    for key in keys { page.paragraph("\(seen == nil ? "Signed" : "Both signed") by \(code: key.text)") }
    if keys.isEmpty {
      page.paragraph(
        "No key of the stream has signed both: between the two a recovery gave the log new keys, or it was opened twice under one name.")
    }
    return page
  }
}
