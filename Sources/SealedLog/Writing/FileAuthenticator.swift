internal import Crypto

/// Tells files that a stream's recorder left beside it from those that somebody put there.
///
/// Its codes can be made only with the stream's state; with that they are lost.
package struct FileAuthenticator: Sendable {
  private let secret: [UInt8]

  init(secret: [UInt8]) { self.secret = secret }

  /// HMAC-SHA-256 of the bytes under the log key's seed, in lower-case hex.
  package func code(of bytes: [UInt8]) -> String {
    Hexadecimal.encode(Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: secret))))
  }
}
