import CutoverModel
import Replay
import TestSupport
import Testing

/// Every clock of the vocabulary's table, each over a small stream whose times are exact.
@Suite struct `The clock` {
  private let outage = [pay("service.down", "22:00:00"), pay("service.up", "22:30:00")]

  private func reading(
    _ clock: RecoveryClock, _ lines: [String], _ plan: Plan = payPlan()
  ) throws -> ClockReading {
    try #require(try objectives(plan, lines).clock(clock))
  }

  @Test func `business runs from the beginning of the episode to its end`() throws {
    let clock = try reading(.business, outage)
    #expect(
      clock.value == MeasuredSpan(stated: .minutes(30), lower: .minutes(30), upper: .minutes(30)))
    #expect(clock.from?.index == 0)
    #expect(clock.to?.index == 1)
    #expect(try reading(.business, []).missing == ["service.down or service.degraded"])
  }

  @Test func `business-cleared waits for every backlog of the service`() throws {
    func backlog(_ type: String, _ time: String, _ queue: String) -> String {
      pay(type, time, data: "{\"queue\":\"\(queue)\"}")
    }
    let reports = [
      backlog("backlog.reported", "22:10:00", "mail"),
      backlog("backlog.reported", "22:11:00", "web"),
      backlog("backlog.cleared", "22:20:00", "mail"),
    ]
    let open = try reading(.businessCleared, outage + reports)
    #expect(open.value == MeasuredSpan(stated: nil, lower: .minutes(30), upper: nil, canBeLower: true))
    #expect(open.missing == ["backlog.cleared of web"])
    let cleared = backlog("backlog.cleared", "23:00:00", "web")
    #expect(try reading(.businessCleared, outage + reports + [cleared]).seconds == 3_600)
    #expect(try reading(.businessCleared, outage).seconds == 1_800)
    let early = backlog("backlog.cleared", "22:29:00", "web")
    #expect(try reading(.businessCleared, outage + reports + [early]).seconds == 1_800)
  }

  @Test func `business-cleared leaves later backlogs to later episodes`() throws {
    let lines =
      outage + [
        pay("service.down", "23:30:00"), pay("service.up", "23:31:00"),
        pay("backlog.reported", "23:40:00", data: #"{"queue":"q"}"#),
        pay("backlog.cleared", "23:50:00", data: #"{"queue":"q"}"#),
      ]
    let result = try judged(rto("1h", .businessCleared), lines)
    #expect(result.seconds == .minutes(30))
    #expect(result.clocks.first { $0.clock == .businessCleared }?.seconds == 1_800)
  }

  @Test func `downtime sums what lies in down`() throws {
    let lines = [
      pay("service.degraded", "22:00:00"), pay("service.down", "22:05:00"),
      pay("service.degraded", "22:15:00"), pay("service.down", "22:20:00"),
      pay("service.up", "22:30:00"),
    ]
    let clock = try reading(.downtime, lines)
    #expect(clock.seconds == 1_200)
    #expect(clock.from?.index == 1)
    #expect(clock.to?.index == 4)
    let open = try reading(.downtime, Array(lines.prefix(4)))
    #expect(open.value == MeasuredSpan(stated: nil, lower: .minutes(10), upper: nil))
    #expect(open.missing == ["service.up"])
  }

  @Test func `first-relief stops at the first change for the better`() throws {
    let lines = [
      pay("service.down", "22:00:00"), pay("service.degraded", "22:10:00"),
      pay("service.up", "22:30:00"),
    ]
    #expect(try reading(.firstRelief, lines).seconds == 600)
    let levels = [
      pay("service.degraded", "22:00:00", data: #"{"level":20}"#),
      pay("service.degraded", "22:05:00", data: #"{"level":10}"#),
      pay("service.degraded", "22:07:00", data: #"{"level":15.5}"#), pay("service.up", "22:30:00"),
    ]
    #expect(try reading(.firstRelief, levels).seconds == 420)
  }

  @Test(arguments: [
    (RecoveryClock.sinceFault, "fault.occurred"), (.sinceDetection, "incident.detected"),
    (.sinceDeclaration, "incident.declared"),
  ])
  func `since an anchor stops at the end of the episode`(clock: RecoveryClock, type: String) throws
  {
    #expect(try reading(clock, outage).missing == [type])
    #expect(try reading(clock, outage + [pay(type, "21:50:00")]).seconds == 2_400)
    #expect(try reading(clock, outage + [run(type, "22:10:00")]).seconds == 1_200)
    let other = pay(type, "21:50:00", ["service": "web"])
    #expect(try reading(clock, outage + [other]).missing == [type])
  }

  @Test func `since an anchor takes the first since the episode before`() throws {
    let lines =
      outage + [
        pay("fault.occurred", "21:50:00"), pay("service.down", "23:00:00"),
        pay("service.up", "23:05:00"), pay("fault.occurred", "22:55:00"),
      ]
    let result = try judged(rto("45m", .sinceFault), lines)
    #expect(result.verdict == .met)
    #expect(result.seconds == .minutes(40))
    let silent = try judged(rto("45m", .sinceFault), Array(lines.dropLast()))
    #expect(silent.verdict == .missed)
    #expect(silent.seconds == .minutes(75))
  }

  @Test(arguments: ["invoke", "fail-forward", "rollback"])
  func `since-invocation starts at the first decision that invokes`(decision: String) throws {
    func decided(_ word: String, _ time: String, _ gate: [String: String] = [:]) -> String {
      run("decision.made", time, gate, data: "{\"decision\":\"\(word)\"}")
    }
    let lines = outage + [decided("hold", "22:01:00"), decided(decision, "22:10:00")]
    #expect(try reading(.sinceInvocation, lines).seconds == 1_200)
    let go = outage + [decided("go", "22:05:00", ["gate": "go-live"])]
    #expect(try reading(.sinceInvocation, go).value == nil)
    let committing = payPlan { plan in
      var gate = Plan.Gate(id: "go-live")
      gate.commits = true
      plan.gates = [gate]
    }
    #expect(try reading(.sinceInvocation, go, committing).seconds == 1_500)
  }

  @Test(arguments: [
    (RecoveryClock.untilValidated, "service.validated"), (.untilAccepted, "service.accepted"),
  ])
  func `until an act stops at the first after the episode's end`(
    clock: RecoveryClock, type: String
  ) throws {
    let early = pay(type, "22:20:00")
    #expect(try reading(clock, outage + [early]).missing == ["\(type) after the episode's end"])
    let lines = outage + [early, pay(type, "22:40:00"), pay(type, "22:50:00")]
    #expect(try reading(clock, lines).seconds == 2_400)
    let unnamed = try objectives(payPlan(), outage + [run(type, "22:40:00")])
    #expect(unnamed.clock(clock)?.value == nil)
    #expect(unnamed.findings.map(\.rule) == ["service-missing/\(type)"])
  }

  @Test func `technical runs from the first task after the invocation to the last completion`()
    throws
  {
    let invoked = run("decision.made", "22:00:00", data: #"{"decision":"invoke"}"#)
    let lines = [
      run("task.started", "21:00:00", ["task": "a"]),
      run("task.completed", "21:30:00", ["task": "a"]),
      invoked, run("task.started", "22:05:00", ["task": "b"]),
      run("task.started", "22:06:00", ["task": "watch"]),
      run("task.completed", "22:25:00", ["task": "b"]),
      run("task.completed", "23:00:00", ["task": "watch"]),
    ]
    let plan = payPlan { plan in
      plan.tasks = ["a", "b", "watch"].map { PlannedTask(id: $0) }
      plan.tasks[2].isBackground = true
    }
    #expect(try reading(.technical, lines, plan).seconds == 1_200)
    #expect(try reading(.technical, lines, payPlan()).seconds == 3_300)
    let unfinished = lines + [run("task.started", "22:10:00", ["task": "a"])]
    #expect(try reading(.technical, unfinished, plan).missing == ["task.completed of a"])
  }

  @Test func `execution-health waits for required tasks and for checks that pass from then on`()
    throws
  {
    func check(_ result: String, _ time: String) -> String {
      run("check.\(result)", time, data: #"{"check":"smoke"}"#)
    }
    let plan = payPlan { plan in
      plan.tasks = ["a", "undo", "mark", "watch"].map { PlannedTask(id: $0) }
      plan.tasks[1].isRollbackOnly = true
      plan.tasks[2].mode = .milestone
      plan.tasks[3].isBackground = true
      var check = Plan.Check(id: "smoke")
      check.required = true
      plan.checks = [check]
    }
    let lines = [
      run("run.began", "22:00:00"), run("task.started", "22:05:00", ["task": "a"]),
      run("task.completed", "22:20:00", ["task": "a"]), check("passed", "22:10:00"),
      check("failed", "22:30:00"), check("passed", "22:40:00"), check("passed", "22:50:00"),
    ]
    #expect(try reading(.executionHealth, lines, plan).seconds == 2_400)
    let failing = lines + [check("failed", "22:55:00")]
    #expect(try reading(.executionHealth, failing, plan).missing == ["check.passed of smoke"])
    let rolledBack =
      lines + [run("decision.made", "22:15:00", data: #"{"decision":"rollback"}"#)]
    #expect(try reading(.executionHealth, rolledBack, plan).missing == ["task.completed of undo"])
    #expect(try reading(.executionHealth, Array(lines.dropFirst()), plan).from?.index == 0)
  }

  @Test func `writes is the union over data sets and sides`() throws {
    let plan = payPlan { $0.services[0].datasets = ["db", "ledger"] }
    let lines = [
      db("writes.frozen", "22:00:00", #"{"side":"west"}"#),
      db("writes.frozen", "22:10:00", #"{"side":"west"}"#, ["dataset": "ledger"]),
      db("writes.opened", "22:20:00", #"{"side":"north"}"#),
      db("writes.opened", "22:35:00", #"{"side":"north"}"#, ["dataset": "ledger"]),
    ]
    let clock = try reading(.writes, lines, plan)
    #expect(clock.seconds == 2_100)
    #expect(clock.from?.index == 0)
    #expect(clock.to?.index == 3)
    #expect(
      try reading(.writes, Array(lines.dropLast()), plan).missing == ["writes.opened of ledger"])
  }

  @Test func `writes waits for its own side or for the writer to have moved`() throws {
    let both = [
      db("writes.frozen", "22:00:00", #"{"side":"west"}"#),
      db("writes.frozen", "22:01:00", #"{"side":"north"}"#),
      db("writes.opened", "22:20:00", #"{"side":"north"}"#),
    ]
    #expect(try reading(.writes, both).missing == ["writes.opened of db"])
    let moved = both + [db("writer.changed", "22:25:00", #"{"from":"west","to":"north"}"#)]
    #expect(try reading(.writes, moved).seconds == 1_500)
    let promoted = both + [db("writer.changed", "22:15:00", #"{"from":"west","to":"north"}"#)]
    #expect(try reading(.writes, promoted).seconds == 1_200)
    let reopened = both + [db("writes.opened", "22:30:00", #"{"side":"west"}"#)]
    #expect(try reading(.writes, reopened).seconds == 1_800)
  }

  @Test func `write-gap runs from the last write at the old side to the first at the new`() throws {
    let lines = [
      db("writes.observed", "22:05:00", #"{"side":"source","last":"2026-11-22T21:59:58Z"}"#),
      db("writer.changed", "22:10:00", #"{"from":"source","to":"target"}"#),
      db("writes.observed", "22:15:00", #"{"side":"target","first":"2026-11-22T22:12:00Z"}"#),
    ]
    let clock = try reading(.writeGap, lines)
    #expect(clock.seconds == 722)
    #expect(clock.value?.lower == TimeSpan(seconds: 721))
    #expect(clock.value?.upper == TimeSpan(seconds: 723))
    #expect(clock.from?.index == 0)
    #expect(
      try reading(.writeGap, Array(lines.dropLast())).missing
        == ["writes.observed (first) of db at north"])
  }

  @Test func `run lies between the beginning and the end of the run`() throws {
    let lines = [run("run.began", "22:00:00"), run("run.ended", "23:30:00")]
    #expect(try reading(.run, lines).seconds == 5_400)
    #expect(try reading(.run, [lines[0]]).missing == ["run.ended"])
  }

  @Test func `of the plan lies between the two anchors that it names`() throws {
    func result(_ from: String, _ to: String, _ lines: some Sequence<String>) throws -> ObjectiveResult {
      let anchors = try (#require(ClockAnchor(from)), #require(ClockAnchor(to)))
      return try judged(rto("45m", .between(from: anchors.0, to: anchors.1)), Array(lines))
    }
    let lines = [
      run("task.started", "22:00:00", ["task": "a"]), run("task.failed", "22:01:00", ["task": "a"]),
      run("task.started", "22:05:00", ["task": "a"]),
      run("task.completed", "22:30:00", ["task": "a"]),
      event("com.example", at: "2026-11-22T22:40:00Z", ["timeaccuracy": "PT0S"])
        .replacing("dev.cutlog.com.example", with: "com.example.done"),
      run("note.added", "22:50:00"), run("note.added", "22:55:00"),
    ]
    #expect(try result("task:a.started", "task:a.completed", lines).seconds == .minutes(30))
    #expect(try result("task:a.started", "type:note.added", lines).seconds == .minutes(50))
    #expect(try result("task:a.started", "last:note.added", lines).verdict == .missed)
    let foreign = try result("type:task.started", "last:com.example.done", lines)
    #expect(foreign.seconds == .minutes(40))
    #expect(foreign.to?.type == "com.example.done")
    #expect(try result("task:b.started", "type:x", lines).missing == ["task:b.started", "type:x"])
    #expect(try result("type:note.added", "type:note.added", lines).seconds == .zero)
    #expect(try result("type:note.added", "last:note.added", lines).seconds == .minutes(5))
    let alone = try result("type:note.added", "last:note.added", lines.dropLast())
    #expect(alone.verdict == .unknown && alone.missing == ["another last:note.added"])
  }

  @Test func `of the response starts at fault or impact, whichever is first`() throws {
    let lines = [
      pay("fault.occurred", "21:55:00"), pay("service.down", "22:00:00"),
      pay("incident.detected", "22:03:00"), pay("incident.declared", "22:10:00"),
      run("decision.made", "21:00:00", data: #"{"decision":"go"}"#),
      run("decision.made", "22:25:00", data: #"{"decision":"rollback"}"#),
      pay("service.up", "22:40:00"),
    ]
    #expect(try reading(.timeToDetect, lines).seconds == 480)
    #expect(try reading(.timeToDetect, Array(lines.dropFirst())).seconds == 180)
    #expect(try reading(.timeToDeclare, lines).seconds == 420)
    #expect(try reading(.timeToDecide, lines).seconds == 900)
    #expect(
      try reading(.timeToDecide, Array(lines.prefix(5))).missing
        == ["decision.made after the declaration"])
  }

  @Test func `that stops before its start is unknown and a finding`() throws {
    let lines = [run("run.began", "22:00:00"), run("run.ended", "21:00:00")]
    let report = try objectives(payPlan([rto("45m", .run)]), lines)
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.objectives[0].value == nil)
    #expect(report.objectives[0].missing == ["run.ended after run.began"])
    #expect(report.findings.map(\.rule) == ["clock-stops-before-start"])
    #expect(report.findings.map(\.indexes) == [[1]])
  }

  @Test func `between times whose order is open is unknown and a finding`() throws {
    let minute = ["timeaccuracy": "PT1M"]
    let lines = [
      run("run.began", "22:00:00", minute), run("run.ended", "22:00:30", minute),
    ]
    let report = try objectives(payPlan([rto("45m", .run)]), lines)
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.objectives[0].missing == ["the order of run.began and run.ended"])
    #expect(report.findings.map(\.rule) == ["clock-order-open"])
  }
}
