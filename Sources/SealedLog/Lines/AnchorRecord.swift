internal import JSONText

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
    guard let size = data["size"]?.integer, size >= 0, let kind = data["kind"]?.string,
      kind == "cosignature" || kind == "rfc3161", let value = data["value"]?.string
    else { return nil }
    (self.size, self.kind, self.value) = (size, kind, value)
  }
}
