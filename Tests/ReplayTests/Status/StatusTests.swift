import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// The status of a run of events, recorded in this order, at a minute.
func told(
  _ plan: Plan?, _ minute: Int64, basis: RunStatus.TimeBasis = .stated, _ lines: [String]
) throws -> RunStatus {
  let fold = StatusFold(
    at: try Timestamp(clock(minute)), basis, plan: plan, schedule: try plan.map { try Schedule(of: $0) })
  return try folding(fold, over: lines)
}

@Suite struct `The status of a run` {
  /// Planned: lock 0–5, freeze 5–7, sync 7–15, open 15–17; `warm` 5–8 has nine minutes of float.
  static let night = {
    var night = plan([
      task("lock", 5) { $0.owner = "platform" }, task("freeze", 2, after: ["lock"]) { $0.owner = "dba" },
      task("sync", 8, after: ["freeze"]) { $0.owner = "bob" }, task("warm", 3, after: ["lock"]),
      task("open", 2, after: ["sync"]) { $0.isPointOfNoReturn = true },
      task("back", 3) { $0.isRollbackOnly = true },
      task("thaw", 4, after: ["back"]) { $0.isRollbackOnly = true },
    ])
    var bob = Plan.Person(id: "bob")
    bob.principal = "bob@example.com"
    bob.roles = ["dba"]
    var hana = Plan.Person(id: "hana")
    hana.principal = "hana@example.com"
    hana.roles = ["dba", "lead"]
    night.people = [bob, hana]
    night.window = .init(opens: PlanTime(offset: .zero), closes: PlanTime(offset: .minutes(30)))
    return night
  }()

