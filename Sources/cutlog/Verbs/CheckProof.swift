import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Checks the proof that one line was recorded.
struct CheckProof: Verb {
  static let configuration = CommandConfiguration(
    commandName: "check-proof",
    abstract: "Check the proof that one event was recorded.",
    discussion: HelpText.discussion(
      """
      Needs the proof and the event's line as it was sealed, not the stream. The checkpoint in the proof must be signed by \
      somebody whom you trust: by the log whose key you give with --log, by an identity of the trust file, or it must be the \
      checkpoint that cutlog remembers of that stream. `cutlog verify` and `cutlog prove` print the log key. A line that \
      was laid out anew by another program is another line: take it as `cutlog show --json` prints it.
      """,
      examples: [
        "cutlog check-proof switch.tlog-proof switch.json",
        "cutlog check-proof switch.tlog-proof switch.json --log log.vkey",
        "zcat night.jsonl.gz | sed -n 13p | cutlog check-proof switch.tlog-proof -",
      ],
      status: [
        (0, "the line was recorded, by the word of a signer whom you trust"),
        (1, "line, path, checkpoint or signature is not as it was"), (2, "a file can't be read"),
        (3, "line and path fit the checkpoint, but nobody whom you trust has signed it"), (64, "usage"),
      ]))

  @Argument(help: "The proof, or - for standard input.") var file: String
  @Argument(help: "A file with the event's line, or - for standard input.") var event: String
  @Option(
    help: ArgumentHelp("The log's key: a vkey, or a file that holds one.", valueName: "vkey"))
  var log: String?
  @OptionGroup var trust: TrustOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    if file == "-", event == "-" { throw ValidationError("only one of the two can be standard input") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let log = try log.map { try key($0) }
    let trusted = try TrustFile.read(trust.trust, surroundings.folders).identities
    let bytes = try ReadWhole.fileOrInput(file)
    var line = try ReadWhole.fileOrInput(event)
    if line.last == 0x0A { line.removeLast() }
    var answer = ProofAnswer(file: file)
    if let proof = ProofFile(bytes) {
      answer.proof = proof
      let check = ProofCheck(proof, line: line, log: log, trusted: trusted)
      answer.signers = check.signers
      answer.findings = check.findings
      answer.compare(with: surroundings.remembered?.signed(of: proof.checkpoint.origin))
    } else {
      answer.findings = [
        Finding(
          "proof.form", "is no proof as it was written", expected: "\(ProofFile.firstLine), index, hashes, checkpoint")
      ]
    }
    if form.json {
      try surroundings.console.write(answer.document)
    } else {
      try surroundings.console.write(answer.page)
    }
    tell(answer, line, surroundings.console)
    return answer.status
  }

  private func tell(_ answer: ProofAnswer, _ line: [UInt8], _ console: Console) {
    if answer.findings.contains(where: { $0.rule == "proof.inclusion" }) {
      if line.contains(0x0A) {
        console.warn(event, "holds several lines, expected one", hint: "`cutlog show --json` prints one event a line")
      }
    } else if answer.status == .undecided, let proof = answer.proof {
      console.warn(
        file, "nobody whom you trust has signed the checkpoint of \(proof.checkpoint.origin)",
        hint: "give the log's key with --log, as `cutlog verify` prints it for those who have the stream")
    }
  }

  /// A vkey, or the first line of a file.
  private func key(_ argument: String) throws -> VerifierKey {
    if let key = VerifierKey(argument) { return key }
    let refusal = Failure(
      argument, "is no vkey, expected NAME+ID+KEY or a file that holds it", hint: "`cutlog verify` prints the log key")
    guard DurableFile.exists(argument) else { throw refusal }
    let text = String(decoding: try ReadWhole.file(argument), as: UTF8.self)
    guard let word = text.split(whereSeparator: \.isWhitespace).first, let key = VerifierKey(word) else { throw refusal }
    return key
  }
}
