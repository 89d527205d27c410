internal import Crypto
internal import SwiftASN1

extension TimestampToken {
  /// The digest algorithms that are taken.
  package enum DigestAlgorithm: Hashable, Sendable {
    case sha256, sha384, sha512

    init?(_ identifier: ASN1ObjectIdentifier) {
      switch identifier {
      case [2, 16, 840, 1, 101, 3, 4, 2, 1]: self = .sha256
      case [2, 16, 840, 1, 101, 3, 4, 2, 2]: self = .sha384
      case [2, 16, 840, 1, 101, 3, 4, 2, 3]: self = .sha512
      default: return nil
      }
    }

    /// Reads an AlgorithmIdentifier, whose parameters are absent or NULL.
    init(_ node: ASN1Node) throws(AnchorProblem) {
      let algorithm = try AlgorithmIdentifier(node)
      guard algorithm.hasNoParameters, let known = Self(algorithm.identifier) else {
        throw AnchorProblem(
          .signature, "uses a digest algorithm that is not taken", expected: "SHA-256, SHA-384 or SHA-512",
          observed: "\(algorithm.identifier)")
      }
      self = known
    }

    /// The content of the object identifier's encoding.
    var identifierBytes: [UInt8] {
      let last: UInt8 =
        switch self {
        case .sha256: 1
        case .sha384: 2
        case .sha512: 3
        }
      return [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last]
    }

    package func digest(_ bytes: [UInt8]) -> [UInt8] {
      switch self {
      case .sha256: Array(SHA256.hash(data: bytes))
      case .sha384: Array(SHA384.hash(data: bytes))
      case .sha512: Array(SHA512.hash(data: bytes))
      }
    }
  }

  /// An algorithm with its parameters.
  struct AlgorithmIdentifier {
    var identifier: ASN1ObjectIdentifier
    var parameters: ASN1Node?

    init(_ node: ASN1Node) throws(AnchorProblem) {
      var fields = try DERFields(node, "algorithm identifier")
      identifier = try fields.identifier(fields.next(.objectIdentifier))
      parameters = fields.any()
      try fields.end()
    }

    /// Whether the parameters are absent or NULL.
    var hasNoParameters: Bool {
      guard let parameters else { return true }
      guard parameters.identifier == .null, case .primitive(let content) = parameters.content else { return false }
      return content.isEmpty
    }
  }
}
