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
      seen. `cutlog policy` explains the rules.
      """,
      examples: [
        "cutlog audit night.jsonl.gz --policy cutover-baseline",
        "cutlog audit night.jsonl.gz --policy dora --policy ours.yaml --severity high",
        "cutlog audit night.jsonl.gz --policy soc2 --json | jq '.audit.findings[] | {rule, result}'",
      ],
      status: [
        (0, "no rule is violated or undecidable"), (1, "a rule is violated, or the stream is tampered with"),
        (2, "no stream or policy, or none that can be read"), (3, "a rule is undecidable and none is violated"),
        (64, "usage"),
      ]))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
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
    guard !policy.names.isEmpty else {
      throw ValidationError("no policy is named: expected --policy with a file or a control pack")
    }
    guard failOn != .satisfied else {
      throw ValidationError("--fail-on satisfied would fail always: expected violated, undecidable or vacuous")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let policies = try policy.policies()
    var run = try RunInput(streams, reading, surroundings)
    let audit = try run.audit(by: policies, withheld.acceptance())
    withheld.check(run, surroundings.console)
    let verdict = audit.verdict(from: severity)
    if form.json {
      var document = run.document("audit", verdict: verdict?.rawValue)
      document.policyDigests = policies.map(\.digest)
      document.problems = audit.problems
      document.body = [JSONMember("audit", audit.json)]
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      page.append(audit.page)
      page.list(audit.problems.map(\.phrase))
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : verdict.map(status) ?? .undecided
  }

  private func status(_ verdict: RuleResult) -> ExitStatus {
    if verdict >= failOn { return .doesNotHold }
    return verdict == .undecidable ? .undecided : .done
  }
}

extension RuleResult: ExpressibleByArgument {}
extension Rule.Severity: ExpressibleByArgument {}
