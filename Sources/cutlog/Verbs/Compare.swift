import ArgumentParser
import Attestation
import JSONText
import Replay
import Reports
import SealedLog

/// Holds runs against each other.
struct Compare: Verb {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare runs with each other, task by task.",
    discussion: HelpText.discussion(
      """
      Streams that share a run are one; different runs are compared in order of their start, each judged by its own plan. \
      Tasks are aligned by id, phases and clocks by name. Says what took longer or less time, what was done too fast to \
      be true, and what an earlier run no longer shows because the plan was changed.
      """,
      examples: [
        "cutlog compare rehearsal-1.jsonl.gz rehearsal-2.jsonl.gz night.jsonl.gz",
        "cutlog compare rehearsal.jsonl.gz night.jsonl.gz --json | jq '.comparison.findings[]'",
      ],
      status: HelpText.reading), aliases: ["diff"])

  @Argument(help: "The streams of two runs or more; one may be - for standard input.") var streams: [String]
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard streams.count > 1 else {
      throw ValidationError("only one stream is named; expected streams of two runs or more")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var inputs = try RunInput.runs(of: streams, reading, surroundings)
    guard inputs.count > 1 else {
      throw Failure(
        streams.joined(separator: ", "), "are streams of one run, expected streams of two runs or more",
        hint: "streams that state the same run are folded as one; `cutlog variance` compares a run with its plan")
    }
    var runs: [(input: RunInput, compared: ComparedRun)] = []
    for number in inputs.indices {
      do {
        let compared = try inputs[number].comparedRun(withheld.acceptance())
        runs.append((inputs[number], compared))
      } catch var failure as Failure {
        failure.streams = runs.flatMap(\.input.summaries) + failure.streams
        throw failure
      }
    }
    withheld.check(runs.map(\.input), surroundings.console)
    runs.sort { ComparedRun.precedes($0.compared, $1.compared) }
    let comparison = RunComparison(of: runs.map(\.compared))
    if form.json {
      try surroundings.console.write(Self.document(comparison, runs))
    } else {
      try surroundings.console.write(Self.page(comparison, runs))
    }
    return runs.contains(where: \.input.isUnverified) ? .doesNotHold : .done
  }

  private static func document(
    _ comparison: RunComparison, _ runs: [(input: RunInput, compared: ComparedRun)]
  ) -> ReportDocument {
    var document = ReportDocument(verb: "compare", verdict: nil)
    document.streams = runs.flatMap(\.input.summaries)
    document.planDigest = comparison.newestPlan?.document
    document.body = [JSONMember("comparison", comparison.json)]
    document.problems = comparison.problems + problems(of: runs)
    return document
  }

  private static func page(
    _ comparison: RunComparison, _ runs: [(input: RunInput, compared: ComparedRun)]
  ) -> Page {
    var page = Page()
    let streams = runs.flatMap { run in run.input.streams.map { ($0.unverifiedMark, $0.summary) } }
    for mark in streams.compactMap(\.0) { page.note("\(mark)") }
    for (number, stream) in streams.enumerated() { page.paragraph("stream \(number + 1): " + stream.1.phrase) }
    page.append(comparison.page)
    let findings = comparison.problems + problems(of: runs)
    if !findings.isEmpty { page.heading("Findings") }
    page.list(findings.map(\.phrase))
    return page
  }

  /// What is to be said of each run by itself, with the streams numbered over all runs.
  private static func problems(of runs: [(input: RunInput, compared: ComparedRun)]) -> [ReportProblem] {
    var before = 0
    return runs.flatMap { input, compared in
      defer { before += input.streams.count }
      let findings = ReplayFinding.united([
        compared.corrections.findings, compared.objectives.findings, compared.execution.findings,
      ])
      let single = input.streams.count == 1 ? input.summaries.first?.origin : nil
      return (input.ownProblems + findings.map(\.problem)).map { problem in
        var problem = problem
        if problem.stream == nil { problem.stream = single }
        if problem.streamNumber != nil || single != nil || problem.index != nil {
          problem.streamNumber = before + (problem.streamNumber ?? 1)
        }
        return problem
      }
    }
  }
}

extension RunInput {
  /// What a comparison needs of the run: what was done, its objectives and clocks, and its plan's digests.
  fileprivate mutating func comparedRun(_ acceptance: WithheldEvidence.Acceptance) throws -> ComparedRun {
    let signers = try signers()
    var (objectives, execution) = try fold { judged in
      FoldPair(
        judged.objectivesFold(signers, acceptance),
        RunExecutionFold(plan: judged.plan, schedule: judged.schedule, acceptance: acceptance))
    }
    execution.mark(corrections)
    let opened = streams.first?.verification.opened
    return ComparedRun(
      run: opened?.run, origins: summaries.map { $0.origin ?? "" }, kind: opened?.kind.rawValue,
      environment: opened?.environment, parameters: (opened?.parameters ?? []).map { JSONMember($0.name, $0.value) },
      plan: judged.fingerprint, execution: execution, objectives: objectives, corrections: corrections)
  }
}
