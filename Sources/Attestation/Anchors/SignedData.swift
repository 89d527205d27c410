internal import Crypto
internal import SwiftASN1
internal import X509

/// A CMS SignedData (RFC 5652 section 5) around a time stamp's statement.
struct SignedData {
  /// The statement's bytes.
  var content: [UInt8]
  var certificates: [Certificate] = []
  var signer: SignerInformation

  private static let signedData: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 2]
  static let timestampInformation: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 1, 4]

  /// Reads a ContentInfo.
  init(_ token: ASN1Node) throws(AnchorProblem) {
    var outer = try DERFields(token, "token")
    guard try outer.identifier(outer.next(.objectIdentifier)) == Self.signedData else {
      throw AnchorProblem(.signature, "is no signed data")
    }
    var wrapped = try DERFields(outer.next(.context(0)), "token", .context(0))
    try outer.end()
    var fields = try DERFields(wrapped.next(.sequence), "signed data")
    try wrapped.end()
    guard try fields.number(fields.next(.integer)) == 3 else { throw fields.malformed }
    var listed = try DERFields(fields.next(.set), "list of digest algorithms", .set)
    var algorithms: [TimestampToken.DigestAlgorithm] = []
    while let element = listed.any() { algorithms.append(try TimestampToken.DigestAlgorithm(element)) }
    content = try Self.content(fields.next(.sequence))
    if let bag = fields.optional(.context(0)) {
      var elements = try DERFields(bag, "list of certificates", .context(0))
      while let element = elements.any() {
        guard let certificate = try? Certificate(derEncoded: element) else {
          throw AnchorProblem(.signature, "carries a certificate that can't be read")
        }
        certificates.append(certificate)
      }
    }
    _ = fields.optional(.context(1))  // Revocation lists: judging at the time of the stamp needs none.
    var signers = try DERFields(fields.next(.set), "list of signers", .set)
    try fields.end()
    signer = try SignerInformation(signers.next(.sequence))
    guard signers.any() == nil else { throw AnchorProblem(.signature, "has more than one signer") }
    guard algorithms == [signer.digestAlgorithm] else {
      throw AnchorProblem(.signature, "lists other digest algorithms than its signer's")
    }
  }

  private static func content(_ node: ASN1Node) throws(AnchorProblem) -> [UInt8] {
    var fields = try DERFields(node, "content")
    guard try fields.identifier(fields.next(.objectIdentifier)) == timestampInformation else {
      throw AnchorProblem(.signature, "is signed data, but no time stamp")
    }
    var wrapped = try DERFields(fields.next(.context(0)), "content", .context(0))
    let bytes = try fields.bytes(wrapped.next(.octetString))
    try wrapped.end()
    try fields.end()
    return Array(bytes)
  }
}
