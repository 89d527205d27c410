internal import CloudEvents
internal import CutoverModel

/// Judges evidence against a plan: first each expectation, then each check.
struct AlignmentJudge {
  let evidence: AlignmentEvidence
  let context: PlanContext
  let withheld: WithheldEvidence
  let at: Timestamp?
  /// The site that is left and the one that is gone to; the plan's words for them where it names no sites.
  let route: (from: String, to: String)

  init(_ reader: AlignmentReader, withheld: WithheldEvidence, at: Timestamp?) {
    var evidence = reader.evidence
    evidence.record.writeChanges.sort { $0.mark < $1.mark }
    evidence.record.replication.sort()
    self.evidence = evidence
    context = reader.context
    self.withheld = withheld
    self.at = at
    route = reader.context.route ?? ("source", "target")
  }

  var expect: Expectation { context.plan?.expect ?? Expectation() }
  var isFailback: Bool { context.streamKind == "failback" }

  func report() -> AlignmentReport {
    var report = AlignmentReport()
    report.at = at
    report.streams = evidence.record.archive.streams.count
    report.expectations = expectations()
    report.checks = AlignmentRule.allCases.flatMap(checks)
    var findings = evidence.record.findings
    withheld.note(in: &findings)
    report.findings = findings.findings
    return report
  }

  // MARK: - Expectations

  private func expectations() -> [ExpectationResult] {
    let expect = expect
    return expect.dns.map {
      entry(.dns, $0.name, DNSAnswers($0.answers).text, judge($0))
    }
      + expect.endpoints.map { entry(.endpoints, $0.key, $0.value, judge($0)) }
      + expect.configuration.map { entry(.configuration, $0.key, $0.value, judge($0)) }
      + expect.listeners.map { entry(.listeners, $0.listener, wanted($0), judge($0)) }
      + expect.consumers.map { entry(.consumers, name($0), wanted($0), judge($0, isAlone: true)) }
      + expect.workloads.map { entry(.workloads, $0.workload, wanted($0), judge($0)) }
      + expect.jobs.map { entry(.jobs, $0.job, wanted($0), judge($0)) }
  }

  private func entry(
    _ section: ExpectationResult.Section, _ subject: String, _ expected: String, _ judgement: AlignmentJudgement
  ) -> ExpectationResult {
    let settled = settled(judgement)
    return ExpectationResult(
      section: section, subject: subject, expected: expected,
      observed: settled.observed.map { EntryText.cut($0, to: 400) }, result: settled.result,
      message: EntryText.cut(settled.message, to: 1_000), events: settled.references)
  }

  // MARK: - Checks

  private func checks(_ rule: AlignmentRule) -> [AlignmentCheck] {
    let judged: [(subject: String?, judgement: AlignmentJudgement)] =
      switch rule {
      case .workloadSurvivesLimit: killedWorkloads()
      case .configurationComplete: expect.configuration.map { ($0.key, judge($0)) }
      case .consumerBound: expect.consumers.map { (name($0), judge($0, isAlone: false)) }
      case .endpointCurrent: expect.endpoints.map { ($0.key, judge($0)) }
      case .listenerMoved: expect.listeners.compactMap { listener in moved(listener).map { (listener.listener, $0) } }
      case .listenerOwnedOnce: ownedOnce()
      case .analyticsAllowed: analytics()
      case .promotionAfterSync: promotions()
      case .dnsAnswers: expect.dns.map { ($0.name, judge($0)) }
      case .primarySuspended: suspended()
      case .primaryRestarted: isFailback ? restarted() : []
      case .objectivesMet: isFailback ? [(nil, .init(.unknown, "the objectives were not judged here"))] : []
      case .smokePassed: smoke()
      case .jobCyclesKept: expect.jobs.map { ($0.job, judge($0)) }
      case .queuesInStep: queues()
      case .watermarksAgree: watermarks()
      case .doneVerified: verified()
      }
    if judged.isEmpty { return [.notApplicable(rule, isFailback: isFailback)] }
    return judged.map { subject, judgement in
      let settled = settled(judgement)
      let outcome: AlignmentCheck.Outcome =
        switch settled.result {
        case .aligned: .satisfied
        case .unknown: .undecidable
        case .misaligned: .violated
        }
      return AlignmentCheck(
        rule: rule, subject: subject, outcome: outcome, message: EntryText.cut(settled.message, to: 1_000),
        events: settled.references)
    }
  }

