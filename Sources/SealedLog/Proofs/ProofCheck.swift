/// What a proof comes to for a line and the keys that a reader trusts.
///
/// Checked in the order of C2SP tlog-proof: who signed the checkpoint, then whether the path leads from the line to its
/// root. A key that is trusted and whose signature is there but doesn't verify refutes the whole note.
package struct ProofCheck: Sendable {
  /// Trusted keys that have validly signed the checkpoint.
  package private(set) var signers: [VerifierKey] = []
  /// What does not hold.
  package private(set) var findings: [Finding] = []

  /// - Parameters:
  ///   - line: the event's line without LF.
  ///   - log: the log's key; if given, it must have signed the checkpoint.
  ///   - trusted: other keys whose signature vouches for a checkpoint: the identities of a trust file.
  package init(_ file: ProofFile, line: [UInt8], log: VerifierKey?, trusted: [VerifierKey]) {
    let checkpoint = file.checkpoint
    for key in [log].compactMap(\.self) + trusted {
      guard file.note.signature(of: key) != nil else { continue }
      if file.note.isSigned(by: key) {
        if !signers.contains(key) { signers.append(key) }
      } else {
        findings.append(
          Finding(
            "proof.signature", "the signature of \(key.name) on the checkpoint does not verify", expected: key.text))
      }
    }
    if let log {
      if !checkpoint.origin.utf8.elementsEqual(log.name.utf8) {
        findings.append(
          Finding(
            "proof.origin", "the checkpoint is of another log", expected: log.name, observed: checkpoint.origin))
      } else if !signers.contains(log), findings.isEmpty {
        findings.append(Finding("proof.signature", "the log has not signed the checkpoint", expected: log.text))
      }
    }
    let root = file.proof.root(of: MerkleTree.leafHash(line), size: checkpoint.size)
    if root != checkpoint.root {
      findings.append(
        Finding(
          "proof.inclusion",
          file.proof.index >= checkpoint.size
            ? "the checkpoint does not cover the line's index"
            : root == nil
              ? "the path has another length than one in a tree of that size"
              : "the line and the path do not lead to the checkpoint's root: one of them is not as it was",
          index: file.proof.index, expected: checkpoint.root.base64, observed: root?.base64))
    }
  }

  /// Whether nothing fails, whoever signed.
  package var holds: Bool { findings.isEmpty }
}
