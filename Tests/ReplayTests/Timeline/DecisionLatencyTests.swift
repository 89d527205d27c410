import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `The latency of a decision` {
  private func latency(_ lines: [String]) throws -> DecisionLatency { try timeline(lines).latency }

  @Test func `runs from detection over declaration and decision to the first action`() throws {
    let latency = try latency([
      happens("started", "failover", 30), happens("started", "restart", 10),
      event("decision.made", at: clock(21), data: #"{"decision":"fail-forward"}"#),
      event("decision.made", at: clock(3), data: #"{"decision":"hold"}"#),
      event("incident.declared", at: clock(17)), event("incident.detected", at: clock(2)),
      event("incident.detected", at: clock(12)),
    ])
    #expect(latency.toDeclare?.stated == .minutes(15))
    #expect(latency.toDecide?.stated == .minutes(4))
    #expect(latency.toAct?.stated == .minutes(9))
    #expect(latency.whole?.stated == .minutes(28))
  }

  @Test func `lacks the steps whose events are missing`() throws {
    let latency = try latency([
      event("incident.detected", at: clock(2)),
      event("decision.made", at: clock(5), data: #"{"decision":"invoke"}"#),
    ])
    #expect(latency.toDeclare == nil && latency.toDecide == nil && latency.whole == nil)
    #expect(latency.decided?.event.index == 1)
    #expect(latency.acted == nil)
  }

  @Test func `is wider where times are only known to the minute`() throws {
    let latency = try latency([
      event("incident.detected", at: clock(0), ["timeaccuracy": "PT1M"]),
      event("incident.declared", at: clock(15), ["timeaccuracy": "PT1M"]),
    ])
    #expect(latency.toDeclare?.lower == .minutes(14))
    #expect(latency.toDeclare?.upper == .minutes(16))
  }
}
