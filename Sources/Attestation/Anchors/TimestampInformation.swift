internal import CloudEvents
internal import SwiftASN1

/// The statement that an authority signs: a `TSTInfo` (RFC 3161 section 2.4.2).
struct TimestampInformation {
  var imprint: TimestampToken.Imprint
  var time: Timestamp
  var accuracyNanoseconds: Int64 = 0
  var serialNumber: [UInt8]
  var nonce: [UInt8]?

  init(_ bytes: [UInt8]) throws(AnchorProblem) {
    let root: ASN1Node
    do { root = try DER.parse(bytes) } catch {
      throw AnchorProblem(.signature, "its statement is not in DER")
    }
    var fields = try DERFields(root, "statement")
    guard try fields.number(fields.next(.integer)) == 1 else { throw fields.malformed }
    _ = try fields.next(.objectIdentifier)  // The policy, for people to read.
    imprint = try Self.imprint(fields.next(.sequence))
    serialNumber = try Array(fields.bytes(fields.next(.integer)))
    time = try Self.time(fields.bytes(fields.next(.generalizedTime)))
    if let accuracy = fields.optional(.sequence) { accuracyNanoseconds = try Self.accuracy(accuracy) }
    _ = fields.optional(.boolean)  // Whether the authority's stamps are ordered.
    if let number = fields.optional(.integer) { nonce = try Array(fields.bytes(number).drop { $0 == 0 }) }
    _ = fields.optional(.context(0))  // The authority's name, which its certificate tells.
    if let extensions = fields.optional(.context(1)) { try Self.checkExtensions(extensions) }
    try fields.end()
  }

  private static func imprint(_ node: ASN1Node) throws(AnchorProblem) -> TimestampToken.Imprint {
    var fields = try DERFields(node, "message imprint")
    let algorithm = try TimestampToken.DigestAlgorithm(fields.next(.sequence))
    let digest = try fields.bytes(fields.next(.octetString))
    try fields.end()
    return TimestampToken.Imprint(algorithm: algorithm, bytes: Array(digest))
  }

  /// `YYYYMMDDhhmmss[.f…]Z`; read as it is written, never through a floating-point number.
  private static func time(_ bytes: ArraySlice<UInt8>) throws(AnchorProblem) -> Timestamp {
    let text = Array(bytes)
    let malformed = AnchorProblem(
      .signature, "its time is no instant in UTC with at most nine fraction digits",
      observed: String(decoding: text.prefix(40), as: UTF8.self))
    guard text.count >= 15, text.last == UInt8(ascii: "Z") else { throw malformed }
    func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    let rest = part(14..<text.count)
    let written = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))\(rest)"
    guard let time = try? Timestamp(written) else { throw malformed }
    return time
  }

  private static func accuracy(_ node: ASN1Node) throws(AnchorProblem) -> Int64 {
    var fields = try DERFields(node, "accuracy")
    let seconds = try fields.optional(.integer).map { node throws(AnchorProblem) in try fields.number(node) } ?? 0
    let millis = try fields.optional(.context(0)).map { node throws(AnchorProblem) in try fields.number(node) } ?? 0
    let micros = try fields.optional(.context(1)).map { node throws(AnchorProblem) in try fields.number(node) } ?? 0
    try fields.end()
    let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard millis <= 999, micros <= 999, !isTooLong, whole <= .max / 2 else { throw fields.malformed }
    return whole + millis * 1_000_000 + micros * 1_000
  }

  /// No extension is known: a critical one can't be ignored.
  private static func checkExtensions(_ node: ASN1Node) throws(AnchorProblem) {
    var fields = try DERFields(node, "extensions", .context(1))
    while let element = fields.any() {
      var parts = try DERFields(element, "extension")
      let identifier = try parts.identifier(parts.next(.objectIdentifier))
      if let critical = parts.optional(.boolean), try parts.bytes(critical).first != 0 {
        throw AnchorProblem(
          .signature, "its statement has a critical extension that is not known", observed: "\(identifier)")
      }
    }
  }
}
