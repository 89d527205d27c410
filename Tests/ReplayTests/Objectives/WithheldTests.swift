import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Lines that are withheld make nothing kept that depends on them.
@Suite struct `Withheld lines` {
  private func stub(_ index: Int, _ reason: String = "secret") -> String {
    event(
      "withheld", at: "2026-11-22T20:00:00.000000000Z", id: "withheld-\(index)", source: "o",
      data: #"{"index":\#(index),"leaf":"x","reason":"\#(reason)"}"#)
  }

  private var seal: String { event("seal", at: "2026-11-22T23:00:00Z", source: "o", data: #"{"checkpoint":"x"}"#) }

  private func judge(
    _ limit: String, _ lines: [String], accepted: Set<Int> = [], isOfPrefix: Bool = false
  ) throws -> (result: ObjectiveResult, rules: [String]) {
    let options = ObjectivesFold.Options(acceptance: .init(accepted: accepted, isOfPrefix: isOfPrefix))
    let report = try folding(ObjectivesFold(plan: payPlan([rto(limit)]), options: options), over: lines)
    return (try #require(report.objectives.first), report.findings.map(\.rule))
  }

  private var impact: [String] { [pay("service.down", "22:00:00"), pay("service.up", "22:30:00")] }

  @Test func `make what was met unknown, and name themselves`() throws {
    let lines = [impact[0], stub(1, "legal"), impact[1], seal]
    let (result, rules) = try judge("45m", lines)
    #expect(result.verdict == .unknown)
    #expect(result.missing == ["line 1, withheld as legal"])
    #expect(result.seconds == TimeSpan(seconds: 1800))
    #expect(rules == ["line-withheld"])
    #expect(try judge("45m", impact).result.verdict == .met)
  }

  @Test func `are named beside the planned and the actual outage`() throws {
    let plan = payPlan { plan in
      plan.tasks = [task("a", 10)]
      plan.impact = [
        Plan.PlannedImpact(
          service: "pay", from: TaskBoundary(task: "a", side: .start), to: TaskBoundary(task: "a", side: .finish))
      ]
    }
    let outage = try #require(try objectives(plan, [impact[0], stub(1), impact[1], seal]).outages.first)
    #expect(outage.actual?.stated == .minutes(30))
    #expect(outage.missing == ["line 1, withheld as secret"])
  }

  @Test func `leave what was missed`() throws {
    let (result, _) = try judge("20m", [impact[0], stub(1), impact[1], seal])
    #expect(result.verdict == .missed)
    #expect(result.missing == [])
  }

  @Test func `count no more once each is accepted by its index`() throws {
    let lines = [impact[0], stub(1), stub(2), impact[1], seal]
    #expect(try judge("45m", lines, accepted: [1]).result.missing == ["line 2, withheld as secret"])
    let (result, rules) = try judge("45m", lines, accepted: [1, 2])
    #expect(result.verdict == .met)
    #expect(result.missing == [])
    #expect(rules == ["line-withheld-accepted"])
  }

  @Test func `stand behind a prefix only where their batch ends within it`() throws {
    let lines = [impact[0], stub(1), impact[1], seal, stub(4)]
    #expect(try judge("45m", lines).result.missing == ["line 1, withheld as secret", "line 4, withheld as secret"])
    #expect(try judge("45m", lines, isOfPrefix: true).result.missing == ["line 1, withheld as secret"])
    #expect(try judge("45m", impact + [stub(2)], isOfPrefix: true).result.verdict == .met)
  }

  @Test func `are named by their reasons where they are many`() throws {
    let (result, _) = try judge("45m", impact + (2..<20).map { stub($0) } + [stub(20, "legal"), seal])
    #expect(
      result.missing == [
        "line 20, withheld as legal", "lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 8 more, withheld as secret",
      ])
  }

  @Test func `leave no objective out of account where a no-go ended the run`() throws {
    let lines = [
      run("run.began", "22:00:00"),
      event("decision.made", at: "2026-11-22T22:05:00Z", data: #"{"decision":"no-go"}"#),
    ]
    #expect(try judge("45m", lines).result.applies == false)
    let (result, _) = try judge("45m", lines + [stub(2), seal])
    #expect(result.applies)
    #expect(result.verdict == .unknown)
  }
}
