/// What a run no longer shows for a later one, because the plan says something else by now.
package struct ExpiredEvidence: Hashable, Sendable {
  /// One task that the earlier run completed by another description than the later plan has.
  package struct Item: Hashable, Sendable {
    package var task: String
    /// The members of the task that are not alike; `checks` stands among them only if the list of checks differs.
    package var members: [String]
    /// The task's checks that themselves were described otherwise, in the order of the later plan.
    package var changedChecks: [String]
    /// The checks that had verified the task, and no longer do so for the later plan.
    package var checks: [String]
    package var verified: TaskVariance.Verification
    /// The completion that was evidence.
    package var completion: EventMoment?
  }

  /// The run whose evidence it is, and the one whose plan it no longer fits; by their order in the comparison.
  package var run: Int
  package var against: Int
  /// All that differs between the plans of both.
  package var changes: [PlanDifference]
  /// In the order of the later plan; tasks that the earlier run didn't complete are left out.
  package var items: [Item]
  /// Whether a plan can't be read, so that any task may have changed.
  package var isUnreadable = false

  /// What the evidence of one run has lost against a later plan of the same name; nil where the plans are alike.
  init?(of run: ComparedRun, at number: Int, against later: ComparedRun, at other: Int) {
    guard let before = run.plan, let after = later.plan, before.document != after.document else { return nil }
    self.run = number
    against = other
    changes = PlanDifference.between(before, after)
    let completed = Dictionary(
      run.execution.tasks.filter { $0.state == .completed }.map { (ExactText($0.id), $0) }) { first, _ in first }
    guard before.parts != nil, let parts = after.parts else {
      guard before.tasks == nil || before.tasks != after.tasks else { return nil }
      isUnreadable = true
      items = run.execution.tasks.filter { $0.state == .completed }.map { Item($0, [], []) }
      return
    }
    var changedTasks: [ExactText: PlanDifference] = [:]
    var changedChecks: Set<ExactText> = []
    for change in changes where change.changesWork {
      if change.section == .tasks, change.kind == .changed { changedTasks[ExactText(change.id)] = change }
      if change.section == .checks, change.kind == .changed { changedChecks.insert(ExactText(change.id)) }
    }
    items = parts.filter { $0.section == .tasks }.compactMap { part in
      guard let record = completed[ExactText(part.id)] else { return nil }
      let members = changedTasks[ExactText(part.id)]?.members ?? []
      let checks = record.checks.filter { changedChecks.contains(ExactText($0)) }
      return members.isEmpty && checks.isEmpty ? nil : Item(record, members, checks)
    }
  }
}

extension ExpiredEvidence.Item {
  fileprivate init(_ record: TaskRecord, _ members: [String], _ changedChecks: [String]) {
    task = record.id
    self.members = members
    self.changedChecks = changedChecks
    checks = record.verified == .passed ? record.checks : []
    verified = record.verified
    completion = record.completion
  }
}
