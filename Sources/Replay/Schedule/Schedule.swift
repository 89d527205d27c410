package import CutoverModel

/// The planned times of a plan by the critical path method.
///
/// Tasks and gates are activities; gates last their duration or none. `only: rollback` tasks form a network of their
/// own that starts when a rollback is decided, where their `start` and `finishBy` don't count; `background` tasks have times but don't hold the finish. A task
/// without a duration has an early start, and what waits for its finish has no planned times. `finishBy` and gate
/// deadlines bound the late times, so a total float can be negative; without them 0 ≤ free float ≤ total float, and
/// the least total float is 0. Linear in tasks and links.
package struct Schedule: Hashable, Sendable {
  /// The main network, in times from the start T.
  package let network: ScheduledNetwork
  /// The `only: rollback` tasks, in times from the decision to roll back; nil if the plan has none.
  package let rollback: ScheduledNetwork?
  /// In the order of the plan.
  package let objectives: [ObjectiveFeasibility]
  package let problems: [ScheduleProblem]
  /// The services that the plan means to be out, in its order.
  package let outages: [PlannedOutage]
  /// The finish by PERT; nil where the main network has no three-point duration or no planned finish.
  package let pert: PertEstimate?
  /// The last moment, from T, to decide a rollback that still finishes before the window closes.
  package let latestDecision: TimeSpan?

  let activities: ActivityNetwork

  package var duration: TimeSpan? { network.duration }
  package var criticalPath: [String] { network.criticalPath }
  package var tasks: [ScheduledActivity] { network.tasks }

  /// Whether the plan meets its own window, deadlines and objectives; nil if it isn't known for one of these and none
  /// is missed.
  package var isFeasible: Bool? {
    if problems.contains(where: { $0.severity == .error }) { return false }
    if objectives.contains(where: { $0.feasible == false }) { return false }
    if problems.contains(where: { $0.kind == .dateUnknown }) { return nil }
    return objectives.contains { $0.feasible == nil } ? nil : true
  }

  /// Schedules a plan.
  ///
  /// - Throws: `ScheduleCycle` with the members if tasks or gates wait for each other in a circle.
  package init(of plan: Plan) throws(ScheduleCycle) {
    let activities = try ActivityNetwork(plan)
    let main = NetworkPass(activities, isRollback: false)
    let back = NetworkPass(activities, isRollback: true)
    let network = main.result
    let rollback = back.isEmpty ? nil : back.result
    self.activities = activities
    self.network = network
    self.rollback = rollback

    let closes = plan.window?.closes.offset
    var latestDecision: TimeSpan?
    if let closes, let finish = rollback?.finish { latestDecision = closes - finish }
    self.latestDecision = latestDecision
    pert = PertEstimate(activities, main, limit: closes)

    let times = NetworkTimes(activities, network)
    let clocks = PlannedClocks(plan, activities, times)
    objectives = plan.objectives.map { ObjectiveFeasibility($0, clocks, times) }
    outages = PlannedOutage.outages(of: plan, at: clocks.time)

    var problems: [ScheduleProblem] = []
    for pass in [main, back] { problems += Self.problems(of: pass, activities) }
    let promises = PlanPromises(plan, activities, main, back, latestDecision: latestDecision)
    problems += promises.windowProblems + promises.unknownDates
    problems += PlanWarnings(plan, activities, main.activities).problems
    for (number, impact) in plan.impact.enumerated() {
      guard let start = clocks.time(of: impact.from), let end = clocks.time(of: impact.to), end < start
      else { continue }
      problems.append(
        ScheduleProblem(.outageReversed, impact.service, planned: start, limit: end, at: .impact(number)))
    }
    problems += activities.linksLeftOut.map {
      ScheduleProblem(.linkLeftOut, $0.to, other: $0.from, at: .after(step: $0.to, predecessor: $0.from))
    }
    self.problems = problems
  }

  /// The dates that a pass can't keep, and the tasks that a lead would pull before the start.
  private static func problems(
    of pass: NetworkPass, _ network: ActivityNetwork
  ) -> [ScheduleProblem] {
    var problems: [ScheduleProblem] = []
    for (number, activity) in network.activities.enumerated() {
      guard let limit = activity.finishBy, let finish = pass.activities[number].leastFinish, finish > limit
      else { continue }
      let detail = pass.activities[number].earlyFinish == nil ? PlanPromises.atTheEarliest : nil
      problems.append(
        activity.isGate
          ? ScheduleProblem(
            .deadline, activity.id, planned: finish, limit: limit, detail: detail, at: .deadline(gate: activity.id))
          : ScheduleProblem(
            .finishBy, activity.id, planned: finish, limit: limit, detail: detail, at: .finishBy(task: activity.id)))
    }
    return problems
      + pass.pulledBeforeStart.sorted().map { number in
        let id = network.activities[number].id
        return ScheduleProblem(.pulledBeforeStart, id, at: .after(step: id, predecessor: nil))
      }
  }
}
