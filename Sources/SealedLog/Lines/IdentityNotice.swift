internal import JSONText

/// A change in the life of the identity key, with the note that proves it.
struct IdentityNotice: Sendable {
  var vkey: VerifierKey
  var since: Int64?
  var note: SignedNote

  var data: JSONValue {
    var members = [JSONMember("vkey", .string(vkey.text))]
    if let since { members.append(JSONMember("since", .number("\(since)"))) }
    members.append(JSONMember("note", .string(note.description)))
    return .object(members)
  }

  init(vkey: VerifierKey, since: Int64? = nil, note: SignedNote) {
    self.vkey = vkey
    self.since = since
    self.note = note
  }

  init?(data: JSONValue) {
    guard let vkey = data["vkey"]?.string.flatMap({ VerifierKey($0) }),
      let note = data["note"]?.string.flatMap({ SignedNote($0) })
    else { return nil }
    self.vkey = vkey
    self.note = note
    since = data["since"]?.integer
  }
}
