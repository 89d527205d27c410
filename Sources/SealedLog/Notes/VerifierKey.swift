internal import Crypto

/// A named Ed25519 public key in C2SP's form, a vkey: `NAME+ID+BASE64` (signed-note, "Verifier keys").
///
/// Two keys are equal only if name and the whole public key are; the 32-bit id is a hint and never compared alone.
package struct VerifierKey: Hashable, Sendable {
  package let name: String
  /// The 32 bytes of the public key.
  package let publicKey: [UInt8]

  /// Refuses names outside `KeyName` and anything but 32 bytes.
  package init?(name: String, publicKey: [UInt8]) {
    guard KeyName.isValid(name), publicKey.count == 32 else { return nil }
    self.name = name
    self.publicKey = publicKey
  }

  /// Reads a vkey; nil if its form, its id or its algorithm is not that of a named Ed25519 key.
  package init?(_ text: some StringProtocol) {
    // The base64 may hold `+` as well: split at the first two only.
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let key = Base64.decode(parts[2]), key.count == 33, key[0] == 1,
      KeyName.isValid(parts[0])
    else { return nil }
    name = String(parts[0])
    publicKey = Array(key[1...])
    guard Hexadecimal.encode(identifier) == parts[1] else { return nil }
  }

  /// SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), the first four bytes.
  package var identifier: [UInt8] {
    Array(Digest(hashing: Array(name.utf8) + [0x0A, 0x01] + publicKey).bytes.prefix(4))
  }

  /// The vkey text.
  package var text: String {
    "\(name)+\(Hexadecimal.encode(identifier))+\(Base64.encode([1] + publicKey))"
  }

  /// Whether `signature` is this key's Ed25519 signature (RFC 8032) over `message`.
  package func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    guard signature.count == 64,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
