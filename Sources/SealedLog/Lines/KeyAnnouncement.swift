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
      let own = data["own"]?.integer, own >= 0
    else { return nil }
    self.init(vkey: vkey, own: own)
  }
}
