import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Tasks that were done too fast to be true` {
  private func found(_ runs: [ComparedRun]) -> [Int] {
    RunComparison(of: runs).findings.filter { $0.rule == .tooFast }.map(\.run)
  }

  @Test(arguments: [
    // Under a tenth of the ten minutes planned, to the second that the times leave open: 58 s and less.
    (58, nil, true), (59, nil, false), (0, nil, true),
    // And, where another run completed it, under a fifth of that: 49 s and a second are 50, a fifth of 250.
    (49, 255, true), (49, 250, false), (48, 250, true), (49, 49, false),
    // Done in no time it is suspect whatever others did.
    (0, 0, true), (0, 3, true),
  ])
  func `took under a tenth of the plan and a fifth of other runs, or no time`(
    seconds: Int64, other: Int64?, isFound: Bool
  ) throws {
    let runs = [try oneTask(seconds, hours: 0, planned: 10)] + (try other.map { [try oneTask($0, hours: 2, planned: 10)] } ?? [])
    #expect(found(runs).contains(0) == isFound)
  }

  @Test func `are not found where the times are too uncertain`() throws {
    // Stated to take no time, but it may have been a minute, and that is no less than a tenth of ten.
    #expect(found([try oneTask(0, hours: 0, planned: 10, accuracy: "PT1M")]).isEmpty)
    #expect(found([try oneTask(0, hours: 0, planned: 11, accuracy: "PT1M")]) == [0])
  }

  @Test func `are measured by other runs where no plan says how long they take`() throws {
    #expect(found([try oneTask(5, hours: 0), try oneTask(61, hours: 2)]) == [0])
    #expect(found([try oneTask(5, hours: 0), try oneTask(60, hours: 2)]).isEmpty)
    #expect(found([try oneTask(0, hours: 0)]).isEmpty)
  }

  @Test func `are found by the attempt that completed them, without its pauses`() throws {
    let plan = plan([task("test", 20)])
    let lines = [
      happens("started", "test", 0), happens("failed", "test", 18), happens("started", "test", 30),
      happens("paused", "test", 30), happens("resumed", "test", 90), happens("completed", "test", 91),
    ]
    let comparison = RunComparison(of: [try compared(plan, lines)])
    let finding = try #require(comparison.findings.first)
    #expect(finding.rule == .tooFast)
    #expect(finding.tasks == ["test"])
    #expect(finding.events.map(\.index) == [2, 5])
    #expect(finding.message == "done too fast to be true: test in 1m 00s, against 20m 00s planned")
  }

  @Test func `are no milestones`() throws {
    let plan = plan([task("live", 10) { $0.mode = .milestone }])
    #expect(found([try compared(plan, [happens("started", "live", 0), happens("completed", "live", 0)])]).isEmpty)
  }
}

@Suite struct `Evidence that a changed plan takes away` {
  typealias Part = PlanFingerprint.Part

  private func part(_ id: String, _ members: [String: String], _ section: PlanFingerprint.Section = .tasks) -> Part {
    let sorted = members.sorted { $0.key < $1.key }
    return Part(
      section: section, id: id, digest: "\(sorted)", members: sorted.map { .init(name: $0.key, text: $0.value) })
  }

  /// A rehearsal that completes `sync` and `open`, `sync` verified by `level`, and leaves `close` out.
  private func rehearsal(_ parts: [Part]?, tasks: String? = nil, name: String = "p") throws -> ComparedRun {
    try compared(
      plan([task("sync", 5) { $0.checks = ["level"] }, task("open", 2), task("close", 2)]),
      [
        happens("started", "sync", 0), happens("completed", "sync", 5),
        event("check.passed", at: clock(6), data: #"{"check":"level"}"#),
        happens("started", "open", 7), happens("completed", "open", 9),
      ], run: "rehearsal", kind: "rehearsal", fingerprint: fingerprint(name, parts, tasks: tasks))
  }

  private func expired(_ before: [Part], _ after: [Part]) throws -> ExpiredEvidence? {
    let night = try compared(nil, [happens("started", "sync", 600)], run: "night", fingerprint: fingerprint("p", after))
    return RunComparison(of: [try rehearsal(before), night]).expired.first
  }

  private static let old = ["sync": ["duration": "5m", "title": "a"], "open": ["command": "x"], "close": ["after": "y"]]

  private func parts(_ members: [String: [String: String]]) -> [Part] {
    members.sorted { $0.key < $1.key }.map { part($0.key, $0.value) }
  }

  @Test func `is that of completed tasks whose description differs, with the members and the checks`() throws {
    var new = Self.old
    new["sync"] = ["duration": "6m", "title": "b", "after": "z"]
    new["close"] = ["after": "open"]
    let expired = try #require(try expired(parts(Self.old), parts(new)))
    #expect(expired.run == 0 && expired.against == 1)
    #expect(expired.items.map(\.task) == ["sync"])
    #expect(expired.items.first?.members == ["after", "duration", "title"])
    #expect(expired.items.first?.checks == ["level"])
    #expect(expired.items.first?.completion?.event.index == 1)
    #expect(expired.changes.map(\.id) == ["close", "sync"])
  }

  @Test func `is not lost by another title or other links`() throws {
    var new = Self.old
    new["sync"] = ["duration": "5m", "title": "b", "links": "c"]
    let expired = try #require(try expired(parts(Self.old), parts(new)))
    #expect(expired.items.isEmpty)
    #expect(expired.changes.map(\.members) == [["links", "title"]])
    #expect(expired.changes.map(\.changesWork) == [false])
    #expect(try self.expired(parts(Self.old), parts(Self.old)) == nil)
  }

  @Test func `is lost where the check that verified a task is another`() throws {
    let (before, after) = (part("level", ["expected": "0"], .checks), part("level", ["expected": "1"], .checks))
    let expired = try #require(try expired(parts(Self.old) + [before], parts(Self.old) + [after]))
    #expect(expired.items.map(\.task) == ["sync"])
    #expect(expired.items.first?.members == [])
    #expect(expired.items.first?.changedChecks == ["level"])
  }

  @Test func `is told of tasks added and removed, which no run can have shown`() throws {
    var new = Self.old
    new["open"] = nil
    new["extra"] = ["command": "e"]
    let expired = try #require(try expired(parts(Self.old), parts(new)))
    #expect(expired.items.isEmpty)
    #expect(expired.changes.map(\.kind) == [.added, .removed])
  }

  @Test func `is all of it where a plan can't be read and the digests of the tasks differ`() throws {
    func expired(_ tasks: String?) throws -> ExpiredEvidence? {
      let night = try compared(
        nil, [happens("started", "a", 600)], run: "night",
        fingerprint: PlanFingerprint(plan: "p", version: 2, document: "d2", tasks: "t2", parts: nil))
      return RunComparison(of: [try rehearsal([], tasks: tasks), night]).expired.first
    }
    #expect(try expired("t1")?.items.map(\.task) == ["sync", "open"])
    #expect(try expired("t1")?.isUnreadable == true)
    #expect(try expired("t2") == nil)
  }

  @Test func `is held against the last run of the same plan, and none of another`() throws {
    var newer = Self.old
    newer["open"] = ["command": "z"]
    func run(_ name: String, _ members: [String: [String: String]], _ hours: Int64) throws -> ComparedRun {
      try compared(
        nil, [happens("started", "a", hours * 60)], run: "\(hours)", fingerprint: fingerprint(name, parts(members)))
    }
    let runs = [
      try rehearsal(parts(Self.old)), try run("p", Self.old, 10), try run("p", newer, 20), try run("back", Self.old, 30),
    ]
    let comparison = RunComparison(of: runs)
    #expect(comparison.expired.map(\.run) == [0, 1])
    #expect(comparison.expired.map(\.against) == [2, 2])
    #expect(comparison.expired.first?.items.map(\.task) == ["open"])
    #expect(comparison.findings.filter { $0.rule == .evidenceExpired }.map(\.run) == [0])
  }
}
