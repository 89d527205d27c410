import ArgumentParser
import Attestation
import Reports
import SealedLog

/// Checks everything that a stream proves.
struct Verify: Verb {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a stream: every line, seal, key and block.",
    discussion: HelpText.discussion(
      """
      Says how far the stream is sealed, by whom, and what does not fit. Lines after the last valid seal are no \
      evidence and are counted. A gzip file that was cut at a block border looks whole: if you know that the stream was \
      closed, ask with --closed; if you hold an earlier checkpoint, ask with --at-least. Anchors count if their witness or \
      time-stamping authority is in the trust file. Signed acts of persons are held \
      against the stream. Whose keys they are is told by an OpenSSH list of signers, which a line `allowed-signers FILE` of \
      the trust file names.
      """,
      examples: [
        "cutlog verify night.jsonl.gz", "cutlog verify night.jsonl.gz --closed --trust auditor.trust",
        "cutlog verify night.jsonl.gz --at-least mailed.checkpoint",
      ],
      status: [
        (0, "the stream is whole and its signer is trusted"),
        (1, "tampered, rolled back, forked, damaged, or a false anchor or statement"), (2, "no stream, or none that can be read"),
        (3, "whole, but a signer not trusted, or open where --closed was asked"), (64, "usage"),
      ]))

  @Argument(help: "The stream, or - for standard input.") var stream: String
  @Flag(help: "Hold only if the stream is closed.") var closed = false
  @Option(
    name: .customLong("at-least"),
    help: ArgumentHelp("Hold only if the stream contains the checkpoint in this file.", valueName: "checkpoint"))
  var atLeast: String?
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let reading = try StreamReading(self.reading, surroundings, isVerify: true)
    let input = try StreamInput(stream)
    let held = try atLeast.map { try SignedCheckpoint.read($0) }
    let signers = try reading.trust.allowedSigners()
    var read = try reading.read(
      input, with: AttestationFold(signers: signers), held: held.map { [$0.checkpoint] } ?? [])
    read.acts = read.output?.acts
    read.verification.findings += read.acts?.compactMap(\.finding) ?? []
    if let held { try refuse(held, read.verification) }
    let known = [held, read.verification.opened.flatMap { surroundings.remembered?.signed(of: $0.origin) }]
    read.contradiction = Contradiction(read.verification, held: known.compactMap(\.self), stream: stream)
    try read.judgeAnchors(by: reading.trust.anchorTrust())
    if form.json {
      try surroundings.console.write(read.verifyDocument)
    } else {
      try surroundings.console.write(read.verifyPage)
    }
    let status = ExitStatus(read.verification, isTrusted: read.isTrusted, closedIsWanted: closed)
    let actStatus = tell(read.acts ?? [], isListed: signers != nil, surroundings.console)
    if read.verification.isIntact {
      if !read.isTrusted, let identity = read.verification.identity {
        surroundings.console.warn(
          stream, "the signer is not trusted",
          hint: "if that is the key that you were given, put `identity \(identity.text)` into "
            + (self.reading.trust ?? surroundings.folders.trust ?? "a trust file"))
      }
      reading.tellOfCompromise(read)
      if closed, read.verification.verdict == .open {
        surroundings.console.warn(stream, "the stream is open, --closed was asked")
      }
    }
    return .worst([status, actStatus])
  }

  /// Tells of acts whose signers nobody vouches for; those are undecided, where the reader has a list of signers.
  private func tell(_ acts: [JudgedAct], isListed: Bool, _ console: Console) -> ExitStatus {
    let count = acts.count { $0.outcome == (isListed ? .notAllowed : .signed) }
    guard count > 0 else { return .done }
    guard isListed else {
      console.note(
        "\(Count.of(count, "act")) signed; with an `allowed-signers FILE` in the trust file it is told by whom")
      return .done
    }
    console.warn(
      stream, "\(Count.of(count, "act")) signed by a key that the allowed-signers file does not allow for that",
      hint: "the rule says what is missing: the key, the name, the purpose or the time")
    return .undecided
  }

  /// A checkpoint that no key of the stream has signed says nothing of it.
  private func refuse(_ held: SignedCheckpoint, _ verification: Verification) throws {
    guard let opened = verification.opened else { return }
    guard opened.origin.utf8.elementsEqual(held.checkpoint.origin.utf8) else {
      throw Failure(held.place, "is a checkpoint of \(held.checkpoint.origin), the stream is \(opened.origin)")
    }
    let keys = [opened.log] + verification.logs + verification.identities
    guard keys.contains(where: { held.note.isSigned(by: $0) }) else {
      throw Failure(
        held.place, "is signed by no key of the stream: one of the two is not genuine",
        hint: "expected a signature of \(opened.log.text)")
    }
    // As C2SP has it: a signature of a known key that doesn't verify refutes the whole note.
    if let key = keys.first(where: { held.note.signature(of: $0) != nil && !held.note.isSigned(by: $0) }) {
      throw Failure(held.place, "carries a signature of \(key.name) that does not verify: it was altered")
    }
  }
}
