import Foundation
import TestSupport
import Testing

/// What reports say of runs that are told badly: several episodes, nothing finished, dry runs among the events, little
/// evidence.
@Suite struct OddRunReportTests {
  private func section(_ heading: String, of report: String) -> String {
    report.components(between: "\n## \(heading)\n", and: "\n## ") ?? ""
  }

  private static let oneObjective = """
    objectives:
      - { id: rto, metric: rto, service: web, clock: business, limit: 30m }
    """

  /// The report of a closed stream whose events are written as `Marbles`.
  private func report(_ story: String, objectives: String = OddRunReportTests.oneObjective, as file: String = "r.md") throws -> String {
    let sandbox = try Sandbox()
    let plan = """
      plan: odd
      version: 1
      title: Odd run
      sites: { source: west, target: east }
      services: [ { id: web, datasets: [db], freezeImpact: down } ]
      \(objectives)
      gates: [ { id: go, approvals: 1, after: [a] } ]
      tasks:
        - { id: a, action: freeze_writes, duration: 5m }
        - { id: b, action: open_writes, duration: 10m, after: [go] }
        - { id: c, duration: 5m, after: [b] }
        - { id: back, action: open_writes, duration: 2m, only: rollback }
      """
    try sandbox.write(plan, to: "plan.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.expect("open", "odd.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key", "--starts", "2026-11-22T22:00:00Z")
    try sandbox.expect("record", "odd.jsonl.gz", try sandbox.file(Marbles(story, source: "/x").lines.joined(separator: "\n") + "\n"))
    try sandbox.expect("close", "odd.jsonl.gz", "--key", "ops.key")
    try sandbox.expect("report", "odd.jsonl.gz", "-o", file)
    return try sandbox.text(file)
  }

  @Test func `several episodes of a service are told with their sum, and the longest as the longest`() throws {
    let text = try report(
      """
      22:00 run.began
      22:01 service.degraded web
      22:05 service.up web
      22:25 service.down web
      22:40 service.up web
      22:42 run.ended outcome=completed
      """, objectives: "")
    #expect(
      section("Summary", of: text).contains(
        "`web` was not fully usable for **19m 00s** in 2 episodes, for 15m 00s in the longest."), "\(text)")
    let impact = section("Impact", of: text)
    #expect(impact.contains("| service | not fully usable | episodes | longest episode | down | until all work was done |\n"), "\(impact)")
    #expect(impact.contains("\n| `web` | 19m 00s | 2 | 15m 00s | 15m 00s, in the longest | 15m 00s, in the longest |\n"), "\(impact)")
  }

  @Test func `one episode is told without what is said of several`() throws {
    let impact = section(
      "Impact", of: try report("22:00 run.began\n22:25 service.down web\n22:40 service.up web\n22:42 run.ended", objectives: ""))
    #expect(impact.contains("\n| `web` | 15m 00s | 1 | 15m 00s | 15m 00s |\n"), "\(impact)")
    #expect(!impact.contains("longest"))
  }

