import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `But for its pauses and retries a run` {
  /// Planned: copy 0–10 beside test 0–10, open 10–12.
  private static let night = plan([task("copy", 10), task("test", 10), task("open", 2, after: ["copy", "test"])])

  @Test func `ends earlier by less than was lost where paths are parallel`() throws {
    let variance = try variance(
      Self.night,
      [
        event("run.began", at: clock(0)), happens("started", "copy", 0), happens("paused", "copy", 4),
        happens("resumed", "copy", 12), happens("completed", "copy", 18),
        happens("started", "test", 0), happens("failed", "test", 4),
        happens("started", "test", 6, data: #"{"attempt":2}"#), happens("completed", "test", 16),
        happens("started", "open", 19), happens("completed", "open", 21),
      ])
    let butFor = try #require(variance.butFor)
    // Without the pause copy ends at 10 and test holds open at 16; without the first attempt copy still holds it.
    #expect(butFor.alone.map(\.cause.task) == ["test", "copy"])
    #expect(butFor.alone.map(\.cause.kind) == [.attempt, .pause])
    #expect(butFor.alone.map { $0.cause.length.minutes } == [6, 8])
    #expect(butFor.alone.map { $0.finish.description } == [clock(21), clock(19)])
    #expect(butFor.alone.map(\.saved.minutes) == [0, 2])
    // Both end at 10, open starts a minute after.
    #expect(butFor.finish.description == clock(13))
    #expect(butFor.saved == .minutes(8))
    #expect(butFor.count == 2)
  }

  @Test func `counts time once that a pause and a vain attempt share, and names what was done twice`() throws {
    let variance = try variance(
      Self.night,
      [
        event("run.began", at: clock(0)), happens("started", "copy", 0), happens("paused", "copy", 1),
        happens("resumed", "copy", 3), happens("failed", "copy", 4), happens("started", "copy", 5),
        happens("completed", "copy", 10), happens("started", "copy", 11), happens("completed", "copy", 15),
        happens("started", "test", 0), happens("completed", "test", 2),
        happens("started", "open", 15), happens("completed", "open", 17),
      ])
    let butFor = try #require(variance.butFor)
    #expect(butFor.alone.map(\.cause.kind) == [.attempt, .pause, .repetition])
    #expect(butFor.alone.map(\.cause.attempt) == [1, 1, 3])
    #expect(butFor.alone.map(\.saved.minutes) == [5, 2, 5])
    #expect(butFor.saved == .minutes(10))
    #expect(butFor.finish.description == clock(7))
  }

  @Test func `doesn't begin a task before its own start, and takes nothing out of what was never completed`() throws {
    var night = Self.night
    night.tasks[2].start = PlanTime("T+15m")
    let lines = [
      event("run.began", at: clock(0)), happens("started", "copy", 0), happens("paused", "copy", 4),
      happens("resumed", "copy", 14), happens("completed", "copy", 20), happens("started", "open", 20),
      happens("completed", "open", 22), happens("started", "test", 0), happens("paused", "test", 1),
      happens("resumed", "test", 3), event("run.ended", at: clock(60)),
    ]
    let butFor = try #require(try variance(night, lines).butFor)
    #expect(butFor.alone.map(\.cause.task) == ["copy"])
    #expect(butFor.finish.description == clock(17))
    #expect(try variance(night, lines.filter { !$0.contains("paused") && !$0.contains("resumed") }).butFor == nil)
    #expect(try variance(night, Array(lines.prefix(4))).butFor == nil)
  }

  @Test func `ends no task before a finish link that it kept lets it`() throws {
    let held = plan([task("copy", 30), task("check", 10, links: [link(.finishToFinish, "copy", lag: 5)])])
    func lines(_ finish: Int64) -> [String] {
      [
        event("run.began", at: clock(0)), happens("started", "copy", 0), happens("completed", "copy", 30),
        happens("started", "check", 0), happens("paused", "check", 2), happens("resumed", "check", 7),
        happens("completed", "check", finish),
      ]
    }
    // Its work was done long before; it was copy that held it until 35.
    #expect(try variance(held, lines(35)).butFor?.saved == .zero)
    #expect(try variance(held, lines(38)).butFor?.saved == .minutes(3))
    // It didn't wait for the link.
    #expect(try variance(held, lines(32)).butFor?.saved == .minutes(2))
  }

  @Test func `shows the hundred longest causes alone and counts all together`() throws {
    let long = plan([task("copy", 10)])
    var lines = [event("run.began", at: clock(0)), happens("started", "copy", 0)]
    for number in 0..<Int64(120) {
      lines.append(happens("paused", "copy", 10 * number + 1))
      lines.append(happens("resumed", "copy", 10 * number + (number < 20 ? 2 : 4)))
    }
    lines.append(happens("completed", "copy", 1_300))
    let butFor = try #require(try variance(long, lines).butFor)
    #expect(butFor.count == 120 && butFor.alone.count == 100)
    #expect(butFor.alone.allSatisfy { $0.saved == .minutes(3) })
    #expect(butFor.saved == .minutes(320))
  }
}
