package import CloudEvents
package import CutoverModel

/// A run against its plan, as-planned against as-built.
///
/// Times and slips are by AACE RP 29R-03 method 3.1: planned and recorded times of the one adopted plan are compared as
/// they stand, without changing the model. The forecasts at the gates are by method 3.3, what the run would have taken
/// without some of its delays is by method 3.8. Such methods give different answers on the same facts; none of them
/// says whose delay it was.
package struct Variance: Hashable, Sendable {
  /// The methods by their names in AACE RP 29R-03, for every page that shows the figures.
  package static let method = "AACE RP 29R-03 MIP 3.1 (observational, static, gross)"
  package static let windowsMethod = "AACE RP 29R-03 MIP 3.3 (observational, dynamic, contemporaneous as-is)"
  package static let butForMethod = "AACE RP 29R-03 MIP 3.8 (modeled, subtractive, single simulation)"

  /// Where the plan's times count from; nil if nothing says it, and then nothing is planned for an instant.
  package var start: RunStart?
  /// Once a rollback was decided, that of the rollback.
  package var plannedFinish: Timestamp?
  /// Whether nothing that matters can follow.
  package var isOver = false
  /// The last completion of a planned task that isn't `background`, or passing of a gate; of a rollback task once one
  /// was decided. Nil while the run goes on.
  package var actualFinish: EventMoment?
  /// Tasks and gates that the finish waits for and that were not done when the run was over, in the order of the plan,
  /// gates last; then the finish is only that of what was done. Empty while the run goes on.
  package var undone: [String] = []
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
  /// Tasks of the plan that were never tried, in its order; rollback tasks only once a rollback was decided, and then
  /// no main tasks that were given up.
  package var notExecuted: [String] = []
  /// What began before something that it waits for, in the order of the plan's links.
  package var earlyStarts: [EarlyStart] = []
  /// In their order; the main network's first, then the rollback's.
  package var dataDates: [DataDate] = []
  /// Nil while the run goes on, and where nothing was paused, tried in vain or done twice.
  package var butFor: ButFor?
  /// Nil unless a rollback was decided.
  package var rollback: RollbackVariance?
  /// The plan's window, and until when a rollback may be decided.
  package var dates = PlanDates()
  /// Against the original and the current plan.
  package var baselines: [BaselineVariance] = []
  package var findings: [ReplayFinding] = []

  /// Actual less planned finish; nil while the run goes on, where the plan has no finish, or over 292 years.
  package var slip: TimeSpan? {
    guard let plannedFinish, let actualFinish else { return nil }
    return actualFinish.time.exactly(since: plannedFinish)
  }

  /// Whether the run is over and left something undone: then its last completion is no finish of its plan.
  package var isUnfinished: Bool { !undone.isEmpty }
}
