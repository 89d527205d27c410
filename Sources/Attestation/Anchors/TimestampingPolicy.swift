internal import SwiftASN1
internal import X509

/// What RFC 3161 section 2.3 asks of the certificates of an authority.
///
/// The signer's extended key usage must be critical and name time stamping alone; an issuer's, where it has one, must
/// allow it. An issuer's key usage, where it has one, must be for certificates (RFC 5280 section 4.2.1.3).
struct TimestampingPolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [.X509ExtensionID.extendedKeyUsage]

  mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult {
    guard Self.maySign(chain.leaf) else {
      return .failsToMeetPolicy(reason: "the signer may not sign time stamps")
    }
    for issuer in chain.dropFirst() {
      if let key = try? issuer.extensions.keyUsage, !key.keyCertSign {
        return .failsToMeetPolicy(reason: "an issuer's key is not for signing certificates")
      }
      guard let usage = try? issuer.extensions.extendedKeyUsage else { continue }
      guard usage.contains(.timeStamping) || usage.contains(.any) else {
        return .failsToMeetPolicy(reason: "an issuer may not vouch for time stamps")
      }
    }
    return .meetsPolicy
  }

  /// Whether a certificate is for time stamping and nothing else, and its key for signing.
  static func maySign(_ certificate: Certificate) -> Bool {
    guard certificate.extensions[oid: .X509ExtensionID.extendedKeyUsage]?.critical == true,
      let usage = try? certificate.extensions.extendedKeyUsage, Array(usage) == [.timeStamping]
    else { return false }
    do {
      guard let key = try certificate.extensions.keyUsage else { return true }
      return key.digitalSignature || key.nonRepudiation
    } catch { return false }
  }
}
