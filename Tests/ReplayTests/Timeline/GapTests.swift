import CloudEvents
import CutoverModel
import Testing

@testable import Replay

@Suite struct `Gaps in which nobody worked` {
  private func gaps(_ text: String, plan: Plan? = nil) throws -> [String] {
    try timeline(text, plan: plan).gaps.marble
  }

  @Test func `lie before, between and after tasks, from the run's beginning to its end`() throws {
    let text = """
      22:00 run.began
      22:02 task.started a
      22:10 task.completed a
      22:07 task.started b
      22:12 task.completed b
      22:15 task.started c
      22:20 task.completed c
      22:26 run.ended
      """
    let gaps = try timeline(text).gaps
    #expect(gaps.marble == ["22:00–22:02 idle →a 2m 00s", "22:12–22:15 idle b→c 3m 00s", "22:20–22:26 idle c→ 6m 00s"])
    #expect(gaps.total(of: .idle).marble == "11m 00s")
    #expect(gaps.longest?.from.marble == "22:20")
  }

  @Test func `lie within the first start and the last end where the run says neither`() throws {
    #expect(
      try gaps(
        """
        21:50 note.added
        22:02 task.started a
        22:03 task.completed a
        22:05 task.started b
        22:06 task.completed b
        22:30 note.added
        """) == ["22:03–22:05 idle a→b 2m 00s"])
    #expect(try gaps("22:00 note.added\n22:30 run.ended") == [])
  }

  @Test func `hold pauses, and none while another task runs`() throws {
    #expect(
      try gaps(
        """
        22:00 task.started a
        22:05 task.paused a
        22:15 task.resumed a
        22:08 task.started b
        22:10 task.completed b
        22:20 task.completed a
        """) == ["22:05–22:08 idle a→b 3m 00s", "22:10–22:15 idle b→a 5m 00s"])
    #expect(
      try gaps(
        """
        22:00 task.started a
        22:05 task.paused a
        22:15 task.cancelled a
        22:20 run.ended
        """) == ["22:05–22:20 idle a→ 15m 00s"])
  }

  @Test func `aren't filled by background tasks and milestones, but by tasks that nobody planned`() throws {
    let plan = plan([
      task("a", 1), task("watch", 60) { $0.isBackground = true }, task("half", nil) { $0.mode = .milestone },
    ])
    let text = """
      22:00 task.started watch
      22:00 task.started a
      22:01 task.completed a
      22:03 task.completed half
      22:05 task.started repair
      22:06 task.completed repair
      22:30 task.completed watch
      """
    #expect(try gaps(text, plan: plan) == ["22:01–22:05 idle a→repair 4m 00s"])
    #expect(try gaps(text) == [])
  }

  @Test func `are cut where a gate is waited for`() throws {
    let text = """
      22:00 run.began
      22:01 task.started a
      22:05 task.completed a
      22:07 gate.requested go
      22:10 gate.rejected go
      22:12 gate.requested go
      22:13 gate.requested other
      22:15 gate.approved go
      22:18 gate.approved other
      22:20 task.started b
      22:30 task.completed b
      """
    let gaps = try timeline(text).gaps
    #expect(
      gaps.marble == [
        "22:00–22:01 idle →a 1m 00s", "22:05–22:07 idle a→b 2m 00s", "22:07–22:10 gate go a→b 3m 00s",
        "22:10–22:12 idle a→b 2m 00s", "22:12–22:13 gate go a→b 1m 00s", "22:13–22:15 gate go+other a→b 2m 00s",
        "22:15–22:18 gate other a→b 3m 00s", "22:18–22:20 idle a→b 2m 00s",
      ])
    #expect(gaps.total(of: .idle).marble == "7m 00s")
    #expect(gaps.total(of: .gate).marble == "9m 00s")
  }

  @Test func `a gate that is waited for to the end is waited for to the end`() throws {
    #expect(
      try gaps(
        """
        22:01 task.started a
        22:02 gate.requested go
        22:05 task.completed a
        22:30 run.ended
        """) == ["22:05–22:30 gate go a→ 25m 00s"])
  }

  @Test func `have bounds that any uncertain end or start before and behind them sets`() throws {
    #expect(
      try gaps(
        """
        22:00 task.started a
        22:05~ task.completed a
        22:10~ task.started b
        22:20 task.completed b
        """) == ["22:05–22:10 idle a→b 5m 00s (4m 00s … 6m 00s)"])
    // The end of b may lie behind that of a, though it is stated to come first.
    #expect(
      try gaps(
        """
        22:00 task.started a
        22:00 task.started b
        22:04:30~ task.completed b
        22:05 task.completed a
        22:10 task.started c
        22:20 task.completed c
        """) == ["22:05–22:10 idle a→c 5m 00s (4m 30s … 5m 00s)"])
  }

  @Test func `may be filled by a task of which only the end is known`() throws {
    let told = try timeline(
      """
      22:00 task.started a
      22:05 task.completed a
      22:10 task.completed b
      22:12 task.started c
      22:20 task.completed c
      """)
    #expect(told.gaps.marble == ["22:05–22:10 idle a→b 5m 00s (0s … 5m 00s)", "22:10–22:12 idle b→c 2m 00s"])
    #expect(told.rules == ["task-start-missing"])
    // Of a second attempt that much is known: it came after the first.
    #expect(
      try gaps(
        """
        22:00 task.started a
        22:05 task.failed a
        22:10 task.started b
        22:12 task.completed b
        22:15 task.completed a
        """) == ["22:05–22:10 idle a→b 5m 00s (0s … 5m 00s)", "22:12–22:15 idle b→a 3m 00s (0s … 3m 00s)"])
  }

  @Test func `end with a task that never ends`() throws {
    let told = try timeline(
      """
      22:00 task.started a
      22:05 task.completed a
      22:10 task.started b
      22:12 task.started c
      22:15 task.completed c
      22:30 run.ended
      """)
    #expect(told.gaps.marble == ["22:05–22:10 idle a→b 5m 00s"])
    #expect(told.rules == ["run-ended-without-beginning", "task-end-missing"])
  }

  @Test func `lie within the run, whatever was worked at outside it`() throws {
    #expect(
      try gaps(
        """
        21:50 task.started prepare
        21:55 task.completed prepare
        22:00 run.began
        22:05 task.started a
        22:06 task.completed a
        22:10 run.ended
        22:20 task.started after
        22:21 task.completed after
        """) == ["22:00–22:05 idle →a 5m 00s", "22:06–22:10 idle a→ 4m 00s"])
  }

  @Test func `have no lower bound where a line is withheld`() throws {
    #expect(
      try gaps(
        """
        22:00 task.started a
        22:05 task.completed a
        22:06 withheld
        22:10 task.started b
        22:20 task.completed b
        """) == ["22:05–22:10 idle a→b 5m 00s (0s … 5m 00s)"])
  }

  /// Against counting minutes, one by one, in which no attempt runs.
  @Test func `are all that isn't worked at, in any run`() throws {
    var random = FixedRandom(4)
    let kinds = ["started", "started", "completed", "failed", "paused", "resumed", "cancelled"]
    for _ in 0..<300 {
      var lines = ["22:00 run.began", "23:30 run.ended"]
      for _ in 0..<Int.random(in: 1...25, using: &random) {
        let minute = Int.random(in: 0..<90, using: &random)
        let time = "\(22 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
        let word = kinds.randomElement(using: &random) ?? ""
        let id = "abc".randomElement(using: &random) ?? "a"
        if Int.random(in: 0..<6, using: &random) == 0 {
          lines.append("\(time) gate.\(["requested", "rejected", "approved"].randomElement(using: &random) ?? "") g\(id)")
        } else {
          let attempt = Bool.random(using: &random) ? " attempt=\(Int.random(in: 1...3, using: &random))" : ""
          lines.append("\(time) task.\(word) \(id)\(attempt)")
        }
      }
      let text = lines.joined(separator: "\n")
      let told = try timeline(text)
      let idle = (0..<90).filter { minute in !isWorked(at: minute, told) }.count
      let gaps = told.gaps.spans
      if told.entries.contains(where: { $0.course?.attempts.isEmpty == false }) {
        #expect(gaps.reduce(TimeSpan.zero) { $0 + $1.span.stated } == .minutes(Int64(idle)), "\(text)")
      }
      for (gap, next) in zip(gaps, gaps.dropFirst()) { #expect(gap.to.time <= next.from.time, "\(text)") }
      for gap in gaps {
        #expect(gap.span.lower <= gap.span.stated && gap.span.stated <= gap.span.upper && .zero <= gap.span.lower)
      }
    }
  }

  /// Whether an attempt runs and isn't paused in that minute after 22:00.
  private func isWorked(at minute: Int, _ told: Timeline) -> Bool {
    func at(_ moment: EventMoment?) -> Int? {
      moment.map { Int($0.time.nanoseconds / 60_000_000_000 - 1_795_384_800 / 60) }
    }
    return told.entries.compactMap(\.course).contains { course in
      course.attempts.indices.contains { number in
        let attempt = course.attempts[number]
        let next = number + 1 < course.attempts.count ? course.attempts[number + 1] : nil
        guard let start = at(attempt.start), start <= minute else { return false }
        if let end = at(attempt.end) ?? at(next?.start ?? next?.end), end <= minute { return false }
        return !attempt.pauses.contains { pause in
          at(pause.from).map { $0 <= minute } == true && at(pause.to).map { minute < $0 } ?? true
        }
      }
    }
  }
}
