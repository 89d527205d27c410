package import CloudEvents
package import CutoverModel
internal import JSONText

/// A milestone of the plan: when it was planned and when it was reached.
package struct Milestone: Hashable, Sendable {
  package var id: String
  package var title: String?
  package var planned: Timestamp?
  package var reached: EventMoment?
  /// Whether no event says that it was reached, and it follows from what stands before it.
  package var isDerived = false
  package var slip: TimeSpan?

  /// The milestones of a plan in its order.
  ///
  /// One that no event completes is reached when all that it waits for is: only where it waits for the finish of
  /// tasks, gates or milestones, without a lag.
  static func milestones(
    of plan: Plan, _ planned: PlannedTimes?, finishes: [ExactText: EventMoment]
  ) -> [Milestone] {
    var finishes = finishes
    var milestones: [Milestone] = []
    var waiting: [(task: PlannedTask, number: Int)] = []
    for task in plan.tasks where task.mode == .milestone {
      var milestone = Milestone(id: task.id, title: task.title, planned: planned?.finish(of: task.id))
      milestone.reached = finishes[ExactText(task.id)]
      if milestone.reached == nil { waiting.append((task, milestones.count)) }
      milestones.append(milestone)
    }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      waiting.removeAll { task, number in
        guard let reached = reached(task, finishes) else { return false }
        milestones[number].reached = reached
        milestones[number].isDerived = true
        finishes[ExactText(task.id)] = reached
        hasChanged = true
        return true
      }
    }
    for number in milestones.indices {
      guard let planned = milestones[number].planned, let reached = milestones[number].reached else { continue }
      milestones[number].slip = reached.time.exactly(since: planned)
    }
    return milestones
  }

  private static func reached(_ task: PlannedTask, _ finishes: [ExactText: EventMoment]) -> EventMoment? {
    var last: EventMoment?
    for dependency in task.after {
      guard dependency.relation == .finishToStart, dependency.lag == .zero,
        let finish = finishes[ExactText(dependency.predecessor)]
      else { return nil }
      last.keepLatest(finish)
    }
    return last
  }
}
