import ArgumentParser
import JSONText
import Replay
import Reports
import SealedLog

/// Writes the whole story of a run, or checks a report that somebody hands on.
struct Report: Verb {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the report of a run, or check one against its streams.",
    discussion: HelpText.discussion(
      """
      What it was, what the log proves, objectives with the events that they rest on, all clocks, claims, planned and \
      actual, the state against the plan, the rules of policies, the timeline, findings, and what is not shown. With \
      --form audit the rules alone, over one run or several; with --form test-record the record of a run as a test of \
      recovery. The ending chooses how it is written: .md, .json, and of an audit .csv and .oscal.json. The same streams \
      give the same bytes.

      Every report states what it follows from. With --check a report is made again as it says that it was asked for, \
      and held against the file; policies that are files are given with --policy.
      """,
      examples: [
        "cutlog report night.jsonl.gz -o night.md",
        "cutlog report night.jsonl.gz -o night.json --policy cutover-baseline",
        "cutlog report *.jsonl.gz --policy soc2 --form audit -o year.csv",
        "cutlog report --check night.md night.jsonl.gz",
      ],
      status: [
        (0, "written; with --check: the report follows"),
        (1, "with --check: it does not follow; or a stream is tampered with"),
        (2, "no stream, policy or report, or none that can be read"),
        (3, "with --check: undecided, what it was made from is not all here"), (64, "usage"),
      ]))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Option(name: .shortAndLong, help: ArgumentHelp("Where to; the ending chooses how it is written.", valueName: "file"))
  var output: String?
  @Option(
    name: .customLong("form"),
    help: ArgumentHelp("What it is about: run, audit or test-record.", valueName: "form"))
  var chosenForm: ReportBasis.Form?
  @Option(help: ArgumentHelp("Check this report against the streams.", valueName: "file"))
  var check: String?
  @OptionGroup var policy: PolicyOption
  @OptionGroup var pack: PackOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func validate() throws {
    if check != nil {
      guard output == nil, chosenForm == nil, withheld.lists.isEmpty, pack.pack == nil, pack.excerpt == nil else {
        throw ValidationError(
          "--check makes a report as it says that it was asked for: expected no -o, --form, --accept-withheld or --pack")
      }
      guard check != "-" || !streams.contains("-") else {
        throw ValidationError("the report and a stream can't both come from standard input")
      }
      return
    }
    guard let output else { throw ValidationError("expected -o with a file to write, or --check with a report") }
    guard let ending = ReportEnding(ofFile: output) else {
      throw ValidationError("the ending of \(output) chooses how it is written: expected .md, .json, .csv or .oscal.json")
    }
    let form = self.form(of: ending)
    guard ending.suits(form) else {
      throw ValidationError("only an audit is written as \(ending.rawValue): expected --form audit, .md or .json")
    }
    guard form != .audit || !policy.names.isEmpty else {
      throw ValidationError("an audit is by policies: expected --policy with a file or a control pack")
    }
    try pack.check(streams)
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    if let check { return try self.check(check, surroundings) }
    guard let output, let ending = ReportEnding(ofFile: output) else { throw Failure("report", "nothing to write to") }
    let request = ReportRequest(
      form: form(of: ending), ending: ending, policies: try policy.policies(), acceptance: withheld.acceptance())
    let report = try request.report(on: try streams.map { try StreamInput($0) }, reading, surroundings)
    withheld.check(report.runs, surroundings.console)
    let written = try pack.write(streams, beside: output, by: policy, withheld, reading, surroundings)
    try OutputFile.write(report.bytes, to: output, keeping: streams, surroundings.console)
    if form.json {
      var document = document(of: report, request, output)
      if let written { document.body.append(JSONMember("pack", written.json)) }
      try surroundings.console.write(document)
    } else {
      try surroundings.console.write(page(of: report, output, written))
    }
    return report.isUnverified ? .doesNotHold : .done
  }

  private func form(of ending: ReportEnding) -> ReportBasis.Form {
    chosenForm ?? (ending.suits(.run) ? .run : .audit)
  }

  // MARK: - A report that was written

  private func document(of report: MadeReport, _ request: ReportRequest, _ output: String) -> ReportDocument {
    var document = ReportDocument(verb: "report", verdict: report.verdict)
    if report.runs.count == 1, let run = report.runs.first { document = run.document("report", verdict: report.verdict) }
    document.streams = report.runs.flatMap(\.summaries)
    document.policyDigests = request.policies.map(\.digest)
    document.body = [
      JSONMember("file", .string(output)), JSONMember("sha256", .string(Digest(hashing: report.bytes).hex)),
      JSONMember("form", .string(request.form.rawValue)),
    ]
    return document
  }

  private func page(of report: MadeReport, _ output: String, _ pack: EvidencePack.Written?) -> Page {
    var page = Page()
    for run in report.runs { page.append(run.heading) }
    page.facts([
      ("report", .code(output)), ("runs", report.runs.count > 1 ? "\(report.runs.count)" : nil),
      (report.subject, report.verdictPhrase), ("SHA-256", .code(Digest(hashing: report.bytes).hex)),
      ("evidence pack", pack?.phrase),
    ])
    return page
  }

  // MARK: - A report that is checked

  private func check(_ file: String, _ surroundings: Surroundings) throws -> ExitStatus {
    let policies = try policy.policies()
    var check = try ReportCheck(file, reading, surroundings)
    try check.judge(by: streams, policies)
    let answer = check.answer
    if form.json {
      var document = ReportDocument(verb: "report-check", verdict: answer.verdict.rawValue)
      document.streams = check.streams.map(\.summary)
      document.policyDigests = answer.stated.policies.map(\.digest)
      document.problems = check.streams.flatMap(\.problems) + answer.problems
      document.body = [JSONMember("check", answer.json)]
      try surroundings.console.write(document)
    } else {
      var page = Page()
      for mark in check.streams.compactMap(\.unverifiedMark) { page.note("\(mark)") }
      for stream in check.streams { page.paragraph(stream.summary.phrase) }
      page.append(answer.page)
      try surroundings.console.write(page)
    }
    if check.streams.contains(where: { !$0.verification.isIntact }) { return .doesNotHold }
    switch answer.verdict {
    case .follows: return .done
    case .differs: return .doesNotHold
    case .undecided: return .undecided
    }
  }
}

extension ReportBasis.Form: ExpressibleByArgument {}
