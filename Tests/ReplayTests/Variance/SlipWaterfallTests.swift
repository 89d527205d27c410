import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

@Suite struct `The steps of a slip` {
  /// A run by a chain of tasks, each with its own delay.
  private func variance(delays: [Int]) throws -> Variance {
    var plan = Plan(plan: "p", version: 1)
    for number in delays.indices {
      var task = PlannedTask(id: "t\(number)")
      task.duration = .fixed(TimeSpan(seconds: 600))
      if number > 0 { task.after = [Dependency(predecessor: "t\(number - 1)")] }
      plan.tasks.append(task)
    }
    var instant = try Timestamp("2026-11-22T20:00:00Z")
    var lines: [String] = []
    for (number, delay) in delays.enumerated() {
      lines.append(event("task.started", at: instant.description, ["task": "t\(number)"]))
      instant = Timestamp(nanoseconds: instant.nanoseconds + Int64(600 + delay) * 1_000_000_000, fractionDigits: 0)
      lines.append(event("task.completed", at: instant.description, ["task": "t\(number)"]))
    }
    return try folding(
      VarianceFold(plan: plan, schedule: Schedule(of: plan), starts: Timestamp("2026-11-22T20:00:00Z")), over: lines)
  }

  @Test func `begin at zero, follow each other, and end at the slip exactly`() throws {
    var dice = SeededDice(seed: 11)
    for _ in 0..<40 {
      let delays = (0..<1 + dice.roll(30)).map { _ in dice.roll(900) - 400 }
      let variance = try variance(delays: delays)
      guard let fall = SlipWaterfall(variance, named: 1 + dice.roll(10)) else {
        #expect(variance.attribution.isEmpty)
        continue
      }
      #expect(fall.steps.first?.before == .zero)
      #expect(fall.steps.last?.after == variance.slip)
      #expect(fall.steps.reduce(.zero) { $0 + $1.slip } == fall.total)
      for (one, next) in zip(fall.steps, fall.steps.dropFirst()) { #expect(one.after == next.before) }
      #expect(fall.steps.reduce(0) { $0 + $1.count } == variance.attribution.count)
    }
  }

  @Test func `name the greatest parts in the order of the path, and the rest together at the end`() throws {
    let fall = try #require(SlipWaterfall(variance(delays: [10, 300, 20, -200, 30]), named: 2))
    #expect(fall.steps.map { $0.part?.task } == ["t1", "t3", nil])
    #expect(fall.steps.map(\.slip.decimalSeconds) == ["300", "-200", "60"])
    #expect(fall.steps.last?.count == 3)
  }

  @Test func `name the one that would be left alone`() throws {
    let fall = try #require(SlipWaterfall(variance(delays: [10, 300, 20]), named: 2))
    #expect(fall.steps.map { $0.part?.task } == ["t0", "t1", "t2"])
  }

  @Test func `are none while the run goes on`() throws {
    var plan = Plan(plan: "p", version: 1)
    var task = PlannedTask(id: "t")
    task.duration = .fixed(TimeSpan(seconds: 600))
    plan.tasks = [task]
    let open = try folding(
      VarianceFold(plan: plan, schedule: Schedule(of: plan)),
      over: [event("task.started", at: "2026-11-22T20:00:00Z", ["task": "t"])])
    #expect(SlipWaterfall(open) == nil)
  }
}
