import Audit
import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// Rules that ask the plan about what events name.
@Suite struct PlanFactTests {
  private static let plan: Plan = {
    var plan = Plan(plan: "p", version: 1)
    plan.sites = Plan.Sites(source: "west", target: "east")
    var alice = Plan.Person(id: "alice")
    alice.principal = "alice@example.com"
    alice.roles = ["lead"]
    alice.deputy = "bob"
    var bob = Plan.Person(id: "bob")
    bob.roles = ["dba"]
    plan.people = [alice, bob, Plan.Person(id: "carol")]
    var gate = Plan.Gate(id: "go-live")
    gate.commits = true
    gate.approvals = 2
    gate.roles = ["lead"]
    gate.requires = ["level", "smoke"]
    plan.gates = [gate, Plan.Gate(id: "ready")]
    var check = Plan.Check(id: "smoke")
    check.kind = .smoke
    check.required = true
    plan.checks = [check]
    var promote = PlannedTask(id: "promote")
    promote.phase = "switch"
    promote.layer = "data"
    promote.checks = ["smoke"]
    promote.rollback = "demote"
    var shift = PlannedTask(id: "shift")
    shift.action = "shift_traffic(10)"
    shift.isPointOfNoReturn = true
    var demote = PlannedTask(id: "demote")
    demote.isRollbackOnly = true
    var live = PlannedTask(id: "live")
    live.mode = .milestone
    plan.tasks = [promote, shift, demote, live]
    return plan
  }()

  private func result(
    _ field: PlanField, _ value: String?, _ line: String, kind: String? = nil, plan: Plan? = Self.plan
  ) throws -> RuleFinding {
    let test: FieldCondition.Test = value.map { .isAnyOf([$0]) } ?? .exists(false)
    let rule = Rule(
      Constraint(.existence(1), activation: EventPattern(types: [], conditions: [FieldCondition(.plan(field), test)])))
    let fold = AuditFold([rule], plan: plan.map { PlanFacts($0, streamKind: kind) }, isWhole: true)
    return try #require(folding(fold, at: [line].placed(from: 1)).report.findings.first)
  }

  private func holds(_ field: PlanField, _ value: String?, _ line: String, kind: String? = nil) throws -> Bool {
    try result(field, value, line, kind: kind).result == .satisfied
  }

  private func task(_ id: String) -> String { event("task.started", at: clock(1), ["task": id]) }
  private func gate(_ id: String, by actor: String? = nil) -> String {
    event("gate.approved", at: clock(1), ["gate": id].merging(actor.map { ["actor": $0] } ?? [:]) { $1 })
  }

