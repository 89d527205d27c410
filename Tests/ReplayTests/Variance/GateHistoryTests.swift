import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `The history of a gate` {
  private func history(_ lines: [String]) throws -> GateHistory {
    var gate = Plan.Gate(id: "go")
    gate.approvals = 2
    return try variance(plan([], gates: [gate]), lines).gates[0].history
  }

  private func at(
    _ type: String, _ minutes: Int64, by actor: String? = nil, decision: String? = nil
  ) -> String {
    var attributes = ["gate": "go"]
    if let actor { attributes["actor"] = actor }
    return event(
      type, at: clock(minutes), attributes, data: decision.map { #"{"decision":"\#($0)"}"# })
  }

  @Test func `is pending, then requested`() throws {
    #expect(try history([]).state == .pending)
    #expect(try history([at("gate.requested", 1)]).state == .requested)
  }

  @Test func `is passed by as many people as the plan asks for`() throws {
    let lines = [
      at("gate.approved", 3, by: "bob"), at("gate.approved", 1, by: "alice"),
      at("gate.approved", 2, by: "alice"), at("gate.approved", 4, by: "carol"),
    ]
    let history = try history(lines)
    #expect(history.state == .passed)
    #expect(history.passed?.event.index == 0)
  }

  @Test func `starts its count again after a rejection`() throws {
    let lines = [
      at("gate.approved", 1, by: "alice"), at("gate.rejected", 2, by: "bob"),
      at("gate.approved", 3, by: "bob"),
    ]
    #expect(try history(lines).state == .rejected)
    #expect(try history(lines + [at("gate.approved", 4, by: "alice")]).passed?.event.index == 3)
  }

  @Test func `is passed by a go and refused by a no-go`() throws {
    #expect(try history([at("decision.made", 1, decision: "no-go")]).state == .rejected)
    let history = try history([
      at("decision.made", 5, decision: "go"), at("decision.made", 1, decision: "no-go"),
    ])
    #expect(history.state == .passed)
    #expect(history.rejected?.event.index == 1)
  }
}
