import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `A forecast from earlier runs` {
  private typealias Night = `Variance of a run against its plan`

  private func earlier(_ plan: Plan, _ lines: [String]) throws -> EarlierRun {
    try folding(HistoryFold(plan: plan, schedule: Schedule(of: plan)), over: lines)
  }

  private func forecast(_ plan: Plan, _ runs: [EarlierRun], draws: Int = 200) throws -> Forecast {
    Forecast(of: plan, try Schedule(of: plan), runs: runs, Simulation(draws: draws))
  }

  /// Of a night of lock 5, freeze 2, sync 8, open 2: lock took 6, freeze waited 1 and took 2, sync took 20, open 3.
  @Test func `a run tells for each task how long it took for what was planned, and how long it waited`() throws {
    let run = try earlier(Night.night, Night.asRun)
    #expect(run.ending == .whole)
    #expect(run.observations.map(\.id) == ["lock", "freeze", "sync", "open"])
    #expect(run.ratios.map(\.millionths) == [1_200_000, 1_000_000, 2_500_000, 1_500_000])
    #expect(run.waits == [.zero, .minutes(1), .zero, .zero])
    #expect(run.duration == .minutes(32))
    #expect(run.planned == .minutes(17))
  }

  @Test func `the same plan at a run's pace takes what the run took`() throws {
    let run = try earlier(Night.night, Night.asRun)
    let forecast = try forecast(Night.night, [run])
    #expect(forecast.runs[0].pace.duration == .minutes(32))
    #expect(forecast.range?.lower == .minutes(32) && forecast.range?.upper == .minutes(32))
    #expect(forecast.n == 1 && !forecast.areQuantilesReliable)
    #expect(forecast.runs[0].predicted == nil && forecast.medianError == nil)
  }

  @Test func `that holds for 300 random networks, with all kinds of links and waits`() throws {
    var random = FixedRandom(23)
    for _ in 0..<300 {
      var tasks = randomTasks(&random)
      for number in tasks.indices { tasks[number].duration = .fixed(.minutes(.random(in: 1...20, using: &random))) }
      let plan = plan(tasks)
      let schedule = try Schedule(of: plan)
      var built = SimulatedPass(schedule.activities)
      for number in tasks.indices {
        built.durations[number] = .minutes(.random(in: 0...40, using: &random))
        built.waits[number] = .minutes(.random(in: 0...5, using: &random))
      }
      built.run()
      var lines = [event("run.began", at: clock(0))]
      for (number, task) in tasks.enumerated() {
        lines.append(happens("started", task.id, built.times.starts[number].minutes))
        lines.append(happens("completed", task.id, built.times.finishes[number].minutes))
      }
      let run = try earlier(plan, lines)
      #expect(run.waits == built.waits)
      let pace = try forecast(plan, [run], draws: 1).runs[0].pace
      #expect(pace.finish == built.times.finish)
      #expect(pace.duration == built.times.duration)
      #expect(pace.duration == run.duration)
    }
  }

  @Test func `a gate is taken from what it decides on, and its planned time apart from its wait`() throws {
    var gated = plan(
      [task("a", 10), task("b", 10, after: ["go"])],
      gates: [Plan.Gate(id: "go")])
    gated.gates[0].after = [Dependency(predecessor: "a")]
    func run(_ requested: Int64) throws -> EarlierRun.Observation {
      let lines = [
        event("run.began", at: clock(0)), happens("started", "a", 0), happens("completed", "a", 10),
        event("gate.requested", at: clock(requested), ["gate": "go"]),
        event("gate.approved", at: clock(17), ["gate": "go", "actor": "x"]),
      ]
      return try #require(try earlier(gated, lines).observations.first { $0.kind == .gate })
    }
    // Without a planned duration the whole wait is one.
    #expect(try run(14) == .init(id: "go", kind: .gate, ratio: nil, wait: .minutes(7)))
    gated.gates[0].duration = .fixed(.minutes(2))
    let ratio = DurationRatio(actual: .minutes(3), planned: .minutes(2))
    #expect(try run(14) == .init(id: "go", kind: .gate, ratio: ratio, wait: .minutes(4)))
    // Asked for before there was anything to decide on.
    let early = DurationRatio(actual: .minutes(7), planned: .minutes(2))
    #expect(try run(5) == .init(id: "go", kind: .gate, ratio: early, wait: .zero))
  }

  @Test func `a run that was rolled back, aborted or not finished counts with what it completed`() throws {
    let begun = Array(Night.asRun.prefix(5))
    let back = event("decision.made", at: clock(10), data: #"{"decision":"rollback"}"#)
    let aborted = event("run.ended", at: clock(10), data: #"{"outcome":"aborted"}"#)
    let rolledBack = event("run.ended", at: clock(10), data: #"{"outcome":"rolled-back"}"#)
    for (line, ending) in [
      (nil, EarlierRun.Ending.unfinished), (back, .rolledBack), (rolledBack, .rolledBack), (aborted, .aborted),
    ] {
      let run = try earlier(Night.night, begun + (line.map { [$0] } ?? []))
      #expect(run.ending == ending)
      #expect(run.observations.map(\.id) == ["lock", "freeze"])
      #expect(run.duration == nil)
    }
  }

  @Test func `what was tried dry, ended without a start, or waited for something unknown tells nothing`() throws {
    let run = try earlier(
      Night.night,
      [
        event("run.began", at: clock(0)), happens("started", "lock", 0, ["mode": "dry-run"]),
        happens("completed", "lock", 6, ["mode": "dry-run"]), happens("started", "freeze", 7),
        happens("completed", "freeze", 9), happens("completed", "sync", 29),
      ])
    #expect(run.observations.map(\.id) == ["freeze"])
    #expect(run.observations.map(\.wait) == [nil])
  }

  @Test func `a task is compared with itself from 5 observations on, with its kind from 10, else with everything`() {
    func observation(_ id: String, _ kind: ActivityKind, _ percent: Int64) -> EarlierRun.Observation {
      .init(id: id, kind: kind, ratio: DurationRatio(actual: .minutes(percent), planned: .minutes(100)), wait: nil)
    }
    func ratios(_ observations: [EarlierRun.Observation]) -> [Int64] {
      let empty = plan([])
      guard let schedule = try? Schedule(of: empty) else { return [] }
      let run = EarlierRun(
        run: nil, start: nil, ending: .whole, observations: observations, duration: nil, planned: nil, findings: [],
        plan: empty, schedule: schedule)
      return ReferenceClass([run]).ratios("a", .manual).map { $0.millionths / 10_000 }
    }
    let own = (1...5).map { observation("a", .manual, $0) }
    let kind = (11...15).map { observation("b", .manual, $0) }
    let others = (21...30).map { observation("c", .automated, $0) }
    #expect(ratios(own + kind + others) == [1, 2, 3, 4, 5])
    #expect(ratios(own.dropLast() + kind + others) == [1, 2, 3, 4, 11, 12, 13, 14, 15] + Array(21...30))
    #expect(ratios(own.dropLast() + kind + [observation("d", .manual, 9)] + others) == [1, 2, 3, 4, 9, 11, 12, 13, 14, 15])
  }

  /// The second run takes twice as long as the first in everything: from each other they are foretold as 17 for 34
  /// minutes and as 34 for 17, which is half too short and twice too long; the middle of 50 % and 100 % is 75 %.
  @Test func `the error is that of foretelling each whole run from the others`() throws {
    func run(_ pace: Int64) throws -> EarlierRun {
      var lines = [event("run.began", at: clock(0))]
      var now: Int64 = 0
      for (id, minutes) in [("lock", Int64(5)), ("freeze", 2), ("sync", 8), ("open", 2)] {
        lines.append(happens("started", id, now))
        now += minutes * pace
        lines.append(happens("completed", id, now))
      }
      return try earlier(Night.night, lines)
    }
    let forecast = try forecast(Night.night, [try run(2), try run(1)])
    #expect(forecast.runs.map(\.predicted) == [.minutes(17), .minutes(34)])
    #expect(forecast.runs.map(\.error) == [-500_000, 1_000_000])
    #expect(forecast.medianError == 750_000)
    #expect(forecast.range?.lower == .minutes(17) && forecast.range?.upper == .minutes(34))
    // Ten like that, and quantiles count.
    let ten = try self.forecast(Night.night, (1...10).map { try run($0 % 2 + 1) })
    #expect(ten.areQuantilesReliable)
  }

  @Test func `what comes out doesn't depend on the order in which the runs are given`() throws {
    let one = try earlier(Night.night, Night.asRun)
    let other = try earlier(Night.night, Array(Night.asRun.prefix(7)))
    let (forth, back) = (try forecast(Night.night, [one, other]), try forecast(Night.night, [other, one]))
    #expect(forth.risk == back.risk)
    #expect(forth.runs.map(\.pace) == back.runs.reversed().map(\.pace))
  }

  @Test func `without any run the plan's own estimates are drawn`() throws {
    let house = `The simulation of a plan`.house(closing: 47)
    let schedule = try Schedule(of: house)
    let forecast = try forecast(house, [])
    #expect(forecast.n == 0 && forecast.range == nil && forecast.medianError == nil)
    #expect(forecast.risk == ScheduleRisk(of: house, schedule, Simulation(draws: 200)))
  }

  @Test func `a plan without durations, and lengths at the ends of 64 bits, are no harm`() throws {
    let run = try earlier(Night.night, Night.asRun)
    let unknown = try forecast(plan([task("a", nil)]), [run])
    #expect(unknown.range == nil && unknown.risk.duration == nil)
    let ever = PlannedDuration.fixed(TimeSpan(nanoseconds: .max))
    let endless = plan([task("a", 1) { $0.duration = ever }, task("b", 1, after: ["a"]) { $0.duration = ever }])
    #expect(try forecast(endless, [run]).range?.upper == TimeSpan(nanoseconds: .max))
    let none = try forecast(plan([]), [])
    #expect(none.risk.duration == nil)
  }
}
