import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// 2026-11-22T22:00:00Z and so many minutes, as an event states it.
func clock(_ minutes: Int64) -> String {
  Timestamp(nanoseconds: 1_795_384_800_000_000_000, fractionDigits: 0)
    .advanced(by: .minutes(minutes)).description
}

/// An event of a task.
func happens(
  _ type: String, _ task: String, _ minutes: Int64, data: String? = nil,
  _ attributes: [String: String] = [:]
) -> String {
  event(
    "task.\(type)", at: clock(minutes), id: "\(type)-\(task)-\(minutes)",
    attributes.merging(["task": task]) { first, _ in first }, data: data)
}

/// The variance of a run of events, recorded in this order.
func variance(_ plan: Plan, starts: Timestamp? = nil, _ lines: [String]) throws -> Variance {
  try folding(VarianceFold(plan: plan, schedule: Schedule(of: plan), starts: starts), over: lines)
}

@Suite struct `Variance of a run against its plan` {
  @Test func `an early last completion of a run that left tasks undone is no finish`() throws {
    let run = try variance(Self.night, [
      event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 6),
      happens("skipped", "freeze", 7), event("run.ended", at: clock(8)),
    ])
    #expect(run.undone == ["sync", "open"] && run.isUnfinished)
    #expect(run.slip == .minutes(-11))
    #expect(try !variance(Self.night, Self.asRun).isUnfinished)
  }

  /// Planned: lock 0–5, freeze 5–7, sync 7–15, open 15–17.
  static let night = plan([
    task("lock", 5), task("freeze", 2, after: ["lock"]), task("sync", 8, after: ["freeze"]),
    task("open", 2, after: ["sync"]) { $0.checks = ["smoke"] },
  ])

  /// Began at 22:00; lock took 6, freeze waited 1 and took 2, sync took 20, open 3: finished at 22:32.
  static let asRun = [
    event("run.began", at: clock(0)),
    happens("started", "lock", 0), happens("completed", "lock", 6),
    happens("started", "freeze", 7), happens("completed", "freeze", 9),
    happens("started", "sync", 9), happens("completed", "sync", 29),
    happens("started", "open", 29), happens("completed", "open", 32),
    event("check.passed", at: clock(33), data: #"{"check":"smoke"}"#),
    event("run.ended", at: clock(40)),
  ]

  @Test func `gives planned and actual times and their differences`() throws {
    let variance = try variance(Self.night, Self.asRun)
    #expect(variance.start?.basis == .runBegan)
    #expect(variance.plannedFinish?.description == "2026-11-22T22:17:00Z")
    #expect(variance.actualFinish?.time.description == "2026-11-22T22:32:00Z")
    #expect(variance.actualFinish?.event.index == 8)
    #expect(variance.slip == .minutes(15))
    #expect(
      variance.tasks.map(\.startSlip) == [.minutes(0), .minutes(2), .minutes(2), .minutes(14)])
    #expect(variance.tasks.map(\.durationSlip) == [.minutes(1), .zero, .minutes(12), .minutes(1)])
    #expect(variance.tasks.map { $0.plannedStart?.description } == [0, 5, 7, 15].map { clock($0) })
    #expect(variance.tasks.allSatisfy { $0.state == .completed })
    #expect(variance.unplanned.isEmpty && variance.notExecuted.isEmpty)
    #expect(variance.findings.isEmpty)
  }

  @Test func `needs no event of a milestone to give finish and slip`() throws {
    let plan = plan([
      task("move", 10), task("done", nil, after: ["move"]) { $0.mode = .milestone },
    ])
    let lines = [happens("started", "move", 0), happens("completed", "move", 15)]
    let run = try variance(plan, lines)
    #expect(run.actualFinish?.event.index == 1)
    #expect(run.slip == .minutes(5))
    #expect(run.attribution == [SlipAttribution(task: "move", kind: .duration, slip: .minutes(5))])
    #expect(try variance(plan, Array(lines.prefix(1))).actualFinish == nil)
    let recorded = try variance(plan, lines + [happens("completed", "done", 20)])
    #expect(recorded.slip == .minutes(10))
  }

  @Test func `attributes the slip along the driving path without a rest`() throws {
    let variance = try variance(Self.night, Self.asRun)
    #expect(variance.drivingPath == ["lock", "freeze", "sync", "open"])
    #expect(
      variance.attribution == [
        SlipAttribution(task: "lock", kind: .duration, slip: .minutes(1)),
        SlipAttribution(task: "freeze", kind: .gap, slip: .minutes(1)),
        SlipAttribution(task: "sync", kind: .duration, slip: .minutes(12)),
        SlipAttribution(task: "open", kind: .duration, slip: .minutes(1)),
      ])
  }

  @Test func `gives the same answers in any order of recording`() throws {
    let expected = try variance(Self.night, Self.asRun)
    var random = FixedRandom(3)
    for _ in 0..<50 {
      let shuffled = try variance(Self.night, Self.asRun.shuffled(using: &random))
      #expect(shuffled.attribution == expected.attribution)
      #expect(shuffled.drivingPath == expected.drivingPath)
      #expect(shuffled.slip == expected.slip)
      #expect(shuffled.tasks.map(\.startSlip) == expected.tasks.map(\.startSlip))
      #expect(shuffled.tasks.map(\.durationSlip) == expected.tasks.map(\.durationSlip))
      #expect(shuffled.tasks.map(\.verified) == expected.tasks.map(\.verified))
    }
  }

  @Test
  func `counts from the stated start and else from the opening, the beginning or the first task`()
    throws
  {
    let stated = try Timestamp(clock(-10))
    let given = try variance(Self.night, starts: stated, Self.asRun)
    #expect(given.start == RunStart(time: stated, basis: .stated))
    #expect(given.slip == .minutes(25))
    #expect(
      given.attribution.first == SlipAttribution(task: "lock", kind: .start, slip: .minutes(10)))

    let opening = event("stream.opened", at: clock(-60), data: #"{"starts":"\#(clock(1))"}"#)
    let opened = try variance(Self.night, [opening] + Self.asRun)
    #expect(opened.start?.basis == .stated)
    #expect(opened.slip == .minutes(14))

    let first = try variance(Self.night, Array(Self.asRun.dropFirst().reversed()))
    #expect(first.start?.basis == .firstTask)
    #expect(first.start?.event?.id == "started-lock-0")
    #expect(first.slip == .minutes(15))

    let nothing = try variance(Self.night, [])
    #expect(nothing.start == nil && nothing.plannedFinish == nil && nothing.slip == nil)
    #expect(nothing.tasks.map(\.state) == [.planned, .planned, .planned, .planned])
    #expect(nothing.notExecuted == ["lock", "freeze", "sync", "open"])
  }

  @Test func `leaves the finish open while the run goes on`() throws {
    let ongoing = try variance(Self.night, Array(Self.asRun.prefix(6)))
    #expect(ongoing.actualFinish == nil && ongoing.slip == nil)
    #expect(ongoing.drivingPath.isEmpty && ongoing.attribution.isEmpty)
    #expect(ongoing.tasks.map(\.state) == [.completed, .completed, .started, .planned])
    #expect(ongoing.notExecuted == ["open"])
  }

  @Test(arguments: ["run.ended", "stream.closed"])
  func `takes the last completion of a run that ended early`(type: String) throws {
    let ended = try variance(
      Self.night, Array(Self.asRun.prefix(6)) + [event(type, at: clock(50))])
    #expect(ended.slip == .minutes(-8))
    #expect(ended.drivingPath == ["lock", "freeze"])
    #expect(
      ended.attribution == [
        SlipAttribution(task: "lock", kind: .duration, slip: .minutes(1)),
        SlipAttribution(task: "freeze", kind: .gap, slip: .minutes(1)),
        SlipAttribution(task: "freeze", kind: .scope, slip: .minutes(-10)),
      ])
  }

  @Test func `lists work that the plan does not know by its first event`() throws {
    let variance = try variance(
      Self.night,
      Self.asRun + [
        happens("completed", "call-vendor", 25), happens("started", "call-vendor", 20),
        happens("started", "add-disk", 12),
      ])
    #expect(variance.unplanned.map(\.id) == ["add-disk", "call-vendor"])
    #expect(variance.unplanned.map(\.history.state) == [.started, .completed])
    #expect(variance.slip == .minutes(15))
  }

  @Test func `asks for rollback tasks only once a rollback is decided`() throws {
    var night = Self.night
    night.tasks.append(task("unfreeze", 2) { $0.isRollbackOnly = true })
    night.tasks.append(task("tell", 3, after: ["unfreeze"]) { $0.isRollbackOnly = true })
    let forward = try variance(night, Self.asRun)
    #expect(forward.notExecuted.isEmpty)
    #expect(forward.tasks.last?.plannedStart == nil)

    let back = try variance(
      night,
      Array(Self.asRun.prefix(6)) + [
        event("decision.made", at: clock(30), data: #"{"decision":"rollback"}"#),
        happens("started", "unfreeze", 31), happens("completed", "unfreeze", 34),
        event("run.ended", at: clock(50)),
      ])
    #expect(back.notExecuted == ["tell"])
    #expect(back.rollback?.abandoned == ["sync", "open"])
    #expect(back.tasks[4].plannedStart?.description == clock(30))
    #expect(back.tasks[4].startSlip == .minutes(1))
    // The rollback was planned from minute 30 to 35, the rest of it was never done.
    #expect(back.slip == .minutes(-1))
    #expect(
      back.attribution == [
        SlipAttribution(task: "unfreeze", kind: .start, slip: .minutes(1)),
        SlipAttribution(task: "unfreeze", kind: .duration, slip: .minutes(1)),
        SlipAttribution(task: "unfreeze", kind: .scope, slip: .minutes(-3)),
      ])
  }

  @Test func `does not let background tasks hold the finish`() throws {
    var night = Self.night
    night.tasks.append(task("watch", 60) { $0.isBackground = true })
    let withoutEnd = Self.asRun.dropLast()
    let running = try variance(night, withoutEnd + [happens("started", "watch", 1)])
    #expect(running.slip == .minutes(15))
    let done = try variance(
      night, withoutEnd + [happens("started", "watch", 1), happens("completed", "watch", 90)])
    #expect(done.slip == .minutes(15))
  }

  @Test func `drives the finish through gates`() throws {
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "sync")]
    gate.approvals = 2
    let night = plan([task("sync", 8), task("open", 2, after: ["go"])], gates: [gate])
    let variance = try variance(
      night,
      [
        event("run.began", at: clock(0)), happens("started", "sync", 0),
        happens("completed", "sync", 8),
        event("gate.requested", at: clock(10), ["gate": "go"]),
        event("gate.approved", at: clock(12), ["gate": "go", "actor": "alice"]),
        event("gate.approved", at: clock(14), ["gate": "go", "actor": "alice"]),
        event("gate.approved", at: clock(15), ["gate": "go", "actor": "bob"]),
        happens("started", "open", 15), happens("completed", "open", 17),
      ])
    #expect(variance.gates[0].history.passed?.event.index == 6)
    #expect(variance.gates[0].slip == .minutes(7))
    #expect(variance.drivingPath == ["sync", "go", "open"])
    #expect(
      variance.attribution == [
        SlipAttribution(task: "go", kind: .gap, slip: .minutes(2)),
        SlipAttribution(task: "go", kind: .duration, slip: .minutes(5)),
      ])
  }

  @Test func `looks through skipped tasks to what they waited for`() throws {
    let variance = try variance(
      Self.night,
      [
        event("run.began", at: clock(0)), happens("skipped", "sync", 1),
        happens("started", "lock", 0), happens("completed", "lock", 5),
        happens("started", "freeze", 5), happens("completed", "freeze", 9),
        happens("started", "open", 9), happens("completed", "open", 11),
      ])
    #expect(variance.tasks[2].state == .skipped)
    #expect(variance.notExecuted == ["sync"])
    #expect(variance.drivingPath == ["lock", "freeze", "open"])
    #expect(
      variance.attribution == [
        SlipAttribution(task: "freeze", kind: .duration, slip: .minutes(2)),
        SlipAttribution(task: "open", kind: .gap, slip: .minutes(-8)),
      ])
  }

  @Test func `asks for no event of a milestone, and for no start of one`() throws {
    var night = Self.night
    night.tasks.append(task("half-way", 0, after: ["lock"]) { $0.mode = .milestone })
    let silent = try variance(night, Self.asRun)
    #expect(silent.notExecuted == [] && silent.findings.isEmpty)
    let reached = Self.asRun + [happens("completed", "half-way", 6)]
    #expect(try variance(night, reached).findings.isEmpty)
    let timeline = try folding(TimelineFold(plan: night, schedule: try Schedule(of: night)), over: reached)
    #expect(!timeline.findings.contains { $0.rule == "task-start-missing" })
    #expect(try !folding(StateFold(plan: night), over: reached).findings.contains { $0.rule == "task-start-missing" })
  }

  @Test func `goes without planned times where the plan has no durations`() throws {
    var night = Self.night
    night.tasks[0].duration = nil
    let variance = try variance(night, Self.asRun)
    #expect(variance.plannedFinish == nil && variance.slip == nil)
    #expect(variance.actualFinish?.time.description == clock(32))
    #expect(variance.tasks.map(\.startSlip) == [.zero, nil, nil, nil])
    #expect(variance.drivingPath == ["open"])
    #expect(variance.attribution.isEmpty)
  }

  @Test func `notes what it could not take as it stands`() throws {
    let variance = try variance(
      Self.night,
      [
        event("run.began", at: clock(0)), happens("started", "lock", 0),
        happens("started", "freeze", 3), happens("completed", "lock", 5),
        happens("completed", "sync", 20), happens("completed", "sync", 21),
        happens("resumed", "freeze", 6), happens("completed", "freeze", 7),
        happens("started", "freeze", 30), event("task.started", at: clock(9)),
        event("gate.approved", at: clock(9)), event("check.passed", at: clock(9)),
      ])
    #expect(
      variance.findings.map { "\($0.rule) \($0.indexes)" } == [
        "check-missing [11]", "gate-missing [10]", "task-before-predecessor [2]",
        "task-executed-again [8]", "task-missing [9]", "task-pause-misplaced [6]",
        "task-repeated [5]", "task-start-missing [4]",
      ])
  }
}

