import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// The timeline of events recorded in this order.
func timeline(
  _ lines: [String], plan: Plan? = nil, starts: Timestamp? = nil, limit: Int = 5_000
) throws -> Timeline {
  try folding(
    TimelineFold(
      plan: plan, schedule: plan.map { try Schedule(of: $0) }, starts: starts, limit: limit),
    over: lines)
}

extension TimelineEntry {
  /// `22:05–22:15 kind: title (text)`, for readable expectations.
  var line: String {
    func hour(_ moment: Moment) -> Substring { moment.stated.description.dropFirst(11).prefix(5) }
    let span = end.map { "\(hour(moment))–\(hour($0))" } ?? "\(hour(moment))"
    return "\(span) \(kind.rawValue): \(title)\(text.map { " (\($0))" } ?? "")"
  }
}

@Suite struct `A timeline` {
  static let night: Plan = {
    var gate = Plan.Gate(id: "go-live")
    gate.after = [Dependency(predecessor: "sync")]
    gate.duration = .fixed(.minutes(2))
    return plan(
      [
        task("freeze", 2) {
          $0.title = "Put payments read-only"
          $0.layer = "data"
          $0.service = "payments"
        },
        task("sync", 8, after: ["freeze"]), task("open", 2, after: ["go-live"]),
      ], gates: [gate])
  }()

