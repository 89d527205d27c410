import CloudEvents
import CutoverModel

/// Reads clocks for one scope: the services and data sets that an objective or a report looks at.
struct ClockReader {
  /// Two times that can't be ordered, or stand the wrong way round; a finding.
  struct OrderFinding: Hashable, Sendable {
    var rule: String
    var message: String
    var place: EventPlace

    /// A length that doesn't fit into 64 bits.
    static func lengthOutOfRange(_ place: EventPlace) -> OrderFinding {
      OrderFinding(
        rule: "length-out-of-range",
        message: "two times are more than 292 years apart; the length is unknown", place: place)
    }
  }

  let analysis: RunAnalysis
  let services: [Int32]
  let datasets: [Int32]
  let timeline: ServiceTimeline
  /// Everything that was reported as backlog for the services.
  let backlogs: [Backlog]
  /// For each episode the positions of the backlogs that it leaves.
  private(set) var backlogsOfEpisode: [[Int]] = []
  /// The clocks that are the same for every service, where they were read already.
  let run: RunClocks?
  /// Whether announced maintenance is taken out.
  let excludesAnnounced: Bool
  /// The maintenance that is taken out.
  let announcements: [RunRecord.Announcement]
  private(set) var orderFindings: Set<OrderFinding> = []

  init(
    _ analysis: RunAnalysis, services: [Int32], datasets: [Int32], timeline: ServiceTimeline,
    excludesAnnounced: Bool = false, run: RunClocks? = nil
  ) {
    self.analysis = analysis
    self.services = services
    self.datasets = datasets
    self.timeline = timeline
    self.excludesAnnounced = excludesAnnounced
    self.run = run
    announcements = excludesAnnounced ? analysis.announcements(for: services) : []
    backlogs = analysis.backlogs(of: services)
    if !backlogs.isEmpty { backlogsOfEpisode = assignBacklogs() }
  }

  /// Reads one clock; those of episodes for the episode at that position, or for none.
  mutating func read(_ clock: RecoveryClock, episode: Int?) -> ClockReading {
    var reading = inRange(readSaturated(clock, episode: episode))
    if let now = analysis.now { reading.elapsed = elapsed(reading, episode, at: now) }
    return reading
  }

  /// How long a clock has run that has started and not stopped, by the times as stated.
  private func elapsed(_ reading: ClockReading, _ episode: Int?, at now: Timestamp) -> TimeSpan? {
    guard let from = reading.from else { return nil }
    if reading.clock == .downtime {
      guard let raw = episode.map({ timeline.episodes[$0].raw }), raw.end == nil else { return nil }
      let lasting = raw.down.openSince.map { span(from: $0.time, to: now, episode) } ?? .zero
      return (raw.down.stated + lasting).inRange
    }
    // The last task that ended is no stop while others are to come.
    let isStopped = reading.to != nil && (reading.clock != .technical || reading.missing.isEmpty)
    return isStopped ? nil : span(from: from.time, to: now, episode).inRange
  }

  /// The time between two instants without the announced maintenance that counts.
  private func span(from start: Timestamp, to now: Timestamp, _ episode: Int?) -> TimeSpan {
    let impact = excludesAnnounced ? episode.map { timeline.episodes[$0].raw.start } : nil
    let windows = (impact.map { excluded(for: $0) } ?? []).map { ($0.from, $0.to) }
    return SpanSum.measure([(Moment(start, accuracy: 0), Moment(now, accuracy: 0))], without: windows).stated
  }

  /// The reading, unknown where its length is out of range.
  mutating func inRange(_ reading: ClockReading) -> ClockReading {
    guard reading.value?.isOutOfRange ?? false else { return reading }
    var reading = reading
    reading.value = nil
    reading.missing.append(MeasuredSpan.rangeName)
    orderFindings.insert(.lengthOutOfRange((reading.to ?? reading.from)?.place ?? .beginning))
    return reading
  }

