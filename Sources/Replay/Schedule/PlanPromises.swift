internal import CutoverModel

/// Holds a plan's window and dates against its schedule, as far as that determines them.
struct PlanPromises {
  /// Said of a time that the schedule only bounds from below.
  static let atTheEarliest = "at the earliest"

  private let plan: Plan
  private let network: ActivityNetwork
  private let main: NetworkPass
  private let back: NetworkPass
  private let latestDecision: TimeSpan?

  init(
    _ plan: Plan, _ network: ActivityNetwork, _ main: NetworkPass, _ back: NetworkPass, latestDecision: TimeSpan?
  ) {
    self.plan = plan
    self.network = network
    self.main = main
    self.back = back
    self.latestDecision = latestDecision
  }

  private var closes: TimeSpan? { plan.window?.closes.offset }
  private var decideBy: TimeSpan? { plan.rollback?.decideBy?.offset }

  /// A finish after the window, and a rollback that may be decided too late to finish within it.
  ///
  /// Without `decideBy` a rollback may be decided as soon as the plan begins.
  var windowProblems: [ScheduleProblem] {
    var problems: [ScheduleProblem] = []
    if let closes, let finish = main.leastFinish, finish > closes {
      problems.append(
        ScheduleProblem(
          .windowCloses, plan.plan, planned: finish, limit: closes,
          detail: main.finish == nil ? Self.atTheEarliest : nil, at: .windowCloses))
    }
    if let latestDecision, let decision = decideBy ?? main.start, decision > latestDecision {
      problems.append(
        ScheduleProblem(
          .decideBy, plan.plan, planned: decision, limit: latestDecision,
          at: decideBy == nil ? .windowCloses : .decideBy))
    }
    return problems
  }

  /// Dates of which the schedule doesn't tell whether they are kept; `decideBy` also where no task is of the rollback.
  var unknownDates: [ScheduleProblem] {
    var problems: [ScheduleProblem] = []
    for (number, activity) in network.activities.enumerated() {
      let planned = main.activities[number]
      guard let limit = activity.finishBy, planned.earlyFinish == nil, planned.earlyStart ?? limit <= limit
      else { continue }
      problems.append(
        ScheduleProblem(
          .dateUnknown, activity.id, limit: limit,
          at: activity.isGate ? .deadline(gate: activity.id) : .finishBy(task: activity.id)))
    }
    if let closes, main.finish == nil, let least = main.leastFinish, least <= closes {
      problems.append(ScheduleProblem(.dateUnknown, plan.plan, limit: closes, at: .windowCloses))
    }
    if closes != nil, let decideBy, back.finish == nil {
      let detail = back.isEmpty ? "no task is `only: rollback`" : nil
      problems.append(ScheduleProblem(.dateUnknown, plan.plan, limit: decideBy, detail: detail, at: .decideBy))
    }
    return problems
  }
}
