import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `On random nights with gates, pauses, retries and rollbacks` {
  private func nights(
    _ seed: UInt64, count: Int = 2_000, _ body: (RandomNight, Bool) throws -> Void
  ) rethrows {
    var random = FixedRandom(seed)
    for number in 0..<count {
      let rollsBack = number % 4 == 3
      try body(RandomNight(&random, rollsBack: rollsBack), rollsBack)
    }
  }

  @Test func `the parts of the slip leave no rest`() throws {
    var attributed = 0
    try nights(51) { night, _ in
      let variance = try variance(night.plan, night.lines)
      guard let slip = variance.slip else { return }
      attributed += 1
      #expect(variance.attribution.reduce(.zero) { $0 + $1.slip } == slip)
    }
    #expect(attributed > 1_800)
  }

  @Test func `the slips of the windows add up to the slip, from the plan's finish to the actual one`() throws {
    var counts = [0, 0]
    try nights(52) { night, rollsBack in
      let variance = try variance(night.plan, night.lines)
      guard let slip = variance.slip else { return }
      let windows = variance.windows.filter { $0.isRollback == rollsBack }
      #expect(windows.first?.before == variance.plannedFinish)
      #expect(windows.last?.to.forecast == variance.actualFinish?.time)
      #expect(windows.reduce(.zero) { $0 + ($1.to.slip ?? .zero) } == slip)
      for (window, next) in zip(variance.windows, variance.windows.dropFirst()) where next.isRollback == window.isRollback {
        #expect(next.before == window.to.forecast)
        #expect(next.from == window.to && window.to.time <= next.to.time)
      }
      counts[0] += 1
      counts[1] += variance.dataDates.count { $0.kind == .gate }
    }
    #expect(counts[0] > 1_800 && counts[1] > 1_000)
  }

  @Test func `inherited and own slip are the finish slip, and the own is waiting and work`() throws {
    var compared = 0
    try nights(53, count: 800) { night, _ in
      for task in try variance(night.plan, night.lines).tasks {
        #expect((task.inheritedSlip == nil) == (task.finishSlip == nil))
        guard let finish = task.finishSlip, let inherited = task.inheritedSlip, let caused = task.causedSlip,
          let float = task.totalFloat
        else { continue }
        #expect(inherited + caused == finish)
        #expect(task.floatUsed == max(.zero, finish))
        #expect(float >= .zero)
        compared += 1
      }
    }
    #expect(compared > 1_800)
  }

  /// Inherited is what the plan's own schedule would have moved by, had all before the task gone as it did.
  @Test func `what a task inherits is the move of its planned start once what it waits for went as it did`() throws {
    var random = FixedRandom(54)
    for _ in 0..<500 {
      let night = RandomNight(&random)
      let (judge, variance) = try judging(night.plan, night.lines)
      let schedule = judge.schedule
      guard let start = variance.start else { continue }
      for (number, task) in variance.tasks.enumerated() {
        guard let inherited = task.inheritedSlip, let planned = task.plannedStart else { continue }
        // Everything before it as it was, the task itself not begun, and no data date to wait for.
        let progress = judge.ends.enumerated().map { other, ends -> ScheduleUpdate.Progress in
          guard other != number, let finish = ends.finish else { return other == number ? .waiting : .dropped(at: .minutes(-10_000)) }
          let finished = finish.time.since(start.time)
          return .finished(start: ends.start?.time.since(start.time), finish: finished)
        }
        let hasOpenEnds = schedule.activities.incoming(number).contains {
          judge.ends[$0.from].finish == nil || judge.ends[$0.from].start == nil
        }
        guard !hasOpenEnds else { continue }
        let update = ScheduleUpdate(schedule.activities, progress, at: .minutes(-10_000))
        #expect(update.starts[number].map { $0 - planned.since(start.time) } == inherited)
      }
    }
  }

  @Test func `with nothing taken out the model is the run, and the more is taken out the earlier it ends`() throws {
    var random = FixedRandom(55)
    var (reproduced, saved) = (0, 0)
    for number in 0..<1_000 {
      let night = RandomNight(&random, rollsBack: number % 4 == 3)
      let (judge, variance) = try judging(night.plan, night.lines)
      guard let actual = variance.actualFinish?.time else { continue }
      let model = CollapsedAsBuilt(
        judge.schedule.activities, judge.ends.map(\.times), origin: judge.origin, decided: judge.decided,
        isRollback: judge.isRolledBack)
      #expect(model.finish(without: [:])?.nanoseconds == actual.nanoseconds)
      reproduced += 1
      var removed: [Int: TimeSpan] = [:]
      var last = actual.nanoseconds
      for activity in judge.ends.indices.shuffled(using: &random).prefix(4) {
        removed[activity] = .minutes(Int64.random(in: 0...15, using: &random))
        let finish = try #require(model.finish(without: removed)?.nanoseconds)
        #expect(finish <= last)
        last = finish
      }
      guard let butFor = variance.butFor else { continue }
      #expect(butFor.alone.count == butFor.count)
      #expect(butFor.alone.allSatisfy { $0.saved >= .zero && $0.saved <= butFor.saved && $0.finish >= butFor.finish })
      #expect(butFor.finish.advanced(by: butFor.saved).nanoseconds == actual.nanoseconds)
      if butFor.saved > .zero { saved += 1 }
    }
    #expect(reproduced > 850 && saved > 80)
  }

  @Test func `a run as planned has inherited and caused nothing, and its forecast never moves`() throws {
    var random = FixedRandom(56)
    for _ in 0..<300 {
      let night = RandomNight(&random)
      let schedule = try Schedule(of: night.plan)
      var lines = [event("run.began", at: clock(0))]
      for task in schedule.tasks {
        lines.append(happens("started", task.id, try #require(task.earlyStart?.minutes)))
        lines.append(happens("completed", task.id, try #require(task.earlyFinish?.minutes)))
      }
      for gate in schedule.network.gates {
        lines.append(event("gate.requested", at: clock(try #require(gate.earlyStart?.minutes)), ["gate": gate.id]))
        lines.append(
          event("gate.approved", at: clock(try #require(gate.earlyFinish?.minutes)), ["gate": gate.id, "actor": "ann"]))
      }
      let variance = try variance(night.plan, lines.shuffled(using: &random))
      #expect(variance.slip == .zero && variance.attribution.isEmpty && variance.butFor == nil)
      #expect(variance.tasks.allSatisfy { $0.inheritedSlip == .zero && $0.causedSlip == .zero && $0.floatUsed == .zero })
      #expect(variance.gates.allSatisfy { $0.inheritedSlip == .zero && $0.causedSlip == .zero })
      #expect(variance.windows.allSatisfy { $0.to.slip == .zero })
      #expect(variance.lastEarned.map { $0.earned == $0.actualTime } ?? true)
    }
  }
}
