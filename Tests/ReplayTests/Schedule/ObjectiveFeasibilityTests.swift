import CutoverModel
import Testing

@testable import Replay

@Suite struct `The feasibility of a plan's own promises` {
  /// Freeze at 5–7, open at 15–17; a restart of the service at 30–34.
  private func night(_ objective: Objective) -> Plan {
    var night = plan([
      task("lock", 5), task("freeze", 2, after: ["lock"]), task("sync", 8, after: ["freeze"]),
      task("open", 2, after: ["sync"]), task("restart", 4) { $0.start = PlanTime("T+30m") },
    ])
    night.impact = [
      .init(
        service: "payments", from: .init(task: "freeze", side: .start),
        to: .init(task: "open", side: .finish)),
      .init(
        service: "payments", from: .init(task: "restart", side: .start),
        to: .init(task: "restart", side: .finish)),
    ]
    night.objectives = [objective]
    return night
  }

  private func objective(
    _ clock: RecoveryClock, _ limit: Int64, _ change: (inout Objective) -> Void = { _ in }
  ) -> Objective {
    var objective = Objective(id: "rto", metric: .rto, limit: .span(.minutes(limit)))
    objective.service = "payments"
    objective.clock = clock
    change(&objective)
    return objective
  }

  @Test(arguments: [(RecoveryClock.business, Int64(29)), (.businessCleared, 29), (.downtime, 16)])
  func `joins planned outages that lie within the settling time`(
    clock: RecoveryClock, minutes: Int64
  ) throws {
    let result = try Schedule(of: night(objective(clock, minutes))).objectives[0]
    #expect(result.planned == .minutes(minutes))
    #expect(result.feasible == true)
    let short = try Schedule(of: night(objective(clock, minutes - 1))).objectives[0]
    #expect(short.feasible == false)
  }

  @Test func `takes the longest outage where they lie apart`() throws {
    let apart = objective(.business, 12) { $0.settle = .minutes(13) }
    #expect(try Schedule(of: night(apart)).objectives[0].planned == .minutes(12))
  }

  @Test func `measures between tasks and over the run`() throws {
    let between = objective(.between(from: .taskStarted("lock"), to: .taskCompleted("open")), 10)
    #expect(try Schedule(of: night(between)).objectives[0].planned == .minutes(17))
    #expect(try Schedule(of: night(objective(.run, 34))).objectives[0].feasible == true)
  }

  @Test func `stays undecided where the plan does not say`() throws {
    let unknowns = [
      objective(.sinceDetection, 10), objective(.business, 10) { $0.excludesAnnounced = true },
      objective(.business, 10) { $0.service = "ledger" },
      Objective(id: "rpo", metric: .rpo, limit: .span(.zero)),
      objective(.between(from: .first(type: "run.began"), to: .taskCompleted("open")), 10),
    ]
    for unknown in unknowns {
      let schedule = try Schedule(of: night(unknown))
      #expect(schedule.objectives[0].feasible == nil)
      #expect(schedule.isFeasible == nil)
    }
  }

  @Test func `stays undecided where an outage has no planned end`() throws {
    var open = night(objective(.business, 60))
    open.tasks[2].duration = nil
    #expect(try Schedule(of: open).objectives[0].feasible == nil)
  }

  @Test func `counts an outage of all services for each`() throws {
    var common = night(objective(.business, 60))
    common.impact = [
      .init(
        service: "*", from: .init(task: "lock", side: .start),
        to: .init(task: "open", side: .finish))
    ]
    #expect(try Schedule(of: common).objectives[0].planned == .minutes(17))
    common.objectives[0].service = nil
    #expect(try Schedule(of: common).objectives[0].planned == .minutes(17))
  }

  @Test(arguments: [(Int64(60), true), (59, false)])
  func `holds a planned data loss against its limit`(limit: Int64, feasible: Bool) throws {
    var loss = Objective(id: "rpo", metric: .rpo, limit: .span(.minutes(limit)))
    loss.dataset = "db"
    loss.planned = .minutes(60)
    let schedule = try Schedule(of: night(loss))
    #expect(schedule.objectives.map(\.planned) == [.minutes(60)])
    #expect(schedule.objectives.map(\.feasible) == [feasible])
    #expect(schedule.isFeasible == feasible)
  }

  @Test func `says that the window closes too early`() throws {
    var short = night(objective(.business, 60))
    short.window = .init(opens: PlanTime(offset: .zero), closes: PlanTime(offset: .minutes(33)))
    let schedule = try Schedule(of: short)
    #expect(schedule.problems.map(\.kind) == [.windowCloses])
    #expect(schedule.problems[0].planned == .minutes(34))
    #expect(schedule.isFeasible == false)
  }
}
