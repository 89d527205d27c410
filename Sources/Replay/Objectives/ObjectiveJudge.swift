import CutoverModel

/// Judges every objective of the plan over an analysed run.
struct ObjectiveJudge {
  let analysis: RunAnalysis
  var orderFindings: Set<ClockReader.OrderFinding> = []
  var findings: FindingCollector
  private var idleRecoveries: [EventMark] = []
  private let run: RunClocks
  let withheld: WithheldEvidence

  init(_ analysis: RunAnalysis, withheld: WithheldEvidence) {
    self.analysis = analysis
    self.withheld = withheld
    findings = analysis.record.findings
    run = RunClocks(analysis)
  }

  /// The whole answer.
  consuming func report(planStanding: PlanStanding) -> ObjectivesReport {
    let endedBeforeImpact = analysis.endedBeforeImpact
    var objectives: [ObjectiveResult] = []
    for objective in analysis.context.objectives {
      var result =
        switch (objective.metric, objective.wave) {
        case (.rpo, _): judgeDataLoss(objective)
        case (.rto, let wave?): judgeWave(objective, wave: wave)
        case (.rto, nil): judgeRecovery(objective)
        }
      if endedBeforeImpact {
        result.applies = false
        result.verdict = .unknown
      }
      doubt(&result)
      objectives.append(result)
    }
    let services = serviceClocks()
    notePairs(idleRecoveries: idleRecoveries)
    noteAttestations()
    withheld.note(in: &findings)
    for finding in orderFindings.sorted(by: {
      ($0.place, $0.rule, $0.message) < ($1.place, $1.rule, $1.message)
    }) {
      findings.note(rule: finding.rule, message: finding.message, at: finding.place)
    }
    return ObjectivesReport(
      objectives: objectives, services: services, outages: outages(), planStanding: planStanding,
      findings: findings.findings, streams: analysis.record.archive.streams.count)
  }

  /// A withheld line may have said what would miss an objective, or that it applies: it is no evidence that none did.
  private func doubt(_ result: inout ObjectiveResult) {
    guard !withheld.isWhole, result.verdict != .missed else { return }
    result.applies = true
    result.verdict = .unknown
    result.missing += withheld.missing
  }

  private mutating func serviceClocks() -> [ServiceClocks] {
    let scopes: [Int32?] = analysis.services.isEmpty ? [nil] : analysis.services.map { $0 }
    return scopes.map { service in
      let name = service.map { analysis.serviceName($0) }
      let services = service.map { [$0] } ?? analysis.allServices
      let timeline = analysis.timeline(of: services, minimum: nil, settle: Objective.defaultSettle)
      var reader = ClockReader(
        analysis, services: services, datasets: analysis.datasets(of: name), timeline: timeline,
        run: run)
      idleRecoveries += timeline.idleRecoveries
      let episodes = reader.readEpisodes { _ in true }
      let longest = episodes.indices.max { left, right in
        let (a, b) = (episodes[left].value?.rank, episodes[right].value?.rank)
        return (a ?? .zero, right) < (b ?? .zero, left)
      }
      let clocks = reader.readAll(episode: longest)
      orderFindings.formUnion(reader.orderFindings)
      var result = ServiceClocks(service: name, episodes: episodes, clocks: clocks)
      if name != nil, episodes.isEmpty { result.unimpaired = unimpaired(reader) }
      return result
    }
  }

  /// What shows of one service that it had no impact. A withheld line may have said that it had.
  private func unimpaired(_ reader: ClockReader) -> ClockReading {
    var reading = unimpaired(.business, reader)
    guard !withheld.isWhole else { return reading }
    reading.value = nil
    reading.missing += withheld.missing
    return reading
  }

  // MARK: Recovery time

