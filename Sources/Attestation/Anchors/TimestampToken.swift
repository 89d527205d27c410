package import CloudEvents
internal import SwiftASN1
internal import X509

/// A time-stamp token (RFC 3161): what an authority says of a digest and a time, in a CMS SignedData (RFC 5652).
///
/// Reading it checks its form and its own signature: one signer, the signed attributes contentType, messageDigest and
/// signingCertificate or its second version, each once. Whether the signer is trusted is another question
/// (`TimestampAuthorities`). Only DER is taken, and nothing that no signature covers may be in doubt: the versions and
/// the list of digest algorithms must be what they have to be.
package struct TimestampToken: Sendable {
  /// The token itself, a ContentInfo in DER, without the reply around it.
  package let bytes: [UInt8]
  /// What was stamped.
  package let imprint: Imprint
  /// When the authority says that it saw it, with the digits that it gave.
  package let time: Timestamp
  /// How far the time may be off to either side, beside its last digit.
  package let accuracyNanoseconds: Int64
  package let serialNumber: [UInt8]
  /// The request's nonce as the reply repeats it, without leading zeros.
  package let nonce: [UInt8]?

  let signer: SignerInformation
  /// What the signature is over, besides the attributes.
  let content: [UInt8]
  let certificates: [Certificate]

  /// The digest of what was stamped.
  package struct Imprint: Hashable, Sendable {
    package var algorithm: DigestAlgorithm
    package var bytes: [UInt8]

    /// Whether it is that of a checkpoint's text.
    package func isOf(_ text: String) -> Bool { algorithm.digest(Array(text.utf8)) == bytes }
  }

  /// Reads a `TimeStampResp`, or a token alone, in DER.
  ///
  /// - Throws: `AnchorProblem` with the reason why it is none, or the authority's refusal.
  package init(_ reply: [UInt8]) throws(AnchorProblem) {
    let root: ASN1Node
    do { root = try DER.parse(reply) } catch {
      throw AnchorProblem(.signature, "is no time-stamp token in DER")
    }
    let token = try Self.token(in: root)
    bytes = Array(token.encodedBytes)
    let data = try SignedData(token)
    (signer, content, certificates) = (data.signer, data.content, data.certificates)
    let information = try TimestampInformation(data.content)
    imprint = information.imprint
    time = information.time
    accuracyNanoseconds = information.accuracyNanoseconds
    serialNumber = information.serialNumber
    nonce = information.nonce
  }

  /// A reply that grants this token, as `openssl ts -verify -in` reads it.
  package var reply: [UInt8] {
    let status: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x00]
    return [0x30] + Self.length(status.count + bytes.count) + status + bytes
  }

  private static func length(_ count: Int) -> [UInt8] {
    guard count >= 0x80 else { return [UInt8(count)] }
    var digits: [UInt8] = []
    var rest = count
    while rest > 0 {
      digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [0x80 | UInt8(digits.count)] + digits
  }

  /// The token of a reply; a token alone is taken as it is.
  private static func token(in root: ASN1Node) throws(AnchorProblem) -> ASN1Node {
    var reply = try DERFields(root, "reply")
    guard let status = reply.optional(.sequence) else { return root }
    var parts = try DERFields(status, "status")
    let code = try parts.number(parts.next(.integer))
    guard code <= 1 else {
      throw AnchorProblem(.signature, "is a refusal: the authority granted no token", observed: "status \(code)")
    }
    guard let token = reply.optional(.sequence) else {
      throw AnchorProblem(.signature, "is a reply without a token")
    }
    try reply.end()
    return token
  }

  /// The instants between which the stamp was made: its accuracy and the last digit given are taken into account.
  package var interval: ClosedRange<Int64> {
    AnchorInterval.around(time, accuracyNanoseconds: accuracyNanoseconds)
  }
}
