/// A document as a stream carries it.
package struct CarriedDocument: Sendable {
  package var name: String
  package var mediaType: String
  /// As its lines state it, in hexadecimal.
  package var sha256: String
  package var size: Int64
  /// The index of its first part.
  package var index: Int
  /// Nil where it was not asked for.
  package var bytes: [UInt8]?

  /// Whether the bytes are the ones that the digest names.
  package var isWhole: Bool {
    guard let bytes else { return false }
    return bytes.count == Int(size) && Digest(hashing: bytes).hex == sha256
  }
}
