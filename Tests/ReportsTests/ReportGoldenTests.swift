import CutoverModel
import Documents
import JSONText
import Replay
import Reports
import TestSupport
import Testing

/// What people see, compared byte for byte with the files under Tests/Golden.
@Suite struct ReportGoldenTests {
  static let program = ProgramName(name: "cutlog", version: "0")

  static let planText = """
    plan: payments
    version: 3
    title: Payments | to "AKS"
    sites: { source: west, target: north }
    window: { opens: T-30m, closes: T+20m }
    services: [ { id: payments, datasets: [db], freezeImpact: degraded } ]
    objectives:
      - { id: pay-rto, metric: rto, service: payments, clock: business, limit: 8m }
      - { id: pay-rpo, metric: rpo, dataset: db, limit: 0s }
    impact: [ { service: payments, from: freeze.start, to: open.finish } ]
    gates:
      - { id: go, after: [sync], deadline: T+12m, commits: true }
    tasks:
      - { id: lock, duration: 5m }
      - { id: freeze, duration: 2m, after: [lock], dataset: db }
      - { id: sync, duration: 8m, after: [freeze] }
      - { id: warm, duration: 3m, after: [lock] }
      - { id: open, duration: 2m, after: [go], finishBy: T+15m }
      - { id: thaw, duration: 2m, only: rollback }
    """

