import CutoverModel
import Replay
import Testing

/// Whatever doesn't fit has a documented result and a finding; nothing is dropped in silence.
@Suite struct `Bad input` {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var lines: [String]
    var indexes: [Int]
    var verdict: ObjectiveVerdict?
    var testDescription: String { rule }

    init(_ rule: String, _ indexes: [Int], _ verdict: ObjectiveVerdict? = nil, _ lines: [String]) {
      self.rule = rule
      self.indexes = indexes
      self.verdict = verdict
      self.lines = lines
    }
  }

  private static func task(_ type: String, _ time: String, _ id: String = "a") -> String {
    run("task.\(type)", time, ["task": id])
  }

  static let recovery: [Case] = [
    Case("service-up-unimpaired", [0], .unknown, [pay("service.up", "22:00:00")]),
    Case(
      "service-up-unimpaired", [2], .met,
      [pay("service.down", "22:00:00"), pay("service.up", "22:01:00"), pay("service.up", "22:02:00")]),
    Case("run-ended-without-beginning", [0], .unknown, [run("run.ended", "22:00:00")]),
    // Without a beginning the run is the whole stream, also what comes after its end.
    Case(
      "run-ended-without-beginning", [0], .missed,
      [run("run.ended", "22:00:00"), pay("service.down", "22:10:00"), pay("service.up", "22:40:00")]),
    Case(
      "run-began-twice", [1], .missed,
      [
        run("run.began", "22:00:00"), run("run.began", "22:50:00"), pay("service.down", "22:10:00"),
        pay("service.up", "22:40:00"),
      ]),
    Case(
      "run-ended-twice", [2], .missed,
      [
        run("run.began", "22:00:00"), run("run.ended", "22:05:00"), run("run.ended", "23:50:00"),
        pay("service.down", "22:10:00"), pay("service.up", "22:40:00"),
      ]),
    // The run ends before it begins: it lasts to the end of the stream.
    Case(
      "clock-stops-before-start", [1], .missed,
      [
        run("run.began", "22:00:00"), run("run.ended", "21:00:00"), pay("service.down", "22:10:00"),
        pay("service.up", "22:40:00"),
      ]),
    Case("task-start-missing", [0], nil, [task("completed", "22:00:00")]),
    Case("task-start-missing", [1], nil, [task("started", "22:00:00", "b"), task("failed", "22:00:00")]),
    Case("task-repeated", [1], nil, [task("started", "22:00:00"), task("started", "22:05:00")]),
    Case("task-unknown", [0], nil, [task("started", "22:00:00", "z")]),
    Case("service-unknown", [0], .unknown, [pay("service.up", "22:00:00", ["service": "other"])]),
    Case(
      "backlog-cleared-unreported", [0], nil, [pay("backlog.cleared", "22:00:00", data: #"{"queue":"q"}"#)]),
    Case(
      "level-contradicts-state", [0], .missed,
      [
        pay("service.down", "22:00:00", data: #"{"level":95}"#), pay("service.up", "22:30:00"),
      ]),
    Case(
      "maintenance-announced-late", [1], .missed,
      [
        pay("service.down", "22:00:00"),
        pay(
          "maintenance.announced", "22:00:00",
          data: #"{"from":"2026-11-22T22:00:00Z","to":"2026-11-22T23:00:00Z"}"#),
        pay("service.up", "22:30:00"),
      ]),
    Case("wave-unknown", [0], nil, [run("progress.reported", "22:00:00", ["wave": "w9"], data: "{}")]),
  ]

  static let data: [Case] = [
    Case(
      "writes-frozen-twice", [1], .unknown,
      [
        db("writes.frozen", "22:00:00", #"{"side":"west"}"#), db("writes.frozen", "22:05:00", #"{"side":"west"}"#),
        db("writes.opened", "22:10:00", #"{"side":"north"}"#),
      ]),
    Case("writes-opened-unfrozen", [0], .unknown, [db("writes.opened", "22:00:00", #"{"side":"north"}"#)]),
    Case(
      "writer-unmoved", [0], .unknown, [db("writer.changed", "22:00:00", #"{"from":"west","to":"source"}"#)]),
    Case("dataset-unknown", [0], .unknown, [db("data.lost", "22:00:00", "{}", ["dataset": "other"])]),
    Case("side-unknown", [0], .unknown, [db("writes.frozen", "22:00:00", #"{"side":"moon"}"#)]),
    Case(
      "member-malformed/data.lost/to", [0], .missed,
      [db("data.lost", "22:00:00", #"{"from":"2026-11-22T22:00:00Z","to":"2026-11-22T21:00:00Z"}"#)]),
    Case(
      "member-malformed/data.diverged/to", [0], .missed,
      [
        db(
          "data.diverged", "22:00:00",
          #"{"side":"west","from":"2026-11-22T22:00:00Z","to":"2026-11-22T21:00:00Z"}"#)
      ]),
    Case("nothing-lost/data.lost", [0], .unknown, [db("data.lost", "22:00:00", #"{"count":0,"unit":"writes"}"#)]),
    Case(
      "nothing-lost/data.diverged", [0], .unknown,
      [db("data.diverged", "22:00:00", #"{"side":"west","writes":0}"#)]),
    Case(
      "member-malformed/writes.observed/last", [0], .unknown,
      [
        db(
          "writes.observed", "22:00:00",
          #"{"side":"west","first":"2026-11-22T22:00:00Z","last":"2026-11-22T21:00:00Z"}"#)
      ]),
    Case(
      "member-malformed/data.recoverable/method", [0], .unknown,
      [
        db(
          "data.recoverable", "22:00:00",
          #"{"side":"west","upTo":"2026-11-22T21:00:00Z","method":"magic"}"#)
      ]),
    Case(
      "reconciliation-resolves-nothing", [1], .missed,
      [
        db("data.diverged", "22:00:00", #"{"side":"west","writes":9}"#),
        db("data.reconciled", "22:30:00", #"{"matches":true,"resolves":"another"}"#),
      ]),
    // Of a divergence that comes later.
    Case(
      "reconciliation-resolves-nothing", [1], .missed,
      [
        db("data.diverged", "22:00:00", #"{"side":"west","writes":9}"#),
        db(
          "data.reconciled", "21:30:00",
          #"{"matches":true,"resolves":"data.diverged-2026-11-22T22:00:00Z"}"#),
      ]),
  ]

  private func check(_ bad: Case, _ objective: Objective) throws {
    let plan = payPlan([objective]) { plan in
      plan.tasks = [PlannedTask(id: "a"), PlannedTask(id: "b")]
      plan.waves = [Plan.Wave(id: "w1")]
    }
    let report = try objectives(plan, bad.lines)
    let finding = report.findings.first { $0.rule == bad.rule }
    #expect(finding?.indexes == bad.indexes, "\(report.findings.map(\.rule))")
    if let verdict = bad.verdict { #expect(report.objectives[0].verdict == verdict) }
  }

  @Test(arguments: recovery) func `about recovery is a finding`(bad: Case) throws {
    try check(
      bad,
      rto("20m") {
        if bad.rule == "level-contradicts-state" { $0.minimumLevel = 90 }
        $0.excludesAnnounced = bad.rule == "maintenance-announced-late"
      })
  }

  @Test(arguments: data) func `about data is a finding`(bad: Case) throws { try check(bad, rpo("0s")) }

  @Test func `of many kinds is counted, with the first hundred places in order`() throws {
    let lines = (0..<150).reversed().map { number in
      run("task.completed", "22:00:00", ["task": "t\(number)"])
    }
    let finding = try objectives(payPlan(), lines).findings.first { $0.rule == "task-start-missing" }
    #expect(finding?.count == 150)
    #expect(finding?.indexes == Array(0..<100))
  }
}
