import ArgumentParser
import Replay

/// How a plan is drawn where its durations are not certain.
struct SimulationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Draw so many times.", valueName: "count"))
  var draws = Simulation.defaultDraws

  @Option(help: ArgumentHelp("Start the random numbers here; the same seed gives the same figures.", valueName: "number"))
  var seed = Simulation.defaultSeed

  /// The greatest whole number that every reader of JSON holds exactly.
  private static let greatestSeed: UInt64 = (1 << 53) - 1

  func validate() throws {
    guard draws > 0, draws <= Simulation.maximumDraws else {
      throw ValidationError("--draws must be from 1 to \(Simulation.maximumDraws)")
    }
    guard seed <= Self.greatestSeed else { throw ValidationError("--seed must be from 0 to \(Self.greatestSeed)") }
  }

  var simulation: Simulation { Simulation(draws: draws, seed: seed) }
}