  static let asRun = [
    event("run.began", at: clock(0), ["actor": "alice"]),
    event("phase.entered", at: clock(0), data: #"{"phase":"quiesce"}"#),
    happens("started", "freeze", 1, ["actor": "bob", "region": "westeurope"]),
    event("writes.frozen", at: clock(2), ["dataset": "db"], data: #"{"side":"source"}"#),
    event("service.degraded", at: clock(2), ["service": "payments"], data: #"{"level":20}"#),
    happens("completed", "freeze", 3),
    happens("started", "sync", 4), happens("paused", "sync", 5), happens("resumed", "sync", 8),
    happens("failed", "sync", 9, data: #"{"reason":"disk full"}"#),
    event("phase.entered", at: clock(10), data: #"{"phase":"sync"}"#),
    happens("started", "sync", 10), happens("completed", "sync", 18),
    event("gate.requested", at: clock(18), ["gate": "go-live"]),
    event("check.passed", at: clock(19), data: #"{"check":"lag","observed":"0"}"#),
    event("decision.made", at: clock(21), ["gate": "go-live"], data: #"{"decision":"go"}"#),
    happens("started", "open", 22), happens("completed", "open", 25),
    event("service.up", at: clock(25), ["service": "payments"]),
    event("note.added", at: clock(26), data: #"{"text":"Well done"}"#),
    event("run.ended", at: clock(30), data: #"{"outcome":"completed"}"#),
  ]

  @Test func `a service that is up as a whole is up in its regions, and in those alone`() throws {
    func changed(_ what: String, _ minute: Int64, _ service: String, _ region: String? = nil) -> String {
      event(
        "service.\(what)", at: clock(minute), ["service": service, "region": region].compactMapValues(\.self), data: #"{"level":0}"#)
    }
    let timeline = try timeline([
      changed("down", 0, "payments"), changed("down", 1, "payments", "north"), changed("down", 2, "portal", "north"),
      changed("up", 3, "payments", "south"), changed("up", 4, "payments"), changed("down", 5, "payments", "north"),
      changed("up", 6, "payments", "north"), changed("up", 9, "*"),
    ])
    #expect(
      timeline.entries.map(\.line).filter { $0.contains(" down") } == [
        "22:00–22:04 impact: payments down (level 0)", "22:01–22:04 impact: payments down in north (level 0)",
        "22:02–22:09 impact: portal down in north (level 0)", "22:05–22:06 impact: payments down in north (level 0)",
      ])
  }

  @Test func `tells what happened when`() throws {
    let timeline = try timeline(Self.asRun, plan: Self.night)
    #expect(
      timeline.entries.map(\.line) == [
        "22:00 run: run began",
        "22:00–22:10 phase: phase quiesce",
        "22:01–22:03 task: Put payments read-only (completed)",
        "22:02 data: writes frozen: db (side source)",
        "22:02–22:25 impact: payments degraded (level 20)",
        "22:04–22:18 task: sync (completed, 2 attempts, paused 3m 00s: disk full)",
        "22:10–22:30 phase: phase sync",
        "22:18 gate: gate go-live requested",
        "22:19 check: check lag passed (observed 0)",
        "22:21 decision: decision go at gate go-live",
        "22:22–22:25 task: open (completed)",
        "22:25 impact: payments up",
        "22:26 note: note added (Well done)",
        "22:30 run: run ended: completed",
      ])
  }

  @Test func `sets planned times beside tasks and gates`() throws {
    let timeline = try timeline(Self.asRun, plan: Self.night)
    let tasks = timeline.entries.filter { $0.kind == .task }
    #expect(tasks.map { $0.plannedStart?.description } == [0, 2, 12].map { clock($0) })
    #expect(tasks.map(\.startSlip) == [.minutes(1), .minutes(2), .minutes(10)])
    #expect(tasks.map(\.finishSlip) == [.minutes(1), .minutes(8), .minutes(11)])
    #expect(tasks[1].course?.attempts.count == 2)
    let gates = timeline.entries.filter { $0.gate != nil }
    #expect(gates.map(\.startSlip) == [.minutes(8), nil])
    #expect(gates.map(\.finishSlip) == [nil, .minutes(9)])
  }

  @Test func `carries who, where and which event`() throws {
    let entry = try #require(
      try timeline(Self.asRun, plan: Self.night).entries.first { $0.kind == .task })
    #expect(entry.actor == "bob")
    #expect(entry.layer == "data" && entry.service == "payments" && entry.region == "westeurope")
    #expect(entry.event.index == 2 && entry.endEvent?.index == 5)
    #expect(entry.count == 2)
  }

  @Test func `is the same in any order of recording`() throws {
    func told(_ lines: [String]) throws -> [String] {
      try timeline(lines, plan: Self.night).entries.map {
        "\($0.line) \($0.event.id) \($0.endEvent?.id ?? "") \(String(describing: $0.finishSlip))"
      }
    }
    // Events of one time keep the order of their recording, so each gets a time of its own.
    let distinct = Self.asRun.enumerated().map { index, line in
      line.replacing(":00Z", with: ":\(index + 10)Z", maxReplacements: 2)
    }
    let expected = try told(distinct)
    var random = FixedRandom(8)
    for _ in 0..<50 { #expect(try told(distinct.shuffled(using: &random)) == expected) }
  }

  @Test func `works without a plan`() throws {
    let timeline = try timeline(Self.asRun)
    #expect(timeline.entries.count == 14)
    #expect(timeline.entries.allSatisfy { $0.plannedStart == nil && $0.startSlip == nil })
    #expect(timeline.entries[2].title == "freeze")
    #expect(timeline.start?.basis == .runBegan)
  }

  @Test func `shows unfinished, failed and skipped tasks without a completion`() throws {
    let timeline = try timeline([
      happens("started", "a", 0), happens("started", "b", 1), happens("failed", "b", 4),
      happens("skipped", "c", 2, data: #"{"reason":"not needed"}"#), happens("completed", "d", 3),
    ])
    #expect(
      timeline.entries.map(\.line) == [
        "22:00 task: a (started)", "22:01–22:04 task: b (failed)",
        "22:02 task: c (skipped: not needed)", "22:03–22:03 task: d (completed)",
      ])
  }

  @Test func `keeps an event of a task that names none`() throws {
    let timeline = try timeline([event("task.started", at: clock(1))])
    #expect(timeline.entries.map(\.line) == ["22:01 task: task started"])
  }

  @Test func `ends phases within their wave and states within their region`() throws {
    let timeline = try timeline([
      event("phase.entered", at: clock(0), ["wave": "w1"], data: #"{"phase":"sync"}"#),
      event("phase.entered", at: clock(5), ["wave": "w2"], data: #"{"phase":"sync"}"#),
      event("phase.entered", at: clock(9), ["wave": "w1"], data: #"{"phase":"open"}"#),
      event("service.down", at: clock(1), ["service": "s", "region": "a"]),
      event("service.down", at: clock(2), ["service": "s", "region": "b"]),
      event("service.up", at: clock(4), ["service": "s", "region": "a"]),
    ])
    #expect(
      timeline.entries.map { $0.end?.stated.description } == [
        clock(9), clock(4), nil, nil, nil, nil,
      ])
  }

  @Test func `leaves the recorder's lines out, but not revisions, and counts what is withheld`()
    throws
  {
    let timeline = try timeline([
      event("stream.opened", at: clock(0), data: #"{"starts":"\#(clock(2))"}"#),
      event("key.announced", at: clock(1)), event("seal", at: clock(1)),
      event("withheld", at: clock(0)),
      event("plan.revised", at: clock(3), data: #"{"version":2,"reason":"later"}"#),
      event("stream.closed", at: clock(9)),
    ])
    #expect(timeline.entries.map(\.line) == ["22:03 plan: plan revised to version 2 (later)"])
    #expect(timeline.withheld == 1)
    #expect(timeline.start?.time.description == clock(2))
  }
}
