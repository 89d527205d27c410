package import CutoverModel

/// Runs held against each other: tasks by their ids, phases by their names, clocks by service and name.
///
/// The runs are in order of their start. Each change is between a run and the one before it, so there is one change
/// fewer than there are runs. It grows with what the runs know, not with their events.
package struct RunComparison: Sendable {
  /// One task in all runs.
  package struct Task: Hashable, Sendable {
    package var id: String
    /// One for each run; nil where neither its plan nor its events know the task.
    package var records: [TaskRecord?]
    /// Nil where neither of two runs knows it.
    package var changes: [Change?]
  }

  /// One phase of one wave in all runs.
  package struct Phase: Hashable, Sendable {
    package var phase: String
    package var wave: String?
    /// Nil where a run never entered it.
    package var spans: [PhaseSpan?]
    package var changes: [Change?]
  }

  /// One clock of one service in all runs.
  package struct Clock: Hashable, Sendable {
    /// Nil for a clock that is of no service.
    package var service: String?
    package var clock: RecoveryClock
    /// Nil where it can't be read.
    package var values: [MeasuredSpan?]
    package var changes: [Change]
  }

  /// One objective in all runs.
  package struct Objective: Hashable, Sendable {
    package var id: String
    /// Nil where a run's plan doesn't have it.
    package var results: [ObjectiveResult?]
  }

  /// In order of their start.
  package let runs: [ComparedRun]
  /// In the order of the newest plan; then those of earlier plans, then those of no plan by their first event.
  package let tasks: [Task]
  /// In the order in which the last run entered them, then those of earlier runs.
  package let phases: [Phase]
  /// Those that at least one run shows, by service, then in the order of the clocks.
  package let clocks: [Clock]
  /// In the order of the newest plan, then of earlier ones.
  package let objectives: [Objective]
  /// What earlier runs no longer show for the newest plan of their name.
  package let expired: [ExpiredEvidence]
  /// In the order of the rules, then of the runs.
  package let findings: [ComparisonFinding]

  /// - Parameter runs: in any order.
  package init(of runs: [ComparedRun]) {
    let runs = runs.sorted(by: ComparedRun.precedes)
    self.runs = runs
    let tasks = Self.tasks(of: runs)
    let expired = Self.expired(in: runs)
    self.tasks = tasks
    phases = Self.phases(of: runs)
    clocks = Self.clocks(of: runs)
    objectives = Self.objectives(of: runs)
    self.expired = expired
    findings = ComparisonFinding.all(of: runs, tasks: tasks, expired: expired)
  }

  /// The plan that stands for the comparison: that of the last run that has one.
  package var newestPlan: PlanFingerprint? { runs.last { $0.plan != nil }?.plan }
}
