package import CloudEvents

/// What a decision to roll back made of a run.
package struct RollbackVariance: Hashable, Sendable {
  /// The first decision to roll back.
  package var decision: EventMoment
  /// By when the plan wants it decided.
  package var decideBy: Timestamp?
  /// The last moment at which the rollback would still end before the window closes.
  package var latest: Timestamp?
  /// When the main network was planned to finish.
  package var plannedFinish: Timestamp?
  /// Tasks of the main network that were neither done nor passed over, in the order of the plan.
  package var abandoned: [String]
}
