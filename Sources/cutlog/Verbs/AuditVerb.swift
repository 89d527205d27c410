import ArgumentParser
import Audit
import JSONText
import Reports

/// Judges a run by the rules of policies.
struct AuditVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Judge a run by the rules of control packs and policies.",
    discussion: HelpText.discussion(
      """
      Each rule is satisfied, vacuous, violated or undecidable, with the events that show it. A rule that is vacuous holds \
      because nothing happened that it speaks of; one that is undecidable may hold or not, and the answer says what isn't \
      seen. `cutlog policy` explains the rules. Streams of several runs are a population: a row for each run, then what is \
      violated in each, and the results by rule and by control.
      """,
      examples: [
        "cutlog audit night.jsonl.gz --policy cutover-baseline",
        "cutlog audit night.jsonl.gz --policy dora --policy ours.yaml --severity high",
        "cutlog audit night.jsonl.gz --policy soc2 --json | jq '.audit.findings[] | {rule, result}'",
        "cutlog audit 2026/*.jsonl.gz --policy cutover-baseline --json | jq '.audit.runs[] | {run, verdict}'",
      ],
      status: [
        (0, "no rule is violated or undecidable"), (1, "a rule is violated, or the stream is tampered with"),
        (2, "no stream or policy, or none that can be read"), (3, "a rule is undecidable and none is violated"),
        (64, "usage"),
      ]))

  @Argument(help: "The streams of one run or of several, or - for standard input.") var streams: [String]
  @OptionGroup var policy: PolicyOption
  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp("The least result that ends with 1: violated, undecidable or vacuous.", valueName: "result"))
  var failOn: RuleResult = .violated
  @Option(help: ArgumentHelp("The least severity of rules that count for the status.", valueName: "severity"))
  var severity: Rule.Severity = .info
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func validate() throws {
    if streams.contains("-"), policy.names.contains("-") {
      throw ValidationError("standard input can be a stream or a policy, not both")
    }
    guard !policy.names.isEmpty else {
      throw ValidationError("no policy is named: expected --policy with a file or a control pack")
    }
    guard failOn != .satisfied else {
      throw ValidationError("--fail-on satisfied would fail always: expected violated, undecidable or vacuous")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let policies = try policy.policies()
    var inputs = try RunInput.runs(of: streams, reading, surroundings)
    var audits: [RunAudit] = []
    for number in inputs.indices {
      do {
        var audit = try inputs[number].audit(by: policies, withheld.acceptance())
        audit.severity = severity
        audits.append(audit)
      } catch var failure as Failure {
        failure.streams = audits.flatMap(\.streams) + failure.streams
        throw failure
      }
    }
    withheld.check(inputs, surroundings.console)
    let population = AuditPopulation(audits)
    let answer = Answer(population: population, inputs: inputs, policies: policies)
    if form.json {
      try surroundings.console.write(answer.document)
    } else {
      try surroundings.console.write(answer.page)
    }
    return population.isUnverified ? .doesNotHold : population.verdict.map(status) ?? .undecided
  }

  /// What is said of one run or of several.
  private struct Answer {
    var population: AuditPopulation
    var inputs: [RunInput]
    var policies: [GivenPolicy]

    var document: ReportDocument { population.document(inputs, policies) }

    var page: Page {
      var page = Page()
      if inputs.count == 1, let run = inputs.first {
        page = run.heading
      } else {
        for mark in inputs.flatMap(\.streams).compactMap(\.unverifiedMark) { page.note("\(mark)") }
      }
      page.append(population.page)
      // Of plans that are not judged the heading of a single run tells.
      let problems = population.problems.filter { inputs.count > 1 || $0.rule != "plan-not-judged" }
      if !problems.isEmpty { page.heading("Findings about the evidence") }
      page.list(problems.map(\.phrase))
      return page
    }
  }

  private func status(_ verdict: RuleResult) -> ExitStatus {
    if verdict >= failOn { return .doesNotHold }
    return verdict == .undecidable ? .undecided : .done
  }
}

extension AuditPopulation {
  /// The JSON document of an audit.
  ///
  /// - Parameter inputs: The runs that were audited.
  func document(_ inputs: [RunInput], _ policies: [GivenPolicy]) -> ReportDocument {
    var document = ReportDocument(verb: "audit", verdict: verdict?.rawValue)
    if inputs.count == 1, let run = inputs.first { document = run.document("audit", verdict: verdict?.rawValue) }
    document.streams = streams
    document.planDigest = planDigest
    document.policyDigests = policies.map(\.digest)
    document.problems = problems
    document.body = [JSONMember("audit", json)]
    return document
  }
}

extension RuleResult: ExpressibleByArgument {}
extension Rule.Severity: ExpressibleByArgument {}
