import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Appends events from a file or a pipe.
struct Record: Verb {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Append events from a file or a pipe.",
    discussion: HelpText.discussion(
      """
      Reads JSON Lines, objects over several lines, a JSON array or a CloudEvents batch. Events are sealed in batches, those \
      of a live pipe at least every second; what is acknowledged survives a crash. An event that is there already is \
      counted and taken once. A bad one stops the recording with file, line and column: what came before is sealed, nothing \
      from it on; mend the file and record it again. --check verifies the stream, looks at everything and writes nothing.
      """,
      examples: [
        "cutlog record night.jsonl.gz events.jsonl", "kubectl-events | cutlog record night.jsonl.gz -",
        "cutlog record night.jsonl.gz - --quarantine refused.jsonl",
      ],
      status: [
        (0, "every event is in the stream; with --quarantine all good ones"),
        (1, "with --check: the stream is tampered with"), (2, "an event was refused, or the stream can't be written"),
        (64, "usage"),
      ]))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The events, or - for standard input, as without it.") var file = "-"
  @Flag(help: "Read everything and write nothing.") var check = false
  @Option(
    help: ArgumentHelp(
      "Go on after a refused event: append it to this file and note it in the stream.", valueName: "file"))
  var quarantine: String?
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    if let quarantine {
      try NamedFile.refuse(
        quarantine, as: "the quarantine",
        ifAmong: [file] + NamedFile.streamFiles(stream, stateDirectory: state.directory))
    }
    let reader = try InputReader(file)
    let services = surroundings.services
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let writer = try Failure.wrap { () throws(StreamError) in try StreamWriter(files, services: services) }
    if !check { try? WaitingRefusals(files: files, surroundings: surroundings).record() }
    let standing = check ? try read(origin: writer.origin, surroundings) : nil
    var session = RecordSession(
      writer: writer, reader: reader, quarantine: check ? nil : try quarantine.map { try QuarantineFile($0) },
      stored: standing?.output, stream: stream,
      journal: { try RefusalJournal(files, suffix: FolderEntries.newSuffix(services)) })
    var failure: Failure?
    do { try session.run() } catch let error as Failure { failure = error }

    surroundings.tellOfRecovery(session.recovered, stream)
    if !check, failure == nil { try? EventSpool(files: files, surroundings: surroundings).recordWaiting() }
    for refusal in session.refusals {
      let part = Failure("\(reader.name):\(refusal.line):\(refusal.column)", refusal.message)
      if quarantine != nil, !check {
        surroundings.console.warn(part.parts[0].subject, "refused: \(refusal.message)")
      } else {
        surroundings.console.report(part)
      }
    }
    try tell(session, failure, reader.name, standing, surroundings)
    if let failure { throw failure }
    return session.refused > 0 && (quarantine == nil || check) ? .impossible : .done
  }

  /// What the stream holds now, verified.
  private func read(origin: String, _ surroundings: Surroundings) throws -> ReadStream<StoredEvents> {
    let input = try StreamInput(stream)
    var options = StreamVerifier.Options()
    options.workers = SystemEnvironment.processors
    let verified = try input.fold(with: StoredEvents(origin: origin), options: options)
    let trust = try? TrustFile.read(nil, surroundings.folders)
    let read = ReadStream(
      input: input, verification: verified.verification, pinned: trust?.pinned(in: verified.verification) ?? [],
      output: verified.output)
    guard read.verification.isIntact else { throw read.refusal(hint: "`cutlog verify \(stream)` shows every finding") }
    return read
  }

  private func tell(
    _ session: borrowing RecordSession, _ failure: Failure?, _ file: String, _ standing: ReadStream<StoredEvents>?,
    _ surroundings: Surroundings
  ) throws {
    guard form.json else {
      let counts = "accepted \(session.accepted), duplicates \(session.duplicates), refused \(session.refused)"
      let outcome = check ? "; nothing was written" : session.size.map { ", sealed at size \($0)" } ?? ""
      try surroundings.console.write("\(counts)\(outcome)\n")
      return
    }
    let summary =
      try standing?.summary ?? surroundings.summary(of: session.standing())
    let verdict = failure != nil ? "failed" : session.refused > 0 ? "refused" : check ? "checked" : "recorded"
    var document = ReportDocument(verb: "record", verdict: verdict)
    document.streams = [summary]
    document.body = [
      JSONMember("accepted", .integer(session.accepted)), JSONMember("duplicates", .integer(session.duplicates)),
      JSONMember("refused", .integer(session.refused)),
      JSONMember("size", .integer(session.size ?? summary.size ?? 0)),
    ]
    document.problems = session.refusals.map { refusal in
      ReportProblem(
        quarantine != nil && !check ? .warning : .error, rule: "input-refused", message: refusal.message, file: file,
        line: refusal.line, column: refusal.column)
    }
    for part in failure?.parts ?? [] {
      document.problems.append(
        ReportProblem(.error, rule: "failed", message: "\(part.subject): \(part.message)"))
    }
    try surroundings.console.write(document)
  }
}
