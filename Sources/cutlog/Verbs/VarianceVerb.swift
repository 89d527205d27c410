import ArgumentParser
import JSONText
import Replay
import Reports

/// Compares a run with its plan.
struct VarianceVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "variance",
    abstract: "Compare a run with its plan.",
    discussion: HelpText.discussion(
      """
      Planned and actual times of every task, what was not executed, what was not in the plan, and which activities on the \
      way to the finish made the difference. With --with or --plan it is compared with what is supposed, and the answer says \
      that it is hypothetical; `cutlog objectives --help` lists what can be supposed.
      """,
      examples: [
        "cutlog variance night.jsonl.gz", "cutlog variance night.jsonl.gz --with task.sync.duration=20m", "cutlog variance night.jsonl.gz --json | jq '.variance.slipSeconds'",
      ],
      status: HelpText.reading))

  @Argument(help: "The stream, or - for standard input.") var stream: String
  @OptionGroup var hypothesis: HypothesisOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let supposition = try hypothesis.supposition(beside: [stream])
    var run = try RunInput([stream], reading, surroundings, supposing: supposition)
    let result = try run.fold { MaybeFold($0.varianceFold(withheld.acceptance())) }
    withheld.check(run, surroundings.console)
    guard var variance = result else {
      throw Failure(stream, "carries no plan that can be read, so there is nothing to compare with")
    }
    variance.mark(run.corrections)
    if form.json {
      var document = run.document("variance", verdict: nil)
      document.body = [JSONMember("variance", variance.json)]
      document.problems += variance.findings.map(\.problem)
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      page.append(variance.page)
      page.list((run.corrections.findings + variance.findings).map(\.problem.phrase))
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : .done
  }
}

extension JudgedPlan {
  /// The fold that compares with this plan; nil where there is none.
  func varianceFold(_ acceptance: WithheldEvidence.Acceptance) -> VarianceFold? {
    guard let plan, let schedule else { return nil }
    return VarianceFold(plan: plan, schedule: schedule, acceptance: acceptance)
  }
}
