import CutoverModel
import Foundation
import Testing

@testable import Replay

@Suite struct `The simulation of a plan` {
  /// Hillier and Lieberman's house: activity, predecessors, optimistic, likely and pessimistic, in minutes here.
  private static let house: [(String, [String], Double, Double, Double)] = [
    ("A", [], 1, 2, 3), ("B", ["A"], 2, 3.5, 8), ("C", ["B"], 6, 9, 18), ("D", ["C"], 4, 5.5, 10),
    ("E", ["C"], 1, 4.5, 5), ("F", ["E"], 4, 4, 10), ("G", ["D"], 5, 6.5, 11), ("H", ["E", "G"], 5, 8, 17),
    ("I", ["C"], 3, 7.5, 9), ("J", ["F", "I"], 3, 9, 9), ("K", ["J"], 4, 4, 4), ("L", ["J"], 1, 5.5, 7),
    ("M", ["H"], 1, 2, 3), ("N", ["K", "L"], 5, 5.5, 9),
  ]

  static func house(closing minutes: Int) -> Plan {
    func span(_ minutes: Double) -> TimeSpan { TimeSpan(nanoseconds: Int64(minutes * 60e9)) }
    var house = plan(
      Self.house.map { id, after, optimistic, likely, pessimistic in
        task(id, nil, after: after) {
          $0.duration = .threePoint(
            optimistic: span(optimistic), likely: span(likely), pessimistic: span(pessimistic))
        }
      })
    if let opens = PlanTime("T"), let closes = PlanTime("T+\(minutes)m") {
      house.window = .init(opens: opens, closes: closes)
    }
    return house
  }

  /// Published for this network: PERT's mean is 44; drawn 20,000 times it is 44.33, with half the draws within 44.2,
  /// 80 % within 46.8, 90 % within 48.3, and 0.814 within 47, where PERT alone says 0.8413.
  @Test(arguments: [UInt64(1), 2, 47]) func `gives the published figures of the textbook's house`(seed: UInt64) throws {
    let house = Self.house(closing: 47)
    let schedule = try Schedule(of: house)
    #expect(schedule.duration == .minutes(44))
    let risk = try #require(ScheduleRisk(of: house, schedule, Simulation(draws: 10_000, seed: seed)))
    let duration = try #require(risk.duration)
    func minutes(_ span: TimeSpan) -> Double { Double(span.nanoseconds) / 60e9 }
    #expect(abs(minutes(duration.mean) - 44.33) < 0.15)
    #expect(abs(minutes(duration.p50) - 44.2) < 0.2)
    #expect(abs(minutes(duration.p80) - 46.8) < 0.2)
    #expect(abs(minutes(duration.p90) - 48.3) < 0.25)
    let kept = try #require(risk.windowKept)
    #expect(abs(Double(kept.millionths) / 1e6 - 0.814) < 0.02)
    // A, B, C are on every path; the path over J and N is the critical one where it doesn't lose to the one over H.
    let share = Dictionary(uniqueKeysWithValues: risk.criticality.map { ($0.id, Double($0.critical.millionths) / 1e6) })
    #expect(share["A"] == 1 && share["B"] == 1 && share["C"] == 1)
    #expect(share["H"] == share["M"] && share["J"] == share["N"])
    #expect(abs((share["J"] ?? 0) + (share["M"] ?? 0) - 1) < 0.000_002)
    #expect((share["J"] ?? 0) > 0.6)
  }

  // MARK: - Closed forms

  /// A distribution as a thousand values at equal steps of probability, each as likely as the others.
  private static func values(_ inverse: (Double) -> Double) -> ActivityLength {
    let second = TimeSpan(seconds: 1)
    return .observed(
      planned: second,
      (0..<1_000).compactMap { step in
        let length = inverse((Double(step) + 0.5) / 1_000)
        return DurationRatio(actual: TimeSpan(nanoseconds: Int64(length * 1e9)), planned: second)
      })
  }

