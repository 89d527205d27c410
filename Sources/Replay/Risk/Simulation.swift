package import CutoverModel

/// How a simulation is drawn; the same draws and seed give the same figures everywhere.
package struct Simulation: Hashable, Sendable {
  package static let defaultDraws = 10_000
  package static let defaultSeed: UInt64 = 1
  package static let maximumDraws = 1_000_000

  /// At least one.
  package var draws: Int
  package var seed: UInt64
  /// Whether there are fewer draws than by default because the plan is so large.
  package private(set) var isReduced = false

  package init(draws: Int = Self.defaultDraws, seed: UInt64 = Self.defaultSeed) {
    self.draws = max(1, draws)
    self.seed = seed
  }
}

extension Simulation {
  /// As many draws as are asked for; else by default, and fewer for a plan in which one draw is much work.
  ///
  /// The work is counted in tasks, gates, links, and planned outages of each objective: up to 5,000 of them leave the
  /// default, up to 50,000 a twentieth of it, and more a hundredth.
  package init(draws: Int?, seed: UInt64, of plan: Plan, _ schedule: Schedule) {
    let network = schedule.activities
    let clocks = PlannedClocks(plan, schedule)
    let spans = plan.objectives.reduce(0) { $0 + (clocks.clock(of: $1)?.spans ?? 0) }
    let work = network.activities.count + network.links.count + spans
    let fewer = Self.defaultDraws / (work <= 5_000 ? 1 : work <= 50_000 ? 20 : 100)
    self.init(draws: draws ?? fewer, seed: seed)
    isReduced = draws == nil && fewer < Self.defaultDraws
  }
}

/// In how many of a number of draws something was so.
package struct DrawShare: Hashable, Sendable {
  package var count: Int
  /// At least one.
  package var draws: Int

  package init(_ count: Int, of draws: Int) {
    self.count = count
    self.draws = max(1, draws)
  }

  /// The share in millionths, rounded half up.
  package var millionths: Int64 {
    Int64(clamping: (Int128(count) * 1_000_000 + Int128(draws / 2)) / Int128(draws))
  }
}