  /// Shown are the episodes by the times as stated. Where the times leave open whether a gap is shorter than
  /// `settle`, the verdict holds only if the episodes taken as one and taken as two have the same.
  private mutating func judgeRecovery(_ objective: Objective) -> ObjectiveResult {
    let services =
      objective.service.map { [analysis.record.services.known($0)] } ?? analysis.allServices
    func timeline(_ settling: EpisodeFinder.Settling) -> ServiceTimeline {
      analysis.timeline(
        of: services, minimum: objective.minimumLevel,
        settle: objective.settle ?? Objective.defaultSettle, settling: settling,
        excludesAnnounced: objective.excludesAnnounced, dividesAtRun: true)
    }
    let stated = timeline(.asStated)
    var (result, orderFindings) = judgeRecovery(objective, services, stated)
    self.orderFindings.formUnion(orderFindings)
    noteEpisodes(stated, objective, services)
    guard let first = stated.uncertainGaps.first else { return result }
    let isOpen = [EpisodeFinder.Settling.merging, .splitting].contains { settling in
      judgeRecovery(objective, services, timeline(settling)).result.verdict != result.verdict
    }
    guard isOpen else { return result }
    result.verdict = .unknown
    let others = stated.uncertainGaps.count - 1
    result.missing.append(
      "whether the gap from \(analysis.placeText(first.end)) to \(analysis.placeText(first.start)) is shorter than settle"
        + (others > 0 ? ", and \(others) more" : ""))
    for gap in stated.uncertainGaps {
      self.orderFindings.insert(
        ClockReader.OrderFinding(
          rule: "settle-open",
          message:
            "a gap before an impact may be shorter than settle or not, and the verdict depends on it; it is unknown",
          place: gap.start.place))
    }
    return result
  }

  private func judgeRecovery(
    _ objective: Objective, _ services: [Int32], _ timeline: ServiceTimeline
  ) -> (result: ObjectiveResult, findings: Set<ClockReader.OrderFinding>) {
    var result = ObjectiveResult(objective)
    var reader = ClockReader(
      analysis, services: services, datasets: analysis.datasets(of: objective.service),
      timeline: timeline, excludesAnnounced: objective.excludesAnnounced, run: run)
    let counted = timeline.episodes.indices.filter {
      analysis.isWithinRun(timeline.episodes[$0].raw.start)
    }
    result.episodes = reader.readEpisodes { analysis.isWithinRun($0) }

    let readings: [(episode: Int?, reading: ClockReading)]
    if objective.clock.isOfEpisodes, !counted.isEmpty {
      readings = counted.map { ($0, reader.read(objective.clock, episode: $0)) }
    } else if objective.clock.isOfEpisodes, !objective.clock.isOfResponse {
      readings = [(nil, unimpaired(objective.clock, reader))]
    } else {
      let longest = counted.max { left, right in
        let spans = [left, right].map {
          reader.readEpisodeClock(.business, $0).value?.rank ?? .zero
        }
        return (spans[0], right) < (spans[1], left)
      }
      readings = [(longest, reader.read(objective.clock, episode: longest))]
    }
    guard
      let decisive = readings.max(by: { left, right in
        let verdicts = [left, right].map { verdict(of: $0.reading, objective) }
        if verdicts[0] != verdicts[1] { return verdicts[0] < verdicts[1] }
        let spans = [left, right].map { $0.reading.value?.rank ?? .zero }
        return (spans[0], right.episode ?? 0) < (spans[1], left.episode ?? 0)
      })
    else { return (result, reader.orderFindings) }
    result.verdict = verdict(of: decisive.reading, objective)
    result.value = decisive.reading.value
    result.from = decisive.reading.from
    result.to = decisive.reading.to
    result.missing = decisive.reading.missing
    result.clocks = reader.readAll(episode: decisive.episode)
    if let running = readings.last(where: { $0.reading.elapsed != nil }) {
      let impact = objective.excludesAnnounced ? running.episode.map { timeline.episodes[$0].raw.start } : nil
      result.underWay = RunningClock(running.reading, without: impact.map { reader.excluded(for: $0) } ?? [])
    }
    if objective.clock.isOfEpisodes, !objective.clock.isOfResponse, !counted.isEmpty {
      doubtByProbes(&result, services, timeline)
    }
    if objective.excludesAnnounced { addGross(to: &result, services, timeline, decisive.episode) }
    return (result, reader.orderFindings)
  }

  private func verdict(of reading: ClockReading, _ objective: Objective) -> ObjectiveVerdict {
    guard let value = reading.value, case .span(let limit) = objective.limit else {
      return .unknown
    }
    let verdict = value.verdict(against: limit)
    return verdict == .met && !reading.missing.isEmpty ? .unknown : verdict
  }