  private mutating func readSaturated(_ clock: RecoveryClock, episode: Int?) -> ClockReading {
    switch clock {
    case .business, .businessCleared, .downtime, .firstRelief, .sinceFault, .sinceDetection,
      .sinceDeclaration, .sinceInvocation, .untilValidated, .untilAccepted:
      guard let episode else {
        return ClockReading(
          clock: clock, missing: [Self.impactName] + timeline.doubts)
      }
      return doubted(readEpisodeClock(clock, episode))
    case .timeToDetect, .timeToDeclare, .timeToDecide: return readResponseClock(clock, episode)
    case .technical: return readOnce(\.technical) { $0.readTechnical() }
    case .executionHealth: return readOnce(\.executionHealth) { $0.readExecutionHealth() }
    case .writes: return readWrites()
    case .writeGap: return readWriteGap()
    case .run:
      return span(
        clock, from: analysis.record.runBegan.first.map(analysis.anchor),
        to: (analysis.runEnd ?? analysis.runEndBeforeBeginning).map(analysis.anchor),
        missing: "run.began", "run.ended")
    case .between(let from, let to):
      let start = analysis.planAnchors[from]
      var stop = analysis.planAnchors[to]
      // One event is both the first and the last of its type where another is missing: that is no length.
      let isAlone = from != to && start != nil && start == stop
      if isAlone { stop = nil }
      return span(clock, from: start, to: stop, missing: from.name, isAlone ? "another \(to.name)" : to.name)
    }
  }

  private mutating func readOnce(
    _ known: KeyPath<RunClocks, ClockReading>, _ read: (inout ClockReader) -> ClockReading
  ) -> ClockReading {
    guard let run else { return read(&self) }
    orderFindings.formUnion(run.findings)
    return run[keyPath: known]
  }

  /// Reads every named clock.
  mutating func readAll(episode: Int?) -> [ClockReading] {
    RecoveryClock.named.map { read($0, episode: episode) }
  }

  /// The episodes as results, by start.
  mutating func readEpisodes(where isIncluded: (EventMark) -> Bool) -> [EpisodeReading] {
    timeline.episodes.indices.filter { isIncluded(timeline.episodes[$0].raw.start) }.map {
      position in
      let raw = timeline.episodes[position].raw
      return EpisodeReading(
        from: analysis.reference(raw.start), to: raw.end.map(analysis.reference),
        value: inRange(readEpisodeClock(.business, position)).value)
    }
  }

  // MARK: The span between two anchors

  /// The clock between two anchors; unknown where one is missing or their order is open.
  mutating func span(
    _ clock: RecoveryClock, from start: EventMoment?, to stop: EventMoment?,
    missing startName: String, _ stopName: String, without windows: [SpanSum.Span] = []
  ) -> ClockReading {
    var reading = ClockReading(clock: clock, from: start?.event, to: stop?.event)
    if start == nil { reading.missing.append(startName) }
    if stop == nil { reading.missing.append(stopName) }
    guard let start, let stop else { return reading }
    guard start != stop else {
      reading.value = .zero
      return reading
    }
    let interval = SpanInterval(from: start.moment, to: stop.moment)
    guard interval.lower >= .zero else {
      let isBackwards = interval.upper <= .zero
      orderFindings.insert(
        OrderFinding(
          rule: isBackwards ? "clock-stops-before-start" : "clock-order-open",
          message: isBackwards
            ? "a clock stops before its start, such as \(clock.name); it is unknown"
            : "two uncertain times whose order is open bound a clock, such as \(clock.name); it is unknown",
          place: stop.event.place))
      reading.missing.append(
        isBackwards ? "\(stopName) after \(startName)" : "the order of \(startName) and \(stopName)"
      )
      return reading
    }
    guard !windows.isEmpty else {
      reading.value = MeasuredSpan(interval)
      return reading
    }
    var value = MeasuredSpan(SpanSum.measure([(start.moment, stop.moment)], without: windows))
    // A window may hold all of it: then nothing at all is left.
    value.canBeLower = value.lower == .zero && value.upper != .zero
    reading.value = value
    return reading
  }

  // MARK: What the plan leaves open

  /// Takes the upper bound away where the plan doesn't say what a freeze means to the users.
  private func doubted(_ reading: ClockReading) -> ClockReading {
    guard !timeline.doubts.isEmpty else { return reading }
    var reading = reading
    reading.missing += timeline.doubts
    reading.value?.upper = nil
    if reading.clock == .firstRelief { reading.value = nil }
    return reading
  }
}
