package import CutoverModel

/// When a plan is likely to finish by PERT: the critical path's durations as independent and their sum as normal.
///
/// Each three-point duration has the mean (o + 4m + p) / 6 and the standard deviation (p − o) / 6, each other one none.
/// PERT sees the critical path alone. Another path that may overtake it makes the true mean later and the true
/// probability smaller (merge bias).
package struct PertEstimate: Hashable, Sendable {
  /// The mean finish, from the start T: the finish of the schedule.
  package var finish: TimeSpan
  /// In seconds squared.
  package var variance: Double
  /// To the millisecond.
  package var standardDeviation: TimeSpan
  /// The end of the window, from the start T.
  package var limit: TimeSpan?
  /// Of finishing at the limit or before; nil without one.
  package var probability: Double?
}

extension PertEstimate {
  /// Nil where the plan has no three-point duration in this network, or no planned finish.
  ///
  /// A duration that the path passes from the finish to the start, or not at all, counts so.
  init?(_ network: ActivityNetwork, _ pass: NetworkPass, limit: TimeSpan?) {
    guard let finish = pass.finish, pass.hasEstimates else { return nil }
    var variance = 0.0
    for step in pass.criticalPath where step.weight != 0 {
      variance += network.activities[step.activity].estimate?.variance ?? 0
    }
    let deviation = variance.squareRoot()
    self.finish = finish
    self.variance = variance
    standardDeviation = TimeSpan(roundingSeconds: deviation)
    self.limit = limit
    probability = limit.map { limit in
      if deviation == 0 { return finish <= limit ? 1 : 0 }
      return NormalDistribution.cumulative((limit.seconds - finish.seconds) / deviation)
    }
  }
}

extension PlannedDuration {
  /// ((p − o) / 6)² in seconds squared; 0 for one figure.
  var variance: Double {
    guard case .threePoint(let optimistic, _, let pessimistic) = self else { return 0 }
    let deviation = (pessimistic.seconds - optimistic.seconds) / 6
    return deviation * deviation
  }
}

extension TimeSpan {
  /// The length in seconds, to the precision of a double.
  var seconds: Double { Double(nanoseconds) / 1e9 }

  /// The nearest span of whole milliseconds; saturates.
  init(roundingSeconds seconds: Double) {
    let milliseconds = (seconds * 1_000).rounded()
    guard let exact = Int64(exactly: milliseconds) else {
      self.init(nanoseconds: milliseconds < 0 ? .min : .max)
      return
    }
    let product = exact.multipliedReportingOverflow(by: 1_000_000)
    self.init(nanoseconds: product.overflow ? (exact < 0 ? .min : .max) : product.partialValue)
  }
}
