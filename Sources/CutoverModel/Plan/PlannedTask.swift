/// One task of a plan.
package struct PlannedTask: Hashable, Sendable {
  /// How it is done: by hand, by a machine, or as a milestone that takes no time.
  package enum Mode: String, CaseIterable, Sendable { case manual, automated, milestone }

  package var id: String
  package var title: String?
  package var layer: String?
  package var phase: String?
  package var action: String?
  package var owner: String?
  package var mode: Mode = .manual
  package var duration: PlannedDuration?
  package var after: [Dependency] = []
  /// Not before this time.
  package var start: PlanTime?
  package var finishBy: PlanTime?
  /// Scheduled and required only once a rollback is decided (`only: rollback`).
  package var isRollbackOnly = false
  /// Doesn't hold the finish of the plan.
  package var isBackground = false
  package var isPointOfNoReturn = false
  package var links: [String] = []
  package var service: String?
  package var dataset: String?
  package var region: String?
  package var wave: String?
  package var command: String?
  /// The task is verified when these have passed after its completion.
  package var checks: [String] = []
  /// The task that undoes this one.
  package var rollback: String?

  package init(id: String) { self.id = id }

  /// Whether a run that goes through is only done with it; of a run that is rolled back, its rollback.
  package func isRequired(inRollback: Bool) -> Bool {
    mode != .milestone && !isBackground && isRollbackOnly == inRollback
  }
}

/// How long something is planned to take: one figure, or three.
package enum PlannedDuration: Hashable, Sendable {
  case fixed(TimeSpan)
  case threePoint(optimistic: TimeSpan, likely: TimeSpan, pessimistic: TimeSpan)

  /// The figure that the schedule uses: the fixed one, or PERT's mean (o + 4m + p) / 6.
  package var expected: TimeSpan {
    switch self {
    case .fixed(let span): return span
    case .threePoint(let optimistic, let likely, let pessimistic):
      // Around the likely value, so that no sum overflows; rounded down.
      let excess = (optimistic - likely) + (pessimistic - likely)
      let remainder = excess.nanoseconds % 6
      let sixth = excess.nanoseconds / 6 - (remainder < 0 ? 1 : 0)
      return likely + TimeSpan(nanoseconds: sixth)
    }
  }
}

/// What a task or a gate waits for.
package struct Dependency: Hashable, Sendable {
  /// Which ends are tied: the predecessor's first, then one's own.
  package enum Relation: String, CaseIterable, Sendable {
    case finishToStart = "FS"
    case startToStart = "SS"
    case finishToFinish = "FF"
    case startToFinish = "SF"
  }

  /// The id of a task or of a gate.
  package var predecessor: String
  package var relation: Relation
  /// May be negative: a lead.
  package var lag: TimeSpan

  package init(predecessor: String, relation: Relation = .finishToStart, lag: TimeSpan = .zero) {
    self.predecessor = predecessor
    self.relation = relation
    self.lag = lag
  }
}
