import ArgumentParser
import JSONText
import Replay
import Reports

/// Tells what happened when.
struct TimelineVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "Tell what happened when, planned against actual.",
    discussion: HelpText.discussion(
      """
      One entry for each task, phase, decision and change, in order of the events' own time. An event that was typed in \
      late stands where it belongs. Readings of one subject are one entry.
      """,
      examples: [
        "cutlog timeline night.jsonl.gz", "cutlog timeline night.jsonl.gz --json | jq '.timeline.entries[].title'",
      ],
      status: HelpText.reading))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var run = try RunInput(streams, reading, surroundings)
    var timeline = try run.fold { TimelineFold(plan: $0.plan, schedule: $0.schedule) }
    timeline.mark(run.corrections)
    if form.json {
      var document = run.document("timeline", verdict: nil)
      document.body = [JSONMember("timeline", timeline.json)]
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      page.append(timeline.page)
      page.list(run.corrections.findings.map(\.problem.phrase))
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : .done
  }
}
