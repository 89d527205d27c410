internal import Crypto

/// A named Ed25519 secret key.
///
/// Its text is Go's `PRIVATE+KEY+NAME+ID+BASE64` line (golang.org/x/mod/sumdb/note). Never printed by `description`.
package struct SigningKey: Sendable {
  /// The 32 secret bytes.
  package let seed: [UInt8]
  package let verifier: VerifierKey
  /// What signs: to derive it from the seed again costs more than a signature.
  private let key: Curve25519.Signing.PrivateKey

  /// Derives the key of a seed; nil for a name outside `KeyName` or a seed that isn't 32 bytes.
  package init?(name: String, seed: [UInt8]) {
    guard seed.count == 32,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
      let verifier = VerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    else { return nil }
    self.seed = seed
    self.verifier = verifier
    self.key = key
  }

  /// Reads a secret key line; nil if its form or its id doesn't fit.
  package init?(_ text: some StringProtocol) {
    let prefix = "PRIVATE+KEY+"
    guard text.hasPrefix(prefix) else { return nil }
    let parts = text.dropFirst(prefix.count).split(
      separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let key = Base64.decode(parts[2]), key.count == 33, key[0] == 1 else {
      return nil
    }
    self.init(name: String(parts[0]), seed: Array(key[1...]))
    guard Hexadecimal.encode(verifier.identifier) == parts[1] else { return nil }
  }

  package var name: String { verifier.name }

  /// The secret key line, without line end.
  package var secretText: String {
    "PRIVATE+KEY+\(name)+\(Hexadecimal.encode(verifier.identifier))+\(Base64.encode([1] + seed))"
  }

  /// The Ed25519 signature over `message`, 64 bytes.
  package func signature(over message: [UInt8]) -> [UInt8] {
    guard let signature = try? key.signature(for: message) else { preconditionFailure("a key did not sign") }
    return Array(signature)
  }
}
