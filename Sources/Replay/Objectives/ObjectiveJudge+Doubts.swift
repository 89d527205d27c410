import CloudEvents
import CutoverModel

/// What keeps a recovery objective from being met, or is said beside it.
extension ObjectiveJudge {
  static let earlierName = "an end of the episode that began before the run"

  /// Withdraws `met` where probes failed outside every episode: something was wrong that no episode counts.
  ///
  /// Where some probes of a span passed, nothing says when the others failed; it is enough that an episode shares an
  /// instant with the span. A span without any that passed must lie within one, up to an interval at either end.
  func doubtByProbes(
    _ result: inout ObjectiveResult, _ services: [Int32], _ timeline: ServiceTimeline
  ) {
    guard result.verdict == .met, failedProbes(services, timeline) != nil else { return }
    result.verdict = .unknown
    result.missing.append("service.down or service.degraded where probes failed outside the episodes")
  }

  /// A span within the run in which probes failed outside every episode.
  private func failedProbes(_ services: [Int32], _ timeline: ServiceTimeline) -> ProbeCoverage.Span? {
    guard let window = analysis.runWindow else { return nil }
    // Episodes follow each other: of those that began by an instant the last ends last.
    func end(beganBy instant: Int64) -> Int64? {
      let next = timeline.episodes.partition { $0.raw.start.moment.earliest > instant }
      guard next > 0 else { return nil }
      return timeline.episodes[next - 1].raw.end.map { $0.moment.latest } ?? .max
    }
    func touches(_ span: ProbeCoverage.Span) -> Bool {
      end(beganBy: span.to).map { span.from <= $0 } ?? false
    }
    func lies(_ span: ProbeCoverage.Span) -> Bool {
      end(beganBy: span.from.saturatingAdd(span.interval))
        .map { span.to <= $0.saturatingAdd(span.interval) } ?? false
    }
    let names = Set(services + [ServiceChange.every, NameTable.absent])
    return names.flatMap { name in
      [
        analysis.record.failedSpans[name]?.first(within: window.from, window.to) { !touches($0) },
        analysis.record.deadSpans[name]?.first(within: window.from, window.to) { !lies($0) },
      ]
    }
    .compactMap { $0 }.min { $0.first < $1.first }
  }

  /// Adds what the clock shows with announced maintenance counted, and the announcements that count.
  func addGross(
    to result: inout ObjectiveResult, _ services: [Int32], _ timeline: ServiceTimeline,
    _ episode: Int?
  ) {
    guard let episode else {
      result.gross = result.value
      return
    }
    let objective = result.objective
    var reader = ClockReader(
      analysis, services: services, datasets: analysis.datasets(of: objective.service),
      timeline: objective.clock == .downtime ? grossTimeline(objective, services) : timeline)
    result.gross = reader.read(objective.clock, episode: episode).value
    result.excluded = analysis.announcements(for: services)
      .filter { $0.counts(for: timeline.episodes[episode].raw.start) }
      .map(\.mark).sorted().map(analysis.reference)
  }

  private func grossTimeline(_ objective: Objective, _ services: [Int32]) -> ServiceTimeline {
    analysis.timeline(
      of: services, minimum: objective.minimumLevel,
      settle: objective.settle ?? Objective.defaultSettle, dividesAtRun: true)
  }

  /// Notes what the episodes of an objective leave aside.
  mutating func noteEpisodes(
    _ timeline: ServiceTimeline, _ objective: Objective, _ services: [Int32]
  ) {
    for episode in timeline.episodes where analysis.reachesIntoRun(episode.raw) {
      noteOnce(
        "episode-from-before-run",
        "an episode that began before the run lasts into it; only episodes that began within the run are judged",
        episode.raw.start.place)
    }
    if let span = failedProbes(services, timeline) {
      noteOnce(
        "probes-failed-outside-episodes",
        "service.observed: probes failed where no episode is; nothing is met on such a service",
        span.first.place)
    }
    guard objective.excludesAnnounced else { return }
    for announcement in analysis.announcements(for: services) {
      let covered = timeline.episodes.partition { episode in
        announcement.from.earliest < episode.raw.end?.moment.latest ?? .max
      }
      let late = timeline.episodes[covered...]
        .prefix { $0.raw.start.moment.earliest < announcement.to.latest }
        .contains { !announcement.counts(for: $0.raw.start) }
      if late {
        noteOnce(
          "maintenance-announced-late",
          "maintenance.announced not surely before the impact that it covers; it counts for nothing there",
          announcement.mark.place)
      }
    }
  }

  /// Gathers a finding that several objectives may come upon.
  private mutating func noteOnce(_ rule: String, _ message: String, _ place: EventPlace) {
    orderFindings.insert(ClockReader.OrderFinding(rule: rule, message: message, place: place))
  }
}