  /// In seconds.
  private func drawn(_ plan: Plan, _ lengths: [ActivityLength]) throws -> DrawnLengths {
    let simulated = SimulatedPlan(plan, try Schedule(of: plan), lengths: lengths)
    return try #require(simulated.risk(Simulation(draws: 20_000)).duration)
  }

  private func seconds(_ span: TimeSpan) -> Double { Double(span.nanoseconds) / 1e9 }

  @Test func `the later of two that are even between 0 and 1 is two thirds on average`() throws {
    let even = Self.values { $0 }
    let both = try drawn(plan([task("a", 1), task("b", 1)]), [even, even])
    #expect(abs(seconds(both.mean) - 2.0 / 3) < 0.006)
    // P(max ≤ x) is x squared.
    #expect(abs(seconds(both.p50) - 0.5.squareRoot()) < 0.01)
  }

  @Test func `the later of two exponentials is 1/a + 1/b − 1/(a + b) on average`() throws {
    let ten = Self.values { -10 * log(1 - $0) }
    let twenty = Self.values { -20 * log(1 - $0) }
    let both = try drawn(plan([task("a", 1), task("b", 1)]), [ten, twenty])
    #expect(abs(seconds(both.mean) - (10 + 20 - 1 / (1.0 / 10 + 1.0 / 20))) < 0.5)
  }

