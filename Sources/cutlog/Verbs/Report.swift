import ArgumentParser
import CutoverModel
import JSONText
import Replay
import Reports
import SealedLog

/// Writes the whole story of a run.
struct Report: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Write the report of a run, .md or .json.",
    discussion: HelpText.discussion(
      """
      What it was, what the log proves, objectives with the events that they rest on, all clocks, claims, planned and \
      actual, the state against the plan, the timeline, findings, and what is not shown. The same streams give the same \
      bytes.
      """,
      examples: ["cutlog report night.jsonl.gz -o night.md", "cutlog report night.jsonl.gz -o night.json"],
      status: [
        (0, "written"), (1, "the stream is tampered with or rolled back"), (2, "no stream, or none that can be read"),
        (64, "usage"),
      ]))

  private enum Ending: String, CaseIterable { case markdown = ".md", json = ".json" }

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Option(name: .shortAndLong, help: ArgumentHelp("Where to; the ending chooses the form.", valueName: "file"))
  var output: String
  @OptionGroup var policy: PolicyOption
  @OptionGroup var pack: PackOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  private var ending: Ending? { Ending.allCases.first { output.hasSuffix($0.rawValue) } }

  func validate() throws {
    guard ending != nil else {
      throw ValidationError("the ending of \(output) chooses the form: expected .md or .json")
    }
    try pack.check(streams)
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var run = try RunInput(streams, reading, surroundings)
    let report = try run.wholeReport(withheld.acceptance())
    withheld.check(run, surroundings.console)
    let bytes =
      ending == .json
      ? report.document.bytes(program: Program.name)
      : Array(MarkdownForm().render(report.page(program: Program.name)).utf8)
    let written = try pack.write(streams, beside: output, by: policy, withheld, reading, surroundings)
    try OutputFile.write(bytes, to: output, keeping: streams, surroundings.console)
    if form.json {
      var document = run.document("report", verdict: report.objectives?.verdict?.rawValue)
      document.body = [
        JSONMember("file", .string(output)), JSONMember("sha256", .string(Digest(hashing: bytes).hex)),
      ]
      if let written { document.body.append(JSONMember("pack", written.json)) }
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      page.facts([
        ("report", .code(output)), ("objectives", report.objectives?.verdict?.phrase),
        ("SHA-256", .code(Digest(hashing: bytes).hex)), ("evidence pack", written?.phrase),
      ])
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : .done
  }
}

extension RunInput {
  /// Everything that is to be said of the run; a further pass where something is claimed.
  ///
  /// - Parameter acceptance: Which withheld lines the reader accepts.
  mutating func wholeReport(_ acceptance: WithheldEvidence.Acceptance = .init()) throws -> RunReport {
    let signers = try signers()
    let (corrected, asRecorded) = try foldBoth { judged in
      FoldPair(
        FoldPair(
          judged.objectivesFold(signers, acceptance), TimelineFold(plan: judged.plan, schedule: judged.schedule)),
        FoldPair(
          FoldPair(MaybeFold(judged.varianceFold(acceptance)), ClaimsGathering()), judged.alignmentFold(acceptance)))
    }
    var ((objectives, timeline), ((variance, claims), alignment)) = corrected
    timeline.mark(corrections)
    variance?.mark(corrections)
    alignment.judge(objectives)
    var report = RunReport(timeline: timeline)
    report.asRecorded = asRecorded?.0.0
    report.corrections = corrections
    report.objectives = objectives
    report.variance = variance
    if !claims.isEmpty {
      report.claims = try foldAgain(ClaimsFold(claims, acceptance: acceptance))
      report.claimsAsRecorded = try asRecorded.map {
        try foldAgain(ClaimsFold($0.1.0.1, acceptance: acceptance), asRecorded: true)
      }
    }
    report.alignmentAsRecorded = asRecorded?.1.1
    if let asRecorded { report.alignmentAsRecorded?.judge(asRecorded.0.0) }
    report.alignment = alignment
    report.streams = summaries
    report.plan = judged.plan
    report.planDigest = planDigest
    report.otherPlans = judged.selection.others
    report.opening = opening
    report.isUnverified = isUnverified
    // What several of them found is said once.
    let findings = ReplayFinding.united([
      corrections.findings, objectives.findings, variance?.findings ?? [], report.claims?.findings ?? [],
      alignment.findings, timeline.findings,
    ])
    report.problems = problems + alignment.problems + findings.map(\.problem)
    return report
  }

  /// What the first stream says of itself.
  var opening: [(name: String, value: String)] {
    guard let opened = streams.first?.verification.opened else { return [] }
    var facts: [(name: String, value: String)] = [("kind", opened.kind.rawValue)]
    if let starts = opened.starts { facts.append(("starts", starts)) }
    if let environment = opened.environment { facts.append(("environment", environment)) }
    if let sites = opened.sites {
      facts.append(("from", sites.source))
      facts.append(("to", sites.target))
    }
    for (name, value) in opened.parameters {
      facts.append(("parameter \(name)", value.string ?? JSONWriter.text(of: value)))
    }
    for followed in opened.follows { facts.append((followed.relation.rawValue, followed.origin)) }
    return facts
  }
}
