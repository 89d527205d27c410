import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Comparisons of random runs` {
  private struct Case {
    var lines: [String] = []
    /// Seconds of what was completed once, by task.
    var seconds: [String: Int64] = [:]
  }

  /// Tasks that are left out, fail, are done, or are done at the second attempt.
  private static func random(_ tasks: [PlannedTask], hours: Int64, _ random: inout FixedRandom) -> Case {
    var made = Case()
    var time = hours * 3600
    for task in tasks {
      let length = Int64.random(in: 0...600, using: &random)
      func add(_ type: String, _ at: Int64) { made.lines.append(happens(type, task.id, at: second(at))) }
      switch Int.random(in: 0..<8, using: &random) {
      case 0: break
      case 1:
        add("started", time)
        add("failed", time + length)
      case 2:
        add("started", time)
        add("failed", time + length / 2)
        add("started", time + length / 2 + 1)
        add("completed", time + length + 2)
        made.seconds[task.id] = length + 2
      default:
        add("started", time)
        add("completed", time + length)
        made.seconds[task.id] = length
      }
      time += length + 5
    }
    return made
  }

  /// The rule once more, in whole seconds: beyond 30 s, a tenth, and the 2 s by which four times can be wrong.
  private static func kind(_ before: Int64, _ after: Int64) -> Change.Kind {
    let difference = after - before
    guard abs(difference) >= 30, abs(difference) * 10 > min(before, after) else { return .same }
    return difference > 0 ? .regression : .improvement
  }

  private static func opposite(_ kind: Change.Kind?) -> Change.Kind? {
    switch kind {
    case .improvement: .regression
    case .regression: .improvement
    case .new: .gone
    case .gone: .new
    default: kind
    }
  }

  @Test func `agree with the rule worked out task by task, and are the opposite with the runs exchanged`() throws {
    var random = FixedRandom(11)
    var kinds: Set<Change.Kind> = []
    for _ in 0..<150 {
      let tasks = randomTasks(&random)
      let older = plan(tasks.filter { _ in Int.random(in: 0..<6, using: &random) > 0 })
      let first = Self.random(tasks, hours: 0, &random)
      let second = Self.random(tasks, hours: 24, &random)
      let early = Self.random(tasks, hours: 0, &random)
      let later = plan(tasks)
      let forth = RunComparison(of: [
        try compared(nil, first.lines, run: "a"), try compared(nil, second.lines, run: "b"),
      ])
      for row in forth.tasks {
        guard let before = first.seconds[row.id], let after = second.seconds[row.id] else { continue }
        #expect(row.changes.first??.kind == Self.kind(before, after), "\(before) to \(after)")
      }
      // The same two runs in the other order of their starts.
      func shifted(_ lines: [String]) -> [String] { lines.map { $0.replacing("2026-11-", with: "2026-12-") } }
      let one = try compared(later, second.lines, run: "b")
      let other = try compared(older, shifted(early.lines), run: "c")
      let back = try compared(older, early.lines, run: "c")
      let there = RunComparison(of: [one, other])
      let hence = RunComparison(of: [back, one])
      for row in there.tasks {
        let again = try #require(hence.tasks.first { $0.id == row.id })
        let (change, reverse) = (row.changes.first ?? nil, again.changes.first ?? nil)
        kinds.insert(change?.kind ?? .same)
        #expect(change?.kind == Self.opposite(reverse?.kind))
        #expect(change?.difference == reverse?.difference.map { -$0 })
        #expect(change?.lower == reverse?.upper.map { -$0 })
        #expect(change?.upper == reverse?.lower.map { -$0 })
      }
    }
    #expect(kinds.isSuperset(of: [.improvement, .regression, .same, .notExecuted, .gone]))
  }

  @Test func `find everything the same in a run and a copy of it under another name`() throws {
    var random = FixedRandom(12)
    for _ in 0..<50 {
      let tasks = randomTasks(&random)
      let events =
        [event("run.began", at: clock(0)), event("phase.entered", at: clock(1), data: #"{"phase":"sync"}"#)]
        + Self.random(tasks, hours: 0, &random).lines + [event("run.ended", at: clock(600))]
      let comparison = RunComparison(of: [
        try compared(plan(tasks), events, run: "a"), try compared(plan(tasks), events, run: "b"),
      ])
      #expect(comparison.tasks.count == tasks.count)
      for row in comparison.tasks {
        let isExecuted = row.records[0]?.isExecuted == true
        #expect(row.changes.first??.kind == (isExecuted ? .same : .notExecuted))
        if let difference = row.changes.first??.difference { #expect(difference == .zero) }
      }
      #expect(comparison.phases.allSatisfy { $0.changes.first??.kind == .same })
      for clock in comparison.clocks where clock.values[0]?.stated != nil { #expect(clock.changes[0].kind == .same) }
      #expect(comparison.expired.isEmpty)
    }
  }

  @Test func `don't depend on the order in which the runs are named`() throws {
    var random = FixedRandom(13)
    let tasks = randomTasks(&random)
    // Two of them start at the same time; their names decide.
    let runs = try [0, 0, 24, 48].enumerated().map { number, hours in
      try compared(plan(tasks), Self.random(tasks, hours: Int64(hours), &random).lines, run: "run-\(number)")
    }
    let expected = RunComparison(of: runs)
    for _ in 0..<20 {
      let shuffled = RunComparison(of: runs.shuffled(using: &random))
      #expect(shuffled.runs.map(\.run) == expected.runs.map(\.run))
      #expect(shuffled.tasks == expected.tasks)
      #expect(shuffled.clocks == expected.clocks)
      #expect(shuffled.findings == expected.findings)
    }
  }
}
