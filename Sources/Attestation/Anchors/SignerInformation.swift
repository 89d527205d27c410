internal import Crypto
internal import SwiftASN1
internal import X509

/// Who signed a token, over which attributes, and how (RFC 5652 section 5.3).
struct SignerInformation {
  private enum Name {
    case issuerAndSerial(DistinguishedName, ArraySlice<UInt8>)
    case keyIdentifier(ArraySlice<UInt8>)
  }

  private let name: Name
  let digestAlgorithm: TimestampToken.DigestAlgorithm
  /// The signed attributes as the SET that the signature is over.
  private let attributes: [UInt8]
  private let messageDigest: [UInt8]
  /// What the signed attributes say of the signer's certificate: its digests, SHA-1 and another.
  private let certificateDigests: [(algorithm: TimestampToken.DigestAlgorithm?, bytes: [UInt8])]
  private let algorithm: TimestampToken.AlgorithmIdentifier
  private let signature: [UInt8]

  init(_ node: ASN1Node) throws(AnchorProblem) {
    var fields = try DERFields(node, "signer")
    let version = try fields.number(fields.next(.integer))
    if let identifier = fields.optional(.context(0)) {
      guard version == 3 else { throw fields.malformed }
      name = .keyIdentifier(try fields.bytes(identifier))
    } else {
      var parts = try DERFields(fields.next(.sequence), "signer's name")
      guard version == 1, let issuer = try? DistinguishedName(derEncoded: parts.next(.sequence)),
        let serial = try? ArraySlice<UInt8>(derEncoded: parts.next(.integer))
      else { throw fields.malformed }
      try parts.end()
      name = .issuerAndSerial(issuer, serial)
    }
    digestAlgorithm = try TimestampToken.DigestAlgorithm(fields.next(.sequence))
    guard let signed = fields.optional(.context(0)) else {
      throw AnchorProblem(.signature, "has no signed attributes")
    }
    // The signature is over the attributes with the tag of a SET in place of [0].
    attributes = [0x31] + signed.encodedBytes.dropFirst()
    let values = try Self.attributes(signed)
    let read = try Self.read(values)
    (messageDigest, certificateDigests) = (read.messageDigest, read.certificates)
    algorithm = try TimestampToken.AlgorithmIdentifier(fields.next(.sequence))
    signature = try Array(fields.bytes(fields.next(.octetString)))
    _ = fields.optional(.context(1))  // Unsigned attributes say nothing that counts.
    try fields.end()
  }

  private static let contentType: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 3]
  private static let messageDigest: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 4]
  private static let signingCertificate: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 2, 12]
  private static let signingCertificateV2: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 2, 47]

  /// The single value of each attribute; none may stand twice.
  private static func attributes(_ node: ASN1Node) throws(AnchorProblem) -> [ASN1ObjectIdentifier: ASN1Node] {
    var found: [ASN1ObjectIdentifier: ASN1Node] = [:]
    var fields = try DERFields(node, "list of signed attributes", .context(0))
    while let element = fields.any() {
      var parts = try DERFields(element, "signed attribute")
      let identifier = try parts.identifier(parts.next(.objectIdentifier))
      var values = try DERFields(parts.next(.set), "signed attribute", .set)
      try parts.end()
      guard let value = values.any(), values.any() == nil, found.updateValue(value, forKey: identifier) == nil else {
        throw parts.malformed
      }
    }
    return found
  }

  private static func read(
    _ values: [ASN1ObjectIdentifier: ASN1Node]
  ) throws(AnchorProblem) -> (
    messageDigest: [UInt8], certificates: [(algorithm: TimestampToken.DigestAlgorithm?, bytes: [UInt8])]
  ) {
    guard let type = values[contentType], (try? ASN1ObjectIdentifier(derEncoded: type)) == SignedData.timestampInformation
    else { throw AnchorProblem(.signature, "its signed attributes name no time stamp as the content") }
    guard let digest = values[messageDigest], let bytes = try? ASN1OctetString(derEncoded: digest).bytes else {
      throw AnchorProblem(.signature, "its signed attributes hold no digest of the statement")
    }
    var certificates: [(algorithm: TimestampToken.DigestAlgorithm?, bytes: [UInt8])] = []
    for (identifier, isSecond) in [(signingCertificate, false), (signingCertificateV2, true)] {
      guard let value = values[identifier] else { continue }
      var outer = try DERFields(value, "signing certificate")
      var list = try DERFields(outer.next(.sequence), "signing certificate")
      var first = try DERFields(list.next(.sequence), "signing certificate")
      var algorithm: TimestampToken.DigestAlgorithm?
      if isSecond {
        algorithm = .sha256
        if let stated = first.optional(.sequence) { algorithm = try TimestampToken.DigestAlgorithm(stated) }
      }
      certificates.append((algorithm, try Array(first.bytes(first.next(.octetString)))))
    }
    guard !certificates.isEmpty else {
      throw AnchorProblem(.signature, "its signed attributes name no signing certificate")
    }
    return (Array(bytes), certificates)
  }

  /// Whether a certificate is the one that the signer is named by and that the signed attributes commit to.
  func isNamed(by certificate: Certificate) -> Bool {
    switch name {
    case .issuerAndSerial(let issuer, let serial):
      guard certificate.issuer == issuer, certificate.serialNumber.bytes == serial else { return false }
    case .keyIdentifier(let identifier):
      guard let own = try? certificate.extensions.subjectKeyIdentifier, own.keyIdentifier == identifier else {
        return false
      }
    }
    guard let bytes = try? certificate.derBytes else { return false }
    return certificateDigests.allSatisfy { digest in
      digest.bytes == (digest.algorithm?.digest(bytes) ?? Array(Insecure.SHA1.hash(data: bytes)))
    }
  }

  /// Checks the digest of the statement and the signature over the attributes.
  func check(_ content: [UInt8], by certificate: Certificate) throws(AnchorProblem) {
    guard digestAlgorithm.digest(content) == messageDigest else {
      throw AnchorProblem(.signature, "its statement is not the one that was signed")
    }
    let method = try TimestampSignature(algorithm, digest: digestAlgorithm)
    guard method.holds(signature, over: attributes, by: certificate.publicKey) else {
      throw AnchorProblem(.signature, "its signature does not verify")
    }
  }
}

extension Certificate {
  /// The whole certificate as it was read.
  var derBytes: [UInt8] {
    get throws {
      var serializer = DER.Serializer()
      try serializer.serialize(self)
      return serializer.serializedBytes
    }
  }
}
