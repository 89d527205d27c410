import ArgumentParser
import Reports
import SealedLog

/// Checks everything that a stream proves.
struct Verify: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Check a stream: every line, seal, key and block.",
    discussion: HelpText.discussion(
      """
      Says how far the stream is sealed, by whom, and what does not fit. Lines after the last valid seal are no \
      evidence and are counted. Anchors count if their witness or time-stamping authority is in the trust file. A gzip file that was cut at a block border looks whole: if you know that the stream was \
      closed, ask with --closed; if you hold an earlier checkpoint, ask with --at-least.
      """,
      examples: [
        "cutlog verify night.jsonl.gz", "cutlog verify night.jsonl.gz --closed --trust auditor.trust",
        "cutlog verify night.jsonl.gz --at-least mailed.checkpoint",
      ],
      status: [
        (0, "the stream is whole and its signer is trusted"),
        (1, "tampered, rolled back, forked, damaged container, or a false anchor"), (2, "no stream, or none that can be read"),
        (3, "whole, but signer not trusted, or open where --closed was asked"), (64, "usage"),
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
    let held = try atLeast.map { try checkpoint(in: $0) }
    var read = try reading.read(input, with: NoFold(), held: held.map { [$0.checkpoint] } ?? [])
    try read.judgeAnchors(by: reading.trust.anchorTrust())
    if let held, let atLeast { try refuse(held.checkpoint, held.note, atLeast, read.verification) }
    if form.json {
      try surroundings.console.write(read.verifyDocument)
    } else {
      try surroundings.console.write(read.verifyPage)
    }
    let status = ExitStatus(read.verification, isTrusted: read.isTrusted, closedIsWanted: closed)
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
    return status
  }

  /// A checkpoint that no key of the stream has signed says nothing of it.
  private func refuse(
    _ checkpoint: Checkpoint, _ note: SignedNote, _ path: String, _ verification: Verification
  ) throws {
    guard let opened = verification.opened else { return }
    guard opened.origin.utf8.elementsEqual(checkpoint.origin.utf8) else {
      throw Failure(path, "is a checkpoint of \(checkpoint.origin), the stream is \(opened.origin)")
    }
    let keys = [opened.log] + verification.logs + verification.identities
    guard keys.contains(where: { note.isSigned(by: $0) }) else {
      throw Failure(
        path, "is signed by no key of the stream: one of the two is not genuine",
        hint: "expected a signature of \(opened.log.text)")
    }
  }

  private func checkpoint(in path: String) throws -> (note: SignedNote, checkpoint: Checkpoint) {
    let text = String(decoding: try ReadWhole.fileOrInput(path), as: UTF8.self)
    guard let note = SignedNote(text), let checkpoint = Checkpoint(text: note.text) else {
      throw Failure(path, "holds no checkpoint, expected a signed note: origin, size, root, signatures")
    }
    return (note, checkpoint)
  }
}
