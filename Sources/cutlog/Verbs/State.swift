import ArgumentParser
import Reports

/// Tells where everything was.
struct State: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Compare the state of a run with what its plan expects.",
    discussion: HelpText.discussion(
      """
      Each entry of the plan's expect is aligned, misaligned or unknown, with the events behind it; below are the checks. \
      Missing evidence is never a pass. Where a line is withheld nothing is aligned, unless --accept-withheld names that line.
      """,
      examples: [
        "cutlog state night.jsonl.gz --expected",
        "cutlog state night.jsonl.gz --expected --at 2026-11-22T23:30:00Z",
        "cutlog state night.jsonl.gz --expected --json | jq '.state.checks[]'",
      ],
      status: [
        (0, "aligned"), (1, "not aligned, or the stream is tampered with"),
        (2, "no stream, or none that can be read"), (3, "not known"), (64, "usage"),
      ]))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Flag(help: "Compare with what the plan expects.") var expected = false
  @Option(help: ArgumentHelp("The state at this time instead of at the end.", valueName: "time"), transform: TimeArgument.init(argument:))
  var at: TimeArgument?
  @Option(
    name: .customLong("as-known-at"),
    help: ArgumentHelp("Judge by what the recorder had accepted by then.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var asKnownAt: TimeArgument?
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard expected else { throw ValidationError("expected --expected") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var run = try RunInput(streams, reading, surroundings)
    let answer = try StateExpected(of: &run, at: at?.time, knownBy: asKnownAt?.time, withheld)
    withheld.check(run, surroundings.console)
    if form.json {
      try surroundings.console.write(answer.document(run))
    } else {
      var page = run.heading
      if let asKnownAt { page.note("as known at \(asKnownAt.text)") }
      page.append(answer.page)
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : answer.status
  }
}
