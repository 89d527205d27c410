internal import CutoverModel
internal import JSONText

/// What is well formed and still can't work as it stands: warnings, for the plan may be right for all that.
extension PlanReader {
  /// A task of the way forward that waits for one of the way back would wait for ever.
  func warnOfRollbackWaits(_ plan: Plan) {
    let rollbackOnly = Set(plan.tasks.lazy.filter(\.isRollbackOnly).map(\.id))
    guard !rollbackOnly.isEmpty else { return }
    let forward = Set(plan.tasks.lazy.filter { !$0.isRollbackOnly }.map(\.id))
    for step in waits where forward.contains(step.id) {
      for wait in step.waits where rollbackOnly.contains(wait.id) {
        problems.warning(
          .waitsForRollback,
          "task `\(step.id)` waits for `\(wait.id)`, which happens only in a rollback",
          at: wait.location,
          hint: "give `\(step.id)` the line `only: rollback` too")
      }
    }
  }

  /// A gate that wants separate approvals from more people than may give one can't open.
  func warnOfTooFewApprovers(_ plan: Plan, _ gates: [DocumentNode]) {
    guard known.hasPeople else { return }
    for (gate, node) in zip(plan.gates, gates) where gate.separate {
      let roles = Set(gate.roles)
      let able = plan.people.count { roles.isEmpty || !roles.isDisjoint(with: $0.roles) }
      if Int64(able) < gate.approvals {
        problems.warning(
          .tooFewApprovers,
          "gate `\(gate.id)` wants \(gate.approvals) separate approvals and \(able) of the plan's people may give one",
          at: node["approvals"]?.location ?? node.location)
      }
    }
  }
}