  @Test func `a series of normals is normal, with the sum of means and of variances`() throws {
    // The inverse of the normal distribution by bisection.
    let normal = Self.values { share in
      var (low, high) = (-8.0, 8.0)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if erfc(-middle / 2.0.squareRoot()) / 2 < share { low = middle } else { high = middle }
      }
      return 100 + 10 * low
    }
    let series = plan([
      task("a", 1), task("b", 1, after: ["a"]), task("c", 1, after: ["b"]), task("d", 1, after: ["c"]),
    ])
    // Mean 400, deviation 20; z is 0.8416 at 80 % and 1.6449 at 95 %.
    let four = try drawn(series, [normal, normal, normal, normal])
    #expect(abs(seconds(four.mean) - 400) < 0.6)
    #expect(abs(seconds(four.p80) - 416.83) < 1)
    #expect(abs(seconds(four.p95) - 432.90) < 1.2)
  }

  // MARK: - The parts

  @Test func `random numbers are those that SplitMix64 is published with`() {
    var random = SplitMix64(seed: 1_234_567)
    let published: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(published.map { _ in random.next() } == published)
  }

  @Test func `quantiles of an estimate are those of its beta distribution`() {
    let width = TimeSpan(seconds: 1_000_000)
    // Likely equals optimistic: 1 − (1 − x)^5 is the distribution, so the quantile u is 1 − (1 − u)^(1/5).
    let falling = QuantileTable(optimistic: .zero, likely: .zero, pessimistic: width)
    let rising = QuantileTable(optimistic: .zero, likely: width, pessimistic: width)
    for part in stride(from: 0, through: QuantileTable.parts, by: 64) {
      let exact = 1 - pow(1 - Double(part) / Double(QuantileTable.parts), 0.2)
      #expect(abs(seconds(falling.quantiles[part]) - exact * 1e6) < 20)
      let mirrored = QuantileTable.parts - part
      #expect(abs(seconds(rising.quantiles[mirrored]) - (1 - exact) * 1e6) < 20)
    }
    for likely in stride(from: Int64(0), through: 1_000_000, by: 125_000) {
      let table = QuantileTable(optimistic: .zero, likely: TimeSpan(seconds: likely), pessimistic: width)
      #expect(table.quantiles == table.quantiles.sorted())
      #expect(table.quantiles.first == .zero && table.quantiles.last == width)
      let parts = Double(QuantileTable.parts)
      let ends = (seconds(table.quantiles[0]) + seconds(width)) / 2
      let mean = (table.quantiles.dropFirst().dropLast().reduce(0) { $0 + seconds($1) } + ends) / parts
      #expect(abs(mean - (4 * Double(likely) + 1_000_000) / 6) < 100)
    }
  }

  @Test func `a draw lies between its neighbouring quantiles, at the ends of 64 bits too`() {
    let table = QuantileTable(
      optimistic: TimeSpan(nanoseconds: 0), likely: TimeSpan(nanoseconds: .max / 2),
      pessimistic: TimeSpan(nanoseconds: .max))
    #expect(table.value(at: 0) == .zero)
    for random: UInt64 in [.max, 1 << 63, 1 << 54, (1 << 54) - 1] {
      let part = Int(random >> 54)
      #expect(table.quantiles[part] <= table.value(at: random))
      #expect(table.value(at: random) <= table.quantiles[part + 1])
    }
  }

  @Test func `the same seed gives the same figures, another seed others`() throws {
    let house = Self.house(closing: 47)
    let schedule = try Schedule(of: house)
    func risk(_ seed: UInt64) -> ScheduleRisk? { ScheduleRisk(of: house, schedule, Simulation(draws: 500, seed: seed)) }
    #expect(risk(3) == risk(3))
    #expect(risk(3)?.duration != risk(4)?.duration)
  }

  @Test func `a pass agrees with the critical path method on 500 random networks`() throws {
    var random = FixedRandom(5)
    for _ in 0..<500 {
      let tasks = randomTasks(&random)
      let schedule = try Schedule(of: plan(tasks))
      var pass = SimulatedPass(schedule.activities)
      pass.run()
      #expect(pass.times.starts == schedule.tasks.map { $0.earlyStart ?? .zero })
      #expect(pass.times.finishes == schedule.tasks.map { $0.earlyFinish ?? .zero })
      #expect(pass.times.duration == schedule.duration)
      var counts = [Int](repeating: 0, count: tasks.count)
      pass.countCritical(in: &counts)
      #expect(counts == schedule.tasks.map { $0.totalFloat == .zero ? 1 : 0 })
    }
  }

  @Test func `a plan with a task of unknown length has no risk but for what is known`() throws {
    var open = Self.house(closing: 47)
    open.tasks.append(task("Z", nil, after: ["N"]))
    var objective = Objective(id: "o", metric: .rto, limit: .span(.minutes(30)))
    objective.clock = .between(from: .taskStarted("A"), to: .taskCompleted("C"))
    open.objectives = [objective, Objective(id: "p", metric: .rpo, limit: .span(.zero))]
    let risk = try #require(ScheduleRisk(of: open, try Schedule(of: open), Simulation(draws: 100)))
    #expect(risk.duration == nil && risk.finish == nil && risk.windowKept == nil && risk.criticality.isEmpty)
    #expect(risk.objectives.map { $0.met?.count } == [100, nil])
  }

  @Test func `a plan of single figures has none`() throws {
    let fixed = plan([task("a", 5)])
    #expect(ScheduleRisk(of: fixed, try Schedule(of: fixed), Simulation()) == nil)
  }

  @Test(arguments: [(5_000, 10_000), (5_001, 500), (50_000, 500), (50_001, 100)])
  func `a large plan is drawn less often, unless somebody says how often`(tasks: Int, draws: Int) throws {
    let large = plan((0..<tasks).map { task("t\($0)", 1) })
    let schedule = try Schedule(of: large)
    let simulation = Simulation(draws: nil, seed: 1, of: large, schedule)
    #expect(simulation.draws == draws)
    #expect(simulation.isReduced == (draws < 10_000))
    let asked = Simulation(draws: 20_000, seed: 1, of: large, schedule)
    #expect(asked.draws == 20_000 && !asked.isReduced)
  }

  /// 50 objectives on 100 outages of their service, and 2 tasks: 5,002 in all.
  @Test func `the outages that objectives go through count in how large a plan is`() throws {
    var night = plan([task("a", 1), task("b", 1)])
    night.impact = Array(
      repeating: .init(service: "pay", from: .init(task: "a", side: .start), to: .init(task: "b", side: .finish)), count: 100)
    night.objectives = (0..<50).map { number in
      var objective = Objective(id: "o\(number)", metric: .rto, limit: .span(.minutes(5)))
      objective.service = "pay"
      return objective
    }
    #expect(Simulation(draws: nil, seed: 1, of: night, try Schedule(of: night)).draws == 500)
  }
}
