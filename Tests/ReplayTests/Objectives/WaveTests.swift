import CutoverModel
import Replay
import Testing

/// A wave's objective holds for a share of its planned items, by the nearest rank.
@Suite struct `A wave` {
  private func objective(_ percent: Int64, _ limit: String) -> Objective {
    var objective = Objective(
      id: "tenants", metric: .rto, limit: .span(TimeSpan(limit) ?? .zero))
    objective.wave = "w2"
    objective.percent = percent
    return objective
  }
  private func progress(_ time: String, _ done: Int, of total: Int = 400) -> String {
    run(
      "progress.reported", time, ["wave": "w2"],
      data: "{\"done\":\(done),\"total\":\(total),\"unit\":\"tenants\"}")
  }
  private func judged(
    _ percent: Int64, _ limit: String, _ lines: [String], count: Int64? = 400
  ) throws -> ObjectiveResult {
    let plan = payPlan([objective(percent, limit)]) { plan in
      var wave = Plan.Wave(id: "w2")
      wave.count = count
      plan.waves = [wave]
      plan.tasks = ["a", "b", "c"].map { PlannedTask(id: $0) }
      for position in plan.tasks.indices { plan.tasks[position].wave = "w2" }
    }
    return try ReplayTests.judged(plan, lines)
  }
  private let start = run("phase.entered", "20:00:00", ["wave": "w2"], data: #"{"phase":"switch"}"#)

  @Test func `is done between the report before its rank and the one that reaches it`() throws {
    let lines = [
      start, progress("21:00:00", 100), progress("22:00:00", 379), progress("22:30:00", 381),
      progress("23:59:00", 400),
    ]
    let result = try judged(95, "4h", lines)
    #expect(result.verdict == .met)
    #expect(result.seconds == .minutes(150))
    #expect(result.lower == .minutes(120))
    #expect(result.upper == .minutes(150))
    #expect(result.to?.index == 3)
    #expect(try judged(95, "140m", lines).verdict == .unknown)
    #expect(try judged(95, "2h", lines).verdict == .missed)
    #expect(try judged(100, "2h", lines).verdict == .missed)
    #expect(try judged(100, "3h", lines).verdict == .unknown)
  }

  @Test func `that never reaches its rank is unknown or missed`() throws {
    let lines = [start, progress("21:00:00", 100), progress("23:00:00", 200)]
    let result = try judged(95, "4h", lines)
    #expect(result.verdict == .unknown)
    #expect(result.missing == ["progress.reported of w2 with 380 done"])
    #expect(result.lower == .minutes(180))
    #expect(try judged(95, "3h", lines).verdict == .missed)
  }

  @Test func `that falls back counts from when it stays done`() throws {
    let lines = [
      start, progress("21:00:00", 390), progress("22:00:00", 300), progress("23:00:00", 400),
    ]
    #expect(try judged(95, "4h", lines).seconds == .minutes(180))
  }

  @Test func `is read from its planned tasks where nothing reports progress`() throws {
    let lines = [
      run("task.started", "20:00:00", ["task": "a"]),
      run("task.completed", "20:10:00", ["task": "a"]),
      run("task.completed", "20:40:00", ["task": "b"]),
      run("task.completed", "21:00:00", ["task": "c"]),
    ]
    #expect(try judged(66, "1h", lines, count: nil).seconds == .minutes(40))
    #expect(try judged(67, "1h", lines, count: nil).seconds == .minutes(60))
    #expect(try judged(67, "1h", lines, count: 400).missing == ["progress.reported of w2"])
    #expect(
      try judged(100, "1h", Array(lines.dropLast()), count: nil).missing
        == ["task.completed of 1 more tasks of w2"])
  }

  @Test func `without a start is unknown`() throws {
    let result = try judged(95, "4h", [progress("23:00:00", 400)])
    #expect(result.verdict == .unknown)
    #expect(result.missing == ["task.started or phase.entered of w2"])
  }

  @Test func `whose reports give another total is a finding`() throws {
    var plan = payPlan([objective(95, "4h")])
    var wave = Plan.Wave(id: "w2")
    wave.count = 400
    plan.waves = [wave]
    let report = try objectives(plan, [start, progress("21:00:00", 300, of: 300)])
    #expect(report.findings.map(\.rule) == ["wave-total-differs"])
    #expect(report.objectives[0].verdict == .unknown)
  }
}

