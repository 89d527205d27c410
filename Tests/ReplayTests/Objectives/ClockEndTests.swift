import CutoverModel
import Replay
import Testing

/// Every clock of the vocabulary's table without its start and without its stop: unknown, with the name of what is
/// missing, or at least as long as is shown, but never met.
@Suite struct `A clock without one of its ends` {
  struct Case: Sendable, CustomTestStringConvertible {
    var clock: RecoveryClock
    /// The events, without a start or a stop.
    var lines: [String]
    var missing: [String]
    var testDescription: String { "\(clock.name): \(missing.joined(separator: ", "))" }

    init(_ clock: RecoveryClock, _ lines: [String], _ missing: String...) {
      self.clock = clock
      self.lines = lines
      self.missing = missing
    }
  }

  private static let down = pay("service.down", "22:00:00")
  private static let up = pay("service.up", "22:30:00")
  private static let impact = "service.down or service.degraded"
  private static let invocation = "decision.made (invoke, fail-forward, rollback, or go on a gate that commits)"
  private static let invoked = run("decision.made", "22:05:00", data: #"{"decision":"invoke"}"#)
  private static let frozen = db("writes.frozen", "22:00:00", #"{"side":"west"}"#)
  private static let opened = db("writes.opened", "22:10:00", #"{"side":"north"}"#)
  private static let last = db("writes.observed", "22:05:00", #"{"side":"west","last":"2026-11-22T21:59:58Z"}"#)
  private static let first = db("writes.observed", "22:15:00", #"{"side":"north","first":"2026-11-22T22:12:00Z"}"#)

  private static func task(_ type: String, _ time: String) -> String { run("task.\(type)", time, ["task": "a"]) }

  static let cases: [Case] = [
    Case(.business, [up], impact), Case(.business, [down], "service.up"),
    Case(.businessCleared, [up], impact), Case(.businessCleared, [down], "service.up"),
    Case(
      .businessCleared, [down, up, pay("backlog.reported", "22:10:00", data: #"{"queue":"q"}"#)], "backlog.cleared of q"),
    Case(.downtime, [up], impact), Case(.downtime, [down], "service.up"),
    Case(.firstRelief, [up], impact), Case(.firstRelief, [down], "service.up"),
    Case(.sinceFault, [down, up], "fault.occurred"),
    Case(.sinceFault, [pay("fault.occurred", "21:50:00"), down], "service.up"),
    Case(.sinceDetection, [down, up], "incident.detected"),
    Case(.sinceDetection, [pay("incident.detected", "21:50:00"), down], "service.up"),
    Case(.sinceDeclaration, [down, up], "incident.declared"),
    Case(.sinceDeclaration, [pay("incident.declared", "21:50:00"), down], "service.up"),
    Case(.sinceInvocation, [down, up], invocation), Case(.sinceInvocation, [invoked, down], "service.up"),
    Case(.untilValidated, [pay("service.validated", "22:40:00")], impact),
    Case(.untilValidated, [down, up], "service.validated after the episode's end"),
    Case(.untilAccepted, [pay("service.accepted", "22:40:00")], impact),
    Case(.untilAccepted, [down, up], "service.accepted after the episode's end"),
    Case(.technical, [task("started", "22:06:00"), task("completed", "22:07:00")], invocation),
    Case(.technical, [invoked, task("completed", "22:07:00")], "task.started after the invocation"),
    Case(.technical, [invoked, task("started", "22:06:00")], "task.completed of a"),
    Case(.executionHealth, [run("run.ended", "22:00:00")], "run.began or task.started", "task.completed of a"),
    Case(.executionHealth, [run("run.began", "22:00:00")], "task.completed of a"),
    Case(.writes, [opened], "writes.frozen"), Case(.writes, [frozen], "writes.opened of db"),
    Case(.writeGap, [frozen, opened, first], "writes.observed (last) of db at west"),
    Case(.writeGap, [frozen, opened, last], "writes.observed (first) of db at north"),
    Case(.writeGap, [last, first.replacing("north", with: "west")], "writer.changed of db"),
    Case(.run, [run("run.ended", "22:00:00")], "run.began"), Case(.run, [run("run.began", "22:00:00")], "run.ended"),
    Case(.timeToDetect, [pay("incident.detected", "22:00:00")], "fault.occurred, " + impact),
    Case(.timeToDetect, [pay("fault.occurred", "22:00:00")], "incident.detected"),
    Case(.timeToDeclare, [pay("incident.declared", "22:00:00")], "incident.detected"),
    Case(.timeToDeclare, [pay("incident.detected", "22:00:00")], "incident.declared"),
    Case(.timeToDecide, [invoked], "incident.declared", "decision.made after the declaration"),
    Case(.timeToDecide, [pay("incident.declared", "22:06:00"), invoked], "decision.made after the declaration"),
    Case(
      .between(from: .taskStarted("a"), to: .last(type: "note.added")), [run("note.added", "22:00:00")],
      "task:a.started"),
    Case(
      .between(from: .taskStarted("a"), to: .last(type: "note.added")), [task("started", "22:00:00")],
      "last:note.added"),
  ]

  @Test(arguments: cases) func `names what is missing and is not met`(end: Case) throws {
    let plan = payPlan([rto("100h", end.clock)]) { $0.tasks = [PlannedTask(id: "a")] }
    let report = try objectives(plan, end.lines)
    let result = report.objectives[0]
    #expect(result.verdict == .unknown)
    #expect(result.seconds == nil)
    #expect(result.upper == nil)
    let reading = result.clocks.first { $0.clock == end.clock }
    let read = end.lines.contains(Self.down) || reading == nil ? result.missing : reading?.missing
    #expect(read == end.missing)
  }

  @Test func `is tried for every clock that has a name`() {
    #expect(Set(RecoveryClock.named).isSubset(of: Set(Self.cases.map(\.clock))))
  }

  @Test(arguments: [
    (RecoveryClock.sinceFault, "fault.occurred"), (.sinceDetection, "incident.detected"),
    (.sinceDeclaration, "incident.declared"),
  ])
  func `is unknown too where it starts after its stop, and where their order is open`(
    clock: RecoveryClock, type: String
  ) throws {
    let late = try objectives(payPlan([rto("1h", clock)]), [Self.down, Self.up, pay(type, "22:40:00")])
    #expect(late.objectives[0].verdict == .unknown)
    #expect(late.objectives[0].missing == ["service.up after \(type)"])
    #expect(late.findings.map(\.rule) == ["clock-stops-before-start"])
    let minute = ["timeaccuracy": "PT1M"]
    let open = try objectives(
      payPlan([rto("1h", clock)]), [Self.down, pay("service.up", "22:30:30", minute), pay(type, "22:30:00", minute)])
    #expect(open.objectives[0].verdict == .unknown)
    #expect(open.objectives[0].missing == ["the order of \(type) and service.up"])
    #expect(open.findings.map(\.rule) == ["clock-order-open"])
  }
}
