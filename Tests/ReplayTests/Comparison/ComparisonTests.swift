import CutoverModel
import JSONText
import TestSupport
import Testing

@testable import Replay

@Suite struct `Runs against each other` {
  @Test func `are in order of their start, and their tasks in that of the newest plan`() throws {
    let first = try compared(
      plan([task("lock", 5), task("old", 5)]),
      [happens("started", "lock", 0), happens("started", "extra", 1), happens("completed", "lock", 3)], run: "first")
    let last = try compared(
      plan([task("sync", 5), task("lock", 5)]),
      [happens("started", "lock", 600), happens("completed", "lock", 605), happens("started", "late", 606)], run: "last")
    let comparison = RunComparison(of: [last, first])
    #expect(comparison.runs.map(\.run) == ["first", "last"])
    #expect(comparison.tasks.map(\.id) == ["sync", "lock", "old", "extra", "late"])
    #expect(comparison.tasks.map { $0.changes.first??.kind } == [.new, .regression, .gone, .gone, .new])
    #expect(comparison.runs.map(\.execution.planned) == [.minutes(5), .minutes(5)])
  }

  @Test func `tell a run without a plan by what it did`() throws {
    let run = try compared(
      nil, [happens("started", "b", 0), happens("started", "a", 0), happens("completed", "a", 7)])
    #expect(run.execution.tasks.map(\.id) == ["b", "a"])
    #expect(run.execution.duration == .minutes(7))
    #expect(run.execution.planned == nil && run.execution.slip == nil)
    #expect(run.execution.tasks.allSatisfy { !$0.isPlanned })
  }

  @Test func `know no slip of a run that left required tasks undone early`() throws {
    let night = plan([task("lock", 5), task("sync", 5, after: ["lock"])])
    func run(_ minutes: Int64) throws -> RunExecution {
      try compared(
        night,
        [
          event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", minutes),
          happens("started", "sync", minutes), happens("failed", "sync", minutes + 1), event("run.ended", at: clock(60)),
        ]).execution
    }
    let early = try run(4)
    #expect(early.isUnfinished && early.slip == nil && early.duration == .minutes(4))
    #expect(try run(30).slip == .minutes(20))
  }

  @Test func `mark a run that was not live`() throws {
    let events = [happens("started", "a", 0), happens("completed", "a", 1, ["mode": "dry-run"])]
    #expect(try !compared(nil, events).isRehearsal)
    #expect(try compared(nil, events, kind: "rehearsal").isRehearsal)
    let dry = try compared(nil, [happens("started", "a", 0, ["mode": "dry-run"])])
    #expect(dry.isRehearsal)
    #expect(dry.execution.modes == [.dryRun])
  }

  private func phase(_ name: String, _ minutes: Int64, _ wave: [String: String] = [:]) -> String {
    event("phase.entered", at: clock(minutes), id: "\(name)-\(minutes)", wave, data: #"{"phase":"\#(name)"}"#)
  }

  @Test func `sum the times of a phase that was entered again, wave by wave`() throws {
    let lines = [
      event("run.began", at: clock(0)), phase("sync", 0), phase("switch", 10), phase("sync", 15), phase("open", 35),
      phase("sync", 12, ["wave": "w1"]), event("run.ended", at: clock(40), data: #"{"outcome":"partial"}"#),
      event("phase.entered", at: clock(1)),
    ]
    let run = try compared(nil, lines)
    #expect(run.execution.outcome == "partial")
    #expect(run.execution.phases.map(\.phase) == ["sync", "switch", "sync", "open"])
    #expect(run.execution.phases.map(\.wave) == [nil, nil, "w1", nil])
    #expect(run.execution.phases.map { $0.span?.stated } == [.minutes(30), .minutes(5), .minutes(28), .minutes(5)])
    #expect(run.execution.phases.map(\.entered) == [2, 1, 1, 1])
    #expect(run.execution.phases[0].span?.upper == .minutes(30) + TimeSpan(seconds: 2))
    #expect(run.execution.findings.map(\.rule) == ["phase-missing"])
    // Without an end the last phase of a wave lasts.
    let open = try compared(nil, lines.filter { !$0.contains("run.ended") })
    #expect(open.execution.phases.map { $0.span?.stated } == [.minutes(30), .minutes(5), nil, nil])
    let comparison = RunComparison(of: [
      try compared(nil, [phase("freeze", 600), phase("sync", 605)], run: "z"), run,
    ])
    #expect(comparison.phases.map(\.phase) == ["freeze", "sync", "switch", "sync", "open"])
    #expect(comparison.phases.map { $0.changes.first??.kind } == [.new, .unknown, .gone, .gone, .gone])
  }

  @Test func `say that plans of other names are aligned by equal ids only`() throws {
    let there = try compared(
      plan([task("a", 5), task("b", 5)]), [happens("started", "a", 0)], run: "1", fingerprint: fingerprint("go", []))
    let back = try compared(
      plan([task("a", 5), task("c", 5)]), [happens("started", "a", 600)], run: "2", fingerprint: fingerprint("back", []))
    let finding = try #require(RunComparison(of: [there, back]).findings.first)
    #expect(finding.rule == .notAligned && finding.run == 1 && finding.against == 0)
    #expect(finding.tasks == ["c", "b"])
    #expect(finding.message.contains("1 tasks have an id that both know"))
  }

  @Test func `say which parameters a later run of the same plan had otherwise`() throws {
    func run(_ parameters: [JSONMember], _ hours: Int64) throws -> ComparedRun {
      try compared(
        nil, [happens("started", "a", hours * 60)], run: "\(hours)", parameters: parameters,
        fingerprint: fingerprint("p", []))
    }
    let rehearsal = try run([JSONMember("memory", "4Gi"), JSONMember("pods", .number("6")), JSONMember("x", true)], 0)
    let night = try run([JSONMember("pods", .number("6")), JSONMember("memory", "2Gi")], 5)
    let findings = RunComparison(of: [rehearsal, night]).findings
    #expect(findings.map(\.rule) == [.parametersDiffer])
    #expect(findings.first?.message.hasSuffix("memory 4Gi, then 2Gi; x true, then not set") == true)
  }

  @Test func `are not upset by lengths beyond 64 bits`() throws {
    let long = try compared(
      nil,
      [
        happens("started", "a", at: "1678-01-01T00:00:00Z"), happens("completed", "a", at: "2261-12-31T00:00:00Z"),
        event("phase.entered", at: "1678-01-01T00:00:00Z", data: #"{"phase":"sync"}"#),
        event("run.ended", at: "2261-12-31T00:00:00Z"),
      ], run: "1")
    #expect(long.execution.tasks.first?.duration == nil)
    #expect(long.execution.duration == nil)
    #expect(long.execution.phases.first?.span == nil)
    let comparison = RunComparison(of: [long, try oneTask(5, hours: 1), try compared(nil, [happens("completed", "a", 9)], run: "2")])
    #expect(comparison.tasks.first { $0.id == "a" }?.changes.last??.kind == .new)
  }
}

/// What tells one plan from another, with these parts.
func fingerprint(_ name: String, _ parts: [PlanFingerprint.Part]?, tasks: String? = nil) -> PlanFingerprint {
  let text = (parts ?? []).map { "\($0.section) \($0.id) \($0.digest)" }.joined(separator: "\n")
  return PlanFingerprint(plan: name, version: 1, document: name + text, tasks: tasks ?? text, parts: parts)
}
