import Audit
import CloudEvents
import CutoverModel
import TestSupport
import Testing

/// What is kept while events pass: what is open, and not what was.
@Suite struct AuditMemoryTests {
  private func rule(_ template: Template, per fields: [EventField] = [], within seconds: Int64? = nil) -> Rule {
    Rule(
      Constraint(
        template, activation: .of("task.started"), target: .of("task.completed"), correlation: fields,
        within: seconds.map { TimeSpan(seconds: $0) }))
  }

  private func second(_ number: Int) -> String { clock(number / 60).dropLast(3) + (number % 60 < 10 ? "0" : "") + "\(number % 60)Z" }

  private func starts(_ count: Int) -> [String] {
    (0..<count).map { event("task.started", at: second($0), id: "s\($0)", ["task": "t\($0)"]) }
  }

  private func pairs(_ count: Int, task: String = "t") -> [String] {
    (0..<count).flatMap { number in
      [
        event("task.started", at: second(number), id: "s\(number)", ["task": "\(task)\(number)"]),
        event("task.completed", at: second(number), id: "c\(number)", ["task": "\(task)\(number)"]),
      ]
    }
  }

  private func kept(_ rule: Rule, _ lines: [String]) throws -> AuditFold.Kept {
    try applying(AuditFold([rule], isWhole: true), at: lines.placed(from: 1)).kept
  }

  @Test func `traces about which nothing is open are forgotten, however many there were`() throws {
    let rule = rule(.response, per: [.attribute("task")])
    let few = try kept(rule, pairs(300))
    let many = try kept(rule, pairs(3_000))
    #expect(few.traces <= 64 && many.traces <= 64 && few.traces > 0)
    let fold = try applying(AuditFold([rule], isWhole: true), at: pairs(500).placed(from: 1))
    let finding = try #require(fold.finish().report.findings.first)
    #expect(finding.result == .satisfied && finding.activations == 500 && finding.events.count == 100)
  }

  @Test func `traces that wait are kept, and are still judged after others were forgotten`() throws {
    let rule = rule(.response, per: [.attribute("task")])
    let open = starts(200) + pairs(1_000, task: "u")
    #expect(try kept(rule, open).traces >= 200)
    let finding = try #require(judge([rule], open).findings.first)
    #expect(finding.violated == 200 && finding.fulfilled == 1_000)
  }

  @Test func `activations whose limit has passed are kept no longer`() throws {
    let few = try kept(rule(.response, within: 30), starts(300))
    let many = try kept(rule(.response, within: 30), starts(3_000))
    // Those of the last half minute, the last second of it open, and as many more that have not been cleared away yet.
    #expect(few.waiting == many.waiting && many.waiting > 29 && many.waiting <= 32)
    #expect(many.buffered <= 2 * 64 + 32)
    let finding = try #require(judge([rule(.response, within: 30)], starts(3_000)).findings.first)
    #expect(finding.violated == 3_000 && finding.activations == 3_000)
  }

  @Test func `of activations without a limit a hundred are kept and the others counted`() throws {
    #expect(try kept(rule(.response), starts(3_000)).waiting == 100)
    #expect(try kept(rule(.notSuccession), starts(3_000)).waiting == 100)
    let answered = starts(3_000) + [event("task.completed", at: second(3_000), id: "c")]
    let finding = try #require(judge([rule(.response)], answered).findings.first)
    #expect(finding.fulfilled == 3_000 && finding.result == .satisfied)
    let forbidden = try #require(judge([rule(.notSuccession)], answered).findings.first)
    #expect(forbidden.violated == 3_000 && forbidden.result == .violated)
  }

  @Test func `the events that are named are the first hundred by time, in whatever order they were found`() throws {
    // The target is found beside the first activation, and the others are found after it.
    let lines = starts(150) + [event("task.completed", at: second(200), id: "c")]
    let finding = try #require(judge([rule(.response, within: 3_600)], lines).findings.first)
    #expect(finding.fulfilled == 150 && finding.events.map(\.id) == (0..<100).map { "s\($0)" })
  }
}
