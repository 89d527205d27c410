/// A value in a plan's document that a judgement of the plan is about.
package enum PlanPlace: Hashable, Sendable {
  /// `closes` of `window`.
  case windowCloses
  /// `decideBy` of `rollback`.
  case decideBy
  /// `finishBy` of a task.
  case finishBy(task: String)
  /// `deadline` of a gate.
  case deadline(gate: String)
  /// `limit` of an objective.
  case limit(objective: String)
  /// Where a task or gate says in `after` that it waits for another; without one, `after` itself.
  case after(step: String, predecessor: String?)
}
