import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Earned schedule` {
  private func line(_ points: (hours: Int64, value: Int64)...) -> PlannedValue? {
    PlannedValue(points.map { .init(time: .minutes($0.hours * 60), value: $0.value) })
  }

  /// PV = 10, 30, 60, 100 per hour, EV = 45 at AT = 3: C = 2, ES = 2 + (45 − 30) / (60 − 30) = 2.5 h.
  @Test func `gives the worked numbers of the method`() throws {
    let planned = try #require(line((0, 0), (1, 10), (2, 30), (3, 60), (4, 100)))
    let earned = EarnedSchedule(planned, value: 45, at: .minutes(180))
    #expect(earned.plannedDuration == .minutes(240))
    #expect(earned.earned == .minutes(150))
    #expect(earned.scheduleVariance == .minutes(-30))
    // 2.5 / 3
    #expect(earned.performanceIndex?.tenThousandths == 8_333)
    // (4 − 2.5) / (4 − 3)
    #expect(earned.toCompleteIndex?.tenThousandths == 15_000)
    // 4 / 0.8333… = 4.8 h
    #expect(earned.estimate == .minutes(288))
  }

  @Test func `does not return to 1 at the end of a late job`() throws {
    let planned = try #require(line((0, 0), (4, 100)))
    let late = EarnedSchedule(planned, value: 100, at: .minutes(300))
    #expect(late.earned == .minutes(240))
    #expect(late.performanceIndex?.tenThousandths == 8_000)
    #expect(late.toCompleteIndex == nil)
    #expect(late.estimate == .minutes(300))
    let beyond = EarnedSchedule(planned, value: 900, at: .minutes(300))
    #expect(beyond == late)
  }

  @Test func `takes the moment nearest to now where the plan has nothing to do for a while`() throws {
    let planned = try #require(line((0, 0), (1, 10), (3, 10), (4, 20)))
    #expect(planned.times(of: 10) == .minutes(60) ... .minutes(180))
    #expect(EarnedSchedule(planned, value: 10, at: .minutes(120)).earned == .minutes(120))
    #expect(EarnedSchedule(planned, value: 10, at: .minutes(30)).earned == .minutes(60))
    #expect(EarnedSchedule(planned, value: 10, at: .minutes(200)).earned == .minutes(180))
    #expect(EarnedSchedule(planned, value: 0, at: .minutes(30)).earned == .zero)
    #expect(EarnedSchedule(planned, value: 0, at: .minutes(30)).estimate == nil)
  }

  @Test func `has no index before the plan's start, and no line that falls or plans nothing`() throws {
    let planned = try #require(line((0, 0), (1, 10)))
    #expect(EarnedSchedule(planned, value: 0, at: .minutes(-5)).performanceIndex == nil)
    #expect(EarnedSchedule(planned, value: 0, at: .zero).performanceIndex == nil)
    #expect(line((0, 0), (1, 10), (2, 9)) == nil)
    #expect(line((0, 0), (1, 10), (1, 12)) == nil)
    #expect(line((0, 1), (1, 10)) == nil)
    #expect(line((0, 0), (1, 0)) == nil)
    #expect(PlannedValue([]) == nil)
  }

  @Test func `reckons over 64 bits and rounds half away from zero`() throws {
    let long = TimeSpan(nanoseconds: .max - 1)
    let planned = try #require(PlannedValue([.init(time: .zero, value: 0), .init(time: long, value: .max)]))
    let half = EarnedSchedule(planned, value: .max / 2, at: long)
    #expect(half.performanceIndex?.tenThousandths == 5_000)
    #expect(half.estimate == nil)
    #expect(Ratio(.minutes(-1), .minutes(3))?.tenThousandths == -3_333)
    #expect(Ratio(TimeSpan(nanoseconds: 1), TimeSpan(nanoseconds: 20_000))?.tenThousandths == 1)
    #expect(Ratio(TimeSpan(nanoseconds: -1), TimeSpan(nanoseconds: 20_000))?.tenThousandths == -1)
    #expect(Ratio(TimeSpan(nanoseconds: 1), TimeSpan(nanoseconds: 20_001))?.tenThousandths == 0)
    #expect(Ratio(TimeSpan(nanoseconds: .min), TimeSpan(nanoseconds: 1))?.tenThousandths == nil)
    #expect(Ratio(.zero, .zero) == nil)
  }

  /// Planned: copy 0–10 beside check 0–4, open 10–12; PV rises by 2 a minute to 8 at 4, by 1 to 14 at 10 and to 16 at 12.
  @Test func `of a run weighs by planned minutes along the plan's own breakpoints`() throws {
    let plan = plan([task("copy", 10), task("check", 4), task("open", 2, after: ["copy", "check"])])
    let variance = try variance(
      plan,
      [
        event("run.began", at: clock(0)), happens("started", "copy", 0), happens("started", "check", 0),
        happens("completed", "check", 4), happens("completed", "copy", 13), happens("started", "open", 13),
        happens("completed", "open", 15),
      ])
    let earned = try #require(variance.lastEarned)
    #expect(earned.plannedDuration == .minutes(12))
    #expect(earned.actualTime == .minutes(15))
    #expect(earned.performanceIndex?.tenThousandths == 8_000)
    let schedule = try Schedule(of: plan)
    let work = try #require(PlannedWork(schedule.activities, schedule.network, isRollback: false))
    #expect(work.value.points.map { "\($0.time.minutes) \($0.value / 60_000_000_000)" } == ["0 0", "4 8", "10 14", "12 16"])
    // After 6 minutes: 4 of check, 6 of copy; the plan wanted 10 at minute 6.
    let on = work.earned([.running(start: .zero, worked: .minutes(6)), .finished(start: .zero, finish: .minutes(4)), .waiting])
    #expect(EarnedSchedule(work.value, value: on, at: .minutes(6)).performanceIndex?.tenThousandths == 10_000)
    // A task that overruns earns no more than was planned for it; a paused one nothing more; a skipped one all.
    let over = work.earned([.running(start: .zero, worked: .minutes(90)), .dropped(at: .minutes(1)), .waiting])
    #expect(over == TimeSpan.minutes(14).nanoseconds)
  }

  @Test func `of a run that keeps to its plan is the time itself, at every moment and whatever its links`() throws {
    var random = FixedRandom(41)
    var measured = 0
    for _ in 0..<300 {
      let plan = plan(randomTasks(&random))
      let schedule = try Schedule(of: plan)
      guard let work = PlannedWork(schedule.activities, schedule.network, isRollback: false) else { continue }
      for _ in 0..<5 {
        let now = TimeSpan.minutes(Int64.random(in: 1...80, using: &random))
        let progress = schedule.tasks.map { task -> ScheduleUpdate.Progress in
          guard let start = task.earlyStart, let finish = task.earlyFinish else { return .waiting }
          if finish <= now { return .finished(start: start, finish: finish) }
          return start < now ? .running(start: start, worked: now - start) : .waiting
        }
        let spent = now - work.start
        let earned = EarnedSchedule(work.value, value: work.earned(progress), at: spent)
        #expect(earned.earned == min(max(spent, .zero), work.value.duration))
        measured += 1
      }
    }
    #expect(measured > 1_000)
  }

  @Test func `is unknown where the plan leaves a time open`() throws {
    let open = plan([task("copy", nil), task("open", 2, after: ["copy"])])
    let schedule = try Schedule(of: open)
    #expect(PlannedWork(schedule.activities, schedule.network, isRollback: false) == nil)
    let run = try variance(open, [event("run.began", at: clock(0)), happens("completed", "copy", 3), event("run.ended", at: clock(9))])
    #expect(run.lastEarned == nil)
  }
}
