import CloudEvents
import CutoverModel
import Documents
import JSONText
import TestSupport
import Testing

@testable import Replay

/// A plan with something to expect in every section; what changes is appended as further YAML.
enum StatePlan {
  static let text = """
    plan: payments
    version: 1
    sites: { source: west, target: north }
    services: [ { id: pay, datasets: [db] } ]
    checks:
      - { id: smoke-login, kind: smoke, from: open.start }
      - { id: read-write, kind: configuration }
    tasks:
      - { id: promote, action: promote, duration: 2m }
      - { id: open, duration: 2m, checks: [read-write] }
      - { id: dashboards, layer: analytics, duration: 2m }
    expect:
      dns: [ { name: pay.example.com, answers: [10.2.0.8, 10.2.0.9] } ]
      endpoints: [ { key: db-url, value: ne-db, legacy: [we-db] } ]
      configuration: [ { key: region, value: northeurope } ]
      listeners: [ { listener: files, owner: gateway, side: target } ]
      consumers: [ { topic: payments, group: settle, side: target } ]
      workloads: [ { workload: api, replicas: 6, memoryLimit: 2Gi, configRevision: r41 } ]
      jobs: [ { job: ledger, every: 1h, grace: 10m } ]
    """

  static func plan(_ text: String = text) throws -> Plan {
    try PlanDocument.read(bytes: Array(text.utf8), name: "plan.yaml").plan
  }
}

/// The lines of a timeline written as `Marbles`, all of one source.
func marble(_ text: String) -> [String] { Marbles(text, source: "/test").lines }

/// The answer over lines in memory.
func state(
  _ lines: [String], _ plan: String = StatePlan.text, kind: String? = nil, at: String? = nil,
  accepted: Set<Int> = []
) throws -> AlignmentReport {
  let moment = try at.map { try Timestamp("2026-11-22T\($0)Z") }
  return try folding(
    AlignmentFold(
      plan: StatePlan.plan(plan), streamKind: kind, at: moment, acceptance: .init(accepted: accepted)), over: lines)
}

/// The answer over the streams of a run, each from index 0.
func state(streams: [[String]]) throws -> AlignmentReport {
  try folding(AlignmentFold(plan: StatePlan.plan()), at: streams.flatMap { $0.placed })
}

extension AlignmentReport {
  /// The checks of a rule as `SUBJECT OUTCOME`.
  func said(_ rule: AlignmentRule) -> [String] {
    checks.filter { $0.rule == rule }.map { [$0.subject, $0.outcome.rawValue].compactMap(\.self).joined(separator: " ") }
  }

  /// The first check of a rule.
  func first(_ rule: AlignmentRule) throws -> AlignmentCheck {
    try #require(checks.first { $0.rule == rule })
  }

  /// The expectation of a section.
  func expectation(_ section: ExpectationResult.Section) throws -> ExpectationResult {
    try #require(expectations.first { $0.section == section })
  }
}
