/// Changes in the life of a stream's identity.
package enum StreamIdentity {
  /// What became of a change.
  package struct Outcome: Sendable {
    package var statement: IdentityStatement
    /// The line that states it.
    package var index: Int
    package var receipt: Receipt
    /// Seals by a key from the line on from which it is declared compromised: they make the stream tampered.
    package var doubted: [Int] = []
  }

  /// A change that is asked for.
  package enum Change: Sendable {
    case rotate(to: VerifierKey)
    /// Without a key it is the identity in force.
    case compromise(VerifierKey?, since: Int64)
  }

  /// What is to be signed for a change to a stream as it stands, and by which keys; nothing is written.
  package static func request(
    _ change: Change, of files: StreamFiles, services: RecorderServices
  ) throws(StreamError) -> SigningRequest {
    // Whoever can't append has no use for a request.
    _ = try StreamWriter(files, services: services)
    let verification = try StreamVerifier.verify(FileSource(path: files.stream))
    guard verification.isIntact else {
      throw StreamError(
        .tampered, files.stream, "is \(verification.verdict.rawValue)", hint: "`cutlog verify` shows every finding")
    }
    let (statement, signers) = try statement(change, verification, nextIndex: verification.lines)
    return SigningRequest(statement, signers: signers)
  }

  /// Appends and seals the line that states a change.
  ///
  /// - Throws: `StreamError` `.invalidArgument` for a change that changes nothing or speaks of lines to come, `.keyMismatch` or
  ///   `.signatureMismatch` if it isn't signed as it must be, `.closed` if nothing can follow.
  package static func append(
    _ change: Change, to files: StreamFiles, signer: IdentitySigner, services: RecorderServices
  ) throws(StreamError) -> Outcome {
    var writer = try StreamWriter(files, services: services)
    var outcome: Outcome?
    let receipt = try writer.append { (verification, index) throws(StreamError) in
      let (statement, signers) = try statement(change, verification, nextIndex: index)
      var note = SignedNote(text: statement.text, signatures: [])
      for key in signers { note.signatures.append(try signer.signature(of: key, over: statement.text)) }
      outcome = Outcome(statement: statement, index: index, receipt: Receipt())
      switch statement {
      case .rotated(_, _, let new): return [.rotated(IdentityNotice(vkey: new, note: note))]
      case .compromised(_, let key, let since):
        return [.compromised(IdentityNotice(vkey: key, since: since, note: note))]
      }
    }
    guard var outcome else { throw StreamError(.invalidArgument, files.stream, "nothing was stated") }
    outcome.receipt = receipt
    if case .compromised = outcome.statement {
      let after = try StreamVerifier.verify(FileSource(path: files.stream))
      outcome.doubted = after.findings.filter { $0.rule == "identity.compromised" }.compactMap(\.index)
    }
    return outcome
  }

  private static func statement(
    _ change: Change, _ verification: Verification, nextIndex: Int
  ) throws(StreamError) -> (IdentityStatement, [VerifierKey]) {
    guard let identity = verification.identity, let origin = verification.opened?.origin else {
      throw StreamError(.unreadable, "stream", "has no identity")
    }
    switch change {
    case .rotate(let new):
      guard new != identity else {
        throw StreamError(
          .invalidArgument, new.name, "is the identity in force already, expected another key",
          hint: "`cutlog keygen NAME -o FILE` makes one")
      }
      guard !new.name.utf8.elementsEqual(origin.utf8) else {
        throw StreamError(.invalidArgument, new.name, "is the name of the stream, expected another one")
      }
      try verification.refuseCompromised(new)
      return (.rotated(origin: origin, old: identity, new: new), [identity, new])
    case .compromise(let key, let since):
      guard since >= 0, since <= nextIndex else {
        throw StreamError(
          .invalidArgument, "line \(since)", "is beyond the end of the stream, expected at most \(nextIndex)",
          hint: "an index counts lines from 0; \(nextIndex) means from now on")
      }
      return (.compromised(origin: origin, key: key ?? identity, since: since), [identity])
    }
  }
}
