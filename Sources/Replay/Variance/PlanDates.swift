package import CloudEvents
internal import CutoverModel

/// The instants that bound a run by its plan; each nil where the plan or T doesn't give it.
package struct PlanDates: Hashable, Sendable {
  package var windowOpens: Timestamp?
  package var windowCloses: Timestamp?
  /// By when the plan wants a rollback decided.
  package var decideBy: Timestamp?
  /// The last moment at which a rollback would still end before the window closes.
  package var latestDecision: Timestamp?
  /// When the main network was planned to finish, whatever was decided afterwards.
  package var finish: Timestamp?
  /// The tasks behind which there is no way back, in the order of the plan.
  package var pointsOfNoReturn: [String] = []

  init() {}

  init(_ plan: Plan, _ schedule: Schedule, _ planned: PlannedTimes) {
    windowOpens = planned.time(at: plan.window?.opens.offset)
    windowCloses = planned.time(at: plan.window?.closes.offset)
    decideBy = planned.time(at: plan.rollback?.decideBy?.offset)
    latestDecision = planned.time(at: schedule.latestDecision)
    finish = planned.finish
    pointsOfNoReturn = plan.tasks.filter { $0.isPointOfNoReturn && !$0.isRollbackOnly }.map(\.id)
  }
}
