import ArgumentParser
import CloudEvents
import Reports
import SealedLog

/// Checks everything that a stream proves.
struct Verify: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Check a stream: every line, seal, key and block.",
    discussion: HelpText.discussion(
      """
      Says how far the stream is sealed, by whom, and what does not fit. Lines after the last valid seal are no \
      evidence and are counted. A gzip file that was cut at a block border looks whole: if you know that the stream was \
      closed, ask with --closed; if you hold an earlier checkpoint, ask with --at-least.
      """,
      examples: [
        "cutlog verify night.jsonl.gz", "cutlog verify night.jsonl.gz --closed --trust auditor.trust",
        "cutlog verify night.jsonl.gz --at-least mailed.checkpoint",
      ],
      status: [
        (0, "the stream is whole and its signer is trusted"),
        (1, "tampered, rolled back, forked, or the container is damaged"), (2, "no stream, or none that can be read"),
        (3, "whole, but signer not trusted, or open where --closed was asked"), (64, "usage"),
      ]))

  @Argument(help: "The stream, or - for standard input.") var stream: String
  @Flag(help: "Hold only if the stream is closed.") var closed = false
  @Option(
    name: .customLong("at-least"),
    help: ArgumentHelp("Hold only if the stream contains the checkpoint in this file.", valueName: "checkpoint"))
  var atLeast: String?
  @Option(help: ArgumentHelp("Trust the keys in this file instead of the user's own trust file.", valueName: "file"))
  var trust: String?
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var options = ReadingOptions()
    options.trust = trust
    options.unverified = false
    let reading = try StreamReading(options, surroundings, isVerify: true)
    let input = try StreamInput(stream)
    let held = try atLeast.map { try checkpoint(in: $0) }
    let read = try reading.read(input, with: NoFold(), held: held.map { [$0] } ?? [])
    if let held, let atLeast, let opened = read.verification.opened, opened.origin != held.origin {
      throw Failure(atLeast, "is a checkpoint of \(held.origin), the stream is \(opened.origin)")
    }
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
            + (trust ?? surroundings.folders.trust ?? "a trust file"))
      }
      if closed, read.verification.verdict == .open {
        surroundings.console.warn(stream, "the stream is open, --closed was asked")
      }
    }
    return status
  }

  private func checkpoint(in path: String) throws -> Checkpoint {
    let text = String(decoding: try ReadWhole.file(path), as: UTF8.self)
    guard let note = SignedNote(text), let checkpoint = Checkpoint(text: note.text) else {
      throw Failure(path, "holds no checkpoint, expected a signed note: origin, size, root, signatures")
    }
    return checkpoint
  }

  private struct NoFold: EventFold {
    mutating func apply(_ event: EventView) {}
    consuming func finish() {}
  }
}
