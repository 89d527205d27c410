import ArgumentParser
import CloudEvents
import JSONText
import Replay
import Reports

/// Tells where everything was at an instant.
struct State: Verb {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Tell where everything was at an instant.",
    discussion: HelpText.discussion(
      """
      Phase, tasks, gates, services, traffic, data, DNS, listeners, consumers, jobs, workloads and more, each with the \
      event that it rests on. Events count by their own time, whenever they were typed in. Without --at it is the end. \
      With --as-known-at only what the recorder had accepted by then counts: what was known, as against what was so. \
      With --expected each entry of the plan's expect is aligned, misaligned or unknown, with the events behind it, and \
      below are the checks; missing evidence is never a pass. Where a line is withheld nothing is aligned, unless \
      --accept-withheld names that line; with --with or --plan it is compared with what is supposed, and the answer says \
      that it is hypothetical (`cutlog objectives --help` lists what can be supposed). Without --expected nothing is judged. \
      Streams of one run are folded as one.
      """,
      examples: [
        "cutlog state night.jsonl.gz --at 2026-11-22T22:14:00Z",
        "cutlog state night.jsonl.gz --at T+45m",
        "cutlog state night.jsonl.gz --at T+45m --as-known-at 2026-11-22T22:50:00Z",
        "cutlog state night.jsonl.gz --expected",
        "cutlog state night.jsonl.gz --expected --plan other.yaml",
        "cutlog state night.jsonl.gz --expected --json | jq '.alignment.checks[]'",
        "cutlog state night.jsonl.gz --json | jq '.state.services[] | {service, state}'",
      ],
      status: [
        (0, "told; with --expected: aligned"), (1, "not aligned, or the stream is tampered with"),
        (2, "no stream, or none that can be read"), (3, "with --expected: not known"), (64, "usage"),
      ]))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Flag(help: "Compare with what the plan expects.") var expected = false
  @Option(
    help: ArgumentHelp(
      "The instant, as a time or from the start, such as T+45m; by default that of the last event.", valueName: "time"),
    transform: InstantArgument.init(argument:))
  var at: InstantArgument?
  @Option(
    name: .customLong("as-known-at"),
    help: ArgumentHelp("Tell it by what the recorder had accepted by then.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var asKnownAt: TimeArgument?
  @OptionGroup var hypothesis: HypothesisOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard expected || !hypothesis.isGiven else {
      throw ValidationError("--with and --plan change what is judged, expected --expected beside them")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let supposition = try hypothesis.supposition(beside: streams)
    var run = try RunInput(streams, reading, surroundings, supposing: supposition)
    let start = at?.isFromStart == true ? try run.statedStart() : nil
    let time = try at.map { try $0.time(from: start) }
    let status = try expected ? compare(&run, time, from: start, surroundings) : tell(&run, time, from: start, surroundings)
    return run.isUnverified ? .doesNotHold : status
  }

  /// Holds the start that was assumed against the verified one.
  private func confirm(_ start: Timestamp?, _ run: RunInput) throws {
    guard let start, !run.isUnverified, run.verifiedStart != start else { return }
    throw Failure("--at \(at?.text ?? "")", "the streams don't state the start that their first lines seemed to state")
  }

  private func tell(
    _ run: inout RunInput, _ time: Timestamp?, from start: Timestamp?, _ surroundings: Surroundings
  ) throws -> ExitStatus {
    let acceptance = withheld.acceptance(isOfPrefix: asKnownAt != nil)
    let state = try run.fold(knownBy: asKnownAt?.time) { $0.stateFold(acceptance, at: time) }
    try confirm(start, run)
    withheld.check(run, surroundings.console)
    if form.json {
      var document = run.document("state", verdict: nil)
      document.body = [JSONMember("state", state.json), JSONMember("asKnownAt", .time(asKnownAt?.time))]
      document.problems += state.findings.map(\.problem)
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      if let asKnownAt { page.note("as known at \(asKnownAt.text)") }
      page.append(state.page)
      page.list(run.corrections.findings.map(\.problem.phrase))
      page.list(state.findings.map(\.problem.phrase))
      try surroundings.console.write(page)
    }
    return .done
  }

  private func compare(
    _ run: inout RunInput, _ time: Timestamp?, from start: Timestamp?, _ surroundings: Surroundings
  ) throws -> ExitStatus {
    let answer = try StateExpected(of: &run, at: time, knownBy: asKnownAt?.time, withheld)
    try confirm(start, run)
    withheld.check(run, surroundings.console)
    if form.json {
      try surroundings.console.write(answer.document(run))
    } else {
      var page = run.heading
      if let asKnownAt { page.note("as known at \(asKnownAt.text)") }
      page.list(run.corrections.findings.map(\.problem.phrase))
      page.append(run.judged.hypothesis == nil ? answer.page : answer.page.supposed)
      try surroundings.console.write(page)
    }
    return answer.status
  }
}
