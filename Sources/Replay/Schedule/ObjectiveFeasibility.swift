package import CutoverModel

/// Whether a plan, kept to the minute, would meet one of its objectives.
package struct ObjectiveFeasibility: Hashable, Sendable {
  package var id: String
  /// Nil where the plan doesn't say: no planned impact, no planned times, or a clock that no plan can foresee.
  package var feasible: Bool?
  /// The time that the objective's clock would show, or the data loss that the plan states for it.
  package var planned: TimeSpan?
  package var limit: TimeSpan?
}

extension ObjectiveFeasibility {
  /// Judges one objective by the times of a schedule.
  init(_ objective: Objective, _ clocks: PlannedClocks, _ times: NetworkTimes) {
    self.init(id: objective.id)
    if case .span(let limit) = objective.limit { self.limit = limit }
    planned = objective.metric == .rpo ? objective.planned : clocks.clock(of: objective)?.reading(of: times)
    if let planned, let limit { feasible = planned <= limit }
  }
}
