import Attestation
import SealedLog

extension TrustFile {
  /// Whose anchors count: the witnesses, and the authorities whose certificates are read now.
  ///
  /// - Throws: `Failure` if a file of certificates is missing or holds something else.
  func anchorTrust() throws -> AnchorTrust {
    var trust = AnchorTrust()
    trust.witnesses = witnesses
    for (path, place) in authorities {
      guard DurableFile.exists(path) else {
        throw Failure(place, "there is no file \(path), expected the authority's certificates in PEM or DER")
      }
      guard trust.authorities.add(file: try ReadWhole.file(path)) else {
        throw Failure(path, "holds something else than certificates in PEM, or one in DER")
      }
    }
    return trust
  }

  /// The path of a file that a trust file names.
  static func path(_ named: String, besides trustFile: String) -> String {
    guard !named.hasPrefix("/"), let slash = trustFile.lastIndex(of: "/") else { return named }
    return String(trustFile[...slash]) + named
  }
}
