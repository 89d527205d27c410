#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import ArgumentParser
import CloudEvents
import CutoverModel
import Replay
import Reports

/// Plays a run back in the terminal.
struct ReplayVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Play a run back in the terminal; nothing is executed.",
    discussion: HelpText.discussion(
      """
      On a terminal: space plays and pauses, n and p step, f goes to the next finding, + and - change the speed, l goes \
      through the layers, k turns between what was so and what was known to the recorder, ? lists all keys, q quits. \
      Findings are missed objectives, failed checks and tasks, slips and gaps of a minute and more, impact, and missed \
      deadlines of gates. Elsewhere each event is a line with its distance from T and its time, all at once; with --speed \
      they come as fast as they would be played, and are the same bytes. Streams of one run are played as one.
      """,
      examples: [
        "cutlog replay night.jsonl.gz", "cutlog replay night.jsonl.gz --speed 300",
        "cutlog replay night.jsonl.gz | grep 'T+00:4'",
      ],
      status: HelpText.reading))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Option(
    help: ArgumentHelp(
      "How many seconds of the run a second plays, from 1 to 86400; 60 by default.", valueName: "factor"))
  var speed: Int64?
  @Flag(help: .hidden) var json = false
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    if let speed, !ReplayPlayer.speeds.contains(speed) {
      throw ValidationError("--speed is \(speed), expected a number from 1 to 86400")
    }
    guard !json else {
      throw ValidationError("there is no JSON of a replay; `cutlog timeline --json` and `cutlog show --json` have the events")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var run = try RunInput(streams, reading, surroundings)
    let acceptance = withheld.acceptance()
    let keys = surroundings.console.isTerminal ? terminalInput(surroundings) : nil
    let status = try keys.map { try play(&run, acceptance, surroundings, keys: $0) } ?? print(&run, acceptance, surroundings)
    return status ?? (run.isUnverified ? .doesNotHold : .done)
  }

  /// Where keys come from: standard input, or where that is no terminal the one that the process belongs to.
  private func terminalInput(_ surroundings: Surroundings) -> Int32? {
    guard surroundings.environment["TERM"] != "dumb" else { return nil }
    if isatty(0) == 1 { return 0 }
    let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
    return descriptor >= 0 ? descriptor : nil
  }

  // MARK: - On a terminal

  private func play(
    _ run: inout RunInput, _ acceptance: WithheldEvidence.Acceptance, _ surroundings: Surroundings, keys: Int32
  ) throws -> ExitStatus? {
    let signers = try run.signers()
    let ((timeline, bands), (judgement, playback)) = try run.fold { judged in
      FoldPair(
        FoldPair(
          TimelineFold(plan: judged.plan, schedule: judged.schedule),
          ServiceBandFold(plan: judged.plan, streamKind: judged.selection.streamKind)),
        FoldPair(
          FoldPair(judged.objectivesFold(signers, acceptance), MaybeFold(judged.varianceFold(acceptance))),
          judged.playbackFold(acceptance)))
    }
    withheld.check(run, surroundings.console)
    let (objectives, variance) = judgement
    var due: [String: Timestamp] = [:]
    for entry in timeline.entries { if let task = entry.task, let finish = entry.plannedFinish { due[task] = finish } }
    var player = ReplayPlayer(
      playback, name: run.summaries.compactMap(\.run).first ?? streams.joined(separator: " "),
      start: timeline.start?.time,
      points: PlaybackPoint.points(timeline, objectives, variance, bands: bands), due: due,
      speed: speed ?? ReplayPlayer.defaultSpeed)
    player.end = timeline.gaps.to?.time
    if run.isUnverified { player.remark = "this is not evidence" }
    try surroundings.console.flush()
    var session = try PlayerSession(player, form: surroundings.console.form, input: keys)
    return try session.run().map { ExitStatus(rawValue: 128 + $0) }
  }

  // MARK: - Elsewhere

  private func print(
    _ run: inout RunInput, _ acceptance: WithheldEvidence.Acceptance, _ surroundings: Surroundings
  ) throws -> ExitStatus? {
    var playback = try run.fold { $0.playbackFold(acceptance) }
    withheld.check(run, surroundings.console)
    let console = surroundings.console
    var page = run.heading
    page.list(run.corrections.findings.map(\.problem.phrase))
    try console.write(page)
    try console.write("\n")
    let start = playback.start
    var before: Timestamp?
    for number in 0..<playback.count {
      guard let event = playback.event(number, in: .so) else { continue }
      if let speed, let before, let wait = ReplayPlayer.wait(from: before, to: event.time, speed: speed) {
        try console.flush()
        var time = timespec(tv_sec: Int(wait.nanoseconds / 1_000_000_000), tv_nsec: Int(wait.nanoseconds % 1_000_000_000))
        nanosleep(&time, nil)
      }
      try console.write(PlaybackText.line(event, from: start, after: before.map { String($0.description.prefix(10)) }))
      before = event.time
    }
    return nil
  }
}

extension JudgedPlan {
  /// The fold that keeps a run to be played back, judged by this plan.
  fileprivate func playbackFold(_ acceptance: WithheldEvidence.Acceptance) -> PlaybackFold {
    PlaybackFold(
      plan: plan,
      options: .init(streamKind: selection.streamKind, planIndex: selection.judged?.index, acceptance: acceptance))
  }
}
