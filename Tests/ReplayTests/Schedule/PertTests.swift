import CutoverModel
import Testing

@testable import Replay

@Suite struct `The finish of a plan by PERT` {
  /// Three figures in tenths of a minute.
  private func points(_ low: Int64, _ likely: Int64, _ high: Int64) -> PlannedDuration {
    .threePoint(
      optimistic: TimeSpan(seconds: low * 6), likely: TimeSpan(seconds: likely * 6),
      pessimistic: TimeSpan(seconds: high * 6))
  }

  /// Hillier and Lieberman's three figures, in tenths, of the network whose means are those of `ScheduleTests`.
  private var construction: Plan {
    let figures: [(id: String, low: Int64, likely: Int64, high: Int64)] = [
      ("A", 10, 20, 30), ("B", 20, 35, 80), ("C", 60, 90, 180), ("D", 40, 55, 100), ("E", 10, 45, 50),
      ("F", 40, 40, 100), ("G", 50, 65, 110), ("H", 50, 80, 170), ("I", 30, 75, 90), ("J", 30, 90, 90),
      ("K", 40, 40, 40), ("L", 10, 55, 70), ("M", 10, 20, 30), ("N", 50, 55, 90),
    ]
    var construction = `A schedule by the critical path method`.construction
    for (index, figure) in figures.enumerated() where construction.tasks[index].id == figure.id {
      construction.tasks[index].duration = points(figure.low, figure.likely, figure.high)
    }
    return construction
  }

  private func closing(_ minutes: Int64, _ plan: Plan) -> Plan {
    var plan = plan
    plan.window = .init(opens: PlanTime(offset: .zero), closes: PlanTime(offset: .minutes(minutes)))
    return plan
  }

  /// The variances along A B C E F J L N are 1/9, 1, 4, 4/9, 1, 1, 1 and 4/9 minutes squared: 9 in all, a standard
  /// deviation of 3. 47 minutes are one deviation above the mean of 44: Φ(1) = 0.8413.
  @Test func `gives the published answers for the textbook network`() throws {
    let schedule = try Schedule(of: closing(47, construction))
    #expect(schedule.duration == .minutes(44))
    #expect(schedule.criticalPath == ["A", "B", "C", "E", "F", "J", "L", "N"])
    #expect(
      schedule.tasks.map(\.duration) == `A schedule by the critical path method`.construction.tasks.map {
        $0.duration?.expected
      })
    let pert = try #require(schedule.pert)
    #expect(pert.finish == .minutes(44))
    #expect(abs(pert.variance / 3_600 - 9) < 1e-12)
    #expect(pert.standardDeviation == .minutes(3))
    #expect(pert.limit == .minutes(47))
    let probability = try #require(pert.probability)
    #expect((probability * 10_000).rounded() == 8_413)
  }

  @Test(arguments: [(Int64(44), 0.5), (41, 0.1587), (50, 0.9772), (38, 0.0228)])
  func `counts deviations from the end of the window`(closes: Int64, probability: Double) throws {
    let pert = try #require(try Schedule(of: closing(closes, construction)).pert)
    #expect(abs(try #require(pert.probability) - probability) < 0.000_05)
  }

  @Test func `has no probability without a window and nothing at all without three figures or a finish`() throws {
    #expect(try Schedule(of: construction).pert?.probability == nil)
    #expect(try Schedule(of: construction).pert?.finish == .minutes(44))
    #expect(try Schedule(of: closing(47, `A schedule by the critical path method`.construction)).pert == nil)
    var open = construction
    open.tasks[13].duration = nil
    #expect(try Schedule(of: open).pert == nil)
    let background = plan([
      task("a", 5), task("watch", nil) { $0.duration = .threePoint(optimistic: .zero, likely: .zero, pessimistic: .minutes(60)); $0.isBackground = true },
    ])
    #expect(try Schedule(of: background).pert == nil)
  }

  @Test func `is certain where the critical path has no three figures`() throws {
    let steady = plan([task("a", 30), task("b", nil) { $0.duration = points(10, 20, 30) }])
    for (closes, probability) in [(Int64(30), 1.0), (29, 0)] {
      let pert = try #require(try Schedule(of: closing(closes, steady)).pert)
      #expect(pert.variance == 0)
      #expect(pert.probability == probability)
    }
  }

  /// What moves the finish counts: a 6 minutes wide each, so 1 minute squared where its duration counts.
  @Test(arguments: [
    (Dependency.Relation.finishToStart, 2.0), (.startToStart, 1), (.finishToFinish, 1), (.startToFinish, 0),
  ])
  func `counts a duration only where the path runs through it`(relation: Dependency.Relation, minutes: Double) throws {
    let wide = PlannedDuration.threePoint(optimistic: .minutes(7), likely: .minutes(10), pessimistic: .minutes(13))
    let schedule = try Schedule(
      of: plan([
        task("first", nil) { $0.duration = wide },
        task("second", nil, links: [link(relation, "first", lag: 30)]) { $0.duration = wide },
      ]))
    #expect(schedule.criticalPath == ["first", "second"])
    #expect(abs(try #require(schedule.pert).variance / 3_600 - minutes) < 1e-12)
  }

  /// The path runs from the first's finish to the second's finish, back to the second's start, and on from there.
  @Test func `counts a duration that the path runs through backwards`() throws {
    let wide = PlannedDuration.threePoint(optimistic: .minutes(7), likely: .minutes(10), pessimistic: .minutes(13))
    let schedule = try Schedule(
      of: plan([
        task("first", 60), task("second", nil, links: [link(.finishToFinish, "first")]) { $0.duration = wide },
        task("third", 40, links: [link(.startToStart, "second")]),
      ]))
    #expect(schedule.criticalPath == ["first", "second", "third"])
    #expect(abs(try #require(schedule.pert).variance / 3_600 - 1) < 1e-12)
  }

  @Test func `saturates instead of overflowing`() throws {
    let huge = TimeSpan(nanoseconds: .max)
    let far = plan([
      task("far", nil) { $0.duration = .threePoint(optimistic: .zero, likely: huge, pessimistic: huge) }
    ])
    let pert = try #require(try Schedule(of: closing(1, far)).pert)
    #expect(pert.variance > 1e18)
    #expect(try #require(pert.probability) < 0.01)
    #expect(TimeSpan(roundingSeconds: 1e300).nanoseconds == .max)
    #expect(TimeSpan(roundingSeconds: -1e12).nanoseconds == .min)
  }
}
