import CloudEvents
import CutoverModel
import Testing

@testable import Replay

@Suite struct `What a timeline tells of gates` {
  private func gate(_ change: (inout Plan.Gate) -> Void = { _ in }) -> Plan {
    var gate = Plan.Gate(id: "go")
    gate.approvals = 2
    gate.deadline = PlanTime("T+15m")
    change(&gate)
    return plan([task("a", 5)], gates: [gate])
  }

  private func told(_ text: String, plan: Plan? = nil) throws -> [String] {
    try timeline(text, plan: plan ?? gate(), starts: Timestamp("2026-11-22T22:00:00Z")).gates.map(\.marble)
  }

  @Test func `is who asked, who answered and how long it was waited for`() throws {
    #expect(
      try told(
        """
        22:05 gate.requested go by=alice
        22:07 gate.rejected go by=bob "not yet"
        22:09 gate.approved go by=alice
        22:10 decision.made hold gate=go by=carol
        22:12 gate.approved go by=bob
        """) == [
          "go passed 22:05–22:12 7m 00s met: rejected by bob (not yet) 22:07, approved by alice 22:09, "
            + "hold by carol 22:10, approved by bob 22:12"
        ])
  }

  @Test(arguments: [("22:15", "met"), ("22:15~", "unknown"), ("22:16~", "missed"), ("22:14~", "met")])
  func `is whether it was passed by its deadline`(passed: String, verdict: String) throws {
    let told = try told("22:05 gate.requested go\n\(passed) decision.made go gate=go")
    #expect(told.first?.contains(" \(verdict): ") == true, "\(told)")
  }

  @Test func `is a missed deadline where the run went on beyond it without passing`() throws {
    #expect(try told("22:05 gate.requested go\n22:14 note.added") == ["go requested 22:05–? unknown"])
    #expect(try told("22:05 gate.requested go\n22:15 note.added") == ["go requested 22:05–? missed"])
    #expect(try told("22:30 note.added") == ["go pending ?–? missed"])
    #expect(try told("22:05 gate.requested go\n22:15 note.added\n22:09 withheld") == ["go requested 22:05–? unknown"])
  }

  @Test func `is no wait where the passing comes first`() throws {
    let told = try timeline("22:05 decision.made go gate=go\n22:07 gate.requested go", plan: gate())
    #expect(told.gates.first?.waited == nil)
    #expect(told.gates.first?.state == .passed)
    #expect(told.rules == [])
    let open = try timeline("22:05~ gate.requested go\n22:05 decision.made go gate=go", plan: gate())
    #expect(open.gates.first?.waited == nil)
    #expect(open.rules == ["gate-order-open"])
  }

  @Test func `holds gates that the plan doesn't know, with a finding`() throws {
    let told = try timeline("22:01 gate.requested x\n22:02 gate.approved x by=bob", plan: gate())
    #expect(told.gates.map(\.gate) == ["go", "x"])
    #expect(told.gates.last?.marble == "x passed 22:01–22:02 1m 00s: approved by bob 22:02")
    #expect(told.rules == ["gate-unknown ×2"])
  }

  private func passing(_ text: String) throws -> String {
    let course = try #require(try timeline(text, plan: gate()).gates.first)
    return "\(course.passed?.marble ?? "–") \(course.passedMode.rawValue), live \(course.passedLive?.marble ?? "–")"
  }

  @Test func `is whether acts that weren't live had a part in its passing, and when live ones alone passed it`() throws {
    let dry = "22:05 gate.approved go by=alice mode=dry-run\n22:06 gate.approved go by=bob"
    #expect(try passing(dry) == "22:06 dry-run, live –")
    #expect(try passing(dry + "\n22:08 gate.approved go by=carol") == "22:06 dry-run, live 22:08")
    #expect(try passing("22:05 decision.made go gate=go mode=isolated") == "22:05 isolated, live –")
    let again = "22:04 gate.approved go by=bob mode=dry-run\n22:05 gate.approved go by=bob\n22:06 gate.approved go by=carol"
    #expect(try passing(again) == "22:06 live, live 22:06")
    let refused = "22:04 gate.approved go by=bob mode=dry-run\n22:05 gate.rejected go by=carol\n22:06 decision.made go gate=go"
    #expect(try passing(refused) == "22:06 live, live 22:06")
    #expect(try passing("22:05 gate.approved go by=alice mode=dry-run") == "– live, live –")
  }

  @Test func `is planned against actual`() throws {
    let plan = gate { $0.after = [Dependency(predecessor: "a")] }
    let told = try timeline(
      "22:07 gate.requested go\n22:09 decision.made go gate=go", plan: plan,
      starts: Timestamp("2026-11-22T22:00:00Z"))
    #expect(told.gates.first?.startSlip == .minutes(2))
    #expect(told.gates.first?.finishSlip == .minutes(4))
  }

  @Test func `is cut where there are very many events`() throws {
    let lines = (0..<1_000).map { event("gate.requested", $0) } + [event("gate.approved", 1_000)]
    func event(_ type: String, _ minute: Int64) -> String {
      night("22:00 \(type) go").map { $0.replacing("2026-11-22T22:00:00Z", with: clock(minute)).replacing("e0", with: "e\(minute)") }[0]
    }
    let told = try timeline(lines, plan: plan([], gates: [Plan.Gate(id: "go")]))
    let gate = try #require(told.gates.first)
    #expect(gate.further == 801)
    #expect(gate.state == .passed)
    // What passed it may be among those left out.
    #expect(gate.passed == nil)
    #expect(told.rules == ["timeline-shortened ×801"])
  }
}

@Suite struct `Milestones` {
  private let night = plan([
    task("a", 5), task("b", 5, after: ["a"]), task("half", nil, after: ["a"]) { $0.mode = .milestone },
    task("over", nil, after: ["half", "b"]) { $0.mode = .milestone },
    task("lagged", nil, links: [link(.finishToStart, "a", lag: 5)]) { $0.mode = .milestone },
  ])

  private func told(_ text: String) throws -> [String] {
    try timeline(text, plan: night, starts: Timestamp("2026-11-22T22:00:00Z")).milestones.map { milestone in
      "\(milestone.id) \(milestone.reached?.marble ?? "–")\(milestone.isDerived ? " derived" : "")"
        + (milestone.slip.map { " \($0.readable)" } ?? "")
    }
  }

  @Test func `are reached when their event says it, else when what stands before them is done`() throws {
    let first = "22:01 task.started a\n22:06 task.completed a"
    #expect(try told(first) == ["half 22:06 derived 1m 00s", "over –", "lagged –"])
    let all = first + "\n22:07 task.completed half\n22:08 task.started b\n22:15 task.completed b"
    #expect(try told(all) == ["half 22:07 2m 00s", "over 22:15 derived 5m 00s", "lagged –"])
  }
}
