internal import JSONText

/// The next epoch key, and how many of the recorder's lines its batch holds without the seal.
struct KeyAnnouncement: Sendable {
  var vkey: VerifierKey
  var own: Int64

  var data: JSONValue {
    .object([JSONMember("vkey", .string(vkey.text)), JSONMember("own", .number("\(own)"))])
  }

  init(vkey: VerifierKey, own: Int64) {
    self.vkey = vkey
    self.own = own
  }

  init?(data: JSONValue) {
    guard let vkey = data["vkey"]?.string.flatMap({ VerifierKey($0) }),
      let own = data["own"]?.integer
    else { return nil }
    self.init(vkey: vkey, own: own)
  }
}

/// The end of a stream.
struct ClosedStream: Sendable {
  /// Lines that are neither the recorder's own nor withheld.
  var events: Int64
  /// Whether the closing seal is signed by the identity too.
  var identity: Bool
  var own: Int64

  var data: JSONValue {
    .object([
      JSONMember("events", .number("\(events)")), JSONMember("identity", .bool(identity)),
      JSONMember("own", .number("\(own)")),
    ])
  }

  init(events: Int64, identity: Bool, own: Int64) {
    self.events = events
    self.identity = identity
    self.own = own
  }

  init?(data: JSONValue) {
    guard let events = data["events"]?.integer, let identity = data["identity"]?.bool,
      let own = data["own"]?.integer
    else { return nil }
    self.init(events: events, identity: identity, own: own)
  }
}

/// Somebody else's statement about an earlier seal.
struct AnchorRecord: Sendable {
  var size: Int64
  /// `cosignature` or `rfc3161`.
  var kind: String
  var value: String

  var data: JSONValue {
    .object([
      JSONMember("size", .number("\(size)")), JSONMember("kind", .string(kind)),
      JSONMember("value", .string(value)),
    ])
  }

  init?(data: JSONValue) {
    guard let size = data["size"]?.integer, let kind = data["kind"]?.string,
      kind == "cosignature" || kind == "rfc3161", let value = data["value"]?.string
    else { return nil }
    (self.size, self.kind, self.value) = (size, kind, value)
  }
}

/// What a recovery found and set aside.
package struct RecoveryRecord: Sendable {
  package enum Cause: String, Sendable {
    case torn
    case stateLost = "state-lost"
  }
  package var cause: Cause
  /// The last valid seal's size and root.
  package var size: Int64
  package var root: Digest
  /// How many bytes were set aside, and their SHA-256.
  package var bytes: Int64
  package var sha256: Digest
  /// The new keys, with `state-lost`.
  package var log: VerifierKey?
  package var epoch: VerifierKey?

  var data: JSONValue {
    var members = [
      JSONMember("cause", .string(cause.rawValue)), JSONMember("size", .number("\(size)")),
      JSONMember("root", .string(root.base64)), JSONMember("bytes", .number("\(bytes)")),
      JSONMember("sha256", .string(sha256.hex)),
    ]
    if let log { members.append(JSONMember("log", .string(log.text))) }
    if let epoch { members.append(JSONMember("epoch", .string(epoch.text))) }
    return .object(members)
  }

  init(cause: Cause, size: Int64, root: Digest, bytes: Int64, sha256: Digest) {
    self.cause = cause
    self.size = size
    self.root = root
    self.bytes = bytes
    self.sha256 = sha256
  }

  init?(data: JSONValue) {
    guard let cause = data["cause"]?.string.flatMap(Cause.init(rawValue:)),
      let size = data["size"]?.integer,
      let root = data["root"]?.string.flatMap({ Base64.decode($0) }).flatMap({ Digest($0) }),
      let bytes = data["bytes"]?.integer,
      let sha256 = data["sha256"]?.string.flatMap({ Hexadecimal.decode($0) }).flatMap({ Digest($0) })
    else { return nil }
    self.init(cause: cause, size: size, root: root, bytes: bytes, sha256: sha256)
    log = data["log"]?.string.flatMap { VerifierKey($0) }
    epoch = data["epoch"]?.string.flatMap { VerifierKey($0) }
    guard (cause == .stateLost) == (log != nil), (log == nil) == (epoch == nil) else { return nil }
  }
}

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

  init?(data: JSONValue) {
    guard let vkey = data["vkey"]?.string.flatMap({ VerifierKey($0) }),
      let note = data["note"]?.string.flatMap({ SignedNote($0) })
    else { return nil }
    self.vkey = vkey
    self.note = note
    since = data["since"]?.integer
  }
}

/// One quarantined input.
struct RefusedInput: Sendable {
  var sha256: Digest
  var bytes: Int64
  /// The line of the input, counted from 1.
  var line: Int64
  var reason: String

  var data: JSONValue {
    .object([
      JSONMember("sha256", .string(sha256.hex)), JSONMember("bytes", .number("\(bytes)")),
      JSONMember("line", .number("\(line)")), JSONMember("reason", .string(reason)),
    ])
  }

  init(sha256: Digest, bytes: Int64, line: Int64, reason: String) {
    self.sha256 = sha256
    self.bytes = bytes
    self.line = line
    self.reason = reason
  }

  init?(data: JSONValue) {
    guard
      let sha256 = data["sha256"]?.string.flatMap({ Hexadecimal.decode($0) }).flatMap({ Digest($0) }),
      let bytes = data["bytes"]?.integer, let line = data["line"]?.integer,
      let reason = data["reason"]?.string
    else { return nil }
    self.init(sha256: sha256, bytes: bytes, line: line, reason: reason)
  }
}

/// What stands in the place of a line that was withheld.
struct WithheldStub: Sendable {
  /// The closed list of reasons.
  enum Reason: String, CaseIterable, Sendable {
    case secret
    case personalData = "personal-data"
    case thirdParty = "third-party"
    case legal
  }
  var index: Int64
  var leaf: Digest
  var reason: Reason

  var data: JSONValue {
    .object([
      JSONMember("index", .number("\(index)")), JSONMember("leaf", .string(leaf.base64)),
      JSONMember("reason", .string(reason.rawValue)),
    ])
  }

  init?(data: JSONValue) {
    guard let index = data["index"]?.integer,
      let leaf = data["leaf"]?.string.flatMap({ Base64.decode($0) }).flatMap({ Digest($0) }),
      let reason = data["reason"]?.string.flatMap(Reason.init(rawValue:))
    else { return nil }
    (self.index, self.leaf, self.reason) = (index, leaf, reason)
  }
}
