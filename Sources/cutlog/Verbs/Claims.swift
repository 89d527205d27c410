import ArgumentParser
import Documents
import JSONText
import Replay
import Reports

/// Holds the claims of a postmortem against the events.
struct Claims: Verb {
  static let configuration = CommandConfiguration(
    commandName: "claims",
    abstract: "Hold what was claimed against the events.",
    discussion: HelpText.discussion(
      """
      Judges every claim.made of the stream, and with FILE the claims of a written postmortem, a list in YAML or JSON. A \
      claim holds if what the events show is within its tolerance or on its side, is contradicted if all that the events \
      leave possible is outside, and else is undecidable. Where a line is withheld nothing holds, unless \
      --accept-withheld names that line.
      """,
      examples: [
        "cutlog claims night.jsonl.gz", "cutlog claims night.jsonl.gz postmortem.yaml",
        "cutlog claims night.jsonl.gz --json | jq '.claims[] | {claim, verdict, computedSeconds}'",
      ],
      status: [
        (0, "every claim holds, or nothing is claimed"),
        (1, "a claim is contradicted, or the stream is tampered with"),
        (2, "no stream, or none that can be read; a malformed FILE"),
        (3, "a claim is undecidable and none is contradicted"), (64, "usage"),
      ]))

  @Argument(help: "The stream, or - for standard input.") var stream: String
  @Argument(help: "The claims of a document, or - for standard input.") var file: String?
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func validate() throws {
    if stream == "-", file == "-" { throw ValidationError("standard input can be the stream or FILE, not both") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let document = try readDocument(surroundings.console)
    var run = try RunInput([stream], reading, surroundings)
    let (made, recorded) = try run.foldBoth { _ in ClaimsGathering() }
    let written = (document?.entries ?? []).map { MadeClaim($0.claim, at: .document(line: $0.line, column: $0.column)) }
    let acceptance = withheld.acceptance()
    let report = try run.foldAgain(ClaimsFold(made + written, acceptance: acceptance))
    let asRecorded = try recorded.map {
      try run.foldAgain(ClaimsFold($0 + written, acceptance: acceptance), asRecorded: true)
    }
    withheld.check(run, surroundings.console)
    let problems =
      (document?.remarks ?? []).map(\.problem) + report.claims.flatMap { $0.problems(file: documentName) }
      + report.findings.map(\.problem)
    if form.json {
      var document = run.document("claims", verdict: report.verdict?.rawValue)
      document.body = [JSONMember("claims", report.json(asRecorded: asRecorded))]
      document.problems += problems
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      page.append(report.page(asRecorded: asRecorded))
      page.list(run.corrections.findings.map(\.problem.phrase))
      page.list(problems.map(\.phrase))
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : report.status
  }

  private var documentName: String { file == "-" ? "standard input" : file ?? "" }

  private func readDocument(_ console: Console) throws -> ClaimsDocument? {
    guard let file else { return nil }
    let bytes = try ReadWhole.fileOrInput(file)
    do throws(DocumentError) { return try ClaimsDocument.read(bytes: bytes, name: documentName) } catch {
      if form.json {
        var answer = ReportDocument(verb: "claims", verdict: "malformed")
        answer.body = [JSONMember("claims", .array([]))]
        answer.problems = error.problems.map(\.problem)
        try console.write(answer)
      }
      throw Failure(error)
    }
  }
}

extension ClaimsReport {
  /// The status that a judging verb ends with.
  fileprivate var status: ExitStatus {
    switch verdict {
    case .contradicted: .doesNotHold
    case .undecidable: .undecided
    case .holds, nil: .done
    }
  }
}