  /// What a run without episodes measures: nothing at all where that is shown, else unknown.
  private func unimpaired(_ clock: RecoveryClock, _ reader: ClockReader) -> ClockReading {
    var reading = ClockReading(clock: clock)
    reading.missing = reader.timeline.doubts
    if clock == .businessCleared, !reader.backlogs.isEmpty {
      reading.missing.append(ClockReader.impactName)
    }
    if reader.timeline.episodes.contains(where: { analysis.reachesIntoRun($0.raw) }) {
      reading.missing.append(Self.earlierName)
    }
    guard reading.missing.isEmpty else { return reading }
    var whole: UnimpairedProof?
    for service in reader.services {
      let (proof, missing) = analysis.unimpaired(service)
      guard let proof else {
        reading.missing = [missing]
        return reading
      }
      whole = whole?.joined(with: proof) ?? proof
    }
    reading.from = whole?.from
    reading.to = whole?.to
    reading.value = whole?.value ?? .zero
    return reading
  }

  // MARK: Data loss and waves

  private mutating func judgeDataLoss(_ objective: Objective) -> ObjectiveResult {
    var result = ObjectiveResult(objective)
    let datasets =
      objective.dataset.map { [analysis.record.datasets.known($0)] }
      ?? analysis.datasets(of: objective.service)
    let judged = datasets.map { dataset in
      DataLossJudge(analysis, dataset: dataset).judge(objective)
    }
    guard
      let decisive = judged.max(by: { left, right in
        (left.verdict, left.value?.rank ?? .zero) < (right.verdict, right.value?.rank ?? .zero)
      })
    else {
      result.missing = ["a data set"]
      return result
    }
    result.verdict = decisive.verdict
    result.value = decisive.value
    result.residual = decisive.residual
    result.count = decisive.count
    result.from = decisive.from
    result.to = decisive.to
    result.missing = decisive.missing
    for judged in judged { orderFindings.formUnion(judged.findings) }
    var reader = ClockReader(
      analysis, services: [], datasets: datasets,
      timeline: ServiceTimeline(episodes: [], doubts: []))
    result.clocks = [
      reader.read(.writes, episode: nil), reader.read(.writeGap, episode: nil),
    ]
    orderFindings.formUnion(reader.orderFindings)
    return result
  }

  private mutating func judgeWave(_ objective: Objective, wave: String) -> ObjectiveResult {
    var result = ObjectiveResult(objective)
    var reading = WaveReader(analysis, wave: wave).read(percent: objective.percent ?? 100)
    if reading.value?.isOutOfRange ?? false {
      reading.value = nil
      reading.missing.append(MeasuredSpan.rangeName)
      orderFindings.insert(.lengthOutOfRange((reading.to ?? reading.from)?.place ?? .beginning))
    }
    result.verdict = verdict(of: reading, objective)
    result.value = reading.value
    result.from = reading.from
    result.to = reading.to
    result.missing = reading.missing
    if let now = analysis.now, let from = reading.from, reading.to == nil {
      reading.elapsed = now.since(from.time).inRange
      result.underWay = RunningClock(reading, without: [])
    }
    return result
  }

  // MARK: Attestations

  /// Notes every `impact.none` that doesn't show what it says.
  private mutating func noteAttestations() {
    var hasEpisode: [Int32: Bool] = [:]
    for attested in analysis.record.attested {
      if !analysis.isChecked(attested.mark) {
        findings.note(
          rule: "impact-none-unchecked",
          message: "impact.none whose signature was not checked; it counts for nothing",
          at: attested.mark.place)
      } else if !analysis.isAtEnd(attested.mark) {
        findings.note(
          rule: "impact-none-early",
          message: "impact.none from before the end of the run; it covers only what was before it",
          at: attested.mark.place)
      }
      let isContradicted: Bool
      if let known = hasEpisode[attested.name] {
        isContradicted = known
      } else {
        let services =
          attested.name == ServiceChange.every ? analysis.allServices : [attested.name]
        let timeline = analysis.timeline(
          of: services, minimum: nil, settle: Objective.defaultSettle)
        isContradicted = timeline.episodes.contains {
          analysis.isWithinRun($0.raw.start) || analysis.reachesIntoRun($0.raw)
        }
        hasEpisode[attested.name] = isContradicted
      }
      if isContradicted {
        findings.note(
          rule: "impact-none-contradicted",
          message: "impact.none for a service that has an episode; the episode counts",
          at: attested.mark.place)
      }
    }
  }
}
