package import CutoverModel

/// How the next run of a plan is likely to go, by earlier runs or, without any, by the plan's own estimates.
package struct Forecast: Sendable {
  /// With fewer earlier runs quantiles would claim more than is known, and only a range is told.
  package static let quantilesFrom = 10

  /// What one earlier run adds.
  package struct Run: Sendable {
    package var run: EarlierRun
    /// How the next plan would come out at this run's pace.
    package var pace: PacedPlan
    /// How long the other runs would have said that this one takes; nil unless it is whole and there are others.
    package var predicted: TimeSpan?

    /// The error of that, in millionths of how long it took, towards zero; nil where it took no time.
    package var error: Int64? {
      guard let predicted, let actual = run.duration, actual > .zero else { return nil }
      let difference = Int128(predicted.nanoseconds) - Int128(actual.nanoseconds)
      return Int64(clamping: difference * 1_000_000 / Int128(actual.nanoseconds))
    }
  }

  /// What the plan itself says.
  package var planned: TimeSpan?
  package var runs: [Run]
  package var history: ReferenceClass
  /// By the ratios and waits of earlier runs; without any, by the plan's own estimates.
  package var risk: ScheduleRisk

  /// How many earlier runs it rests on.
  package var n: Int { runs.count }
  package var areQuantilesReliable: Bool { n >= Self.quantilesFrom }
  /// The plan's shortest and longest duration at the pace of any earlier run; nil without one.
  package var range: (lower: TimeSpan, upper: TimeSpan)? { Self.range(runs.compactMap(\.pace.duration)) }
  /// The same of the finish, from T.
  package var finishRange: (lower: TimeSpan, upper: TimeSpan)? { Self.range(runs.compactMap(\.pace.finish)) }

  /// The middle of the errors without their signs, in millionths; the mean of both where two are in the middle.
  package var medianError: Int64? {
    let errors = runs.compactMap { $0.error.map { Int64(clamping: $0.magnitude) } }.sorted()
    guard !errors.isEmpty else { return nil }
    let (low, high) = (errors[(errors.count - 1) / 2], errors[errors.count / 2])
    return low + (high - low) / 2
  }

  /// The range of an objective's clock at the pace of the earlier runs; nil where no plan can foresee it.
  package func range(ofObjective number: Int) -> (lower: TimeSpan, upper: TimeSpan)? {
    Self.range(runs.compactMap { $0.pace.clocks[number] })
  }

  private static func range(_ lengths: [TimeSpan]) -> (lower: TimeSpan, upper: TimeSpan)? {
    guard let lower = lengths.min(), let upper = lengths.max() else { return nil }
    return (lower, upper)
  }
}

extension Forecast {
  /// Forecasts a plan; runs without any observation are to be left out before.
  ///
  /// One simulation for the plan and one for each whole run.
  package init(of plan: Plan, _ schedule: Schedule, runs: [EarlierRun], _ simulation: Simulation) {
    planned = schedule.duration
    let history = ReferenceClass(runs)
    self.history = history
    risk =
      runs.isEmpty
      ? SimulatedPlan(plan, schedule).risk(simulation) : SimulatedPlan(plan, schedule, history).risk(simulation)
    self.runs = runs.enumerated().map { number, run in
      var others = runs
      others.remove(at: number)
      var predicted: TimeSpan?
      if run.duration != nil, !others.isEmpty {
        let known = SimulatedPlan(run.plan, run.schedule, ReferenceClass(others))
        predicted = known.risk(simulation).duration?.p50
      }
      return Run(
        run: run, pace: SimulatedPlan.atPace(of: ReferenceClass([run]), plan, schedule), predicted: predicted)
    }
  }
}