  @Test func `what the plan says of an event's task, gate and check can be asked for`() throws {
    #expect(try holds(.taskPhase, "switch", task("promote")))
    #expect(try holds(.taskLayer, "data", task("promote")) && holds(.taskRollback, "demote", task("promote")))
    #expect(try holds(.taskChecks, "smoke", task("promote")))
    #expect(try holds(.taskRequired, "true", task("promote")) && holds(.taskRequired, "false", task("live")))
    #expect(try holds(.taskOnly, "rollback", task("demote")) && holds(.taskOnly, nil, task("promote")))
    #expect(try holds(.taskPointOfNoReturn, "true", task("shift")))
    #expect(try holds(.taskMode, "milestone", task("live")))
    #expect(try holds(.gateCommits, "true", gate("go-live")) && holds(.gateCommits, "false", gate("ready")))
    #expect(try holds(.gateRequires, "level", gate("go-live")) && holds(.gateRoles, "lead", gate("go-live")))
    let check = event("check.passed", at: clock(1), data: #"{"check":"smoke"}"#)
    #expect(try holds(.checkKind, "smoke", check) && holds(.checkRequired, "true", check))
  }

  @Test func `an action with an argument is found with and without it`() throws {
    #expect(try holds(.taskAction, "shift_traffic", task("shift")))
    #expect(try holds(.taskAction, "shift_traffic(10)", task("shift")))
    #expect(try !holds(.taskAction, "shift_traffic(50)", task("shift")))
  }

  @Test func `of what the plan doesn't have it says nothing, whatever looks like it`() throws {
    #expect(try holds(.taskPhase, nil, task("unplanned")))
    #expect(try holds(.taskPhase, nil, event("task.started", at: clock(1))))
    #expect(try holds(.gateCommits, nil, gate("promote")))
    // U+212A looks like K and is equal to it as a text of Swift, but not by its bytes.
    var plan = Plan(plan: "p", version: 1)
    var task = PlannedTask(id: "K")
    task.phase = "switch"
    plan.tasks = [task]
    #expect(try result(.taskPhase, "switch", self.task("\u{212A}"), plan: plan).result == .violated)
    #expect(try result(.taskPhase, "switch", self.task("K"), plan: plan).result == .satisfied)
  }

  @Test func `a side is the old or the new one, and swapped in a failback`() throws {
    func frozen(_ side: String) -> String { event("writes.frozen", at: clock(1), data: "{\"side\":\"\(side)\"}") }
    #expect(try holds(.side, "old", frozen("west")) && holds(.side, "new", frozen("east")))
    #expect(try holds(.side, "new", frozen("west"), kind: "failback") && holds(.side, "old", frozen("east"), kind: "failback"))
    // By its role a side is what it is in the run.
    for kind in ["live", "failback"] {
      #expect(try holds(.side, "old", frozen("source"), kind: kind) && holds(.side, "new", frozen("target"), kind: kind))
    }
    #expect(try holds(.side, nil, frozen("elsewhere")))
    #expect(try holds(.to, "new", event("traffic.shifted", at: clock(1), data: #"{"to":"east","percent":10}"#)))
  }

  @Test func `a gate's role is held by who has it, under either name, and by a deputy`() throws {
    for person in ["alice", "alice@example.com", "bob"] {
      #expect(try holds(.gateRoleHeld, "true", gate("go-live", by: person)), "\(person)")
    }
    #expect(try holds(.gateRoleHeld, "false", gate("go-live", by: "carol")))
    #expect(try holds(.gateRoleHeld, "false", gate("go-live", by: "mallory")))
    #expect(try holds(.gateRoleHeld, "true", gate("ready", by: "mallory")), "a gate that asks for no role")
    #expect(try holds(.gateRoleHeld, nil, gate("go-live")), "nobody is named")
  }

  @Test func `without a plan a rule that asks for one is undecidable, be it a demand, a prohibition or a correlation`() throws {
    let asking = EventPattern.of("gate.approved", where: FieldCondition(.plan(.gateCommits), .isAnyOf(["true"])))
    let rules = [
      Rule(Constraint(.existence(1), activation: asking)), Rule(Constraint(.absence(1), activation: asking)),
      Rule(Constraint(.precedence, activation: asking, target: .of("writes.opened"))),
      Rule(Constraint(.absence(1), activation: .of("note.added"), correlation: [.plan(.taskPhase)])),
      Rule(Constraint(.absence(1), activation: .of("note.added"), among: asking)),
      Rule(id: "s", title: "t", why: "w", requirement: .separation(Separation(activation: asking, people: 2))),
    ]
    for finding in try judge(rules, [gate("go-live")]).findings {
      #expect(finding.result == .undecidable && finding.events.isEmpty)
      #expect(finding.reasons.count == 1 && finding.reasons[0].hasPrefix("the run has no plan that says `plan."))
    }
    let other = try judge([Rule(Constraint(.existence(1), activation: .of("gate.approved")))], [gate("go-live")])
    #expect(other.verdict == .satisfied, "a rule that asks for none needs none")
  }

  @Test func `events of one phase belong together where the rule says so`() throws {
    let rule = Rule(
      Constraint(.existence(2), activation: .of("task.started"), correlation: [.plan(.taskPhase)]))
    var plan = Self.plan
    plan.tasks[1].phase = "switch"
    let fold = AuditFold([rule], plan: PlanFacts(plan, streamKind: nil), isWhole: true)
    let lines = [task("promote"), event("task.started", at: clock(2), ["task": "shift"])]
    #expect(try folding(fold, at: lines.placed(from: 1)).report.verdict == .satisfied)
  }
}
