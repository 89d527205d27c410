import CutoverModel
import Testing

@testable import Replay

@Suite struct `A schedule by the critical path method` {
  /// Network A: Hillier and Lieberman, Reliable Construction.
  static let construction = plan([
    task("A", 2), task("B", 4, after: ["A"]), task("C", 10, after: ["B"]),
    task("D", 6, after: ["C"]), task("E", 4, after: ["C"]), task("F", 5, after: ["E"]),
    task("G", 7, after: ["D"]), task("H", 9, after: ["E", "G"]), task("I", 7, after: ["C"]),
    task("J", 8, after: ["F", "I"]), task("K", 4, after: ["J"]), task("L", 5, after: ["J"]),
    task("M", 2, after: ["H"]), task("N", 6, after: ["K", "L"]),
  ])

  @Test func `gives the published answers for the textbook network`() throws {
    let schedule = try Schedule(of: Self.construction)
    #expect(schedule.duration == .minutes(44))
    #expect(schedule.criticalPath == ["A", "B", "C", "E", "F", "J", "L", "N"])
    let total = schedule.tasks.filter { $0.totalFloat != .zero }
    #expect(
      total.map { "\($0.id)\($0.totalFloat?.minutes ?? -1)" } == [
        "D4", "G4", "H4", "I2", "K1", "M4",
      ])
    let free = schedule.tasks.filter { $0.freeFloat != .zero }
    #expect(free.map { "\($0.id)\($0.freeFloat?.minutes ?? -1)" } == ["I2", "K1", "M4"])
    #expect(schedule.tasks.filter(\.isCritical).map(\.id) == schedule.criticalPath)
    let late = try #require(schedule.tasks.first { $0.id == "H" })
    #expect(late.earlyStart == .minutes(29) && late.earlyFinish == .minutes(38))
    #expect(late.lateStart == .minutes(33) && late.lateFinish == .minutes(42))
  }

  @Test func `takes the mean of three-point durations`() throws {
    func points(_ low: Int64, _ likely: Int64, _ high: Int64) -> PlannedDuration {
      .threePoint(
        optimistic: TimeSpan(seconds: low), likely: TimeSpan(seconds: likely),
        pessimistic: TimeSpan(seconds: high))
    }
    let schedule = try Schedule(
      of: plan([
        task("b", nil) { $0.duration = points(120, 210, 480) },
        task("c", nil, after: ["b"]) { $0.duration = points(360, 540, 1_080) },
      ]))
    #expect(schedule.duration == .minutes(14))
  }

  /// GitLab.com's recovery table: only a parallel restore meets two hours.
  static let services: [(String, Int64)] = [
    ("postgresql", 90), ("redis", 0), ("gitaly", 30), ("ci", 30), ("haproxy", 30),
    ("frontend", 15), ("monitoring", 0), ("operations", 30), ("packagecloud", 0),
  ]

  @Test(arguments: [(true, Int64(90), true), (false, 225, false)])
  func `tells whether parallel or serial recovery meets the objective`(
    isParallel: Bool, minutes: Int64, feasible: Bool
  ) throws {
    var tasks = [task("lost", 0)]
    for (name, duration) in Self.services {
      let before = isParallel ? "lost" : tasks[tasks.count - 1].id
      tasks.append(task(name, duration, after: [before]))
    }
    tasks.append(task("restored", 0, after: Self.services.map(\.0)))
    var recovery = plan(tasks)
    recovery.impact = [
      .init(
        service: "gitlab", from: .init(task: "lost", side: .start),
        to: .init(task: "restored", side: .finish))
    ]
    var objective = Objective(id: "zonal", metric: .rto, limit: .span(.minutes(120)))
    objective.service = "gitlab"
    recovery.objectives = [objective]
    let schedule = try Schedule(of: recovery)
    #expect(schedule.duration == .minutes(minutes))
    #expect(schedule.objectives.map(\.feasible) == [feasible])
    #expect(schedule.objectives.map(\.planned) == [.minutes(minutes)])
    #expect(schedule.isFeasible == feasible)
  }

  @Test(arguments: [
    (Dependency.Relation.finishToStart, Int64(3), Int64(13)), (.finishToStart, -4, 6),
    (.startToStart, 3, 3), (.startToStart, 0, 0), (.finishToFinish, 3, 7), (.finishToFinish, 0, 4),
    (.startToFinish, 12, 6), (.startToFinish, 2, 0),
  ])
  func `places a task of six minutes behind one of ten by each kind of link`(
    relation: Dependency.Relation, lag: Int64, start: Int64
  ) throws {
    let schedule = try Schedule(
      of: plan([task("first", 10), task("second", 6, links: [link(relation, "first", lag: lag)])]))
    #expect(schedule.tasks[1].earlyStart == .minutes(start))
    #expect(schedule.tasks[1].earlyFinish == .minutes(start + 6))
  }

  /// a 10, b 6 with b's start 2 after a's start, c 4 whose finish is 5 after b's finish; d 20 alone sets the finish.
  @Test func `gives floats across links that are not finish-to-start`() throws {
    let schedule = try Schedule(
      of: plan([
        task("a", 10), task("b", 6, links: [link(.startToStart, "a", lag: 2)]),
        task("c", 4, links: [link(.finishToFinish, "b", lag: 5)]), task("d", 20),
      ]))
    let times = schedule.tasks.map {
      [$0.earlyStart, $0.earlyFinish, $0.lateStart, $0.lateFinish, $0.totalFloat, $0.freeFloat]
        .map { $0?.minutes ?? -1 }
    }
    #expect(times[0] == [0, 10, 7, 17, 7, 0])
    #expect(times[1] == [2, 8, 9, 15, 7, 0])
    #expect(times[2] == [9, 13, 16, 20, 7, 7])
    #expect(times[3] == [0, 20, 0, 20, 0, 0])
    #expect(schedule.criticalPath == ["d"])
  }

  @Test func `puts gates between tasks with their own duration`() throws {
    var gate = Plan.Gate(id: "go-live")
    gate.after = [Dependency(predecessor: "sync")]
    gate.duration = .fixed(.minutes(5))
    let schedule = try Schedule(
      of: plan([task("sync", 8), task("open", 2, after: ["go-live"])], gates: [gate]))
    #expect(schedule.duration == .minutes(15))
    #expect(schedule.criticalPath == ["sync", "go-live", "open"])
    #expect(schedule.network.gates.map(\.id) == ["go-live"])
    #expect(schedule.network.gates[0].earlyFinish == .minutes(13))
  }

  @Test func `takes gates and milestones without a duration as moments`() throws {
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "a")]
    let schedule = try Schedule(
      of: plan(
        [task("a", 3), task("done", nil, after: ["go"]) { $0.mode = .milestone }], gates: [gate]))
    #expect(schedule.duration == .minutes(3))
    #expect(schedule.criticalPath == ["a", "go", "done"])
  }

  @Test func `starts nothing before its own start and allows one before T`() throws {
    let schedule = try Schedule(
      of: plan([
        task("announce", 30) { $0.start = PlanTime("T-24h") },
        task("prepare", 60, after: ["announce"]),
        task("move", 10, after: ["prepare"]) { $0.start = PlanTime("T") },
        task("late", 5, after: ["move"]) { $0.start = PlanTime("T+1h") },
      ]))
    #expect(
      schedule.tasks.map { $0.earlyStart?.minutes } == [-1440, -1410, 0, 60])
    #expect(schedule.network.finish == .minutes(65))
    #expect(schedule.duration == .minutes(1505))
    #expect(schedule.criticalPath == ["late"])
  }

  @Test func `keeps a lead from pulling a task before the start and says so`() throws {
    let schedule = try Schedule(
      of: plan([task("a", 5), task("b", 10, links: [link(.finishToStart, "a", lag: -20)])]))
    #expect(schedule.tasks[1].earlyStart == .zero)
    #expect(schedule.problems.map(\.kind) == [.pulledBeforeStart])
    #expect(schedule.problems.map(\.severity) == [.note])
    #expect(schedule.isFeasible == true)
  }

  @Test func `names what misses its latest finish and shows negative float`() throws {
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "b")]
    gate.deadline = PlanTime("T+25m")
    let schedule = try Schedule(
      of: plan(
        [
          task("a", 10), task("b", 20, after: ["a"]) { $0.finishBy = PlanTime("T+24m") },
          task("told", nil, after: ["go"]) { $0.mode = .milestone },
        ],
        gates: [gate]))
    #expect(schedule.problems.map(\.kind) == [.finishBy, .deadline])
    #expect(schedule.problems.map(\.planned) == [.minutes(30), .minutes(30)])
    #expect(schedule.problems.map(\.limit) == [.minutes(24), .minutes(25)])
    #expect(schedule.tasks.map(\.totalFloat) == [.minutes(-6), .minutes(-6), .zero])
    #expect(schedule.network.gates.map(\.totalFloat) == [.minutes(-5)])
    #expect(schedule.isFeasible == false)
  }

  @Test func `knows no times after a task without a duration`() throws {
    let schedule = try Schedule(
      of: plan([
        task("a", 10), task("restore", nil, after: ["a"]), task("check", 5, after: ["restore"]),
        task("watch", 5, links: [link(.startToStart, "restore")]),
        task("beside", 5, links: [link(.finishToFinish, "restore")]),
      ]))
    #expect(schedule.tasks.map { $0.earlyStart?.minutes } == [0, 10, nil, 10, nil])
    #expect(schedule.tasks.map { $0.earlyFinish?.minutes } == [10, nil, nil, 15, nil])
    #expect(
      schedule.tasks.allSatisfy { $0.totalFloat == nil && $0.freeFloat == nil && !$0.isCritical })
    #expect(schedule.duration == nil)
    #expect(schedule.network.finish == nil)
    #expect(schedule.criticalPath.isEmpty)
  }

  @Test func `keeps rollback tasks in a network of their own`() throws {
    var night = plan([
      task("freeze", 5), task("move", 30, after: ["freeze"]),
      task("unfreeze", 2, after: ["freeze"]) { $0.isRollbackOnly = true },
      task("tell", 10, after: ["unfreeze"]) { $0.isRollbackOnly = true },
    ])
    night.window = .init(opens: PlanTime(offset: .zero), closes: PlanTime(offset: .minutes(60)))
    night.rollback = .init()
    night.rollback?.decideBy = PlanTime("T+50m")
    let schedule = try Schedule(of: night)
    #expect(schedule.duration == .minutes(35))
    #expect(schedule.tasks.map(\.id) == ["freeze", "move"])
    #expect(schedule.rollback?.tasks.map { $0.earlyStart?.minutes } == [0, 2])
    #expect(schedule.rollback?.duration == .minutes(12))
    #expect(schedule.rollback?.criticalPath == ["unfreeze", "tell"])
    #expect(schedule.latestDecision == .minutes(48))
    #expect(schedule.problems.map(\.kind) == [.decideBy, .linkLeftOut])
    #expect(schedule.problems[1].other == "freeze")
  }

  @Test func `does not let background tasks hold the finish`() throws {
    let schedule = try Schedule(
      of: plan([
        task("move", 10), task("watch", 600, after: ["move"]) { $0.isBackground = true },
        task("copy", 4) { $0.isBackground = true }, task("close", 5, after: ["move", "copy"]),
      ]))
    #expect(schedule.duration == .minutes(15))
    #expect(schedule.criticalPath == ["move", "close"])
    #expect(schedule.tasks[1].earlyFinish == .minutes(610))
    #expect(schedule.tasks[1].totalFloat == nil)
    #expect(schedule.tasks[2].totalFloat == .minutes(6))
    #expect(schedule.tasks[2].freeFloat == .minutes(6))
  }

  @Test func `names the members of a cycle in the order they wait`() {
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "c")]
    let circular = plan(
      [
        task("a", 1), task("b", 1, after: ["a", "go"]),
        task("c", 1, links: [link(.startToStart, "b")]), task("d", 1, after: ["c"]),
      ], gates: [gate])
    #expect(throws: ScheduleCycle(members: ["b", "c", "go"])) { try Schedule(of: circular) }
    #expect(
      ScheduleCycle(members: ["b", "c", "go"]).description
        == "the plan has a cycle: b before c before go before b")
  }

  @Test func `refuses a task that waits for itself`() {
    #expect(throws: ScheduleCycle(members: ["a"])) {
      try Schedule(of: plan([task("a", 1, after: ["a"])]))
    }
  }

  @Test func `refuses a cycle across the border of the rollback`() {
    let circular = plan([
      task("a", 1, after: ["back"]), task("back", 1, after: ["a"]) { $0.isRollbackOnly = true },
    ])
    #expect(throws: ScheduleCycle(members: ["a", "back"])) { try Schedule(of: circular) }
  }

  @Test func `schedules a plan without tasks`() throws {
    let schedule = try Schedule(of: plan([]))
    #expect(schedule.duration == nil)
    #expect(schedule.criticalPath.isEmpty && schedule.tasks.isEmpty)
    #expect(schedule.isFeasible == true)
  }
}
