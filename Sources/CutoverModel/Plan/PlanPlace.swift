/// A value in a plan's document that a judgement of the plan is about.
package enum PlanPlace: Hashable, Sendable {
  /// `closes` of `window`.
  case windowCloses
  /// `decideBy` of `rollback`.
  case decideBy
  /// The id of a task or gate.
  case step(String)
  /// `start` of a task.
  case start(task: String)
  /// `finishBy` of a task.
  case finishBy(task: String)
  /// `deadline` of a gate.
  case deadline(gate: String)
  /// Where a gate says in `requires` that it wants a check.
  case requires(gate: String, check: String)
  /// An entry of `impact`, counted from 0.
  case impact(Int)
  /// `limit` of an objective.
  case limit(objective: String)
  /// Where a task or gate says in `after` that it waits for another; without one, `after` itself.
  case after(step: String, predecessor: String?)
}
