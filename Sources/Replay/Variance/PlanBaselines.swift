package import CloudEvents
package import CutoverModel

/// The plans of a run that it is compared with: the one that is judged, and the last one if that is another.
package struct PlanBaselines: Sendable {
  /// A plan with its schedule, and the line that adopted it.
  package struct Baseline: Sendable {
    package var plan: Plan
    package var schedule: Schedule
    /// Nil where it isn't known.
    package var adopted: AdoptedPlan?

    package init(_ plan: Plan, _ schedule: Schedule, adopted: AdoptedPlan? = nil) {
      self.plan = plan
      self.schedule = schedule
      self.adopted = adopted
    }
  }

  /// The original baseline.
  package var judged: Baseline
  /// The current baseline: the last plan of the stream; nil if it is the judged one.
  package var current: Baseline?

  package init(judged: Baseline, current: Baseline? = nil) {
    self.judged = judged
    self.current = current
  }

  /// The run against both, the original first.
  func variances(_ variance: Variance, _ log: RunLog) -> [BaselineVariance] {
    let original = BaselineVariance(judged, variance, .original)
    guard let current else {
      var same = original
      same.which = .current
      return [original, same]
    }
    var judge = VarianceJudge(current, log)
    return [original, BaselineVariance(current, judge.slips(), .current)]
  }
}

/// A run against one of its plans.
package struct BaselineVariance: Hashable, Sendable {
  package enum Which: String, CaseIterable, Hashable, Sendable {
    /// The plan that is judged: the last one sealed before the run touched anything.
    case original
    /// The last plan of the stream.
    case current
  }

  package var which: Which
  package var plan: String
  package var version: Int64
  /// SHA-256 of its document, in hexadecimal.
  package var digest: String?
  package var plannedFinish: Timestamp?
  /// The finish of what this plan holds.
  package var actualFinish: EventMoment?
  package var slip: TimeSpan?
  /// In the order of this plan.
  package var tasks: [TaskVariance]

  init(_ baseline: PlanBaselines.Baseline, _ variance: Variance, _ which: Which) {
    self.which = which
    plan = baseline.plan.plan
    version = baseline.plan.version
    digest = baseline.adopted?.document
    plannedFinish = variance.plannedFinish
    actualFinish = variance.actualFinish
    slip = variance.slip
    tasks = variance.tasks
  }

  /// Whether this is the same plan as another.
  package func isSamePlan(as other: BaselineVariance) -> Bool {
    plan == other.plan && version == other.version && digest == other.digest
  }
}