  static let events = [
    event("run.began", at: "2026-11-22T22:00:00Z"),
    event("task.started", at: "2026-11-22T22:01:00Z", ["task": "lock", "actor": "alice@example.com"]),
    event("task.completed", at: "2026-11-22T22:05:00Z", ["task": "lock", "actor": "alice@example.com"]),
    event("task.started", at: "2026-11-22T22:05:30Z", ["task": "freeze"]),
    event("writes.frozen", at: "2026-11-22T22:06:00Z", ["dataset": "db"], data: #"{"side":"source"}"#),
    event("service.degraded", at: "2026-11-22T22:06:00Z", ["service": "payments"]),
    event("task.completed", at: "2026-11-22T22:07:00Z", ["task": "freeze"]),
    event("note.added", at: "2026-11-22T22:08:00Z", data: #"{"text":"a | b <b> \u001b[2J"}"#),
    event("task.started", at: "2026-11-22T22:07:30Z", ["task": "sync"]),
    event("task.completed", at: "2026-11-22T22:17:00Z", ["task": "sync"]),
    event("decision.made", at: "2026-11-22T22:18:00Z", ["gate": "go"], data: #"{"decision":"go"}"#),
    event("task.started", at: "2026-11-22T22:18:10Z", ["task": "open"]),
    event("writes.opened", at: "2026-11-22T22:18:30Z", ["dataset": "db"], data: #"{"side":"target"}"#),
    event("service.up", at: "2026-11-22T22:19:00Z", ["service": "payments"]),
    event("task.completed", at: "2026-11-22T22:20:00Z", ["task": "open"]),
    event("task.started", at: "2026-11-22T22:21:00Z", ["task": "extra"]),
    event("run.ended", at: "2026-11-22T22:22:00Z", data: #"{"outcome":"completed"}"#),
  ]

  private func plan() throws -> (Plan, Schedule) {
    let plan = try PlanDocument.read(bytes: Array(Self.planText.utf8), name: "plan.yaml").plan
    return (plan, try Schedule(of: plan))
  }

  private func check(_ page: Page, _ json: JSONValue, _ name: String) throws {
    try GoldenFile.check(TerminalForm().render(page), "\(name).txt")
    try GoldenFile.check(MarkdownForm().render(page), "\(name).md")
    try GoldenFile.check(JSONWriter.text(of: json, .indented) + "\n", "\(name).json")
  }

  @Test func `the schedule of a plan`() throws {
    let (plan, schedule) = try plan()
    let report = ScheduleReport(plan: plan, schedule: schedule)
    #expect(report.verdict == "infeasible")
    try check(report.page, report.json, "plan")
  }

  @Test func `the objectives of a run`() throws {
    let (plan, _) = try plan()
    let report = try folding(
      ObjectivesFold(plan: plan, options: .init(streamKind: "live", planIndex: 0)), over: Self.events)
    try check(report.page, report.json, "objectives")
  }

  @Test func `the state of a run against its plan`() throws {
    let text =
      Self.planText + """

        expect:
          dns: [ { name: pay.example.com, answers: [10.2.0.8] } ]
          endpoints: [ { key: "a|b", value: new, legacy: ["old | <b>"] } ]
          consumers: [ { topic: payments, group: settle, side: target } ]
          workloads: [ { workload: api, replicas: 2 } ]
        """
    let plan = try PlanDocument.read(bytes: Array(text.utf8), name: "plan.yaml").plan
    let further = [
      event("dns.observed", at: "2026-11-22T22:19:00Z", data: #"{"name":"pay.example.com","answers":["10.2.0.8"]}"#),
      event("endpoint.observed", at: "2026-11-22T22:19:00Z", data: #"{"key":"a|b","value":"old | <b>"}"#),
      event("writer.changed", at: "2026-11-22T22:18:20Z", ["dataset": "db"], data: #"{"from":"west","to":"north"}"#),
      event("workload.observed", at: "2026-11-22T22:19:00Z", data: #"{"workload":"api","side":"north","ready":1}"#),
      event("workload.terminated", at: "2026-11-22T22:19:10Z", data: #"{"workload":"\u001b[2J","reason":"OOMKilled"}"#),
    ]
    let report = try folding(AlignmentFold(plan: plan, streamKind: "live"), over: Self.events + further)
    #expect(report.verdict == .misaligned)
    try check(report.page(), report.json(), "state-expected")
    #expect(
      report.problems.map { "\($0.severity.rawValue) \($0.rule)" } == [
        "error workload-survives-limit", "error consumer-bound", "error endpoint-current",
        "warning promotion-after-sync", "warning primary-suspended", "error expected-workloads",
      ])
  }

  @Test func `the timeline of a run`() throws {
    let (plan, schedule) = try plan()
    let timeline = try folding(TimelineFold(plan: plan, schedule: schedule), over: Self.events)
    try check(timeline.page, timeline.json, "timeline")
  }

  @Test func `the variance of a run`() throws {
    let (plan, schedule) = try plan()
    let variance = try folding(VarianceFold(plan: plan, schedule: schedule), over: Self.events)
    try check(variance.page(), variance.json, "variance")
  }

  @Test func `the whole report of the incident of October 2018`() throws {
    let report = try GitHubRun().report()
    try GoldenFile.check(Postmortem(report).markdown(program: Self.program), "github-2018-report.md")
  }

  @Test func `the same input gives the same bytes`() throws {
    let first = try GitHubRun().report()
    let second = try GitHubRun().report()
    #expect(first.document.bytes(program: Self.program) == second.document.bytes(program: Self.program))
    #expect(
      Postmortem(first).markdown(program: Self.program)
        == Postmortem(second).markdown(program: Self.program))
  }

  @Test func `the report of October 2018 shows 24 h 11 min with its anchors and bounds`() throws {
    let text = Postmortem(try GitHubRun().report()).markdown(program: Self.program)
    #expect(text.contains("24h 11m 00s (24h 10m 00s … 24h 12m 00s)"))
    #expect(text.contains(/\| `invented-cleared` \| \[1\]\(#2018-10-21-[0-9a-z-]+-utc\) `g02-degraded` \|/))
    #expect(text.contains("`g36-pages-cleared`"))
    #expect(text.contains("`until-accepted` is unknown: it lacks service.accepted"))
  }

  @Test func `a report from a stream that can't be believed says so before anything else`() throws {
    var report = try GitHubRun().report()
    report.isUnverified = true
    let text = Postmortem(report).markdown(program: Self.program)
    #expect(text.split(separator: "\n")[1].hasPrefix("> The log was not verified"))
  }
}
