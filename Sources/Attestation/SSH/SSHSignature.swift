internal import Crypto
internal import SealedLog

/// A detached SSH signature (OpenSSH `PROTOCOL.sshsig`), as `ssh-keygen -Y sign` makes and `ssh-keygen -Y verify` checks.
///
/// What is read has one encoding: writing it again gives the same bytes. Nothing may follow, the reserved field is empty.
package struct SSHSignature: Hashable, Sendable {
  /// The digest of the message that is signed.
  package enum Hash: String, Sendable {
    case sha512, sha256

    func digest(_ message: [UInt8]) -> [UInt8] {
      switch self {
      case .sha512: Array(SHA512.hash(data: message))
      case .sha256: Array(SHA256.hash(data: message))
      }
    }
  }

  /// The namespace of statements.
  package static let statementNamespace = "cutlog"
  /// Far more than the longest signature that is taken: 8,192 bits of RSA, twice, and names.
  static let maximumLength = 16_384

  package let publicKey: SSHPublicKey
  package let namespace: String
  package let hash: Hash
  /// The name of the signature algorithm.
  private let algorithm: String
  private let value: [UInt8]
  /// Flags and counter of a hardware token; empty for other keys.
  private let token: [UInt8]

  private static let magic = Array("SSHSIG".utf8)

  /// Reads the wire form.
  ///
  /// - Throws: `SSHSignatureError` for any other form, and for keys and algorithms that are not taken.
  package init(blob: [UInt8]) throws(SSHSignatureError) {
    func malformed(_ what: String) -> SSHSignatureError { SSHSignatureError(.form, what) }
    guard blob.count <= Self.maximumLength else {
      throw malformed("the signature has \(blob.count) bytes, expected at most \(Self.maximumLength)")
    }
    var reader = SSHWireReader(blob)
    guard let magic = reader.bytes(6), magic == Self.magic, let version = reader.number() else {
      throw malformed("the signature does not begin with SSHSIG")
    }
    guard version == 1 else { throw malformed("the signature has version \(version), expected 1") }
    guard let key = reader.string(), let namespace = reader.string(), let reserved = reader.string(),
      let hash = reader.string(), let signature = reader.string()
    else { throw malformed("the signature ends within a field") }
    guard reader.isAtEnd else { throw malformed("bytes follow the signature") }
    guard reserved.isEmpty else { throw malformed("the reserved field is not empty") }
    let name = String(decoding: namespace, as: UTF8.self)
    guard !name.isEmpty, name.utf8.elementsEqual(namespace) else {
      throw malformed("the namespace is empty or no text")
    }
    guard let hash = Hash(rawValue: String(decoding: hash, as: UTF8.self)) else {
      throw malformed("the hash is neither sha512 nor sha256")
    }
    publicKey = try SSHPublicKey(blob: key)
    self.namespace = name
    self.hash = hash

    var inner = SSHWireReader(signature)
    guard let algorithm = inner.string(), let value = inner.string() else {
      throw malformed("the signature proper ends within a field")
    }
    self.algorithm = String(decoding: algorithm, as: UTF8.self)
    self.value = value
    guard publicKey.signatureAlgorithms.contains(self.algorithm) else {
      let expected = publicKey.signatureAlgorithms.joined(separator: " or ")
      throw SSHSignatureError(
        .key, "a signature by \(self.algorithm.prefix(64)) is not taken, expected \(expected)")
    }
    if publicKey.algorithm.isToken {
      guard let token = inner.bytes(5) else { throw malformed("the flags and counter of the token are missing") }
      guard token[0] & 1 == 1 else {
        throw SSHSignatureError(.presence, "the token signed without anybody touching it")
      }
      self.token = token
    } else {
      token = []
    }
    guard inner.isAtEnd else { throw malformed("bytes follow the signature proper") }
  }

  /// The wire form.
  package var blob: [UInt8] {
    let signature = SSHWire.string(algorithm) + SSHWire.string(value) + token
    return Self.magic + SSHWire.number(1) + SSHWire.string(publicKey.blob) + SSHWire.string(namespace)
      + SSHWire.string("") + SSHWire.string(hash.rawValue) + SSHWire.string(signature)
  }

  /// The bytes that are signed for a message.
  package func signedBytes(for message: [UInt8]) -> [UInt8] {
    Self.magic + SSHWire.string(namespace) + SSHWire.string("") + SSHWire.string(hash.rawValue)
      + SSHWire.string(hash.digest(message))
  }

  /// Whether its own key made the signature over the message. Says nothing of whose key that is.
  package func isValid(over message: [UInt8]) -> Bool {
    publicKey.verifies(value, algorithm: algorithm, token: token, over: signedBytes(for: message))
  }
}
