import CloudEvents
import CutoverModel
import TestSupport

@testable import Replay

/// A plan of one service that holds one data set, with the objectives given.
func payPlan(
  _ objectives: [Objective] = [],
  freezeImpact: Plan.Service.FreezeImpact? = Plan.Service.FreezeImpact.none,
  _ change: (inout Plan) -> Void = { _ in }
) -> Plan {
  var plan = Plan(plan: "payments", version: 1)
  var service = Plan.Service(id: "pay")
  service.datasets = ["db"]
  service.freezeImpact = freezeImpact
  plan.services = [service]
  plan.sites = Plan.Sites(source: "west", target: "north")
  plan.objectives = objectives
  change(&plan)
  return plan
}

/// A recovery time objective of the service `pay`.
func rto(
  _ limit: String, _ clock: RecoveryClock = .business,
  _ change: (inout Objective) -> Void = { _ in }
) -> Objective {
  var objective = Objective(
    id: "pay-rto", metric: .rto, limit: .span(TimeSpan(limit) ?? .zero))
  objective.service = "pay"
  objective.clock = clock
  change(&objective)
  return objective
}

/// A data loss objective of the data set `db`.
func rpo(_ limit: String) -> Objective {
  var objective = Objective(id: "pay-rpo", metric: .rpo, limit: .span(TimeSpan(limit) ?? .zero))
  objective.dataset = "db"
  return objective
}

/// The answer of the objectives fold over lines in memory; `checked` are the lines of acts whose signature was checked.
func objectives(
  _ plan: Plan?, _ lines: [String], checked: Set<Int> = []
) throws -> ObjectivesReport {
  let attestations = Set(checked.map { EventPlace(stream: 0, index: $0) })
  return try folding(
    ObjectivesFold(plan: plan, options: .init(attestations: attestations)), over: lines)
}

/// The first objective's result over lines in memory.
func judged(_ objective: Objective, _ lines: [String]) throws -> ObjectiveResult {
  try judged(payPlan([objective]), lines)
}

func judged(_ plan: Plan, _ lines: [String]) throws -> ObjectiveResult {
  let report = try objectives(plan, lines)
  guard let result = report.objectives.first else { throw NothingJudged() }
  return result
}

struct NothingJudged: Error {}

/// An event of the service `pay` at a time of day, exact to the nanosecond.
func pay(
  _ type: String, _ time: String, _ attributes: [String: String] = [:], data: String? = nil
) -> String {
  event(
    type, at: "2026-11-22T\(time)Z",
    ["service": "pay", "timeaccuracy": "PT0S"].merging(attributes) { $1 }, data: data)
}

/// An event of the data set `db` at a time of day, exact to the nanosecond.
func db(
  _ type: String, _ time: String, _ data: String, _ attributes: [String: String] = [:]
) -> String {
  event(
    type, at: "2026-11-22T\(time)Z",
    ["dataset": "db", "timeaccuracy": "PT0S"].merging(attributes) { $1 }, data: data)
}

/// An event of the run at a time of day, exact to the nanosecond.
func run(
  _ type: String, _ time: String, _ attributes: [String: String] = [:], data: String? = nil
) -> String {
  event(
    type, at: "2026-11-22T\(time)Z", ["timeaccuracy": "PT0S"].merging(attributes) { $1 }, data: data
  )
}

extension ObjectivesReport {
  /// What a clock of a service shows.
  func clock(_ clock: RecoveryClock, of service: String? = "pay") -> ClockReading? {
    services.first { $0.service == service }?.clocks.first { $0.clock == clock }
  }
}

extension ClockReading {
  /// The stated seconds, where they are whole.
  var seconds: Int64? { value?.stated.map { $0.nanoseconds / 1_000_000_000 } }
}