  /// lock took 6, freeze waited 1 and took 2, sync runs since 9.
  static let asRun = [
    event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 6),
    happens("started", "freeze", 7), happens("completed", "freeze", 9), happens("started", "sync", 9),
  ]

  @Test func `is the plan itself before anything began`() throws {
    let status = try told(Self.night, 0, [event("run.began", at: clock(0))])
    #expect(status.slip == .zero && status.verdict == .onTime)
    #expect(status.forecastFinish?.description == clock(17))
    #expect(status.tasks == TaskCounts(planned: 7, waiting: 5, standby: 2))
    #expect(status.now.isEmpty && status.late.isEmpty)
    #expect(status.next.map(\.id) == ["lock", "freeze", "warm", "sync", "open"])
    #expect(status.next.map(\.isReady) == [true, false, false, false, false])
  }

  @Test func `nothing is ready before T, and it says until when it waits`() throws {
    let opened = event("stream.opened", at: clock(-60), data: #"{"starts":"\#(clock(0))"}"#)
    let status = try told(Self.night, -10, [opened])
    #expect(status.next.first?.isReady == false)
    #expect(status.next.first?.notBefore?.description == clock(0))
    #expect(status.forecastFinish?.description == clock(17))
  }

  @Test func `says what runs, for how long, by whom and what is left of it`() throws {
    let status = try told(Self.night, 12, Self.asRun)
    let running = try #require(status.now.first)
    #expect(status.now.count == 1 && running.id == "sync")
    #expect(running.elapsed == .minutes(3) && running.planned == .minutes(8) && running.remaining == .minutes(5))
    #expect(running.owner == TaskOwner(owner: "bob", people: ["bob"]))
    #expect(running.plannedFinish?.description == clock(15) && running.forecastFinish?.description == clock(17))
    // sync ends at 17, open two minutes later.
    #expect(status.forecastFinish?.description == clock(19))
    #expect(status.slip == .minutes(2) && status.verdict == .late)
    #expect(status.windowLeft == .minutes(11))
  }

  @Test func `a pause uses up nothing of the work that is left`() throws {
    let status = try told(Self.night, 15, Self.asRun + [happens("paused", "sync", 11)])
    let running = try #require(status.now.first)
    #expect(running.state == .paused && running.pausedSince?.time.description == clock(11))
    #expect(running.elapsed == .minutes(6) && running.paused == .minutes(4) && running.remaining == .minutes(6))
    #expect(running.forecastFinish?.description == clock(21))
  }

  @Test func `says what is late, by how much, and whether that moves the finish`() throws {
    let status = try told(Self.night, 20, Self.asRun)
    // sync was to end at 15, open to start then; warm was to start at 5, and has nine minutes of float.
    #expect(status.late.map(\.id) == ["warm", "sync", "open"])
    #expect(status.late.map(\.side) == [.start, .finish, .start])
    #expect(status.late.map(\.by) == [.minutes(15), .minutes(5), .minutes(5)])
    // warm would end at 23, fifteen minutes after its plan and six more than its float; sync at 20, five late.
    #expect(status.late.map(\.floatLeft) == [.minutes(-6), .minutes(-5), .minutes(-5)])
    #expect(status.late.allSatisfy { $0.effect == .movesFinish })
    let early = try told(Self.night, 10, Self.asRun)
    #expect(early.late.map(\.id) == ["warm"])
    #expect(early.late.first?.effect == .usesFloat && early.late.first?.floatLeft == .minutes(4))
  }

  @Test func `a limit that would break is told apart from a finish that moves`() throws {
    var plan = plan([task("long", 60), task("short", 5) { $0.finishBy = PlanTime(offset: .minutes(8)) }])
    plan.window = nil
    let status = try told(plan, 10, [event("run.began", at: clock(0)), happens("started", "long", 0)])
    let short = try #require(status.late.first)
    #expect(short.id == "short" && short.effect == .breaksLimit && short.limit?.description == clock(8))
    #expect(short.floatLeft == .minutes(-7))
    #expect(status.slip == .zero)
  }

  @Test func `what may start is ready, and what may not names what it waits for`() throws {
    let status = try told(Self.night, 12, Self.asRun)
    #expect(status.next.map(\.id) == ["warm", "open"])
    #expect(status.next.map(\.isReady) == [true, false])
    #expect(status.next.map(\.waitsFor) == [[], ["sync"]])
  }

  @Test func `a run has begun with its beginning or the first try of a task`() throws {
    let opened = event("stream.opened", at: clock(-60), data: #"{"starts":"\#(clock(0))"}"#)
    #expect(try !told(Self.night, 3, [opened]).hasBegun)
    #expect(try told(Self.night, 3, [event("run.began", at: clock(0))]).hasBegun)
    let tried = [opened, happens("started", "lock", 1), happens("failed", "lock", 2)]
    #expect(try told(Self.night, 3, tried).hasBegun)
    #expect(try !told(Self.night, 0, tried).hasBegun)
  }

  @Test func `a task that failed is next again, and its successors still wait for it`() throws {
    let lines = Self.asRun + [happens("failed", "sync", 12)]
    let status = try told(Self.night, 13, lines)
    let sync = try #require(status.next.first { $0.id == "sync" })
    #expect(sync.isReady && sync.state == .failed && sync.attempts == 1)
    #expect(status.next.first { $0.id == "open" }?.waitsFor == ["sync"])
    #expect(status.forecastFinish?.description == clock(23))
  }

  @Test func `a lag and a start of its own hold a task after its predecessor is done`() throws {
    let plan = plan([
      task("ttl", 2), task("dns", 1, links: [link(.finishToStart, "ttl", lag: 10)]),
      task("mail", 1) { $0.start = PlanTime(offset: .minutes(20)) },
    ])
    let lines = [event("run.began", at: clock(0)), happens("started", "ttl", 0), happens("completed", "ttl", 2)]
    let waiting = try told(plan, 11, lines)
    #expect(waiting.next.map(\.isReady) == [false, false])
    #expect(waiting.next.map(\.waitsFor) == [["ttl"], []])
    #expect(waiting.next.last?.notBefore?.description == clock(20))
    #expect(try told(plan, 12, lines).next.first?.isReady == true)
    #expect(try told(plan, 20, lines).next.last?.isReady == true)
  }

  @Test func `a milestone without an event is reached when all that it waits for is done`() throws {
    let plan = plan([
      task("move", 10), task("done", nil, after: ["move"]) { $0.mode = .milestone }, task("tidy", 5, after: ["done"]),
    ])
    let lines = [event("run.began", at: clock(0)), happens("started", "move", 0), happens("completed", "move", 12)]
    let status = try told(plan, 14, lines)
    #expect(status.tasks.done == 2)
    #expect(status.next.map(\.id) == ["tidy"] && status.next.first?.isReady == true)
    #expect(status.forecastFinish?.description == clock(19))
    // Once all is done its finish stays where it was, however late it is asked.
    let all = lines + [happens("started", "tidy", 14), happens("completed", "tidy", 18)]
    #expect(try told(plan, 40, all).forecastFinish?.description == clock(18))
  }

  // MARK: - Deciding

  @Test func `the earlier of what the plan states and what its window allows is the last moment`() throws {
    // The way back takes 7 minutes, the window closes at 30: the schedule allows 23.
    let byWindow = try told(Self.night, 12, Self.asRun).decision
    #expect(byWindow.state == .open && byWindow.basis == .schedule)
    #expect(byWindow.by?.description == clock(23) && byWindow.left == .minutes(11))
    #expect(byWindow.pointOfNoReturn == "open" && byWindow.noReturnTime?.description == clock(17))
    var plan = Self.night
    plan.rollback = Plan.Rollback()
    plan.rollback?.decideBy = PlanTime(offset: .minutes(14))
    let stated = try told(plan, 12, Self.asRun).decision
    #expect(stated.basis == .plan && stated.left == .minutes(2))
    let over = try told(plan, 16, Self.asRun).decision
    #expect(over.state == .passed && over.left == .minutes(-2))
    #expect(try told(plan, 14, Self.asRun).decision.state == .open)
  }

  @Test func `past the point of no return nothing is left to decide`() throws {
    let lines = Self.asRun + [happens("completed", "sync", 17), happens("started", "open", 18)]
    let room = try told(Self.night, 19, lines).decision
    #expect(room.state == .noReturn && room.left == .zero)
    #expect(room.pointOfNoReturn == "open" && room.noReturnTime?.description == clock(18))
    #expect(room.event?.id == "started-open-18")
  }

  @Test func `without a rollback in the plan nothing sets a limit`() throws {
    let room = try told(plan([task("a", 5)]), 1, [event("run.began", at: clock(0))]).decision
    #expect(room.state == .unstated && room.by == nil && room.left == nil)
  }

  @Test func `once a rollback is decided its tasks lead to the finish, and the others are abandoned`() throws {
    let decided = event("decision.made", at: clock(15), id: "no", data: #"{"decision":"rollback"}"#)
    let status = try told(Self.night, 16, Self.asRun + [decided])
    #expect(status.network == .rollback && status.decision.state == .decided && status.decision.event?.id == "no")
    #expect(status.tasks == TaskCounts(planned: 7, done: 2, running: 1, waiting: 2, abandoned: 2))
    #expect(status.next.map(\.id) == ["back", "thaw"])
    // Planned from the decision: 15 + 7. Nothing has begun a minute later.
    #expect(status.plannedFinish?.description == clock(22) && status.forecastFinish?.description == clock(23))
    #expect(status.late.map(\.id) == ["back"])
    let back = Self.asRun + [decided, happens("cancelled", "sync", 16), happens("started", "back", 16), happens("completed", "back", 18)]
    #expect(try told(Self.night, 18, back).forecastFinish?.description == clock(22))
  }

  // MARK: - The end

  @Test func `a run that ended is over, with its outcome and its actual finish`() throws {
    let lines = Self.asRun + [
      happens("completed", "sync", 17), happens("started", "open", 18), happens("completed", "open", 21),
      event("run.ended", at: clock(24), data: #"{"outcome":"completed"}"#),
    ]
    let status = try told(Self.night, 24, lines)
    #expect(status.isOver && status.run?.outcome == "completed" && status.verdict == .over)
    // `warm` was never begun: it is left, and nothing waits for it any more.
    #expect(status.tasks == TaskCounts(planned: 7, done: 4, standby: 2, abandoned: 1))
    #expect(status.forecastFinish?.description == clock(21) && status.slip == .minutes(4))
    #expect(status.late.isEmpty && status.next.isEmpty && status.gates.isEmpty)
    #expect(status.decision.state == .over && status.decision.left == nil)
    // A minute before it was not.
    #expect(try told(Self.night, 23, lines).isOver == false)
  }

  @Test func `a run that left something undone was not on time, however early its last completion`() throws {
    let lines = Self.asRun + [
      happens("failed", "sync", 12), happens("skipped", "warm", 13), event("run.ended", at: clock(14), data: #"{"outcome":"aborted"}"#),
    ]
    let status = try told(Self.night, 14, lines)
    #expect(status.undone == ["sync", "open"] && status.verdict == .over)
    #expect(status.forecastFinish?.description == clock(9) && status.plannedFinish?.description == clock(17))
    #expect(status.slip == nil && status.windowLeft == nil)
    #expect(try told(Self.night, 13, lines).undone.isEmpty)
    // What was late before it was given up was late.
    let late = Self.asRun + [happens("completed", "sync", 20), event("run.ended", at: clock(40))]
    #expect(try told(Self.night, 40, late).slip == .minutes(3))
  }

  @Test func `a closed stream without an end is over after its last event`() throws {
    let closed = event("stream.closed", at: clock(500))
    #expect(try told(Self.night, 9, Self.asRun + [closed]).isOver)
    #expect(try told(Self.night, 8, Self.asRun + [closed]).isOver == false)
    #expect(try folding(RunEndFold(), over: Self.asRun + [closed])?.description == clock(9))
    #expect(try folding(RunEndFold(), over: Self.asRun) == nil)
    // What is said of the run afterwards is no part of it.
    let claim = event("claim.made", at: clock(90), data: #"{"claim":"c"}"#)
    #expect(try folding(RunEndFold(), over: Self.asRun + [claim, closed])?.description == clock(9))
    #expect(try told(Self.night, 9, Self.asRun + [claim, closed]).isOver)
    let ended = event("run.ended", at: clock(12))
    let note = event("note.added", at: clock(60), data: #"{"text":"t"}"#)
    #expect(try folding(RunEndFold(), over: Self.asRun + [ended, note, closed])?.description == clock(12))
    let again = event("run.began", at: clock(13))
    #expect(try folding(RunEndFold(), over: Self.asRun + [ended, again]) == nil)
  }

  // MARK: - What there is without a plan, and what is wrong

  @Test func `without a plan it says what runs, and forecasts nothing`() throws {
    let status = try told(nil, 12, Self.asRun)
    #expect(status.now.map(\.id) == ["sync"] && status.now.first?.isPlanned == false)
    #expect(status.verdict == .unknown && status.forecastFinish == nil && !status.hasPlan)
    #expect(status.late.isEmpty && status.next.isEmpty && status.decision.state == .unstated)
  }

  @Test func `a plan without durations has no forecast and still knows what is next`() throws {
    let plan = plan([task("a", nil), task("b", nil, after: ["a"])])
    let status = try told(plan, 3, [event("run.began", at: clock(0)), happens("started", "a", 0)])
    #expect(status.forecastFinish == nil && status.verdict == .unknown)
    #expect(status.next.map(\.waitsFor) == [["a"]])
    #expect(status.now.first?.planned == nil && status.now.first?.remaining == nil)
  }

  @Test func `work that the plan doesn't hold runs too`() throws {
    let status = try told(Self.night, 12, Self.asRun + [happens("started", "extra", 10)])
    #expect(status.now.map(\.id) == ["sync", "extra"])
    #expect(status.now.map(\.isPlanned) == [true, false])
    #expect(status.tasks.running == 1)
  }

  @Test func `incidents, backlogs, services and checks are told until they are settled`() throws {
    let lines = [
      event("run.began", at: clock(0)),
      event("service.down", at: clock(1), ["service": "pay"]),
      event("incident.declared", at: clock(2), ["service": "pay"], data: #"{"severity":2}"#),
      event("backlog.reported", at: clock(3), ["service": "pay"], data: #"{"queue":"q","depth":7}"#),
      event("check.failed", at: clock(3), data: #"{"check":"smoke"}"#),
      event("service.down", at: clock(3), ["service": "lab", "mode": "isolated"]),
      event("check.passed", at: clock(6), data: #"{"check":"smoke"}"#),
      event("backlog.cleared", at: clock(7), ["service": "pay"], data: #"{"queue":"q"}"#),
      event("incident.resolved", at: clock(8), ["service": "pay"]),
      event("service.up", at: clock(9), ["service": "pay"]),
    ]
    let bad = try told(nil, 5, lines)
    #expect(bad.services.map(\.service) == ["pay"] && bad.services.first?.state == .down)
    #expect(bad.incidents.map(\.severity) == ["2"])
    #expect(bad.backlogs.map(\.depth) == ["7"])
    #expect(bad.checks.map(\.id) == ["smoke"])
    let good = try told(nil, 9, lines)
    #expect(good.services.isEmpty && good.incidents.isEmpty && good.backlogs.isEmpty && good.checks.isEmpty)
  }

  @Test func `a gate names who has approved, who may still, and what it lacks`() throws {
    var plan = Self.night
    var gate = Plan.Gate(id: "go")
    gate.approvals = 2
    gate.roles = ["dba", "lead"]
    gate.after = [Dependency(predecessor: "freeze")]
    gate.requires = ["read-only"]
    gate.deadline = PlanTime(offset: .minutes(11))
    plan.gates = [gate]
    let asked = Self.asRun + [
      event("gate.requested", at: clock(9), ["gate": "go"]),
      event("gate.approved", at: clock(10), ["gate": "go", "actor": "bob@example.com"]),
    ]
    let ready = try #require(try told(plan, 9, Self.asRun).gates.first)
    #expect(ready.state == .pending && ready.isReady && ready.candidates == ["bob", "hana"])
    let open = try #require(try told(plan, 12, asked).gates.first)
    #expect(open.state == .requested && open.missing == 1 && open.candidates == ["hana"])
    #expect(open.failing == ["read-only"] && open.left == .minutes(-1))
    let late = try told(plan, 12, asked).late
    #expect(late.contains { $0.isGate && $0.id == "go" && $0.side == .finish })
    let passed = asked + [event("gate.approved", at: clock(12), ["gate": "go", "actor": "hana@example.com"])]
    #expect(try told(plan, 12, passed).gates.isEmpty)
  }

  @Test func `a role is whoever took it last, else all who may have it`() throws {
    let status = try told(Self.night, 5, [event("run.began", at: clock(0)), happens("started", "lock", 0)])
    #expect(status.next.first { $0.id == "freeze" }?.owner.people == ["bob", "hana"])
    let taken = event("role.taken", at: clock(1), ["actor": "hana@example.com"], data: #"{"role":"dba"}"#)
    let then = try told(
      Self.night, 5, [event("run.began", at: clock(0)), taken, happens("started", "lock", 0)])
    #expect(then.next.first { $0.id == "freeze" }?.owner.people == ["hana"])
  }

  @Test func `events behind the clock's time don't count, and that is a finding`() throws {
    let lines = Self.asRun + [happens("completed", "sync", 20)]
    let status = try told(Self.night, 12, basis: .clock, lines)
    #expect(status.now.map(\.id) == ["sync"])
    let finding = try #require(status.findings.first { $0.rule == "event-after-now" })
    #expect(finding.count == 1 && finding.indexes == [6])
    // Of a moment that was named it is no finding: of course the run went on.
    #expect(try !told(Self.night, 12, lines).findings.contains { $0.rule == "event-after-now" })
  }

  @Test func `it says how long nothing was recorded`() throws {
    let status = try told(Self.night, 29, Self.asRun + [event("seal", at: clock(10))])
    #expect(status.recorder.last?.id == "started-sync-9")
    #expect(status.recorder.age(status.recorder.last?.time, at: status.time) == .minutes(20))
    #expect(status.recorder.sealed?.description == clock(10))
  }

  @Test func `lengths over 292 years are unknown, and nothing overflows`() throws {
    var plan = plan([task("a", 5) { $0.duration = .fixed(TimeSpan(nanoseconds: .max)) }, task("b", 5, after: ["a"])])
    plan.window = .init(opens: PlanTime(offset: .zero), closes: PlanTime(offset: TimeSpan(nanoseconds: .max)))
    let lines = [event("run.began", at: "1678-01-01T00:00:00Z"), event("task.started", at: "1678-01-01T00:00:00Z", ["task": "a"])]
    let fold = StatusFold(at: .latest, .stated, plan: plan, schedule: try Schedule(of: plan))
    let status = try folding(fold, over: lines)
    #expect(status.forecastFinish == nil && status.windowCloses == nil)
  }
}
