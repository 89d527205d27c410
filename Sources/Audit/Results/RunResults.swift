internal import CutoverModel
package import Replay

/// What other folds found of the same run, for the rules that are judged by it.
package struct RunResults: Sendable {
  package var objectives: ObjectivesReport?
  package var variance: Variance?
  package var alignment: AlignmentReport?

  package init(objectives: ObjectivesReport? = nil, variance: Variance? = nil, alignment: AlignmentReport? = nil) {
    self.objectives = objectives
    self.variance = variance
    self.alignment = alignment
  }
}

extension RunResults {
  /// Judges a rule by what was found; undecidable where nothing was.
  func judge(_ rule: Rule, _ limits: EvidenceLimits) -> RuleFinding {
    var finding: RuleFinding
    switch rule.requirement {
    case .objectives(let requirement): finding = judge(rule, requirement)
    case .schedule(let requirement): finding = judge(rule, requirement, limits)
    case .state(let check): finding = judge(rule, check)
    case .constraint, .separation: finding = RuleFinding(rule, .undecidable)
    }
    finding.events = Array(finding.events.prefix(EventSample.limit))
    return finding
  }

  private func withoutEvidence(_ rule: Rule, _ reason: String) -> RuleFinding {
    var finding = RuleFinding(rule, .undecidable)
    finding.reasons = [reason]
    return finding
  }

  /// Counts what was judged, and takes the worst of it.
  private static func finding(_ rule: Rule, _ results: [RuleResult]) -> RuleFinding {
    var finding = RuleFinding(rule, results.filter { $0 != .vacuous }.max() ?? .vacuous)
    finding.activations = results.count { $0 != .vacuous }
    finding.fulfilled = results.count { $0 == .satisfied }
    finding.violated = results.count { $0 == .violated }
    return finding
  }

  // MARK: - Objectives

  private func judge(_ rule: Rule, _ requirement: ObjectiveRequirement) -> RuleFinding {
    guard let objectives else { return withoutEvidence(rule, "the run has no plan that states objectives") }
    let judged = objectives.objectives.filter { objective in
      let isNamed = requirement.ids.isEmpty || requirement.ids.contains { $0.utf8.elementsEqual(objective.id.utf8) }
      return isNamed && (requirement.metric == nil || objective.metric == requirement.metric)
    }
    guard !judged.isEmpty else { return withoutEvidence(rule, "the plan states no such objective") }
    var finding = Self.finding(rule, judged.map(\.ruleResult))
    let absent = requirement.ids.filter { id in !judged.contains { $0.id.utf8.elementsEqual(id.utf8) } }
    for id in absent { finding.reasons.append("the plan states no objective `\(id)`") }
    if !absent.isEmpty { finding.result = max(finding.result, .undecidable) }
    for objective in judged where objective.ruleResult == finding.result {
      finding.events += [objective.from, objective.to].compactMap { $0 }
      let missing = objective.missing.joined(separator: ", ")
      if objective.ruleResult == .undecidable {
        finding.reasons.append(
          missing.isEmpty ? "objective `\(objective.id)` is unknown" : "objective `\(objective.id)` lacks: \(missing)")
      }
    }
    return finding
  }

  // MARK: - The state of the system

  private func judge(_ rule: Rule, _ check: AlignmentRule) -> RuleFinding {
    guard let alignment else { return withoutEvidence(rule, "the run has no plan that says what is expected") }
    let judged = alignment.checks.filter { $0.rule == check }
    guard !judged.isEmpty else { return withoutEvidence(rule, "nothing was checked of `\(check.rawValue)`") }
    var finding = Self.finding(rule, judged.map(\.ruleResult))
    for one in judged where one.ruleResult == finding.result {
      finding.events += one.events
      if finding.result != .satisfied { finding.reasons.append(one.message) }
    }
    return finding
  }

  // MARK: - The plan

  private func judge(
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
      finding.reasons = absent.prefix(EventSample.limit).map { "task `\($0)` was never tried" }
    case .noUnplannedTask:
      finding = Self.finding(rule, variance.unplanned.isEmpty ? [.satisfied] : variance.unplanned.map { _ in .violated })
      finding.events = variance.unplanned.compactMap { $0.history.first?.event }
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
      default: false
      }
    guard isUnseen, !isSettled else { return }
    finding.result = .undecidable
    finding.reasons += limits.withheldLines.map { "\($0), could decide it" }
    if limits.isOpen { finding.reasons.append("a stream is open: what follows can decide it") }
  }
}

extension ObjectiveResult {
  fileprivate var ruleResult: RuleResult {
    guard applies else { return .vacuous }
    return switch verdict {
    case .met: .satisfied
    case .unknown: .undecidable
    case .missed: .violated
    }
  }
}

extension AlignmentCheck {
  fileprivate var ruleResult: RuleResult {
    switch outcome {
    case .satisfied: .satisfied
    case .notApplicable: .vacuous
    case .undecidable: .undecidable
    case .violated: .violated
    }
  }
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
