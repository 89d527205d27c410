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

  @Test func `is told for each declared incident, with the bounds of each step`() throws {
    let told = try timeline(
      """
      22:00~ incident.detected pay
      22:10~ incident.declared pay
      22:12 decision.made fail-forward
      22:15 task.started fix
      22:20 incident.resolved pay
      23:00 incident.detected pay
      23:05 incident.declared pay
      23:20 incident.declared settle
      23:25 decision.made hold service=settle
      23:26 decision.made rollback service=pay
      23:30 task.started back
      """)
    #expect(
      told.incidents.map(\.marble) == [
        "pay: detected 22:00, declared 22:10 (10m 00s (9m 00s … 11m 00s)), decided 22:12 (2m 00s (1m 00s … 2m 00s)), "
          + "acted 22:15 (3m 00s), resolved 22:20 (20m 00s (19m 00s … 20m 00s))",
        "pay: detected 23:00, declared 23:05 (5m 00s), decided 23:26 (21m 00s), acted 23:30 (4m 00s)",
        "settle: declared 23:20, decided 23:25 (5m 00s), acted 23:30 (5m 00s)",
      ])
    #expect(told.latency.marble == told.incidents.first?.marble)
  }

  @Test func `joins what shares a correlation, and alerts that were never declared themselves`() throws {
    let told = try timeline(
      """
      22:01 incident.detected settle
      22:02 incident.detected pay
      22:10 incident.declared pay correlationid=INC-7 severity=2
      22:20 incident.declared pay correlationid=INC-7 severity=1
      22:40 incident.mitigated
      22:50 incident.resolved correlationid=INC-7
      """)
    #expect(
      told.incidents.map(\.marble) == [
        "settle: detected 22:01", "INC-7 pay: detected 22:02, declared 22:10 (8m 00s)",
        "INC-7 pay: declared 22:20, mitigated 22:40 (20m 00s), resolved 22:50 (30m 00s)",
      ])
    #expect(told.incidents.map(\.severity) == [nil, "2", "1"])
  }

  @Test func `takes a declaration that names nothing as one of all alerts before it`() throws {
    let told = try timeline(
      """
      22:01 incident.detected settle
      22:02 incident.detected pay
      22:10 incident.declared
      22:30 incident.detected mail
      """)
    #expect(told.incidents.map(\.marble) == ["detected 22:01, declared 22:10 (9m 00s)", "mail: detected 22:30"])
  }

  @Test func `is unknown where the order of two steps is open or wrong, and that is a finding`() throws {
    let told = try timeline(
      """
      22:05 incident.declared
      22:09 incident.detected
      22:20 decision.made go
      22:20~ task.started a
      """)
    #expect(told.incidents.map(\.marble) == ["detected 22:09, declared 22:05, decided 22:20 (15m 00s), acted 22:20 (0s (0s … 1m 00s))"])
    #expect(told.rules == ["incident-order-open"])
    let open = try timeline("22:05~ incident.detected\n22:05~ incident.declared")
    #expect(open.latency.toDeclare == nil)
    #expect(open.rules == ["incident-order-open"])
  }

  @Test func `counts no incident, decision or start of a dry run or an isolated copy`() throws {
    let told = try timeline(
      """
      22:01 incident.detected drill mode=dry-run
      22:02 incident.detected pay
      22:03 decision.made go mode=dry-run
      22:04 decision.made hold
      22:05 task.started a mode=isolated
      22:06 task.started b
      22:07 incident.resolved pay mode=dry-run
      """)
    #expect(told.incidents.map(\.marble) == ["pay: detected 22:02, decided 22:04, acted 22:06 (2m 00s)"])
    #expect(told.decisions.count == 2)
    #expect(try timeline("22:05 decision.made go mode=isolated\n22:09 task.started a").latency == DecisionLatency())
  }

  @Test func `without an incident runs from the first decision`() throws {
    let told = try timeline("22:05 decision.made hold\n22:08 decision.made go\n22:09 task.started a")
    #expect(told.latency.marble == "decided 22:05, acted 22:09 (4m 00s)")
    #expect(told.incidents.isEmpty)
  }
}
