import ArgumentParser
import Documents
import JSONText
import Replay
import Reports
import SealedLog

/// Says how the next run of a plan is likely to go.
struct ForecastVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Say from earlier runs how the next one is likely to go.",
    discussion: HelpText.discussion(
      """
      Takes from each earlier run how long its tasks took for what was planned and how long they waited, and draws the next \
      plan with that many times: how long it takes, and how likely it keeps its window and each objective. The same seed \
      gives the same figures. With fewer than 10 earlier runs only a range is told; without any, the plan's own \
      three-point durations are drawn. A run that was rolled back or aborted counts with what it completed. With --with \
      it is told of a plan that says something else, and the answer says that it is hypothetical.
      """ + HelpText.changes,
      examples: [
        "cutlog forecast plan.yaml --history rehearsal-1.jsonl.gz rehearsal-2.jsonl.gz",
        "cutlog forecast plan.yaml --history rehearsal-*.jsonl.gz --seed 7 --json",
      ],
      status: [
        (0, "done"), (1, "a stream is tampered with or rolled back"),
        (2, "no plan or stream, or none that can be read"), (64, "usage, and --with what the plan can't say"),
      ]))

  @Argument(help: "The plan of the next run, or - for standard input.") var plan: String
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The streams of earlier runs; those that state the same run are one.", valueName: "stream"))
  var history: [String] = []
  @OptionGroup var change: ChangeOptions
  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let changes = try change.changes()
    let bytes = try ReadWhole.fileOrInput(plan, as: .plan)
    let name = plan == "-" ? "standard input" : plan
    var document: PlanDocument
    do throws(DocumentError) { document = try PlanDocument.read(bytes: bytes, name: name) } catch { throw Failure(error) }
    let hypothesis = try changes.change(&document)
    let schedule: Schedule
    do throws(ScheduleCycle) { schedule = try Schedule(of: document.plan) } catch {
      throw Failure(name, error.description)
    }
    var earlier = EarlierRuns()
    try earlier.read(history, reading, withheld, surroundings)
    let forecast = Forecast(
      of: document.plan, schedule, runs: earlier.runs, simulation.simulation(of: document.plan, schedule))
    let report = ForecastReport(
      plan: document.plan, forecast: forecast, problems: document.remarks.map(\.problem) + earlier.problems)
    if form.json {
      var answer = ReportDocument(verb: "forecast", verdict: nil)
      answer.hypothesis = hypothesis
      answer.streams = earlier.streams
      answer.planDigest = Digest(hashing: bytes).hex
      answer.problems = report.problems
      answer.body = [JSONMember("forecast", report.json)]
      try surroundings.console.write(answer)
    } else {
      var page = hypothesis?.page ?? Page()
      page.append(earlier.heading)
      page.append(hypothesis == nil ? report.page : report.page.supposed)
      try surroundings.console.write(page)
    }
    return earlier.isUnverified ? .doesNotHold : .done
  }
}
