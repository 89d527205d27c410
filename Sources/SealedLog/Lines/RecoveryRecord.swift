internal import JSONText

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
      let size = data["size"]?.integer, size >= 0,
      let root = data["root"]?.string.flatMap({ Base64.decode($0) }).flatMap({ Digest($0) }),
      let bytes = data["bytes"]?.integer, bytes >= 0,
      let sha256 = data["sha256"]?.string.flatMap({ Hexadecimal.decode($0) }).flatMap({ Digest($0) })
    else { return nil }
    self.init(cause: cause, size: size, root: root, bytes: bytes, sha256: sha256)
    log = data["log"]?.string.flatMap { VerifierKey($0) }
    epoch = data["epoch"]?.string.flatMap { VerifierKey($0) }
    guard (cause == .stateLost) == (log != nil), (log == nil) == (epoch == nil) else { return nil }
  }
}
