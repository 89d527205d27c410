/// How a simulation is drawn; the same draws and seed give the same figures everywhere.
package struct Simulation: Hashable, Sendable {
  package static let defaultDraws = 10_000
  package static let defaultSeed: UInt64 = 1
  package static let maximumDraws = 1_000_000

  /// At least one.
  package var draws: Int
  package var seed: UInt64

  package init(draws: Int = Self.defaultDraws, seed: UInt64 = Self.defaultSeed) {
    self.draws = max(1, draws)
    self.seed = seed
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
