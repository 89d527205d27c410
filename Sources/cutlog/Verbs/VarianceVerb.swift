import ArgumentParser
import CutoverModel
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
      Planned and actual finish, which activities on the way to it made the difference, what the run would have taken \
      without pauses and retries, what was forecast at each gate, and planned and actual times of every task and gate. \
      Streams of one run are folded as one. Without a plan, all that was done is shown as not planned. \
      With --with or --plan the run is compared with what is supposed, and the answer says that it is hypothetical; \
      `cutlog objectives --help` lists what can be supposed.
      """,
      examples: [
        "cutlog variance night.jsonl.gz", "cutlog variance night.jsonl.gz --json | jq '.variance.slipSeconds'",
        "cutlog variance night.jsonl.gz --json | jq '.variance.butFor'",
        "cutlog variance night.jsonl.gz --with task.sync.duration=20m",
      ],
      status: HelpText.reading))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @OptionGroup var hypothesis: HypothesisOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let supposition = try hypothesis.supposition(beside: streams)
    var run = try RunInput(streams, reading, surroundings, supposing: supposition)
    var variance = try run.fold {
      VarianceFold(try $0.baselines ?? Self.nothingPlanned, acceptance: withheld.acceptance())
    }
    withheld.check(run, surroundings.console)
    variance.mark(run.corrections)
    if run.judged.baselines == nil { variance.baselines = [] }
    let problems = run.judged.baselineProblems + variance.findings.map(\.problem)
    if form.json {
      var document = run.document("variance", verdict: nil)
      document.body = [JSONMember("variance", variance.json)]
      document.problems += problems
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      page.append(variance.page())
      page.list((run.corrections.findings.map(\.problem) + problems).map(\.phrase))
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : .done
  }

  /// A run of which nothing was planned.
  private static var nothingPlanned: PlanBaselines {
    get throws {
      let plan = Plan(plan: "", version: 0)
      return PlanBaselines(judged: .init(plan, try Schedule(of: plan)))
    }
  }
}

extension JudgedPlan {
  /// The fold that compares with this plan; nil where there is none.
  func varianceFold(_ acceptance: WithheldEvidence.Acceptance) -> VarianceFold? {
    baselines.map { VarianceFold($0, acceptance: acceptance) }
  }

  /// What is wrong with the plans that a run is compared with; that there is none is said of every answer.
  var baselineProblems: [ReportProblem] {
    guard let adopted = selection.revision, revisedSchedule == nil else { return planProblems }
    return planProblems + [
      ReportProblem(
        .warning, rule: "plan-unreadable", message: "the last plan of the stream can't be read; it is no baseline",
        index: adopted.index)
    ]
  }
}
