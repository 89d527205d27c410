import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// What must hold of every status of every run.
@Suite struct `The status of random runs` {
  /// A random plan, and a run of it that keeps to its links: in order of time, one event a minute at most for a task.
  private struct Run {
    var plan: Plan
    var lines: [String] = []
    var starts: [String: Int64] = [:]
    var finishes: [String: Int64] = [:]

    init(_ random: inout FixedRandom) {
      // Finish-to-start links alone, so that what a task waits for can be told without the schedule.
      let count = Int.random(in: 1...10, using: &random)
      plan = ReplayTests.plan(
        (0..<count).map { number in
          let after = (0..<number).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map { "t\($0)" }
          return task("t\(number)", Int64.random(in: 1...20, using: &random), after: after)
        })
      var events: [(minute: Int64, line: String)] = [(0, event("run.began", at: clock(0)))]
      for task in plan.tasks {
        let free = task.after.compactMap { finishes[$0.predecessor] }.max() ?? 0
        let start = free + Int64.random(in: 0...5, using: &random)
        let finish = start + Int64.random(in: 1...30, using: &random)
        starts[task.id] = start
        finishes[task.id] = finish
        events.append((start, happens("started", task.id, start)))
        events.append((finish, happens("completed", task.id, finish)))
      }
      lines = events.sorted { ($0.minute, $0.line) < ($1.minute, $1.line) }.map(\.line)
    }

    var end: Int64 { finishes.values.max() ?? 0 }
  }

  @Test func `each task stands in one place, what is ready has no predecessor to wait for, and the end is as built`() throws {
    var random = FixedRandom(11)
    for _ in 0..<60 {
      let run = Run(&random)
      let schedule = try Schedule(of: run.plan)
      for minute in 0...(run.end + 2) {
        let status = try told(run.plan, minute, run.lines)
        let counts = status.tasks
        #expect(counts.done + counts.running + counts.waiting == run.plan.tasks.count)
        #expect(counts.running == status.now.count)
        #expect(counts.done == run.finishes.values.count { $0 <= minute })
        let begun = run.starts.filter { $0.value <= minute }
        for next in status.next {
          #expect(begun[next.id] == nil)
          let task = try #require(run.plan.tasks.first { $0.id == next.id })
          let open = task.after.map(\.predecessor).filter { (run.finishes[$0] ?? .max) > minute }
          #expect(next.waitsFor == open)
          #expect(next.isReady == open.isEmpty)
        }
        // Everything that could start is there.
        let free = run.plan.tasks.filter { task in
          begun[task.id] == nil && task.after.allSatisfy { (run.finishes[$0.predecessor] ?? .max) <= minute }
        }
        #expect(Set(status.next.filter(\.isReady).map(\.id)) == Set(free.map(\.id)))
        if minute >= run.end { #expect(status.forecastFinish?.description == clock(run.end)) }
        if minute < run.end { #expect(try #require(status.forecastFinish) >= status.time) }
        if let finish = schedule.network.finish { #expect(status.plannedFinish?.description == clock(finish.minutes)) }
        for late in status.late { #expect(late.by > .zero && late.forecast.map { $0 >= status.time } ?? true) }
      }
    }
  }

  @Test func `what was recorded in order by a moment tells the same as all that was recorded ever`() throws {
    var random = FixedRandom(12)
    for _ in 0..<40 {
      let run = Run(&random)
      var seen = 0
      for minute in 0...run.end {
        while seen < run.lines.count, run.lines[seen].contains(#""time":"\#(clock(minute))""#) { seen += 1 }
        var (prefix, whole) = (try told(run.plan, minute, Array(run.lines.prefix(seen))), try told(run.plan, minute, run.lines))
        #expect(prefix.recorder.last == whole.recorder.last && prefix.recorder.laterEvents == 0)
        (prefix.recorder, whole.recorder) = (RecorderTrace(), RecorderTrace())
        #expect(prefix == whole)
      }
      #expect(seen == run.lines.count)
    }
  }

  @Test func `events typed in in any order tell the same`() throws {
    var random = FixedRandom(13)
    for _ in 0..<20 {
      let run = Run(&random)
      let shuffled = run.lines.shuffled(using: &random)
      for minute in stride(from: 0, through: run.end, by: 3) {
        let (one, other) = (try told(run.plan, minute, run.lines), try told(run.plan, minute, shuffled))
        #expect(one.next == other.next && one.tasks == other.tasks && one.forecastFinish == other.forecastFinish)
        #expect(one.now.map(\.id) == other.now.map(\.id) && one.late == other.late)
      }
    }
  }
}