@Suite struct `Planned times beyond all years` {
  private static let early = plan([
    task("early", 5) { $0.start = PlanTime("T-4800h") }, task("late", 5),
  ])
  private static let lines = [
    event("run.began", at: "1678-01-01T00:00:00Z"),
    event("task.started", at: "1678-01-01T00:00:00Z", ["task": "early"]),
    event("task.completed", at: "1678-01-01T00:05:00Z", ["task": "early"]),
    event("run.ended", at: "1678-01-02T00:00:00Z"),
  ]

  @Test func `are none in a variance`() throws {
    let variance = try variance(Self.early, Self.lines)
    #expect(variance.tasks.map { $0.plannedStart?.description } == [nil, "1678-01-01T00:00:00Z"])
    #expect(variance.tasks[0].startSlip == nil)
  }

  @Test func `are none in a timeline`() throws {
    let fold = TimelineFold(plan: Self.early, schedule: try Schedule(of: Self.early))
    let timeline = try folding(fold, over: Self.lines)
    let entry = try #require(timeline.entries.first { $0.task == "early" })
    #expect(entry.plannedStart == nil && entry.startSlip == nil)
  }

  @Test func `are none for the finish of a plan`() throws {
    let plan = plan([task("long", 5) { $0.start = PlanTime("T+10000h") }])
    let variance = try variance(plan, [event("run.began", at: "2261-12-31T00:00:00Z")])
    #expect(variance.plannedFinish == nil && variance.slip == nil)
  }
}
