import CloudEvents
import Replay
import Reports

/// The runs of the past that a forecast rests on, as they were read.
struct EarlierRuns {
  /// Those that tell anything, by their starts, then in the order of their openings.
  private(set) var runs: [EarlierRun] = []
  private(set) var streams: [StreamSummary] = []
  private(set) var problems: [ReportProblem] = []
  private(set) var isUnverified = false
  private(set) var heading = Page()

  /// Reads all streams, run by run.
  ///
  /// A run without a plan that can be read, and one that completed nothing, don't count, and that is a problem told.
  ///
  /// - Throws: `Failure` if a stream can't be opened or is refused.
  mutating func read(
    _ paths: [String], _ reading: ReadingOptions, _ withheld: WithheldOption, _ surroundings: Surroundings
  ) throws {
    guard !paths.isEmpty else { return }
    for input in try RunInput.runs(of: paths, reading, surroundings) {
      var input = input
      let result: EarlierRun?
      do {
        result = try input.fold { MaybeFold($0.historyFold(withheld.acceptance())) }
      } catch var failure as Failure {
        failure.streams = streams + failure.streams
        throw failure
      }
      withheld.check(input, surroundings.console)
      streams += input.summaries
      isUnverified = isUnverified || input.isUnverified
      heading.append(input.heading)
      problems += input.problems + input.corrections.findings.map(\.problem)
      add(result, of: input)
    }
    func start(_ run: Int) -> Int64 { runs[run].start?.time.nanoseconds ?? .max }
    runs = runs.indices.sorted { (start($0), $0) < (start($1), $1) }.map { runs[$0] }
  }

  private mutating func add(_ found: EarlierRun?, of input: RunInput) {
    let name = input.summaries.lazy.compactMap(\.run).first
    guard var run = found else {
      problems.append(
        ReportProblem(
          .warning, rule: "history-without-plan",
          message: "run \(name ?? "without a name") carries no plan that can be read and scheduled, "
            + "so nothing tells how long its tasks were to take; it doesn't count"))
      return
    }
    run.run = name
    problems += run.findings.map(\.problem)
    guard !run.observations.isEmpty else {
      problems.append(
        ReportProblem(
          .warning, rule: "history-empty",
          message: "run \(name ?? "without a name") completed no task of its plan; it doesn't count"))
      return
    }
    if let incomplete = run.incompleteProblem { problems.append(incomplete) }
    runs.append(run)
  }
}

extension JudgedPlan {
  /// The fold that reads off how long things took; nil where there is no plan.
  func historyFold(_ acceptance: WithheldEvidence.Acceptance) -> HistoryFold? {
    guard let plan, let schedule else { return nil }
    return HistoryFold(plan: plan, schedule: schedule, acceptance: acceptance)
  }
}
