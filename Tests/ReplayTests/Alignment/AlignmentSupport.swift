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

/// Lines of a stream, one event a line: time of day (`22:05` or `22:05:10`, `~30m` behind it for its accuracy), type,
/// members of `data` as `name=value`, attributes as `@name=value`. The event's source is `/test` unless `@source` says
/// another. Empty lines are left out.
func marble(_ text: String) -> [String] {
  text.split(separator: "\n").enumerated().compactMap { number, line in
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2 else { return nil }
    let clock = words[0].split(separator: "~").map(String.init)
    let seconds = clock[0].utf8.count == 5 ? ":00" : ""
    var attributes: [String: String] = [:]
    if clock.count > 1 { attributes["timeaccuracy"] = "PT\(clock[1].uppercased())" }
    var source = "/test"
    var members: [String] = []
    for word in words.dropFirst(2) {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      let value = parts.count > 1 ? parts[1] : ""
      if parts[0] == "@source" {
        source = value
      } else if parts[0].hasPrefix("@") {
        attributes[String(parts[0].dropFirst())] = value
      } else {
        members.append("\"\(parts[0])\":\(json(value))")
      }
    }
    return event(
      words[1], at: "2026-11-22T\(clock[0])\(seconds)Z", id: "e\(number)", source: source, attributes,
      data: "{\(members.joined(separator: ","))}")
  }
}

/// `[a,b]` is a list of texts; numbers, `true`, `false` and `null` are themselves; all else is a text.
private func json(_ word: String) -> String {
  if word.hasPrefix("[") {
    let elements = word.dropFirst().dropLast().split(separator: ",")
    return "[\(elements.map { "\"\($0)\"" }.joined(separator: ","))]"
  }
  if word.hasPrefix("{") { return word }
  return Int64(word) != nil || ["true", "false", "null"].contains(word) ? word : "\"\(word)\""
}

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
