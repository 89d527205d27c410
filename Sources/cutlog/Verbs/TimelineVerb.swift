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
      One entry for each task, phase, decision and change, in order of the events' own time; a task with its attempts and \
      pauses. An event that was typed in late stands where it belongs. Readings of one subject are one entry. Below stand \
      gates and milestones, roles, gaps in which no work was recorded, and how long it took from detection to action.
      """,
      examples: [
        "cutlog timeline night.jsonl.gz", "cutlog timeline night.jsonl.gz --by layer",
        "cutlog timeline night.jsonl.gz --service payments --since 2026-11-22T22:00:00Z",
        "cutlog timeline night.jsonl.gz --json | jq '.timeline.gaps.spans[]'",
      ],
      status: HelpText.reading))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Option(help: ArgumentHelp("Group the entries: layer, service, region or task.", valueName: "what"))
  var by: Lane.Dimension?
  @Flag(help: "Draw every task, however many there are.") var all = false
  @OptionGroup var part: TimelinePart
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var run = try RunInput(streams, reading, surroundings)
    var (whole, bands) = try run.fold { judged in
      FoldPair(
        TimelineFold(plan: judged.plan, schedule: judged.schedule),
        ServiceBandFold(plan: judged.plan, streamKind: judged.selection.streamKind))
    }
    whole.mark(run.corrections)
    let timeline = whole.filtered(by: part.filter)
    if form.json {
      var document = run.document("timeline", verdict: nil)
      document.body = [JSONMember("timeline", timeline.json)]
      document.problems += timeline.findings.map(\.problem)
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      let outline = RunOutline(timeline, plan: run.judged.plan, schedule: run.judged.schedule, bands: bands)
      if let chart = outline.chart(isWhole: all) { page.chart(chart) }
      page.append(timeline.page(by: by))
      page.list((run.corrections.findings + timeline.findings).map(\.problem.phrase))
      try surroundings.console.write(page)
    }
    return run.isUnverified ? .doesNotHold : .done
  }
}

/// Which part of a timeline is asked for.
struct TimelinePart: ParsableArguments {
  @Option(help: ArgumentHelp("Only what is of this layer.", valueName: "layer")) var layer: String?
  @Option(help: ArgumentHelp("Only what is of this service.", valueName: "id")) var service: String?
  @Option(help: ArgumentHelp("Only what is of this region.", valueName: "region")) var region: String?
  @Option(help: ArgumentHelp("Only what is of this task.", valueName: "id")) var task: String?
  @Option(
    help: ArgumentHelp("Only what had not ended before this time.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var since: TimeArgument?
  @Option(
    help: ArgumentHelp("Only what began before this time.", valueName: "time"), transform: TimeArgument.init(argument:))
  var until: TimeArgument?

  var filter: TimelineFilter {
    var filter = TimelineFilter()
    filter.layer = layer
    filter.service = service
    filter.region = region
    filter.task = task
    filter.since = since?.time
    filter.until = until?.time
    return filter
  }
}

extension Lane.Dimension: ExpressibleByArgument {}
