import Audit
import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// Rules on the plan itself, and on order, gates and window of the run.
@Suite struct PlanRuleTests {
  private static func task(_ id: String, after: [String] = [], minutes: Int64? = 10) -> PlannedTask {
    var task = PlannedTask(id: id)
    task.duration = minutes.map { .fixed(TimeSpan(seconds: $0 * 60)) }
    task.after = after.map { Dependency(predecessor: $0) }
    return task
  }

  /// Minutes after T.
  private static func time(_ minute: Int) -> String { clock(60 + minute) }

  private static func at(_ minutes: Int64) -> PlanTime { PlanTime(offset: TimeSpan(seconds: minutes * 60)) }

  /// 40 minutes forward, 20 back, in a window of two hours; to be decided within the first.
  private static let plan: Plan = {
    var plan = Plan(plan: "p", version: 1)
    plan.window = Plan.Window(opens: at(-10), closes: at(120))
    var go = Plan.Gate(id: "go")
    go.commits = true
    go.after = [Dependency(predecessor: "freeze")]
    go.requires = ["level"]
    plan.gates = [go]
    plan.checks = [Plan.Check(id: "level")]
    var freeze = task("freeze")
    freeze.rollback = "unfreeze"
    var open = task("open", after: ["go"], minutes: 30)
    open.isPointOfNoReturn = true
    var unfreeze = task("unfreeze", minutes: 20)
    unfreeze.isRollbackOnly = true
    plan.tasks = [freeze, open, unfreeze]
    var rollback = Plan.Rollback()
    rollback.decideBy = at(60)
    rollback.tasks = ["unfreeze"]
    plan.rollback = rollback
    return plan
  }()

