import CutoverModel
import Replay
import Testing

/// The planned outage of a plan against the actual one.
@Suite struct `A planned outage` {
  private func plan(_ impact: [(String, String, String)], _ services: [String] = ["pay"]) -> Plan {
    payPlan { plan in
      plan.tasks = [
        task("lock", 5), task("freeze", 2, after: ["lock"]), task("sync", 8, after: ["freeze"]),
        task("open", 2, after: ["sync"]),
      ]
      plan.services = services.map { id in
        var service = Plan.Service(id: id)
        service.freezeImpact = Plan.Service.FreezeImpact.none
        return service
      }
      plan.impact = impact.map { service, from, to in
        Plan.PlannedImpact(
          service: service, from: TaskBoundary(task: from, side: .start),
          to: TaskBoundary(task: to, side: .finish))
      }
    }
  }

  private let outage = [pay("service.down", "22:05:00"), pay("service.up", "22:20:00")]

  @Test func `stands beside the actual one with the difference`() throws {
    let report = try objectives(plan([("pay", "freeze", "open")]), outage)
    let result = try #require(report.outages.first)
    #expect(report.outages.count == 1)
    #expect(result.planned == .minutes(12))
    #expect(result.actual == MeasuredSpan(stated: .minutes(15), lower: .minutes(15), upper: .minutes(15)))
    #expect(result.difference?.stated == .minutes(3))
    #expect(result.episodes == 1)
    #expect(result.missing.isEmpty)
  }

  @Test func `counts planned spans that overlap once, and those of every service for each`() throws {
    let impact = [("pay", "freeze", "sync"), ("*", "sync", "open")]
    let report = try objectives(plan(impact, ["pay", "web"]), outage)
    #expect(report.outages.map(\.service) == ["pay", "web"])
    #expect(report.outages.map(\.planned) == [.minutes(12), .minutes(10)])
  }

  @Test func `is none for a service that the plan names none for`() throws {
    let lines = outage + [
      pay("service.degraded", "22:06:00", ["service": "web"]), pay("service.up", "22:08:00", ["service": "web"]),
    ]
    let report = try objectives(plan([("pay", "freeze", "open")], ["pay", "web"]), lines)
    #expect(report.outages.map(\.planned) == [.minutes(12), .zero])
    #expect(report.outages[1].difference?.stated == .minutes(2))
    #expect(try objectives(plan([]), lines).outages.isEmpty)
  }

  @Test func `is compared with the sum of the episodes of the run`() throws {
    let lines = outage + [
      run("run.began", "22:00:00"), pay("service.down", "21:00:00"), pay("service.up", "21:01:00"),
      pay("service.down", "23:05:00"), pay("service.up", "23:07:00"),
    ]
    let result = try objectives(plan([("pay", "freeze", "open")]), lines).outages[0]
    #expect(result.actual?.stated == .minutes(17))
    #expect(result.episodes == 2)
  }

  @Test func `is unknown where the actual one isn't shown, and bounded below while it lasts`() throws {
    let plan = plan([("pay", "freeze", "open")])
    let silent = try objectives(plan, []).outages[0]
    #expect(silent.actual == nil)
    #expect(silent.difference == nil)
    #expect(silent.missing == ["service.observed over the whole run, or impact.none"])
    let lasting = try objectives(
      plan, [outage[0], pay("service.degraded", "22:35:00"), run("note.added", "23:00:00")]
    ).outages[0]
    #expect(lasting.actual?.lower == .minutes(30))
    #expect(lasting.actual?.upper == nil)
    #expect(lasting.difference?.lower == .minutes(18))
    #expect(lasting.missing == ["service.up"])
  }

  @Test func `is unknown where the plan gives no times`() throws {
    var plan = plan([("pay", "freeze", "open")])
    plan.tasks[1].duration = nil
    let result = try objectives(plan, outage).outages[0]
    #expect(result.planned == nil)
    #expect(result.difference == nil)
    #expect(result.actual?.stated == .minutes(15))
    #expect(result.missing == ["planned times of freeze.start and open.finish"])
  }
}
