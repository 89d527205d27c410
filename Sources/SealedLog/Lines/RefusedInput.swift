internal import JSONText

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
      let bytes = data["bytes"]?.integer, bytes >= 0, let line = data["line"]?.integer, line >= 0,
      let reason = data["reason"]?.string
    else { return nil }
    self.init(sha256: sha256, bytes: bytes, line: line, reason: reason)
  }
}
