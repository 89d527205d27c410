internal import CloudEvents
@_spi(FixedExpiryValidationTime) internal import X509
internal import SwiftASN1

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The certificates by which a reader trusts time-stamping authorities: their roots, or the signers themselves.
package struct TimestampAuthorities: Sendable {
  private var trusted: [Certificate] = []

  /// Trusts nobody.
  package init() {}

  /// Whether nobody is trusted.
  package var isEmpty: Bool { trusted.isEmpty }

  /// Adds the certificates of a file: PEM, one or several, or one in DER.
  ///
  /// - Returns: false if the file holds anything else, or no certificate.
  package mutating func add(file: [UInt8]) -> Bool {
    if let certificate = try? Certificate(derEncoded: file) {
      trusted.append(certificate)
      return true
    }
    guard let documents = try? PEMDocument.parseMultiple(pemString: String(decoding: file, as: UTF8.self)),
      !documents.isEmpty
    else { return false }
    for document in documents {
      guard let certificate = try? Certificate(pemDocument: document) else { return false }
      trusted.append(certificate)
    }
    return true
  }

  /// The certificates in PEM, each once, in the order in which they were added; nothing else that their files hold.
  package var pem: String {
    var texts: [String] = []
    for certificate in trusted {
      guard let text = try? certificate.serializeAsPEM().pemString, !texts.contains(text) else { continue }
      texts.append(text)
    }
    return texts.map { $0 + "\n" }.joined()
  }

  /// Who signed a token.
  package struct Signer: Hashable, Sendable {
    /// The subject of the signer's certificate.
    package var name: String
    package var isTrusted: Bool
  }

  /// Finds the signer of a token, checks its signature and its certificate, and says whether it is trusted.
  ///
  /// The certificate and those above it are judged at the token's own time: it stays good after they have expired.
  /// - Throws: `AnchorProblem` if the signature does not verify, the certificate may not sign time stamps or not at that
  ///   time, or it leads to a trusted certificate by a way that doesn't hold.
  package func signer(of token: TimestampToken) throws(AnchorProblem) -> Signer {
    guard let certificate = (token.certificates + trusted).first(where: { token.signer.isNamed(by: $0) }) else {
      throw AnchorProblem(
        .signature, "holds no certificate of its signer",
        expected: "a token that was asked for with the certificate")
    }
    try token.signer.check(token.content, by: certificate)
    guard TimestampingPolicy.maySign(certificate) else {
      throw AnchorProblem(
        .certificate, "the certificate of \(certificate.subject) may not sign time stamps",
        expected: "a critical extended key usage of time stamping alone")
    }
    try Self.checkValidity(certificate, at: token.time)
    return Signer(
      name: "\(certificate.subject)", isTrusted: try isTrusted(certificate, token.certificates, at: token.time))
  }

  private static func checkValidity(_ certificate: Certificate, at time: Timestamp) throws(AnchorProblem) {
    let (second, fraction) = seconds(time)
    let from = Int64(certificate.notValidBefore.timeIntervalSince1970)
    let until = Int64(certificate.notValidAfter.timeIntervalSince1970)
    guard second >= from, second < until || (second == until && fraction == 0) else {
      throw AnchorProblem(
        .certificate, "its time is outside the validity of the certificate of \(certificate.subject)",
        expected: "\(text(from)) to \(text(until))", observed: "\(time)")
    }
  }

  /// Whole seconds since 1970, rounded down, and the nanoseconds beyond.
  private static func seconds(_ time: Timestamp) -> (second: Int64, fraction: Int64) {
    let rest = time.nanoseconds % 1_000_000_000
    let fraction = rest < 0 ? rest + 1_000_000_000 : rest
    return ((time.nanoseconds - fraction) / 1_000_000_000, fraction)
  }

  /// A certificate's time; those that our timestamps can't hold in seconds since 1970.
  private static func text(_ seconds: Int64) -> String {
    let (nanoseconds, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !isTooLarge else { return "second \(seconds)" }
    return Timestamp(nanoseconds: nanoseconds, fractionDigits: 0).description
  }

  private func isTrusted(
    _ certificate: Certificate, _ others: [Certificate], at time: Timestamp
  ) throws(AnchorProblem) -> Bool {
    // A signer that is itself in the trust file needs nobody above it.
    if trusted.contains(certificate) { return true }
    // Collisions of SHA-1 can be made: what is signed with it vouches for nothing.
    guard certificate.signatureAlgorithm != .sha1WithRSAEncryption else { return false }
    let others = others.filter { $0.signatureAlgorithm != .sha1WithRSAEncryption }
    let roots = trusted
    let date = Date(timeIntervalSince1970: Double(Self.seconds(time).second))
    let failure: String? = CallingThreadExecutor.run {
      var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
        RFC5280Policy(fixedExpiryValidationTime: date)
        TimestampingPolicy()
      }
      switch await verifier.validate(leaf: certificate, intermediates: CertificateStore(others)) {
      case .validCertificate: return nil
      case .couldNotValidate(let failures):
        return failures.first.map { "\($0.policyFailureReason)" } ?? ""
      }
    }
    guard let failure else { return true }
    if failure.isEmpty { return false }
    throw AnchorProblem(
      .certificate, "the certificates above \(certificate.subject) do not hold at its time", observed: failure)
  }
}