  private func judge(
    _ requirement: ScheduleRequirement, _ plan: Plan = Self.plan, _ lines: [String] = [],
    standing: PlanStanding = .beforehand, isWhole: Bool = true, kind: String? = nil
  ) throws -> RuleFinding {
    let rule = Rule(id: "r", title: "t", why: "w", requirement: .schedule(requirement))
    let adopted = event(
      "plan.adopted", at: Self.time(-30), id: "adopted-2", source: "origin",
      data: #"{"plan":"p","version":1,"document":"d"}"#)
    let placed = ([adopted] + lines).placed(from: 2)
    var fold = try folding(AuditFold([rule], isWhole: isWhole), at: placed)
    let schedule = try Schedule(of: plan)
    let selection = try folding(PlanSelectionFold(), at: placed)
    let start = try Timestamp(Self.time(0))
    let variance = try folding(VarianceFold(plan: plan, schedule: schedule, starts: start), at: placed)
    fold.judge(
      RunResults(
        objectives: ObjectivesReport(objectives: [], services: [], planStanding: standing, findings: []),
        variance: variance, plan: .init(plan, schedule, selection)))
    return try #require(fold.report.findings.first)
  }

  private func act(_ type: String, _ minute: Int, _ attributes: [String: String], data: String? = nil) -> String {
    event(type, at: Self.time(minute), id: "\(type)-\(minute)", attributes, data: data)
  }

  // MARK: - The plan alone

  @Test func `without a plan none of them is decided`() throws {
    for (_, requirement) in ScheduleRequirement.words {
      let rule = Rule(id: "r", title: "t", why: "w", requirement: .schedule(requirement))
      var fold = try folding(AuditFold([rule], isWhole: true), at: [])
      fold.judge(RunResults())
      #expect(fold.report.verdict == .undecidable, "\(requirement)")
      #expect(fold.report.findings.first?.reasons.isEmpty == false)
    }
  }

  @Test func `the plan was sealed before the first action, or it was not, and both lines are named`() throws {
    let started = act("task.started", 1, ["task": "freeze"])
    let before = try judge(.sealedBeforeAction, Self.plan, [started])
    #expect(before.result == .satisfied && Set(before.events.map(\.id)) == ["adopted-2", "task.started-1"])
    let after = try judge(.sealedBeforeAction, Self.plan, [started], standing: .adoptedAfterwards)
    #expect(after.result == .violated && after.events.count == 2 && after.reasons.count == 1)
    let imported = try judge(.sealedBeforeAction, standing: .writtenAfterwards)
    #expect(imported.result == .violated, "an import's plan was sealed when all was over")
    #expect(try judge(.sealedBeforeAction, standing: .unplaced).result == .undecidable)
    // What follows changes nothing of it.
    #expect(try judge(.sealedBeforeAction, isWhole: false).result == .satisfied)
  }

  @Test func `a plan that meets its own dates is feasible, and one that doesn't foresee an objective leaves it open`() throws {
    let feasible = try judge(.feasible)
    #expect(feasible.result == .satisfied && feasible.events.map(\.id) == ["adopted-2"])
    var plan = Self.plan
    plan.tasks[1].finishBy = Self.at(30)
    let late = try judge(.feasible, plan)
    #expect(late.result == .violated)
    #expect(late.reasons == ["finish-by of `open` can't be kept: planned for T+40m, the limit is T+30m"])
    plan = Self.plan
    plan.objectives = [Objective(id: "o", metric: .rto, limit: .span(TimeSpan(seconds: 60)))]
    let open = try judge(.feasible, plan)
    #expect(open.result == .undecidable && open.reasons == ["the plan doesn't foresee objective `o`"])
  }

  @Test func `a way back is reachable where it is planned, ends in the window, and can be chosen after the commitment`() throws {
    let finding = try judge(.rollbackReachable)
    #expect(finding.result == .satisfied && finding.events.map(\.id) == ["adopted-2"])
    func violated(_ change: (inout Plan) -> Void) throws -> [String] {
      var plan = Self.plan
      change(&plan)
      let finding = try judge(.rollbackReachable, plan)
      #expect(finding.result == .violated)
      return finding.reasons
    }
    #expect(try violated { $0.rollback = nil } == ["the plan has no section `rollback` with tasks"])
    #expect(try violated { $0.rollback?.tasks = [] } == ["the plan has no section `rollback` with tasks"])
    #expect(
      try violated { $0.tasks[1].rollback = "freeze" } == ["task `open` names `freeze`, which is no task of `only: rollback`"])
    #expect(
      try violated { $0.rollback?.decideBy = Self.at(110) } == [
        "a rollback decided by T+1h50m doesn't finish before the window closes; that takes a decision by T+1h40m"
      ])
    #expect(
      try violated { $0.rollback?.decideBy = Self.at(5) } == [
        "`go` is planned for T+10m, when a rollback can no more be decided",
        "`open` is planned for T+10m, when a rollback can no more be decided",
      ])
  }

  @Test func `a way back of which the plan doesn't say when it must be chosen, or how long it takes, is open`() throws {
    func reasons(_ change: (inout Plan) -> Void) throws -> [String] {
      var plan = Self.plan
      change(&plan)
      let finding = try judge(.rollbackReachable, plan)
      #expect(finding.result == .undecidable)
      return finding.reasons
    }
    #expect(try reasons { $0.rollback?.decideBy = nil } == ["the plan doesn't say by when a rollback is decided"])
    #expect(try reasons { $0.window = nil } == ["the plan has no window, or its rollback no planned finish"])
    #expect(
      try reasons { $0.tasks[2].duration = nil } == [
        "the planned finish of `unfreeze` in a rollback isn't known", "the planned finish of `unfreeze` in a rollback isn't known",
        "the plan has no window, or its rollback no planned finish",
      ])
    #expect(try reasons { $0.tasks[0].duration = nil } == ["when `go` is planned isn't known", "when `open` is planned isn't known"])
  }

  // MARK: - How the run went by it

  private var asPlanned: [String] {
    [
      act("task.started", 0, ["task": "freeze"]), act("task.completed", 9, ["task": "freeze"]),
      act("check.passed", 10, [:], data: #"{"check":"level"}"#), act("gate.requested", 11, ["gate": "go"]),
      act("gate.approved", 12, ["gate": "go", "actor": "alice"]), act("task.started", 13, ["task": "open"]),
      act("task.completed", 40, ["task": "open"]),
    ]
  }

  @Test func `a task that began before its gate was passed breaks the order, and one that was skipped holds nothing`() throws {
    let kept = try judge(.orderKept, Self.plan, asPlanned)
    #expect(kept.result == .satisfied && kept.activations == 3)
    var early = asPlanned
    early[5] = act("task.started", 11, ["task": "open"])
    let broken = try judge(.orderKept, Self.plan, early)
    #expect(broken.result == .violated && broken.violated == 1)
    #expect(broken.events.map(\.id) == ["task.started-11", "gate.approved-12"])
    #expect(broken.reasons == ["`open` began before `go` was done"])
    #expect(try judge(.orderKept, Self.plan, early, isWhole: false).result == .violated)
    #expect(try judge(.orderKept, Self.plan, asPlanned, isWhole: false).result == .undecidable)
    let never = try judge(.orderKept, Self.plan, [asPlanned[5]])
    #expect(never.result == .violated && never.events.map(\.id) == ["task.started-13"])
    let skipped = [act("task.skipped", 1, ["task": "freeze"]), asPlanned[3]]
    #expect(try judge(.orderKept, Self.plan, skipped).result == .satisfied)
    #expect(try judge(.orderKept, Self.plan, []).result == .vacuous)
  }

  @Test func `a gate that was passed before its check, or after it failed, was passed without it`() throws {
    let kept = try judge(.gatesChecked, Self.plan, asPlanned)
    #expect(kept.result == .satisfied && kept.events.map(\.id) == ["gate.approved-12"])
    var late = asPlanned
    late[2] = act("check.passed", 20, [:], data: #"{"check":"level"}"#)
    let early = try judge(.gatesChecked, Self.plan, late)
    #expect(early.result == .violated && early.events.map(\.id) == ["gate.approved-12"])
    #expect(early.reasons == ["gate `go` was passed before anything was said of check `level`"])
    let failed = asPlanned + [act("check.failed", 11, [:], data: #"{"check":"level"}"#)]
    let red = try judge(.gatesChecked, Self.plan, failed)
    #expect(red.result == .violated && red.events.map(\.id) == ["check.failed-11", "gate.approved-12"])
    #expect(try judge(.gatesChecked, Self.plan, failed, isWhole: false).result == .violated)
    #expect(red.reasons == ["gate `go` was passed while check `level` was last seen not passed"])
    // Typed in later, it counts at its time; a waiver is an answer too.
    let mended = failed + [act("check.passed", 11, [:], data: #"{"check":"level"}"#)]
    #expect(try judge(.gatesChecked, Self.plan, mended).result == .satisfied)
    #expect(try judge(.gatesChecked, Self.plan, failed + [act("check.waived", 12, [:], data: #"{"check":"level"}"#)]).result == .violated)
    var waived = asPlanned
    waived[2] = act("check.waived", 10, [:], data: #"{"check":"level"}"#)
    #expect(try judge(.gatesChecked, Self.plan, waived).result == .satisfied)
    #expect(try judge(.gatesChecked, Self.plan, Array(asPlanned.prefix(3))).result == .vacuous, "no gate was passed")
    #expect(try judge(.gatesChecked, Self.plan, asPlanned, isWhole: false).result == .undecidable)
  }

  @Test func `work outside the window breaks it, planned or not, but for background tasks`() throws {
    #expect(try judge(.windowKept, Self.plan, asPlanned).result == .satisfied)
    #expect(try judge(.windowKept, Self.plan, []).result == .vacuous)
    let late = asPlanned + [act("task.started", 119, ["task": "else"]), act("task.completed", 121, ["task": "else"])]
    let broken = try judge(.windowKept, Self.plan, late, isWhole: false)
    #expect(broken.result == .violated && broken.events.map(\.id) == ["task.completed-121"])
    #expect(broken.reasons == ["task `else` was worked on outside the window"])
    let early = [act("task.started", -11, ["task": "freeze"])]
    #expect(try judge(.windowKept, Self.plan, early).result == .violated)
    var plan = Self.plan
    plan.tasks[0].isBackground = true
    #expect(try judge(.windowKept, plan, early).result == .vacuous)
    plan.window = nil
    #expect(try judge(.windowKept, plan, asPlanned).result == .undecidable)
  }
}
