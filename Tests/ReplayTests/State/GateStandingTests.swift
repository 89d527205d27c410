import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Gates, roles and the run at an instant` {
  private let plan = payPlan { plan in
    var gate = Plan.Gate(id: "go")
    gate.approvals = 2
    gate.deadline = PlanTime("T+30m")
    plan.gates = [gate]
  }

  private let lines = """
    22:00 run.began
    22:10 gate.requested gate=go
    22:11 gate.approved gate=go actor=alice
    22:12 gate.approved gate=go actor=alice
    22:13 gate.rejected gate=go actor=carol
    22:14 gate.approved gate=go actor=bob
    22:35 gate.approved gate=go actor=pipeline onbehalfof=dave
    22:36 gate.approved gate=go actor=erin
    """

  @Test func `a gate names who approved since the last refusal`() throws {
    #expect(try state(lines, at: "22:12", plan: plan).hasSuffix("gate go: requested [alice] @22:10"))
    #expect(try state(lines, at: "22:13", plan: plan).hasSuffix("gate go: rejected [] @22:13"))
    #expect(try state(lines, at: "22:14", plan: plan).hasSuffix("gate go: rejected [bob] @22:13"))
    #expect(try state(lines, plan: plan).hasSuffix("gate go: passed [bob,dave,erin] @22:35"))
  }

  @Test func `a gate that is not passed by its deadline is overdue, also once it is`() throws {
    func gate(_ clock: String) throws -> GateStanding { try systemState(lines, at: clock, plan: plan).gates[0] }
    #expect(try gate("22:12").deadline?.clock == "22:30")
    #expect(try !gate("22:30").isOverdue)
    #expect(try gate("22:31").isOverdue)
    #expect(try gate("22:40").isOverdue)
    #expect(try gate("21:00").deadline == nil, "T is not known before the run began")
  }

  @Test func `who has a role is who took it last`() throws {
    #expect(
      try state("22:00 role.taken role=lead actor=alice\n22:10 role.taken role=lead actor=bob from=alice")
        == "roles lead: holder=bob from=alice @22:10")
  }

  @Test func `each wave has a phase of its own`() throws {
    #expect(
      try state("22:00 phase.entered phase=open\n22:01 phase.entered phase=sync wave=w2") == """
        phase -: phase=open @22:00
        phase w2: phase=sync @22:01
        """)
  }

  @Test func `a run that begins again after its end goes on`() throws {
    #expect(
      try state("22:00 run.began\n22:10 run.ended outcome=aborted\n22:20 run.began") == "run began - @22:20")
  }

  @Test func `the start is the one that the opening states`() throws {
    let opening =
      #"{"specversion":"1.0","id":"opened-0","source":"o","type":"dev.cutlog.stream.opened","time":"2026-11-22T21:00:00Z","data":{"kind":"failback","starts":"2026-11-22T21:30:00Z"}}"#
    let state = try folding(
      StateFold(plan: plan), over: [opening] + Marbles("22:00 queue.observed queue=q side=source depth=1").lines)
    #expect(state.start?.basis == .stated && state.start?.time.clock == "21:30")
    #expect(state.gates[0].deadline?.clock == "22:00")
    #expect(state.live[.queues].map { $0.name("side") } == ["north"], "in a failback the sites are swapped")
  }
}
