import ArgumentParser
import CutoverModel
import Replay

/// How a plan is drawn where its durations are not certain.
struct SimulationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Draw so many times (default: \(Simulation.defaultDraws), fewer for a very large plan).", valueName: "count"))
  var draws: Int?

  @Option(help: ArgumentHelp("Start the random numbers here; the same seed gives the same figures.", valueName: "number"))
  var seed = Simulation.defaultSeed

  /// The greatest whole number that every reader of JSON holds exactly.
  private static let greatestSeed: UInt64 = (1 << 53) - 1

  func validate() throws {
    if let draws, !(1...Simulation.maximumDraws).contains(draws) {
      throw ValidationError("--draws must be from 1 to \(Simulation.maximumDraws)")
    }
    guard seed <= Self.greatestSeed else { throw ValidationError("--seed must be from 0 to \(Self.greatestSeed)") }
  }

  /// How a plan is drawn.
  func simulation(of plan: Plan, _ schedule: Schedule) -> Simulation {
    Simulation(draws: draws, seed: seed, of: plan, schedule)
  }
}
