import CutoverModel
import Testing

@testable import Replay

@Suite struct `The attempts of a task` {
  private func course(_ text: String) throws -> TaskCourse? { try timeline(text).entries.first { $0.kind == .task }?.course }

  @Test func `stand in its entry with outcome, exit status, reason and pauses`() throws {
    let course = try course(
      """
      22:00 task.started sync by=bob
      22:05 task.paused sync "waiting for storage"
      22:08 task.resumed sync
      22:09 task.failed sync exitStatus=1 "disk full"
      22:15 task.started sync attempt=2 mode=dry-run
      22:18 task.completed sync attempt=2 exitStatus=0
      """)
    #expect(
      course?.marble == [
        "22:00–22:09 failed exit 1: disk full; paused 22:05–22:08: waiting for storage",
        "#2 22:15–22:18 completed exit 0",
      ])
    #expect(course?.attempts.map(\.actor) == ["bob", nil])
    #expect(course?.attempts.map(\.mode) == [.live, .dryRun])
    #expect(course?.summary == "completed, 2 attempts, paused 3m 00s")
  }

  @Test func `are open where nothing ended them or another began first`() throws {
    let course = try course(
      """
      22:00 task.started sync attempt=1
      22:05 task.started sync attempt=2
      22:07 task.paused sync
      """)
    #expect(course?.marble == ["#1 22:00–? open", "#2 22:05–? open; paused 22:07–?"])
    #expect(course?.state == .paused)
  }

  @Test func `tell what else their ends say, without what is told elsewhere`() throws {
    let course = try course(
      """
      22:00 task.started sync
      22:09 task.failed sync exitStatus=1 attempt=1 outputTail=E7 "disk full"
      """)
    #expect(course?.attempts.first?.text == "outputTail E7. disk full")
    #expect(course?.attempts.first?.reason == "disk full")
  }

  @Test func `in great number are listed from both ends, the rest counted`() throws {
    var lines: [String] = []
    for number in 0..<600 {
      lines.append(happens("started", "sync", Int64(2 * number), data: #"{"attempt":\#(number)}"#))
      lines.append(happens("failed", "sync", Int64(2 * number + 1), data: #"{"attempt":\#(number)}"#))
    }
    var random = FixedRandom(3)
    let expected = try timeline(lines)
    for _ in 0..<5 {
      let told = try timeline(lines.shuffled(using: &random))
      let course = try #require(told.entries.first?.course)
      #expect(course.attempts.map(\.number) == (Array(0..<50) + Array(550..<600)).map { Int64($0) })
      #expect(course.further?.count == 1_000)
      #expect(course.attemptsBeforeFurther == 50)
      #expect(course.state == .failed)
      #expect(course.summary == "failed, more than 100 attempts")
      #expect(told.entries.first?.count == 1_200)
      // What lies between is taken as worked at, so no gap is claimed there.
      #expect(told.gaps.marble == expected.gaps.marble)
      #expect(told.gaps.spans.count == 98)
    }
    #expect(expected.rules == ["timeline-shortened ×1000"])
  }
}
