internal import CutoverModel
internal import Replay

/// What the plan shows by itself, whatever happened: no line that is withheld or still to come changes it.
extension RunResults {
  /// One thing that a plan must be, with why it is not, or not known.
  private typealias Demand = (result: RuleResult, reason: String?)

  func judge(
    _ rule: Rule, _ requirement: ScheduleRequirement, _ beginnings: RunBeginnings
  ) -> RuleFinding {
    guard let plan else { return withoutEvidence(rule, "the run has no plan that can be read") }
    let demands: [Demand] =
      switch requirement {
      case .feasible: Self.feasibility(plan.schedule)
      case .rollbackReachable: Self.rollback(plan.plan, plan.schedule)
      default: [Self.sealing(objectives?.planStanding ?? plan.selection.standing)]
      }
    var finding = Self.finding(rule, demands.map(\.result))
    let reasons = demands.filter { $0.result == finding.result }.compactMap(\.reason)
    finding.reasons = Array(reasons.prefix(EventSample.limit))
    finding.events = [plan.selection.judged.flatMap { beginnings.plan(at: $0.index) }].compactMap { $0 }
    if requirement == .sealedBeforeAction {
      finding.events += beginnings.acts.sorted { ($0.stream, $0.index) < ($1.stream, $1.index) }
    }
    return finding
  }

  // MARK: - Sealed before the first action

  private static func sealing(_ standing: PlanStanding) -> Demand {
    switch standing {
    case .beforehand: (.satisfied, nil)
    case .adoptedAfterwards: (.violated, "the plan was sealed after the first impact, freeze or task")
    case .writtenAfterwards:
      (.violated, "the stream is an import: its plan was sealed when all was over, whatever was written down before")
    case .absent, .unplaced: (.undecidable, "it isn't known where the plan was sealed")
    }
  }

  // MARK: - Could be kept

  private static func feasibility(_ schedule: Schedule) -> [Demand] {
    let problems = schedule.problems.compactMap { problem -> Demand? in
      let what = "`\(problem.subject)`"
      let times = [problem.planned.map { "planned for \($0.fromStart)" }, problem.limit.map { "the limit is \($0.fromStart)" }]
      let detail = times.compactMap { $0 }.joined(separator: ", ")
      if problem.severity == .error { return (.violated, "\(problem.kind.rawValue) of \(what) can't be kept: \(detail)") }
      return problem.kind == .dateUnknown ? (.undecidable, "the schedule doesn't tell whether a date of \(what) is kept") : nil
    }
    let objectives = schedule.objectives.map { objective -> Demand in
      switch objective.feasible {
      case true?: (.satisfied, nil)
      case false?: (.violated, "objective `\(objective.id)` can't be met by the plan's own times")
      case nil: (.undecidable, "the plan doesn't foresee objective `\(objective.id)`")
      }
    }
    let all = problems + objectives
    guard all.isEmpty else { return all }
    return [schedule.duration == nil ? (.undecidable, "the plan has no finish") : (.satisfied, nil)]
  }

  // MARK: - The way back

  private static func rollback(_ plan: Plan, _ schedule: Schedule) -> [Demand] {
    guard let section = plan.rollback, !section.tasks.isEmpty else {
      return [(.violated, "the plan has no section `rollback` with tasks")]
    }
    var demands: [Demand] = []
    let finishes = Dictionary(
      (schedule.rollback?.tasks ?? []).map { ($0.id, $0.earlyFinish) }, uniquingKeysWith: { first, _ in first })
    let named = section.tasks.map { ("the rollback", $0) }
      + plan.tasks.compactMap { task in task.rollback.map { ("task `\(task.id)`", $0) } }
    for (subject, task) in named {
      switch finishes[task] {
      case nil: demands.append((.violated, "\(subject) names `\(task)`, which is no task of `only: rollback`"))
      case .some(nil): demands.append((.undecidable, "the planned finish of `\(task)` in a rollback isn't known"))
      case .some(.some): demands.append((.satisfied, nil))
      }
    }
    demands.append(inTime(section.decideBy?.offset, schedule))
    demands += committing(plan, schedule, section.decideBy?.offset)
    return demands
  }

  /// A rollback decided at the last moment still finishes within the window.
  private static func inTime(_ decideBy: TimeSpan?, _ schedule: Schedule) -> Demand {
    guard let decideBy else { return (.undecidable, "the plan doesn't say by when a rollback is decided") }
    guard let latest = schedule.latestDecision else {
      return (.undecidable, "the plan has no window, or its rollback no planned finish")
    }
    guard decideBy > latest else { return (.satisfied, nil) }
    return (
      .violated,
      "a rollback decided by \(decideBy.fromStart) doesn't finish before the window closes; that takes a decision by \(latest.fromStart)"
    )
  }

  /// What commits the run, or can't be taken back, is planned while a rollback can still be decided.
  private static func committing(_ plan: Plan, _ schedule: Schedule, _ decideBy: TimeSpan?) -> [Demand] {
    guard let decideBy else { return [] }
    let gates = Set(plan.gates.filter(\.commits).map(\.id))
    let tasks = Set(plan.tasks.filter { $0.isPointOfNoReturn && !$0.isRollbackOnly }.map(\.id))
    let points = schedule.network.gates.filter { gates.contains($0.id) }.map { ($0.id, $0.earlyFinish) }
      + schedule.network.tasks.filter { tasks.contains($0.id) }.map { ($0.id, $0.earlyStart) }
    return points.map { id, time in
      guard let time else { return (.undecidable, "when `\(id)` is planned isn't known") }
      guard time > decideBy else { return (.satisfied, nil) }
      return (.violated, "`\(id)` is planned for \(time.fromStart), when a rollback can no more be decided")
    }
  }
}

extension TimeSpan {
  /// As a time of a plan: `T`, or so long after or before it.
  fileprivate var fromStart: String {
    if self == .zero { return "T" }
    var parts = (self < .zero ? .zero - self : self).readable.split(separator: " ")
    while parts.count > 1, parts.last == "00s" || parts.last == "00m" { parts.removeLast() }
    return (self < .zero ? "T-" : "T+") + parts.joined()
  }
}
