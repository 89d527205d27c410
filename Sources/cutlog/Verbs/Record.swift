import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Appends events from a file or a pipe.
struct Record: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Append events from a file or a pipe.",
    discussion: HelpText.discussion(
      """
      Reads JSON Lines, objects over several lines, a JSON array or a CloudEvents batch. Events are sealed in batches, those \
      of a live pipe at least every second; what is acknowledged survives a crash. An event that is there already is \
      counted and taken once. A bad one stops the recording with file, line and column: what came before is sealed, nothing \
      from it on; mend the file and record it again. --check looks at everything and writes nothing; whether an event \
      conflicts with one in the stream is seen only when it is recorded.
      """,
      examples: [
        "cutlog record night.jsonl.gz events.jsonl", "kubectl-events | cutlog record night.jsonl.gz -",
        "cutlog record night.jsonl.gz - --quarantine refused.jsonl",
      ],
      status: [
        (0, "every event is in the stream; with --quarantine all good ones"),
        (2, "an event was refused, or the stream can't be written"), (64, "usage"),
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
    let reader = try InputReader(file)
    let services = surroundings.services
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let writer = try Failure.wrap { () throws(StreamError) in try StreamWriter(files, services: services) }
    var session = RecordSession(
      writer: writer, reader: reader, quarantine: check ? nil : try quarantine.map { try QuarantineFile($0) },
      isCheck: check, stream: stream)
    var failure: Failure?
    do { try session.run() } catch let error as Failure { failure = error }

    surroundings.tellOfRecovery(session.recovered, stream)
    for refusal in session.refusals {
      let part = Failure("\(reader.name):\(refusal.line):\(refusal.column)", refusal.message)
      if quarantine != nil, !check {
        surroundings.console.warn(part.parts[0].subject, "refused: \(refusal.message)")
      } else {
        surroundings.console.report(part)
      }
    }
    try tell(session.document(failure, reader.name, isQuarantined: quarantine != nil && !check), surroundings.console)
    if let failure { throw failure }
    return session.refused > 0 && (quarantine == nil || check) ? .impossible : .done
  }

  private func tell(_ document: ReportDocument, _ console: Console) throws {
    if form.json {
      try console.write(document)
      return
    }
    func count(_ name: String) -> Int64 { document.body.first { $0.name == name }?.value.integer ?? 0 }
    let counts = "accepted \(count("accepted")), duplicates \(count("duplicates")), refused \(count("refused"))"
    try console.write(
      check
        ? "\(counts); nothing was written\n"
        : count("size") > 0 ? "\(counts), sealed at size \(count("size"))\n" : "\(counts)\n")
  }
}

extension RecordSession {
  /// What became of the inputs.
  borrowing func document(_ failure: Failure?, _ file: String, isQuarantined: Bool) -> ReportDocument {
    var document = ReportDocument(
      verb: "record", verdict: failure != nil ? "failed" : refused > 0 ? "refused" : "recorded")
    document.streams = [StreamSummary.open(origin: origin, size: size)]
    document.body = [
      JSONMember("accepted", .integer(accepted)), JSONMember("duplicates", .integer(duplicates)),
      JSONMember("refused", .integer(refused)), JSONMember("size", .integer(size)),
    ]
    document.problems = refusals.map { refusal in
      ReportProblem(
        isQuarantined ? .warning : .error, rule: "input-refused", message: refusal.message, file: file,
        line: refusal.line,
        column: refusal.column)
    }
    for part in failure?.parts ?? [] {
      document.problems.append(
        ReportProblem(.error, rule: "failed", message: "\(part.subject): \(part.message)"))
    }
    return document
  }
}
