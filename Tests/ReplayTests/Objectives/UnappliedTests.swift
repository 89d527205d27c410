import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// What would amend other events is recorded and not applied; the answers say so.
@Suite struct `Amendments that are not applied` {
  private let lines = [
    pay("service.down", "22:00:00"), pay("service.up", "22:05:00"),
    run("event.amended", "23:00:00"), run("event.retracted", "23:01:00"),
    run("source.clock", "23:02:00"), run("note.added", "23:03:00"),
  ]

  @Test func `are one finding of the objectives`() throws {
    let findings = try objectives(payPlan([rto("10m")]), lines).findings
    #expect(findings.map(\.rule) == ["amendment-not-applied"])
    #expect(findings.first?.count == 3)
    #expect(findings.first?.indexes == [2, 3, 4])
    #expect(try objectives(payPlan(), Array(lines.prefix(2))).findings.isEmpty)
  }

  @Test func `are one finding of the variance`() throws {
    let plan = payPlan()
    let variance = try folding(VarianceFold(plan: plan, schedule: Schedule(of: plan)), over: lines)
    #expect(variance.findings.map(\.rule) == ["amendment-not-applied"])
    #expect(variance.findings.first?.indexes == [2, 3, 4])
  }
}
