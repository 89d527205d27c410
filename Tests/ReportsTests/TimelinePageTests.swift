import CloudEvents
import CutoverModel
import Replay
import Reports
import TestSupport
import Testing

@Suite struct `The page of a timeline` {
  /// One task of ten minutes from 22:00, completed at 22:15.
  private func rows(_ lines: [String]) throws -> [String] {
    var plan = Plan(plan: "p", version: 1)
    var task = PlannedTask(id: "move")
    task.duration = .fixed(TimeSpan(seconds: 600))
    plan.tasks = [task]
    let timeline = try folding(
      TimelineFold(plan: plan, schedule: Schedule(of: plan), starts: Timestamp("2026-11-22T22:00:00Z")),
      over: lines)
    return MarkdownForm().render(timeline.page).split(separator: "\n").map(String.init).filter { $0.contains("move") }
  }

  private func move(_ type: String, _ time: String) -> String {
    event("task.\(type)", at: "2026-11-22T\(time)Z", ["task": "move"])
  }

  @Test func `sets a task without a recorded start against its planned finish`() throws {
    let row = try #require(rows([move("completed", "22:15:00")]).first)
    #expect(row.contains("| 22:10:00 | end +5m 00s |"), "\(row)")
    #expect(!row.contains("22:00:00"))
  }

  @Test func `sets a task with a recorded start against its planned start`() throws {
    let row = try #require(rows([move("started", "22:01:00"), move("completed", "22:15:00")]).first)
    #expect(row.contains("| 22:00:00 | +1m 00s |"), "\(row)")
    let skipped = try #require(rows([move("skipped", "22:01:00")]).first)
    #expect(skipped.contains("22:00:00") && !skipped.contains("m 00s"), "\(skipped)")
  }

  @Test func `says of which end the slips are`() throws {
    let shown = lines(try night().page)
    #expect(shown.contains { $0.contains("start slip") && $0.contains("what") })
  }

  // MARK: - What a night amounts to

