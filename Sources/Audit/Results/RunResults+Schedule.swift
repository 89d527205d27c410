internal import CloudEvents
internal import CutoverModel
internal import Replay

extension RunResults {
  /// Judges how the run went by its plan.
  func judge(
    _ rule: Rule, _ requirement: ScheduleRequirement, _ limits: EvidenceLimits
  ) -> RuleFinding {
    guard let variance else { return withoutEvidence(rule, "the run has no plan that it could be compared with") }
    var finding: RuleFinding
    switch requirement {
    case .finishedWithin(let span):
      guard let slip = variance.slip, let finish = variance.actualFinish else {
        return withoutEvidence(rule, "the planned or the actual finish isn't known")
      }
      if variance.isUnfinished, slip <= span {
        return withoutEvidence(rule, "the run left \(variance.undone.count) tasks and gates undone, so it didn't finish")
      }
      finding = Self.finding(rule, [slip <= span ? .satisfied : .violated])
      finding.events = [finish.event]
      finding.reasons = ["the run finished \(slip.readable) after its planned finish"]
    case .allTasksTried:
      let absent = variance.notExecuted
      finding = Self.finding(
        rule,
        variance.tasks.map { task in absent.contains { $0.utf8.elementsEqual(task.id.utf8) } ? .violated : .satisfied })
      if absent.isEmpty { finding.events = variance.firstWork }
      finding.reasons = absent.prefix(EventSample.limit).map { "task `\($0)` was never tried" }
    case .noUnplannedTask:
      finding = Self.finding(rule, variance.unplanned.isEmpty ? [.satisfied] : variance.unplanned.map { _ in .violated })
      let unplanned = variance.unplanned.compactMap { $0.history.first?.event }
      finding.events = variance.unplanned.isEmpty ? variance.firstWork : unplanned
      finding.reasons = variance.unplanned.prefix(EventSample.limit).map { "task `\($0.id)` isn't in the plan" }
    case .doneVerified:
      let done = variance.tasks.filter { $0.actualFinish != nil }
      finding = Self.finding(rule, done.map(\.verifiedResult))
      let worst = finding.result
      let shown = done.filter { $0.verifiedResult == worst && !($0.verified == .noCheck && $0.unseenChecks.isEmpty) }
      finding.events = shown.compactMap { $0.actualFinish?.event }
      if worst > .vacuous {
        finding.reasons = shown.prefix(EventSample.limit).map { task in
          let unseen = task.unseenChecks.joined(separator: ", ")
          return unseen.isEmpty
            ? "task `\(task.id)` was completed, and a check of it failed"
            : "task `\(task.id)` was completed, and not seen after it: \(unseen)"
        }
      }
    case .orderKept:
      let early = variance.earlyStarts
      let started = variance.tasks.count { $0.actualStart != nil } + variance.gates.count { $0.history.requested != nil }
      let kept = max(0, started - Set(early.map(\.start.event)).count)
      finding = Self.finding(
        rule, early.map { _ in .violated } + Array(repeating: .satisfied, count: kept))
      let starts = variance.tasks.map { $0.actualStart?.event } + variance.gates.map { $0.history.requested?.event }
      finding.events = (early.isEmpty ? starts : early.flatMap { [$0.start.event, $0.held?.event] }).compactMap { $0 }
      finding.reasons = early.prefix(EventSample.limit).map {
        "`\($0.activity)` began before `\($0.predecessor)` was \($0.relation == .startToStart ? "begun" : "done")"
      }
    case .gatesChecked: finding = gatesChecked(rule, variance)
    case .windowKept:
      guard let window = plan?.plan.window, let start = variance.start?.time else {
        return withoutEvidence(rule, "the plan has no window, or the run no start")
      }
      finding = windowKept(rule, variance, opens: start.advanced(by: window.opens.offset), closes: start.advanced(by: window.closes.offset))
    case .feasible, .sealedBeforeAction, .rollbackReachable:
      return withoutEvidence(rule, "the plan alone says it")
    }
    limit(&finding, requirement, limits)
    return finding
  }

