package import CloudEvents
package import CutoverModel

/// A run against its plan, as-planned against as-built.
///
/// The method is AACE RP 29R-03 method 3.1, observational, static, gross: planned and recorded times of the one
/// adopted plan are compared as they stand, without changing the model. Float and concurrent delay are not weighed.
package struct Variance: Hashable, Sendable {
  /// The method by its name in AACE RP 29R-03, for every page that shows the figures.
  package static let method = "AACE RP 29R-03 MIP 3.1 (observational, static, gross)"

  /// Where the plan's times count from; nil if nothing says it, and then nothing is planned for an instant.
  package var start: RunStart?
  package var plannedFinish: Timestamp?
  /// The last completion of a planned task that isn't `background`, or passing of a gate; nil while the run goes on.
  package var actualFinish: EventMoment?
  /// In the order of the plan; all its tasks, also those that were never due.
  package var tasks: [TaskVariance] = []
  /// In the order of the plan.
  package var gates: [GateVariance] = []
  /// The activities that held the finish where it was, first to last.
  package var drivingPath: [String] = []
  /// In the order of the driving path; `scope` last.
  package var attribution: [SlipAttribution] = []
  /// By their first event.
  package var unplanned: [UnplannedTask] = []
  /// Tasks of the plan that were never tried, in its order; rollback tasks only once a rollback was decided.
  package var notExecuted: [String] = []
  package var findings: [ReplayFinding] = []

  /// Actual less planned finish; nil while the run goes on, where the plan has no finish, or over 292 years.
  package var slip: TimeSpan? {
    guard let plannedFinish, let actualFinish else { return nil }
    return actualFinish.time.exactly(since: plannedFinish)
  }
}
