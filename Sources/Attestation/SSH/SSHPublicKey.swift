internal import Crypto
internal import CryptoExtras
internal import SealedLog

/// A person's public key in SSH's wire form (RFC 4253 section 6.6 and its successors).
///
/// Taken are Ed25519, ECDSA on P-256, both also from hardware tokens (`sk-`), and RSA of 2,048 to 8,192 bits.
package struct SSHPublicKey: Hashable, Sendable {
  package enum Algorithm: String, Sendable {
    case ed25519 = "ssh-ed25519"
    case ecdsaP256 = "ecdsa-sha2-nistp256"
    case rsa = "ssh-rsa"
    case tokenEd25519 = "sk-ssh-ed25519@openssh.com"
    case tokenECDSAP256 = "sk-ecdsa-sha2-nistp256@openssh.com"

    /// Whether the key lives in a hardware token.
    var isToken: Bool { self == .tokenEd25519 || self == .tokenECDSAP256 }
  }

  private enum Material: Hashable, Sendable {
    case ed25519([UInt8])
    case p256(point: [UInt8])
    case rsa(modulus: [UInt8], exponent: [UInt8])
  }

  package let algorithm: Algorithm
  /// The wire form: two keys are equal exactly if these bytes are.
  package let blob: [UInt8]
  private let material: Material
  /// What a token's key is bound to, such as `ssh:`; empty for other keys.
  private let application: [UInt8]

  static let leastModulusBits = 2_048
  static let mostModulusBits = 8_192

  /// Reads the wire form.
  ///
  /// - Throws: `SSHSignatureError` for kinds that are not taken, other encodings than the canonical, and trailing bytes.
  package init(blob: [UInt8]) throws(SSHSignatureError) {
    var reader = SSHWireReader(blob)
    guard let name = reader.string() else { throw Self.malformed }
    let text = String(decoding: name, as: UTF8.self)
    guard let algorithm = Algorithm(rawValue: text) else {
      throw SSHSignatureError(
        .key, text.contains("cert-v0")
          ? "is a certificate, expected a plain key" : "a key of the kind \(text.prefix(64)) is not taken")
    }
    switch algorithm {
    case .ed25519, .tokenEd25519:
      guard let key = reader.string(), key.count == 32 else { throw Self.malformed }
      material = .ed25519(key)
    case .ecdsaP256, .tokenECDSAP256:
      guard let curve = reader.string(), curve.elementsEqual("nistp256".utf8), let point = reader.string(),
        point.count == 65, (try? P256.Signing.PublicKey(x963Representation: point)) != nil
      else { throw Self.malformed }
      material = .p256(point: point)
    case .rsa:
      guard let exponent = reader.positive(), let modulus = reader.positive(), let first = modulus.first else {
        throw Self.malformed
      }
      let bits = modulus.count * 8 - first.leadingZeroBitCount
      guard bits >= Self.leastModulusBits, bits <= Self.mostModulusBits else {
        throw SSHSignatureError(
          .key,
          "an RSA key of \(bits) bits is not taken, expected \(Self.leastModulusBits) to \(Self.mostModulusBits)")
      }
      guard (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)) != nil else {
        throw SSHSignatureError(.key, "an RSA key with this modulus and exponent is not taken")
      }
      material = .rsa(modulus: modulus, exponent: exponent)
    }
    if algorithm.isToken {
      guard let application = reader.string() else { throw Self.malformed }
      self.application = application
    } else {
      application = []
    }
    guard reader.isAtEnd else { throw Self.malformed }
    self.algorithm = algorithm
    self.blob = blob
  }

  private static let malformed = SSHSignatureError(.form, "the public key is not in its canonical wire form")

  /// The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and base64 without padding.
  package var fingerprint: String {
    "SHA256:" + Digest(hashing: blob).base64.prefix { $0 != "=" }
  }

  /// The names of the signature algorithms that the key may sign with.
  var signatureAlgorithms: [String] {
    algorithm == .rsa ? ["rsa-sha2-512", "rsa-sha2-256"] : [algorithm.rawValue]
  }

  /// Whether `signature` is this key's over the message.
  ///
  /// - Parameter token: Flags and counter, as a hardware token signs them with the message.
  func verifies(_ signature: [UInt8], algorithm name: String, token: [UInt8], over message: [UInt8]) -> Bool {
    guard signatureAlgorithms.contains(name) else { return false }
    // A token signs digests: of the application, then flags and counter, then of the message.
    let message =
      algorithm.isToken ? Digest(hashing: application).bytes + token + Digest(hashing: message).bytes : message
    switch material {
    case .ed25519(let key):
      guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else {
        return false
      }
      return key.isValidSignature(signature, for: message)
    case .p256(let point):
      guard let raw = Self.rawECDSA(signature), let key = try? P256.Signing.PublicKey(x963Representation: point),
        let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw)
      else { return false }
      return key.isValidSignature(signature, for: message)
    case .rsa(let modulus, let exponent):
      guard signature.count == modulus.count, let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else {
        return false
      }
      let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
      return name == "rsa-sha2-512"
        ? key.isValidSignature(signature, for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5)
        : key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
    }
  }

  /// Two canonical `mpint` as two numbers of 32 bytes.
  private static func rawECDSA(_ signature: [UInt8]) -> [UInt8]? {
    var reader = SSHWireReader(signature)
    guard let r = reader.positive(), let s = reader.positive(), reader.isAtEnd, r.count <= 32, s.count <= 32 else {
      return nil
    }
    return [r, s].flatMap { [UInt8](repeating: 0, count: 32 - $0.count) + $0 }
  }
}
