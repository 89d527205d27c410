internal import CloudEvents
package import CutoverModel
package import Replay

/// What other folds found of the same run, for the rules that are judged by it.
package struct RunResults: Sendable {
  package var objectives: ObjectivesReport?
  package var variance: Variance?
  package var alignment: AlignmentReport?
  package var plan: JudgedByPlan?

  /// The plan that the run is judged by.
  package struct JudgedByPlan: Sendable {
    package var plan: Plan
    package var schedule: Schedule
    package var selection: PlanSelection

    package init(_ plan: Plan, _ schedule: Schedule, _ selection: PlanSelection) {
      self.plan = plan
      self.schedule = schedule
      self.selection = selection
    }
  }

  package init(
    objectives: ObjectivesReport? = nil, variance: Variance? = nil, alignment: AlignmentReport? = nil,
    plan: JudgedByPlan? = nil
  ) {
    self.objectives = objectives
    self.variance = variance
    self.alignment = alignment
    self.plan = plan
  }
}

extension RunResults {
  /// Judges a rule by what was found; undecidable where nothing was.
  func judge(_ rule: Rule, _ limits: EvidenceLimits, _ beginnings: RunBeginnings) -> RuleFinding {
    var finding: RuleFinding
    switch rule.requirement {
    case .objectives(let requirement): finding = judge(rule, requirement)
    case .schedule(let requirement):
      finding =
        requirement.isOfPlanAlone ? judge(rule, requirement, beginnings) : judge(rule, requirement, limits)
    case .state(let check): finding = judge(rule, check)
    case .constraint, .separation: finding = RuleFinding(rule, .undecidable)
    }
    finding.events = finding.events.sample
    return finding
  }

  func withoutEvidence(_ rule: Rule, _ reason: String) -> RuleFinding {
    var finding = RuleFinding(rule, .undecidable)
    finding.reasons = [reason]
    return finding
  }

  /// Counts what was judged, and takes the worst of it.
  static func finding(_ rule: Rule, _ results: [RuleResult]) -> RuleFinding {
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
      switch objective.ruleResult {
      case .undecidable:
        finding.reasons.append(
          missing.isEmpty ? "objective `\(objective.id)` is unknown" : "objective `\(objective.id)` lacks: \(missing)")
      case .violated:
        let measured = objective.value?.stated.map { " with \($0.readable)" } ?? ""
        finding.reasons.append("objective `\(objective.id)` is missed\(measured)")
      case .satisfied, .vacuous: break
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

extension [EventReference] {
  /// Each event once, in order of time; at most the first hundred.
  fileprivate var sample: [EventReference] {
    var seen: Set<EventReference> = []
    let once = filter { seen.insert($0).inserted }
    let sorted = once.sorted { left, right in
      (left.time.nanoseconds, left.stream, left.index) < (right.time.nanoseconds, right.stream, right.index)
    }
    return Array(sorted.prefix(EventSample.limit))
  }
}
