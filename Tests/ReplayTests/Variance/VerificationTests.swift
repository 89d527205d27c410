import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `A task is verified` {
  private func verified(_ checks: [String], _ lines: [String]) throws -> TaskVariance {
    let plan = plan([task("open", 2) { $0.checks = checks }])
    let done = [happens("started", "open", 0), happens("completed", "open", 10)]
    return try variance(plan, done + lines).tasks[0]
  }

  private func check(_ result: String, _ name: String, _ minutes: Int64) -> String {
    event("check.\(result)", at: clock(minutes), data: #"{"check":"\#(name)"}"#)
  }

  @Test func `when all its checks last passed after its completion`() throws {
    let task = try verified(
      ["smoke", "dns"],
      [check("failed", "smoke", 11), check("passed", "smoke", 12), check("passed", "dns", 11)])
    #expect(task.verified == .passed)
    #expect(task.unseenChecks.isEmpty)
  }

  @Test func `not by checks that passed before it was done`() throws {
    let task = try verified(["smoke"], [check("passed", "smoke", 9)])
    #expect(task.verified == .noCheck)
    #expect(task.unseenChecks == ["smoke"])
  }

  @Test func `as failed when one last failed, even if recorded first`() throws {
    let task = try verified(
      ["smoke", "dns"], [check("failed", "smoke", 13), check("passed", "smoke", 12)])
    #expect(task.verified == .failed)
    #expect(task.unseenChecks == ["dns"])
  }

  @Test(arguments: ["inconclusive", "waived"])
  func `not by a check that said nothing`(result: String) throws {
    let task = try verified(["smoke"], [check("passed", "smoke", 11), check(result, "smoke", 12)])
    #expect(task.verified == .noCheck)
  }

  @Test func `not where a line is withheld that may have been a failed check, unless it is accepted`() throws {
    let plan = plan([task("open", 2) { $0.checks = ["smoke"] }])
    let stub = event(
      "withheld", at: clock(0), source: "o", data: #"{"index":3,"leaf":"x","reason":"secret"}"#)
    let lines = [
      happens("started", "open", 0), happens("completed", "open", 10), check("passed", "smoke", 11), stub,
    ]
    #expect(try variance(plan, Array(lines.dropLast())).tasks[0].verified == .passed)
    let doubted = try variance(plan, lines)
    #expect(doubted.tasks[0].verified == .noCheck)
    #expect(doubted.findings.map(\.rule) == ["line-withheld"])
    let fold = VarianceFold(plan: plan, schedule: try Schedule(of: plan), acceptance: .init(accepted: [3]))
    #expect(try folding(fold, over: lines).tasks[0].verified == .passed)
  }

  @Test func `not without a check or before its completion`() throws {
    #expect(try verified([], [check("passed", "smoke", 12)]).verified == .noCheck)
    let again = try verified(
      ["smoke"], [check("passed", "smoke", 12), happens("started", "open", 13)])
    #expect(again.verified == .noCheck)
    #expect(again.state == .started)
  }
}
