internal import Crypto
internal import SealedLog

/// A witness's Ed25519 public key as a C2SP vkey, `NAME+ID+BASE64` (tlog-cosignature v1).
package struct WitnessKey: Hashable, Sendable {
  package let name: String
  /// The 32 bytes of the public key.
  package let publicKey: [UInt8]

  /// The algorithm byte of a cosignature, and that of a plain Ed25519 key.
  private static let algorithms: [UInt8] = [0x04, 0x01]

  /// Reads a vkey; nil if its form or its id is wrong.
  ///
  /// Takes keys with the algorithm byte of cosignatures, and plain Ed25519 ones, as which some witnesses publish
  /// theirs. Cosignatures bear the id of the first form in either case.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, Self.isName(parts[0]), let key = Base64.decode(parts[2]), key.count == 33,
      Self.algorithms.contains(key[0])
    else { return nil }
    name = String(parts[0])
    publicKey = Array(key[1...])
    guard Hexadecimal.encode(Self.identifier(name, key[0], publicKey)) == parts[1] else { return nil }
  }

  /// The four bytes that begin this witness's cosignatures: SHA-256(name ‖ 0x0A ‖ 0x04 ‖ public key).
  package var identifier: [UInt8] { Self.identifier(name, 0x04, publicKey) }

  /// The vkey text, in the form for cosignatures.
  package var text: String { "\(name)+\(Hexadecimal.encode(identifier))+\(Base64.encode([0x04] + publicKey))" }

  private static func identifier(_ name: String, _ algorithm: UInt8, _ key: [UInt8]) -> [UInt8] {
    Array(Digest(hashing: Array(name.utf8) + [0x0A, algorithm] + key).bytes.prefix(4))
  }

  /// Whether a text can be a key's name: not empty, without space and `+` (signed-note v1.0.0).
  private static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && !text.contains { $0.isWhitespace || $0 == "+" }
  }

  /// Whether `signature` is this key's over `message`.
  func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
