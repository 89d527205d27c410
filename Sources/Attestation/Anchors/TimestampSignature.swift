internal import Crypto
internal import CryptoExtras
internal import SwiftASN1
internal import X509

/// How a token is signed: ECDSA, or RSA of at least 2048 bits.
enum TimestampSignature {
  /// What the certificate library verifies by itself.
  case certificate(Certificate.SignatureAlgorithm)
  /// RSASSA-PSS with a salt as long as the digest.
  case probabilistic(TimestampToken.DigestAlgorithm)

  /// - Parameter digest: The signer's digest algorithm, for signature algorithms that name none.
  init(_ algorithm: TimestampToken.AlgorithmIdentifier, digest: TimestampToken.DigestAlgorithm) throws(AnchorProblem) {
    let refusal = AnchorProblem(
      .signature, "uses a signature algorithm that is not taken", expected: "ECDSA or RSA with SHA-256, SHA-384 or SHA-512",
      observed: "\(algorithm.identifier)")
    if algorithm.identifier == [1, 2, 840, 113549, 1, 1, 10] {
      guard let parameters = algorithm.parameters else { throw refusal }
      self = .probabilistic(try Self.probabilisticDigest(parameters, refusal))
      return
    }
    guard algorithm.hasNoParameters else { throw refusal }
    switch algorithm.identifier {
    case [1, 2, 840, 10045, 4, 3, 2]: self = .certificate(.ecdsaWithSHA256)
    case [1, 2, 840, 10045, 4, 3, 3]: self = .certificate(.ecdsaWithSHA384)
    case [1, 2, 840, 10045, 4, 3, 4]: self = .certificate(.ecdsaWithSHA512)
    case [1, 2, 840, 113549, 1, 1, 11]: self = .certificate(.sha256WithRSAEncryption)
    case [1, 2, 840, 113549, 1, 1, 12]: self = .certificate(.sha384WithRSAEncryption)
    case [1, 2, 840, 113549, 1, 1, 13]: self = .certificate(.sha512WithRSAEncryption)
    case [1, 2, 840, 113549, 1, 1, 1]:
      switch digest {
      case .sha256: self = .certificate(.sha256WithRSAEncryption)
      case .sha384: self = .certificate(.sha384WithRSAEncryption)
      case .sha512: self = .certificate(.sha512WithRSAEncryption)
      }
    default: throw refusal
    }
  }

  /// RSASSA-PSS-params (RFC 4055): the digest, the same in the mask, and the salt's length.
  private static func probabilisticDigest(
    _ node: ASN1Node, _ refusal: AnchorProblem
  ) throws(AnchorProblem) -> TimestampToken.DigestAlgorithm {
    var fields = try DERFields(node, "signature algorithm")
    var digestField = try DERFields(fields.next(.context(0)), "signature algorithm", .context(0))
    let digest = try TimestampToken.DigestAlgorithm(digestField.next(.sequence))
    var maskField = try DERFields(fields.next(.context(1)), "signature algorithm", .context(1))
    let mask = try TimestampToken.AlgorithmIdentifier(maskField.next(.sequence))
    var saltField = try DERFields(fields.next(.context(2)), "signature algorithm", .context(2))
    let salt = try saltField.number(saltField.next(.integer))
    try fields.end()
    guard mask.identifier == [1, 2, 840, 113549, 1, 1, 8], let inner = mask.parameters,
      try TimestampToken.DigestAlgorithm(inner) == digest, salt == digest.digest([]).count
    else { throw refusal }
    return digest
  }

  /// Whether a signature holds; one by an RSA key below 2048 bits never does.
  func holds(_ signature: [UInt8], over message: [UInt8], by key: Certificate.PublicKey) -> Bool {
    let rsa = _RSA.Signing.PublicKey(key)
    if let rsa, rsa.keySizeInBits < 2048 { return false }
    switch self {
    case .certificate(let algorithm):
      return key.isValidSignature(signature, for: message, signatureAlgorithm: algorithm)
    case .probabilistic(let digest):
      guard let rsa else { return false }
      let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
      switch digest {
      case .sha256: return rsa.isValidSignature(signature, for: SHA256.hash(data: message), padding: .PSS)
      case .sha384: return rsa.isValidSignature(signature, for: SHA384.hash(data: message), padding: .PSS)
      case .sha512: return rsa.isValidSignature(signature, for: SHA512.hash(data: message), padding: .PSS)
      }
    }
  }
}
