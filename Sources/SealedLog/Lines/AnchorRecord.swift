internal import JSONText

/// Somebody else's statement about an earlier seal.
package struct AnchorRecord: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// A witness's (C2SP cosignature/v1): the signature line.
    case cosignature
    /// A time-stamping authority's (RFC 3161): the token in base64.
    case rfc3161
  }

  /// The size of the seal that it is over.
  package var size: Int64
  package var kind: Kind
  package var value: String

  package init(size: Int64, kind: Kind, value: String) {
    self.size = size
    self.kind = kind
    self.value = value
  }

  var data: JSONValue {
    .object([
      JSONMember("size", .number("\(size)")), JSONMember("kind", .string(kind.rawValue)),
      JSONMember("value", .string(value)),
    ])
  }

  init?(data: JSONValue) {
    guard let size = data["size"]?.integer, size >= 0, let kind = data["kind"]?.string.flatMap(Kind.init(rawValue:)),
      let value = data["value"]?.string
    else { return nil }
    self.init(size: size, kind: kind, value: value)
  }
}
