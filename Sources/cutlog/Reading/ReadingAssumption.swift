import SealedLog

/// What a report says of its maker's trust, taken over so that the report can be made again as it was.
///
/// It decides nothing: what the reader trusts is told beside it.
struct ReadingAssumption {
  /// By the origins of streams, whether their signer is said to be trusted.
  var trusted: [String: Bool] = [:]
  /// SHA-256 of the list of those who may sign that the report names; nil where it names none.
  var signersDigest: String?

  /// The identities that count as trusted.
  func pinned(in verification: Verification, own: [VerifierKey]) -> [VerifierKey] {
    guard let origin = verification.opened?.origin, let isTrusted = trusted[origin] else { return own }
    guard isTrusted else { return [] }
    return own.isEmpty ? [verification.identity].compactMap(\.self) : own
  }
}
