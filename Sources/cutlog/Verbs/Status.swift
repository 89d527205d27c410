import ArgumentParser
import CloudEvents
import JSONText
import Replay
import Reports
import SealedLog

/// Tells where a run stands, and where it is going by its plan.
struct Status: Verb {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell where a run stands: now, late, next, forecast, time left to decide.",
    discussion: HelpText.discussion(
      """
      The first three lines answer: are we late, when will we be done, how long can we still decide. Below them is what \
      runs, what is late and whether that moves the finish, what comes next, open gates, objectives whose clocks run, and \
      what is wrong. Without --at it is now by this machine's clock, or the run's end once it is over; a stream may be \
      written to meanwhile. Events count by their own time, whenever they were typed in; with --as-known-at only what the \
      recorder had accepted by then. Once a rollback is decided, its tasks lead to the finish. Streams of one run are \
      folded as one. With --with or --plan it is told by what is supposed, and the answer says that it is hypothetical; \
      `cutlog objectives --help` lists what can be supposed.
      """,
      examples: [
        "cutlog status night.jsonl.gz", "cutlog status night.jsonl.gz --at T+1h10m",
        "cutlog status night.jsonl.gz --with task.sync.duration=20m",
        "cutlog status night.jsonl.gz --json | jq '.status | {slipSeconds, forecastFinish, secondsToDecide}'",
      ],
      status: HelpText.reading))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Option(
    help: ArgumentHelp(
      "The moment, as a time or from the start, such as T+45m; by default now, or the run's end.", valueName: "time"),
    transform: InstantArgument.init(argument:))
  var at: InstantArgument?
  @Option(
    name: .customLong("as-known-at"),
    help: ArgumentHelp("Tell it by what the recorder had accepted by then; by default that is the moment too.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var asKnownAt: TimeArgument?
  @OptionGroup var hypothesis: HypothesisOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let supposition = try hypothesis.supposition(beside: streams)
    var run = try RunInput(streams, reading, surroundings, supposing: supposition)
    let start = at?.isFromStart == true ? try run.statedStart() : nil
    let status = try answer(&run, start, surroundings)
    try confirm(start, run)
    withheld.check(run, surroundings.console)
    let problems = run.judged.planProblems + status.findings.map(\.problem)
    let unsealed = run.streams.reduce(0) { $0 + $1.verification.tail.lines }
    if form.json {
      var document = run.document("status", verdict: status.verdict.rawValue)
      document.body = [JSONMember("status", status.json(unsealedLines: unsealed)), JSONMember("asKnownAt", .time(asKnownAt?.time))]
      document.problems += problems
      try surroundings.console.write(document)
    } else {
      // The answer comes first, unless nothing of it is proved.
      var page = Page()
      if let hypothesis = run.judged.hypothesis { page.append(hypothesis.page) }
      for mark in run.streams.compactMap(\.unverifiedMark) { page.note("\(mark)") }
      page.append(run.judged.hypothesis == nil ? status.summary : status.summary.supposed)
      if let asKnownAt { page.note("as known at \(asKnownAt.text)") }
      let details = status.details(unsealedLines: unsealed)
      page.append(run.judged.hypothesis == nil ? details : details.supposed)
      page.append(run.standing)
      page.list((run.corrections.findings.map(\.problem) + problems).map(\.phrase))
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : .done
  }

  /// Holds the start that was assumed against the verified one.
  private func confirm(_ start: Timestamp?, _ run: RunInput) throws {
    guard let start, !run.isUnverified, run.verifiedStart != start else { return }
    throw Failure("--at \(at?.text ?? "")", "the streams don't state the start that their first lines seemed to state")
  }

  private func answer(_ run: inout RunInput, _ start: Timestamp?, _ surroundings: Surroundings) throws -> RunStatus {
    let acceptance = withheld.acceptance(isOfPrefix: asKnownAt != nil)
    let signers = try run.signers()
    if let now = try at.map({ try $0.time(from: start) }) ?? asKnownAt?.time {
      let (status, report) = try run.fold(knownBy: asKnownAt?.time) {
        $0.statusFold(at: now, .stated, signers, acceptance)
      }
      return status.judged(report)
    }
    // Whether the run is over must be known before it is known which events count.
    let end = try run.fold { _ in RunEndFold() }
    let now = end ?? surroundings.services.now().upToSecond
    let (status, report) = try run.foldAgain(
      run.judged.statusFold(at: now, end == nil ? .clock : .end, signers, acceptance))
    return status.judged(report)
  }
}

extension Timestamp {
  /// The next whole second, so that what was recorded within this one counts.
  fileprivate var upToSecond: Timestamp {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let (next, isOver) = (rest > 0 ? seconds + 1 : seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return Timestamp(nanoseconds: isOver ? nanoseconds : next, fractionDigits: 0)
  }
}

extension RunStatus {
  /// The status with the objectives as they were judged at its moment.
  fileprivate func judged(_ report: ObjectivesReport) -> RunStatus {
    var status = self
    status.judge(report)
    return status
  }
}
