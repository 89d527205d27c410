import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Writes the proof that one line is in a stream.
struct Prove: Verb {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Write the proof that one event is in a stream.",
    discussion: HelpText.discussion(
      """
      The proof (C2SP tlog-proof) holds the hashes that lead from the event's line to the stream's last checkpoint, and \
      that checkpoint with its signatures. With it and the line, as `cutlog show --json` prints it, anyone can check the \
      event without the stream. Whoever checks needs the stream's log key, which is printed here, or trusts the identity if \
      it signed the checkpoint: it does when a stream is closed with --key.
      """,
      examples: [
        "cutlog prove night.jsonl.gz --index 12 -o switch.tlog-proof",
        "cutlog prove night.jsonl.gz --id w1 --source /db -o switch.tlog-proof",
        "cutlog show night.jsonl.gz --json | jq -c 'select(.id == \"w1\")' > switch.json",
        "cutlog check-proof switch.tlog-proof switch.json",
      ],
      status: [
        (0, "written"), (1, "the stream is tampered with or rolled back"),
        (2, "no stream, no such line, or several of that id"), (64, "usage"),
      ]))

  @Argument(help: "The stream, or - for standard input.") var stream: String
  @Option(help: ArgumentHelp("The line's index, counted from 0 over all lines.", valueName: "n")) var index: Int?
  @Option(help: ArgumentHelp("The event's id.", valueName: "id")) var id: String?
  @Option(help: ArgumentHelp("The event's source, where several have that id.", valueName: "source")) var source: String?
  @Option(name: .shortAndLong, help: ArgumentHelp("Where to, or - for standard output.", valueName: "file"))
  var output: String
  @OptionGroup var trust: TrustOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard (index == nil) != (id == nil) else { throw ValidationError("give either --index or --id") }
    if let index, index < 0 { throw ValidationError("lines are counted from 0") }
    if source != nil, id == nil { throw ValidationError("--source goes with --id") }
    if form.json, output == "-" { throw ValidationError("with --json the proof goes to a file, not to standard output") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let wanted = index.map { ProofFold.Wanted.index($0) } ?? .event(id: id ?? "", source: source)
    let read = try StreamReading(trust.reading, surroundings).read(StreamInput(stream), with: ProofFold(wanted))
    guard let output = read.output, let note = read.verification.note else { throw read.refusal }
    let line = try line(of: output, in: read.verification)
    guard let proof = line.proof, let file = ProofFile(proof: proof, note: note),
      proof.proves(line.leaf, size: file.checkpoint.size, root: file.checkpoint.root)
    else { throw Failure(stream, "gave a proof that doesn't hold; it was not written") }
    try OutputFile.write(
      Array(file.description.utf8), to: self.output, keeping: [stream], surroundings.console)
    if line.isWithheld {
      surroundings.console.note(
        "line \(line.index) is withheld here: the proof is for the line that stood there, which only its holders can show")
    }
    guard self.output != "-" else { return .done }
    let signers = read.verification.identities.filter { note.isSigned(by: $0) }
    let logs = read.verification.logs.filter { note.isSigned(by: $0) }
    if form.json {
      try surroundings.console.write(document(read, line, file, logs.last, signers.last))
    } else {
      try surroundings.console.write(page(read, line, file, logs.last, signers.last))
    }
    return .done
  }

  private func line(of output: ProofFold.Output, in verification: Verification) throws -> ProofFold.Found {
    guard let line = output.found.first else {
      throw Failure(
        stream,
        index.map { "has no line \($0): its sealed lines are 0 to \(verification.lines - 1)" }
          ?? "has no event with id \(id ?? "")\(source.map { " of source \($0)" } ?? "")",
        hint: "`cutlog show \(stream)` lists events with index and id")
    }
    guard output.count == 1 else {
      let lines = output.found.map { "\($0.index) (\($0.source))" }.joined(separator: ", ")
      throw Failure(
        stream, "has \(output.count) events with id \(id ?? ""), expected one: lines \(lines)",
        hint: "name one with --source, or with --index")
    }
    guard line.proof != nil else {
      throw Failure(
        stream, "line \(line.index) is the last seal: no later checkpoint covers it",
        hint: "the checkpoint in it covers lines 0 to \(line.index - 1)")
    }
    return line
  }

  private func standing(_ verification: Verification) -> String {
    verification.verdict == .closed ? "closing" : "last"
  }

  private func document(
    _ read: ReadStream<ProofFold.Output>, _ line: ProofFold.Found, _ file: ProofFile, _ log: VerifierKey?,
    _ identity: VerifierKey?
  ) -> ReportDocument {
    var document = ReportDocument(verb: "prove", verdict: "written")
    document.streams = [read.summary]
    document.problems = read.problems
    document.body = [
      JSONMember(
        "proof",
        [
          "file": .string(output), "index": .integer(line.index), "leaf": .string(line.leaf.base64),
          "withheld": .bool(line.isWithheld),
          "event": [
            "stream": .string(file.checkpoint.origin), "index": .integer(line.index),
            "source": .string(line.source), "id": .string(line.id),
            "time": .time(line.time), "type": .string(line.type),
          ], "seal": .string(standing(read.verification)), "size": .integer(file.checkpoint.size),
          "root": .string(file.checkpoint.root.base64), "checkpoint": .string(file.note.description),
          "log": .text(log?.text), "identity": .text(identity?.text),
        ])
    ]
    return document
  }

  private func page(
    _ read: ReadStream<ProofFold.Output>, _ line: ProofFold.Found, _ file: ProofFile, _ log: VerifierKey?,
    _ identity: VerifierKey?
  ) -> Page {
    var page = Page()
    page.paragraph(read.summary.phrase)
    page.facts([
      ("line", "\(line.index), \(code: line.type), id \(code: line.id) of \(code: line.source)"),
      ("proof", .code(output)),
      ("checkpoint", "the \(standing(read.verification)) one, of size \(file.checkpoint.size)"),
      ("log key", log.map { .code($0.text) }),
      ("identity", identity.map { "\(code: $0.text), has signed the checkpoint" }),
    ])
    page.paragraph(
      identity == nil
        ? "Whoever checks needs the log key: cutlog check-proof \(code: output) EVENT --log KEY"
        : "Whoever trusts the identity can check: cutlog check-proof \(code: output) EVENT")
    return page
  }
}
