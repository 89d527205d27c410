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
