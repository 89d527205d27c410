internal import JSONText

/// What stands in the place of a line that was withheld.
struct WithheldStub: Sendable {
  typealias Reason = WithholdingRequest.Reason
  var index: Int64
  var leaf: Digest
  var reason: Reason

  var data: JSONValue {
    .object([
      JSONMember("index", .number("\(index)")), JSONMember("leaf", .string(leaf.base64)),
      JSONMember("reason", .string(reason.rawValue)),
    ])
  }

  init(index: Int64, leaf: Digest, reason: Reason) {
    (self.index, self.leaf, self.reason) = (index, leaf, reason)
  }

  init?(data: JSONValue) {
    guard let index = data["index"]?.integer, index >= 0,
      let leaf = data["leaf"]?.string.flatMap({ Base64.decode($0) }).flatMap({ Digest($0) }),
      let reason = data["reason"]?.string.flatMap(Reason.init(rawValue:))
    else { return nil }
    (self.index, self.leaf, self.reason) = (index, leaf, reason)
  }
}