  /// With a line withheld nothing is shown to be good, nor is what was never told shown to be absent.
  private func settled(_ judgement: AlignmentJudgement) -> AlignmentJudgement {
    guard !withheld.isWhole else { return judgement }
    switch judgement.result {
    case .unknown: return judgement
    case .misaligned where !judgement.restsOnAbsence: return judgement
    case .aligned, .misaligned:
      var open = judgement
      open.result = .unknown
      open.message += ", but for \(withheld.missing.joined(separator: ", "))"
      return open
    }
  }

  // MARK: - What several judgements ask

  /// The name of a consumer in an answer.
  func name(_ consumer: Expectation.Consumer) -> String { "\(consumer.topic) (\(consumer.group))" }

  /// Whether the run has ended or its streams are closed.
  var isOver: Bool {
    evidence.ended != nil || evidence.closedStreams >= evidence.record.archive.streams.count
  }

  /// What shows that whatever should have bound had its time: the end of the run, writes open at the new side, or the
  /// streams closed. Nil while none of it was seen.
  var closing: (text: String, event: EventMoment?)? {
    let to = evidence.record.sides.known(route.to)
    let opened = evidence.record.writeChanges.first { $0.action == .opened && $0.side == to && to != NameTable.absent }
      .map { EventMoment(event: evidence.record.archive.reference($0.mark), moment: $0.mark.moment) }
    if let opened, evidence.ended.map({ opened.precedes($0) }) ?? true {
      return ("when writes were opened at \(route.to)", opened)
    }
    if let ended = evidence.ended { return ("when the run ended", ended) }
    return isOver ? ("when the stream was closed", nil) : nil
  }
}

extension AlignmentCheck {
  fileprivate static func notApplicable(_ rule: AlignmentRule, isFailback: Bool) -> AlignmentCheck {
    let message =
      switch rule {
      case .primaryRestarted where !isFailback, .objectivesMet where !isFailback: "asked of failbacks only"
      case .doneVerified: "no task of the plan that has checks is completed"
      default: "neither plan nor events name anything that it is about"
      }
    return AlignmentCheck(rule: rule, subject: nil, outcome: .notApplicable, message: message, events: [])
  }
}

extension AlignmentReport {
  /// Puts the verdicts on the objectives in the place of what could not be judged here; only a failback asks for them.
  package mutating func judge(_ objectives: ObjectivesReport) {
    guard let index = checks.firstIndex(where: { $0.rule == .objectivesMet && $0.outcome != .notApplicable }) else {
      return
    }
    let judged = objectives.objectives.filter(\.applies)
    let results = judged.map { objective in
      let outcome: AlignmentCheck.Outcome =
        switch objective.verdict {
        case .met: .satisfied
        case .unknown: .undecidable
        case .missed: .violated
        }
      return AlignmentCheck(
        rule: .objectivesMet, subject: objective.id, outcome: outcome,
        message: objective.missing.isEmpty
          ? "the objective is \(objective.verdict.rawValue)"
          : "the objective is \(objective.verdict.rawValue), it lacks \(objective.missing.joined(separator: ", "))",
        events: [objective.from, objective.to].compactMap(\.self))
    }
    let none = AlignmentCheck(
      rule: .objectivesMet, subject: nil, outcome: .notApplicable, message: "no objective of the plan applies",
      events: [])
    checks.replaceSubrange(index...index, with: results.isEmpty ? [none] : results)
  }
}