  /// What is withheld or still to come can be a task that was tried, or one that nobody planned.
  private func limit(_ finding: inout RuleFinding, _ requirement: ScheduleRequirement, _ limits: EvidenceLimits) {
    let isUnseen = limits.withheld > 0 || limits.isOpen
    let isSettled: Bool =
      switch (requirement, finding.result) {
      case (_, .undecidable): true
      case (.noUnplannedTask, .violated): true
      case (.allTasksTried, .satisfied): true
      case (.windowKept, .violated): true
      case (.orderKept, .violated), (.gatesChecked, .violated): limits.withheld == 0
      default: false
      }
    guard isUnseen, !isSettled else { return }
    finding.result = .undecidable
    finding.reasons += limits.withheldLines.map { "\($0), could decide it" }
    if limits.isOpen { finding.reasons.append("a stream is open: what follows can decide it") }
  }

  /// A gate that requires no check, or was not passed, says nothing of this.
  private func gatesChecked(_ rule: Rule, _ variance: Variance) -> RuleFinding {
    let asking = Set(plan?.plan.gates.filter { !$0.requires.isEmpty }.map(\.id) ?? [])
    let passed = variance.gates.filter { $0.history.passed != nil && asking.contains($0.id) }
    var finding = Self.finding(rule, passed.map { $0.unmetChecks.isEmpty ? .satisfied : .violated })
    let shown = passed.filter { $0.unmetChecks.isEmpty != (finding.result == .violated) }
    finding.events = shown.flatMap { gate in
      (gate.unmetChecks.compactMap(\.last) + [gate.history.passed].compactMap { $0 }).map(\.event)
    }
    finding.reasons = shown.flatMap { gate in
      gate.unmetChecks.map { unmet in
        unmet.last == nil
          ? "gate `\(gate.id)` was passed before anything was said of check `\(unmet.check)`"
          : "gate `\(gate.id)` was passed while check `\(unmet.check)` was last seen not passed"
      }
    }
    return finding
  }

  /// Each attempt at a task that isn't `background` lies within the window, as far as its ends are recorded.
  private func windowKept(_ rule: Rule, _ variance: Variance, opens: Timestamp, closes: Timestamp) -> RuleFinding {
    let background = Set(plan?.plan.tasks.filter(\.isBackground).map(\.id) ?? [])
    var worked = variance.tasks.filter { !background.contains($0.id) }.map { ($0.id, $0.attempts) }
    worked += variance.unplanned.map { ($0.id, $0.history.attempts) }
    var (results, inside, events, reasons): ([RuleResult], [EventReference], [EventReference], [String]) = ([], [], [], [])
    for (id, attempts) in worked where !attempts.isEmpty {
      let ends = attempts.flatMap { [$0.start, $0.end] }.compactMap { $0 }
      let outside = ends.filter { $0.time < opens || $0.time > closes }
      inside += ends.map(\.event)
      results.append(outside.isEmpty ? .satisfied : .violated)
      events += outside.map(\.event)
      if !outside.isEmpty { reasons.append("task `\(id)` was worked on outside the window") }
    }
    var finding = Self.finding(rule, results)
    finding.events = events.isEmpty ? inside : events
    finding.reasons = Array(reasons.prefix(EventSample.limit))
    return finding
  }
}

extension Variance {
  /// What is first recorded of an attempt at each task of the plan.
  fileprivate var firstWork: [EventReference] { tasks.compactMap { $0.attempts.first.flatMap { $0.start ?? $0.end }?.event } }
}

extension TaskVariance {
  /// A task without checks says nothing of this; one whose checks were not seen after it is open.
  fileprivate var verifiedResult: RuleResult {
    switch verified {
    case .passed: .satisfied
    case .failed: .violated
    case .noCheck: unseenChecks.isEmpty ? .vacuous : .undecidable
    }
  }
}
