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
    #expect(row.contains("| 22:10:00 | +5m 00s |"), "\(row)")
    #expect(!row.contains("22:00:00"))
  }

  @Test func `sets a task with a recorded start against its planned start`() throws {
    let row = try #require(rows([move("started", "22:01:00"), move("completed", "22:15:00")]).first)
    #expect(row.contains("| 22:00:00 | +1m 00s |"), "\(row)")
    let skipped = try #require(rows([move("skipped", "22:01:00")]).first)
    #expect(skipped.contains("22:00:00") && !skipped.contains("m 00s"), "\(skipped)")
  }
}
