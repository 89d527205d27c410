import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Bad input has a documented result and a finding.
@Suite struct `Bad input at an instant` {
  private func findings(_ lines: String, plan: Plan? = nil) throws -> [String] {
    try systemState(lines, plan: plan).findings.map { "\($0.rule) \($0.count)" }
  }

  @Test func `an end without a start is an attempt without one`() throws {
    let lines = "22:00 task.completed task=t"
    #expect(try state(lines) == "task t: completed x1 no-check @22:00")
    #expect(try findings(lines) == ["task-start-missing 1"])
  }

  @Test func `of two starts the first counts`() throws {
    let lines = "22:00 task.started task=t\n22:05 task.started task=t"
    #expect(try state(lines) == "task t: started x1 no-check @22:00")
    #expect(try findings(lines) == ["task-repeated 1"])
  }

  @Test func `unknown tasks, gates, services and sides are told, and are findings`() throws {
    let plan = payPlan { $0.tasks = [PlannedTask(id: "known")] }
    let lines = """
      22:00 task.started task=t
      22:01 gate.approved gate=g actor=a
      22:02 service.down service=other
      22:03 queue.observed queue=q side=moon depth=1
      """
    #expect(
      try state(lines, plan: plan) == """
        task t: started x1 no-check @22:00
        gate g: passed [a] @22:01
        service other: down [whole down@22:02] @22:02
        queues q/moon: depth=1 @22:03
        """)
    #expect(
      try findings(lines, plan: plan) == ["gate-unknown 1", "service-unknown 1", "side-unknown 1", "task-unknown 1"])
  }

  @Test func `a source whose clock runs backwards counts by its times`() throws {
    let lines = [
      #"{"specversion":"1.0","id":"1","source":"/t","type":"dev.cutlog.service.up","time":"2026-11-22T22:10:00Z","service":"a"}"#,
      #"{"specversion":"1.0","id":"2","source":"/t","type":"dev.cutlog.service.down","time":"2026-11-22T22:05:00Z","service":"a"}"#,
      #"{"specversion":"1.0","id":"3","source":"/u","type":"dev.cutlog.service.down","time":"2026-11-22T22:04:00Z","service":"a"}"#,
    ]
    let result = try folding(StateFold(), over: lines)
    #expect(result.live.services.map(\.state) == [.up])
    #expect(result.findings.map { "\($0.rule) \($0.indexes)" } == ["time-before-earlier-event [1]"])
  }

  @Test func `an event without what it is about counts for nothing`() throws {
    let lines = """
      22:00 dns.changed answers=["1"]
      22:00 dns.changed name=a
      22:00 endpoint.changed key=a
      22:00 queue.observed queue=q side=west depth=many
      22:00 listener.bound listener=l side=west
      22:00 traffic.shifted service=pay to=west percent=101
      22:00 job.started side=west
      22:00 phase.entered
      22:00 role.taken
      22:00 deployment.locked
      22:00 data.reconciled dataset=db
      22:00 check.passed
      22:00 task.started
      22:00 writer.changed dataset=db from=west
      """
    #expect(try state(lines) == "")
    #expect(
      try findings(lines) == [
        "check-missing 1", "member-malformed/queue.observed/depth 1", "member-malformed/traffic.shifted/percent 1",
        "member-missing/data.reconciled/matches 1", "member-missing/deployment.locked/scope 1",
        "member-missing/dns.changed/answers 1", "member-missing/dns.changed/name 1",
        "member-missing/endpoint.changed/value 1", "member-missing/job.started/job 1",
        "member-missing/listener.bound/owner 1", "member-missing/phase.entered/phase 1",
        "member-missing/writer.changed/to 1", "role-missing 1", "task-missing 1",
      ])
  }

  @Test func `an event without a side counts for a side that isn't known`() throws {
    let lines = "22:00 job.started job=j\n22:01 writes.frozen dataset=db\n22:02 listener.bound listener=l owner=o"
    #expect(
      try state(lines) == """
        listener l: [o/- @22:02] @22:02
        jobs j/-: state=running started=22:00 @22:00
        copies db/-: writes=frozen @22:01
        """)
    #expect(
      try findings(lines) == [
        "member-missing/job.started/side 1", "member-missing/listener.bound/side 1", "member-missing/writes.frozen/side 1",
      ])
  }

  @Test func `names that differ in bytes alone are different`() throws {
    #expect(
      try state("22:00 service.down service=caf\u{E9}\n22:01 service.up service=cafe\u{301}").split(separator: "\n").count == 2)
    #expect(
      try state("22:00 role.taken role=\u{E9} actor=a\n22:01 role.taken role=e\u{301} actor=b").split(separator: "\n").count == 2)
  }

  @Test func `an event after the instant leaves neither state nor finding`() throws {
    let later = try systemState("22:00 note.added text=x\n22:10 task.completed task=t", at: "22:05")
    #expect(later.text == "" && later.findings.isEmpty && later.time?.clock == "22:05")
  }

  @Test func `a withheld line is counted, and without acceptance nothing is verified`() throws {
    let plan = payPlan { plan in
      var task = PlannedTask(id: "t")
      task.checks = ["c"]
      plan.checks = [Plan.Check(id: "c")]
      plan.tasks = [task]
    }
    let lines = Marbles("22:00 task.started task=t\n22:01 task.completed task=t\n22:02 check.passed check=c").lines + [
      #"{"specversion":"1.0","id":"withheld-3","source":"o","type":"dev.cutlog.withheld","time":"2026-11-22T22:00:00Z","data":{"index":3,"leaf":"","reason":"secret"}}"#
    ]
    let state = try folding(StateFold(plan: plan), over: lines)
    #expect(state.withheld == 1 && state.tasks.map(\.verified) == [.noCheck])
    #expect(state.findings.map(\.rule) == ["line-withheld"])
    let accepted = try folding(StateFold(plan: plan, acceptance: .init(accepted: [3])), over: lines)
    #expect(accepted.withheld == 1 && accepted.tasks.map(\.verified) == [.passed])
  }
}