/// Waves where something is uncertain or missing.
@Suite struct `An uncertain wave` {
  private func judged(_ percent: Int64, _ limit: String, _ lines: [String], unit: String? = nil) throws
    -> (result: ObjectiveResult, rules: [String])
  {
    var objective = Objective(id: "tenants", metric: .rto, limit: .span(TimeSpan(limit) ?? .zero))
    objective.wave = "w2"
    objective.percent = percent
    let plan = payPlan([objective]) { plan in
      var wave = Plan.Wave(id: "w2")
      wave.unit = unit
      wave.count = unit == nil ? nil : 4
      plan.waves = [wave]
      plan.tasks = ["a", "b", "c"].map { PlannedTask(id: $0) }
      for position in plan.tasks.indices { plan.tasks[position].wave = "w2" }
    }
    let report = try objectives(plan, lines)
    return (report.objectives[0], report.findings.map(\.rule))
  }

  private func task(_ type: String, _ time: String, _ id: String, _ accuracy: String = "PT0S") -> String {
    run("task.\(type)", time, ["task": id, "timeaccuracy": accuracy])
  }

  @Test func `is bounded by the rank among the earliest and among the latest instants`() throws {
    let lines = ["a", "b", "c"].map { task("started", "20:00:00", $0) } + [
      task("completed", "20:10:00", "a", "PT1H"), task("completed", "20:20:00", "b"), task("completed", "20:30:00", "c"),
    ]
    // By the times as stated b is the second; truly a may be done as late as 21:10.
    let second = try judged(66, "25m", lines).result
    #expect(second.seconds == .minutes(20))
    #expect(second.lower == .minutes(20))
    #expect(second.upper == .minutes(30))
    #expect(second.verdict == .unknown)
    #expect(try judged(66, "30m", lines).result.verdict == .met)
    #expect(try judged(100, "31m", lines).result.verdict == .unknown)
    #expect(try judged(100, "70m", lines).result.verdict == .met)
    let first = try judged(33, "20m", lines).result
    #expect(first.upper == .minutes(20))
    #expect(first.verdict == .met)
  }

  @Test func `has no upper bound where a task that ended was never seen to start`() throws {
    let lines = [
      task("started", "20:00:00", "a"), task("started", "20:30:00", "b"), task("started", "20:30:00", "c"),
      task("completed", "20:40:00", "a"), task("completed", "20:50:00", "b"), task("completed", "21:00:00", "c"),
    ]
    #expect(try judged(100, "45m", lines).result.verdict == .missed)
    #expect(try judged(100, "1h", lines).result.verdict == .met)
    let without = try judged(100, "45m", Array(lines.dropFirst())).result
    #expect(without.verdict == .unknown)
    #expect(without.lower == .minutes(30))
    #expect(without.missing == ["task.started of a"])
    #expect(try judged(100, "30m", Array(lines.dropFirst())).result.verdict == .missed)
  }

  @Test func `counts an item that nothing shows done as unknown`() throws {
    let lines = [
      task("started", "20:00:00", "a"), task("completed", "20:10:00", "a"), task("started", "20:00:00", "b"),
      task("completed", "20:15:00", "b"), task("started", "20:18:00", "b"), task("failed", "20:20:00", "b"),
    ]
    #expect(try judged(33, "10m", lines).result.verdict == .met)
    let two = try judged(66, "10h", lines).result
    #expect(two.verdict == .unknown)
    #expect(two.missing == ["task.completed of 1 more tasks of w2"])
  }

  @Test func `takes no reports in another unit, and says where more is done than there is`() throws {
    func report(_ time: String, _ done: Int, _ unit: String) -> String {
      run(
        "progress.reported", time, ["wave": "w2"], data: "{\"done\":\(done),\"total\":4,\"unit\":\"\(unit)\"}")
    }
    let start = task("started", "20:00:00", "a")
    let other = try judged(100, "1h", [start, report("20:10:00", 4, "hosts")], unit: "tenants")
    #expect(other.result.verdict == .unknown)
    #expect(other.rules == ["wave-unit-differs"])
    let over = try judged(100, "1h", [start, report("20:10:00", 5, "tenants")], unit: "tenants")
    #expect(over.result.verdict == .met)
    #expect(over.rules == ["wave-done-exceeds-total"])
  }
}