  private static let night = [
    event("role.taken", at: "2026-11-22T21:59:00Z", ["actor": "alice@example.com"], data: #"{"role":"lead"}"#),
    event("run.began", at: "2026-11-22T22:00:00Z"),
    event("task.started", at: "2026-11-22T22:01:00Z", ["task": "sync", "layer": "data", "actor": "pipeline/deploy-42"]),
    event("task.paused", at: "2026-11-22T22:02:00Z", ["task": "sync"], data: #"{"reason":"waiting | for <storage>"}"#),
    event("task.resumed", at: "2026-11-22T22:05:00Z", ["task": "sync"]),
    event("task.failed", at: "2026-11-22T22:06:00Z", ["task": "sync"], data: #"{"exitStatus":137,"reason":"disk full"}"#),
    event("task.started", at: "2026-11-22T22:06:30Z", ["task": "sync"]),
    event("task.completed", at: "2026-11-22T22:16:00Z", ["task": "sync"], data: #"{"exitStatus":0}"#),
    event("gate.requested", at: "2026-11-22T22:16:00Z", ["gate": "go", "actor": "alice@example.com"]),
    event("gate.approved", at: "2026-11-22T22:31:00Z", ["gate": "go", "actor": "bob@example.com"]),
    event("task.started", at: "2026-11-22T22:33:00Z", ["task": "open", "layer": "network", "mode": "dry-run"]),
    event("incident.declared", at: "2026-11-22T22:40:00Z", ["service": "payments"], data: #"{"severity":"1"}"#),
    event("decision.made", at: "2026-11-22T22:45:00Z", data: #"{"decision":"fail-forward"}"#),
    event("task.started", at: "2026-11-22T22:50:00Z", ["task": "repair"]),
    event("task.completed", at: "2026-11-23T00:10:00Z", ["task": "repair"]),
    event("task.completed", at: "2026-11-23T00:11:00Z", ["task": "open", "mode": "dry-run"]),
    event("run.ended", at: "2026-11-23T00:20:00Z"),
  ]

  private func night() throws -> Timeline {
    var plan = Plan(plan: "p", version: 1)
    var gate = Plan.Gate(id: "go")
    gate.deadline = PlanTime("T+20m")
    plan.gates = [gate]
    var task = PlannedTask(id: "sync")
    task.duration = .fixed(TimeSpan(seconds: 600))
    var milestone = PlannedTask(id: "level")
    milestone.mode = .milestone
    milestone.after = [Dependency(predecessor: "sync")]
    plan.tasks = [task, milestone]
    return try folding(TimelineFold(plan: plan, schedule: Schedule(of: plan)), over: Self.night)
  }

  private func lines(_ page: Page, width: Int? = nil) -> [String] {
    TerminalForm(width: width).render(page).split(separator: "\n").map(String.init)
  }

  @Test func `shows attempts and pauses where there are several, or one failed or was paused`() throws {
    let shown = lines(try night().page)
    #expect(
      shown.filter { $0.contains("sync —") || $0.contains("↳") }.map { $0.split(separator: " ").joined(separator: " ") } == [
        "2 22:01:00 22:16:00 22:00:00 +1m 00s sync — completed, 2 attempts, paused 3m 00s · pipeline/deploy-42",
        "2 22:01:00 22:06:00 ↳ attempt 1: failed, exit status 137 — disk full",
        "3 22:02:00 22:05:00 ↳ paused — waiting | for <storage>",
        "6 22:06:30 22:16:00 ↳ attempt 2: completed",
      ])
    let markdown = MarkdownForm().render(try night().page)
    #expect(markdown.contains("waiting \\| for &lt;storage&gt;"))
  }

  @Test func `shows gates with their answers and deadlines, and milestones`() throws {
    let shown = lines(try night().page)
    let gate = try #require(shown.first { $0.contains("gate go — ") })
    #expect(
      gate.contains(
        "passed, waited for 15m 00s, deadline 22:20:00 missed; approved by bob@example.com at 22:31:00"), "\(gate)")
    #expect(shown.contains { $0.contains("milestone level — without an event of its own") && $0.contains("22:16:00") })
  }

  @Test func `lists gaps of a minute and more`() throws {
    let shown = lines(try night().page)
    let start = try #require(shown.firstIndex(of: "Gaps in which no work was recorded"))
    #expect(
      shown[(start + 1)...].prefix(10).map { $0.split(separator: " ").joined(separator: " ") } == [
        "no work recorded 15m 30s (15m 25s … 15m 35s)", "waiting for gates 15m 00s (14m 59s … 15m 01s)",
        "longest 15m 00s (14m 59s … 15m 01s)", "from until for what",
        "22:00:00 22:01:00 1m 00s no work, before sync", "22:02:00 22:05:00 3m 00s no work, in the midst of sync",
        "22:16:00 22:31:00 15m 00s waiting for gate go, between sync and open",
        "22:31:00 22:33:00 2m 00s no work, between sync and open",
        "11-23 00:11:00 11-23 00:20:00 9m 00s no work, after open", "1 gap of less than a minute not listed",
      ])
  }

  @Test func `shows each step from detection to action`() throws {
    let shown = lines(try night().page).map { $0.split(separator: " ").joined(separator: " ") }
    let start = try #require(shown.firstIndex(of: "incident payments, severity 1"))
    #expect(
      shown[(start + 1)...].prefix(4) == [
        "line at took what", "11 22:40:00 declared", "12 22:45:00 5m 00s (4m 59s … 5m 01s) decided: fail-forward",
        "13 22:50:00 5m 00s (4m 59s … 5m 01s) acted: repair",
      ])
  }

  @Test func `shows times that are known to the minute at best without seconds`() throws {
    let coarse = event("note.added", at: "2026-11-22T22:01:00Z", ["timeaccuracy": "PT1M"])
    let shown = lines(try folding(TimelineFold(), over: [coarse]).page)
    #expect(shown.contains("   0  22:01  note added"), "\(shown)")
    #expect(shown.contains("Times without seconds are known to the minute at best."))
    #expect(!lines(try night().page).contains { $0.contains("without seconds") })
  }

  @Test func `shows times of which nothing is known`() throws {
    var told = try folding(TimelineFold(), over: [event("note.added", at: "2026-11-22T22:01:00Z")])
    told.entries[0].moment = Moment(try Timestamp("2026-11-22T22:01:00Z"), accuracy: .max, before: .max)
    #expect(lines(told.page).contains("   0  22:01  note added"))
  }

  @Test func `groups entries by lanes, with what of them was dry`() throws {
    let shown = lines(try night().page(by: .layer))
    let headings = shown.filter { $0.hasPrefix("layer ") || $0 == "no layer, worked at for 1h 20m 00s" }
    #expect(headings == ["layer data, worked at for 11m 30s", "layer network, worked at for 1h 38m 00s", "no layer, worked at for 1h 20m 00s"])
    #expect(shown.contains { $0.contains("open (dry-run) — completed") })
    #expect(shown.contains("Times without a date are of 2026-11-22 (UTC)."))
  }

  @Test func `says that it is a part, and that nothing fits`() throws {
    var filter = TimelineFilter()
    filter.layer = "storage"
    let shown = lines(try night().filtered(by: filter).page)
    #expect(shown == ["note: this is a part of the timeline: what doesn't fit the question is left out", "Nothing fits the question."])
  }

  @Test(arguments: [80, 100, 120]) func `fits the width of a terminal`(width: Int) throws {
    for page in [try night().page] + (try Lane.Dimension.allCases.map { try night().page(by: $0) }) {
      for line in lines(page, width: width) { #expect(line.count <= width, "\(line)") }
    }
  }
}
