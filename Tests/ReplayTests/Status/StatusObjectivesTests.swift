import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Objectives under way` {
  /// freeze 0–5, open 5–10; the outage lasts from the one's start to the other's finish.
  private static func plan(_ objectives: [Objective]) -> Plan {
    var plan = ReplayTests.plan([task("freeze", 5), task("open", 5, after: ["freeze"]), task("tidy", 30, after: ["open"])])
    plan.services = [Plan.Service(id: "pay")]
    plan.objectives = objectives
    plan.impact = [
      .init(service: "pay", from: .init(task: "freeze", side: .start), to: .init(task: "open", side: .finish))
    ]
    return plan
  }

  private static func objective(
    _ clock: RecoveryClock, _ limit: Int64, _ change: (inout Objective) -> Void = { _ in }
  ) -> Objective {
    var objective = Objective(id: clock.name, metric: .rto, limit: .span(.minutes(limit)))
    objective.clock = clock
    objective.service = "pay"
    change(&objective)
    return objective
  }

  private static let run = [
    event("run.began", at: clock(0)), happens("started", "freeze", 0), event("service.down", at: clock(1), ["service": "pay"]),
  ]

  private func outlook(
    _ objective: Objective, _ minute: Int64, _ lines: [String], checks: [Plan.Check] = []
  ) throws -> ObjectiveOutlook? {
    var plan = Self.plan([objective])
    plan.checks = checks
    plan.tasks[2].checks = checks.map(\.id).filter { $0 == "tidied" }
    let now = try Timestamp(clock(minute))
    var status = try told(plan, minute, lines)
    let seen = try lines.filter { line in try Timestamp(try #require(line.between("\"time\":\"", "\""))) <= now }
    status.judge(try folding(ObjectivesFold(plan: plan, options: .init(now: now)), over: seen))
    return status.objectives.first
  }

  @Test func `a clock that runs shows how long, what is left, and what it would show at the forecast end`() throws {
    // At 4 the service has been down for 3; freeze ends at 5 and open at 10, when the clock would show 9.
    let outlook = try #require(try outlook(Self.objective(.business, 20), 4, Self.run))
    #expect(outlook.elapsed == .minutes(3) && outlook.left == .minutes(17))
    #expect(outlook.forecastStop?.description == clock(10) && outlook.forecast == .minutes(9))
    #expect(outlook.verdict == .met)
    #expect(outlook.from.type == "dev.cutlog.service.down")
    #expect(try self.outlook(Self.objective(.business, 8), 4, Self.run)?.verdict == .missed)
  }

  @Test func `a limit that is over is missed, whatever the forecast`() throws {
    let outlook = try #require(try outlook(Self.objective(.business, 20), 30, Self.run))
    #expect(outlook.elapsed == .minutes(29) && outlook.left == .minutes(-9) && outlook.verdict == .missed)
  }

  @Test func `a service that is up again, or was never down, has no clock that runs`() throws {
    let up = Self.run + [event("service.up", at: clock(6), ["service": "pay"])]
    #expect(try outlook(Self.objective(.business, 20), 7, up) == nil)
    #expect(try outlook(Self.objective(.business, 20), 5, up)?.elapsed == .minutes(4))
    #expect(try outlook(Self.objective(.business, 20), 0, Self.run) == nil)
  }

  @Test func `an earlier episode that was longer doesn't hide the one that lasts`() throws {
    let lines = Self.run + [
      event("service.up", at: clock(16), ["service": "pay"]), event("service.down", at: clock(40), ["service": "pay"]),
    ]
    #expect(try outlook(Self.objective(.business, 20), 45, lines)?.elapsed == .minutes(5))
  }

  @Test func `where the plan foresees no end the forecast is open`() throws {
    let done = Self.run + [
      happens("completed", "freeze", 5), happens("started", "open", 5), happens("completed", "open", 9),
    ]
    let outlook = try #require(try outlook(Self.objective(.business, 20), 12, done))
    #expect(outlook.forecastStop == nil && outlook.forecast == nil && outlook.verdict == .unknown)
  }

  @Test func `a backlog that isn't cleared makes the end a least one`() throws {
    let backlog = event("backlog.reported", at: clock(2), ["service": "pay"], data: #"{"queue":"q"}"#)
    #expect(try outlook(Self.objective(.businessCleared, 20), 4, Self.run)?.verdict == .met)
    #expect(try outlook(Self.objective(.businessCleared, 20), 4, Self.run + [backlog])?.verdict == .unknown)
    #expect(try outlook(Self.objective(.businessCleared, 8), 4, Self.run + [backlog])?.verdict == .missed)
  }

  @Test func `announced maintenance stops the clock, also that which is to come`() throws {
    let announced = event(
      "maintenance.announced", at: clock(-60), ["service": "pay"], data: #"{"from":"\#(clock(0))","to":"\#(clock(7))"}"#)
    let net = Self.objective(.business, 4) { $0.excludesAnnounced = true }
    let outlook = try #require(try outlook(net, 4, [announced] + Self.run))
    // Down from 1 to 10 by the forecast, of which 7 to 10 isn't announced.
    #expect(outlook.elapsed == .zero && outlook.forecast == .minutes(3) && outlook.verdict == .met)
  }

  @Test func `only what is down counts for the downtime`() throws {
    let lines = Self.run + [
      event("service.degraded", at: clock(3), ["service": "pay"]), event("service.down", at: clock(6), ["service": "pay"]),
    ]
    #expect(try outlook(Self.objective(.downtime, 20), 5, lines)?.elapsed == .minutes(2))
    #expect(try outlook(Self.objective(.downtime, 20), 8, lines)?.elapsed == .minutes(4))
  }

  @Test func `a run whose required checks haven't passed, or that drops required tasks, isn't foreseen as healthy`() throws {
    let health = Self.objective(.executionHealth, 60) { $0.service = nil }
    var smoke = Plan.Check(id: "smoke")
    smoke.required = true
    func result(_ word: String) -> String {
      event("check.\(word)", at: clock(3), id: word, data: #"{"check":"smoke"}"#)
    }
    #expect(try outlook(health, 4, Self.run, checks: [smoke])?.verdict == .unknown)
    #expect(try outlook(health, 4, Self.run + [result("failed")], checks: [smoke])?.verdict == .unknown)
    // One that comes with a task of the forecast is foreseen.
    var later = Plan.Check(id: "tidied")
    later.required = true
    #expect(try outlook(health, 4, Self.run, checks: [later])?.verdict == .met)
    #expect(try outlook(health, 4, Self.run + [result("passed")], checks: [smoke])?.verdict == .met)
    let short = Self.objective(.executionHealth, 30) { $0.service = nil }
    #expect(try outlook(short, 4, Self.run, checks: [smoke])?.verdict == .missed)
    let dropped = try #require(try outlook(health, 4, Self.run + [happens("skipped", "tidy", 3)]))
    #expect(dropped.forecast == nil && dropped.verdict == .unknown)
  }

  @Test func `clocks of the run and between tasks stop where the schedule says`() throws {
    let run = try #require(try outlook(Self.objective(.executionHealth, 60) { $0.service = nil }, 4, Self.run))
    #expect(run.elapsed == .minutes(4) && run.forecast == .minutes(40))
    let between = Self.objective(.between(from: .taskStarted("freeze"), to: .taskCompleted("open")), 9) { $0.service = nil }
    let cut = try #require(try outlook(between, 4, Self.run))
    #expect(cut.elapsed == .minutes(4) && cut.forecast == .minutes(10) && cut.verdict == .missed)
  }
}

extension String {
  fileprivate func between(_ start: String, _ end: String) -> String? {
    guard let from = firstRange(of: start)?.upperBound, let to = self[from...].firstRange(of: end)?.lowerBound else { return nil }
    return String(self[from..<to])
  }
}
