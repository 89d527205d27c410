import SealedLog

/// What a report says of its maker's trust, taken over so that the report can be made again as it was.
///
/// It decides nothing: what the reader trusts is told beside it.
struct ReadingAssumption {
  /// By the origins of streams, whether their signer is said to be trusted.
  var trusted: [String: Bool] = [:]
  /// By the origins of streams, the keys that are said to be trusted where they aren't the signer's alone.
  var keys: [String: [String]] = [:]
  /// SHA-256 of the list of those who may sign that the report names; nil where it names none.
  var signersDigest: String?

  /// The identities that count as trusted; none where the keys that are said to be are not the stream's.
  func pinned(in verification: Verification, own: [VerifierKey]) -> [VerifierKey] {
    guard let origin = verification.opened?.origin, let isTrusted = trusted[origin] else { return own }
    guard isTrusted else { return [] }
    guard let keys = keys[origin], !keys.isEmpty else { return [verification.identity].compactMap(\.self) }
    return verification.identities.filter { keys.contains($0.text) }
  }
}
