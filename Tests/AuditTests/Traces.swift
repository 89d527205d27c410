import Testing
import Audit
import CloudEvents
import Replay
import TestSupport

/// Every trace over the letters up to a length, the empty one first.
func traces<Symbol>(over letters: [Symbol], upTo length: Int) -> [[Symbol]] {
  var all: [[Symbol]] = [[]]
  var last: [[Symbol]] = [[]]
  for _ in 0..<length {
    last = last.flatMap { trace in letters.map { trace + [$0] } }
    all += last
  }
  return all
}

/// The events of a trace, a minute apart, each of a type of its own letter.
func lines(_ trace: [Letter], from minute: Int = 0) -> [String] {
  trace.enumerated().map { number, letter in
    let types: [Letter: String] = [
      []: "note.added", .activation: "task.started", .target: "task.completed",
      [.activation, .target]: "task.failed",
    ]
    return event(types[letter] ?? "note.added", at: clock(minute + number), id: "e\(number)")
  }
}

/// Minutes after ten on the day of the tests.
func clock(_ minute: Int) -> String { "2026-01-01T\(two(10 + minute / 60)):\(two(minute % 60)):00Z" }

private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension EventPattern {
  /// Events of one of the types, without their prefix.
  static func of(_ types: String..., where conditions: FieldCondition...) -> EventPattern {
    EventPattern(types: types.map { "dev.cutlog." + $0 }, conditions: conditions)
  }

  static let a = EventPattern.of("task.started", "task.failed")
  static let b = EventPattern.of("task.completed", "task.failed")
}

extension Rule {
  init(_ constraint: Constraint) {
    self.init(id: "r", title: "r", why: "r", requirement: .constraint(constraint))
  }
}

/// Judges one constraint over lines as the whole of a run, with a second pass where events came late.
func judge(_ constraint: Constraint, _ lines: [String]) throws -> RuleFinding {
  try #require(judge([Rule(constraint)], lines).findings.first)
}

/// Judges rules over lines.
func judge(
  _ rules: [Rule], _ lines: [String], isWhole: Bool = true,
  acceptance: WithheldEvidence.Acceptance = .init(), from first: Int = 1
) throws -> AuditReport {
  let placed = lines.placed(from: first)
  let pass = try folding(AuditFold(rules, acceptance: acceptance, isWhole: isWhole), at: placed)
  guard let late = pass.late else { return pass.report }
  let again = try folding(AuditFold(rules, acceptance: acceptance, isWhole: isWhole, late: late), at: placed)
  #expect(again.late == nil)
  return again.report
}

/// A line that was withheld.
func stub(_ index: Int) -> String {
  event(
    "withheld", at: clock(0), id: "withheld-\(index)", source: "origin",
    data: "{\"index\":\(index),\"leaf\":\"x\",\"reason\":\"secret\"}")
}