  @Test func `a run that left something undone has no finish and no slip, also where the last that was done was late`() throws {
    let text = try report(
      """
      22:00 run.began
      22:00 task.started a
      22:05 task.completed a
      22:06 gate.approved go
      22:07 task.started b
      22:30 task.completed b
      22:31 run.ended outcome=completed
      """)
    let summary = section("Summary", of: text)
    #expect(
      summary.contains(
        "\n\nIt was planned to finish at 2026-11-22 22:20:00 UTC; the last that was done ended at 22:30:00 UTC, with 1 task or gate left undone.\n"),
      "\(summary)")
    #expect(!summary.contains("later than planned") && !summary.contains("held up"))
    let slip = section("What slipped, and why", of: text)
    #expect(slip.hasPrefix("\nPlanned to finish at 22:20:00, not finished: **1 task or gate** not done, the last was done at 22:30:00.\n"), "\(slip)")
  }

  private static let dryRun = """
    22:00 run.began
    22:01 decision.made go by=zoe mode=dry-run
    22:02 task.started a
    22:05 task.completed a
    22:06 gate.approved go by=bob mode=dry-run
    22:07 incident.detected web
    22:08 incident.detected drill mode=dry-run
    22:09 incident.resolved web
    22:10 run.ended outcome=completed
    """

  @Test func `what was said of a dry run is no incident and no decision on one, and passes a gate by its mode alone`() throws {
    let text = try report(Self.dryRun)
    #expect(section("Summary", of: text).contains("; one incident of `web` was resolved 2m 00s after its detection."), "\(text)")
    let decisions = section("Decisions", of: text)
    #expect(decisions.contains("| **go** (dry-run) |"), "\(decisions)")
    #expect(decisions.contains("gate **go** — passed (dry-run); approved by `bob` (dry-run) at "), "\(decisions)")
    #expect(!decisions.contains("decided: go") && !decisions.contains("drill"), "\(decisions)")
    #expect(section("What slipped, and why", of: text).contains("| `go` | passed (dry-run) |"))
    #expect(!section("Open questions", of: text).contains("drill"))
  }

  @Test func `the page's decisions say their mode, and none is marked good or bad`() throws {
    let page = try report(Self.dryRun + "\n22:09 decision.made no-go by=bob", as: "r.html")
    let line = try #require(page.components(between: "<ol class=\"decisions\">", and: "</ol>"))
    #expect(line.contains("go</strong> (dry-run), zoe</li>"), "\(line)")
    #expect(line.contains("approved</strong> gate go (dry-run), bob</li>"), "\(line)")
    #expect(line.contains("no-go</strong>, bob</li>"), "\(line)")
    #expect(line.components(separatedBy: "<li>").count == 4 && !line.contains("<li "), "\(line)")
  }

  @Test func `the page doesn't call a run a night`() throws {
    let page = try report("14:00 run.began\n14:01 service.down web\n14:05 service.up web\n14:10 run.ended", as: "r.html")
    #expect(page.contains("<summary>The same run by every other clock</summary>"))
  }

  @Test func `the summary tells the failure that a rollback followed`() throws {
    let text = try report(
      """
      22:00 run.began
      22:02 task.started a
      22:12 task.completed a
      22:14 task.started b
      22:40 task.failed b "disk full"
      22:41 decision.made rollback
      22:42 task.started back
      22:45 task.completed back
      22:50 run.ended outcome=rolled-back
      """)
    #expect(section("Summary", of: text).contains("; 2 of 4 planned tasks completed, 1 failed, 1 given up by the rollback."), "\(text)")
  }

  @Test func `by how much an objective was missed is asked where the record doesn't say it`() throws {
    let story = "22:00 run.began\n22:03 service.down web\n22:50 service.down web\n22:55 note.added text=x\n22:56 run.ended"
    let questions = section("Open questions", of: try report(story))
    #expect(questions.contains("- By how much was `rto` missed (`business` of `web`, at most 30m 00s)? It came to at least "), "\(questions)")
    #expect(questions.contains("The record lacks service.up"), "\(questions)")
    let whole = section("Open questions", of: try report(story.replacing("22:56", with: "22:55 service.up web\n22:56")))
    #expect(!whole.contains("`rto`"), "\(whole)")
  }

  @Test func `what users saw is asked for each service of which the impact isn't known, with what would have shown it`() throws {
    let story = """
      22:00 run.began
      22:00 task.started a
      22:12 task.completed a
      22:13 decision.made no-go gate=go
      22:15 run.ended outcome=aborted
      """
    let text = try report(story)
    let lacking = "service.observed over the whole run, or impact.none"
    #expect(section("Impact", of: text).contains("- What users of `web` saw is not known: it lacks \(lacking)\n"), "\(text)")
    #expect(section("Open questions", of: text).contains("- What did users of `web` see? The record lacks \(lacking).\n"), "\(text)")
    let probe = "22:15 service.observed web from=2026-11-22T22:00:00Z to=2026-11-22T22:15:00Z interval=PT10S ok=91 failed=0"
    let seen = try report(story.replacing("22:15 run.ended", with: probe + "\n22:15 run.ended"))
    #expect(section("Impact", of: seen).contains("- No impairment of `web` during the run: 0s (0s … 20s), as shown from "), "\(seen)")
    #expect(!seen.contains("What users of") && !seen.contains("What did users"), "\(seen)")
  }

  /// Objectives with limits of so many minutes each, on a service that is down for seven.
  private static func objectives(_ limits: [Int]) -> String {
    "objectives:\n"
      + limits.enumerated().map { number, limit in
        "  - { id: o\(number), metric: rto, service: web, clock: business, limit: \(limit)m }"
      }.joined(separator: "\n")
  }

  @Test func `the summary tells four objectives, and how many more were missed`() throws {
    let story = "22:00 run.began\n22:02 service.down web\n22:09 service.up web\n22:20 run.ended"
    func promises(_ limits: [Int], _ more: String = "") throws -> String {
      let text = try report(story, objectives: Self.objectives(limits) + more)
      return section("Summary", of: text).components(separatedBy: "\n\n")[1]
    }
    func told(_ text: String) -> [String] { text.matches(of: /`(o[0-9]|rpo)` \(/).map { String($0.1) } }
    let four = try promises([1, 2, 3, 4])
    #expect(told(four) == ["o0", "o1", "o2", "o3"] && !four.contains("more"), "\(four)")
    let six = try promises([1, 2, 9, 3, 4, 5])
    #expect(told(six) == ["o0", "o1", "o3", "o4"] && six.hasSuffix("; and 1 more was **missed**."), "\(six)")
    // What is unknown takes the last place.
    let loss = "\n  - { id: rpo, metric: rpo, dataset: db, limit: 0s }"
    let both = try promises([1, 2, 3, 4, 5], loss)
    #expect(told(both) == ["o0", "o1", "o2", "rpo"] && both.hasSuffix("; and 2 more were **missed**."), "\(both)")
    let two = try promises([1, 2, 3, 4, 5], loss + loss.replacing("rpo, metric", with: "rpo2, metric"))
    #expect(two.hasSuffix("; and 2 more were **missed**, 1 more was **unknown**."), "\(two)")
  }
}
