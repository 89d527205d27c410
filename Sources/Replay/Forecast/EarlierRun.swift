package import CutoverModel

/// What one run of the past tells about how long things take.
package struct EarlierRun: Sendable {
  /// How far the run got.
  package enum Ending: String, CaseIterable, Hashable, Sendable {
    /// Every task that the plan requires was completed, skipped or cancelled.
    case whole
    case rolledBack = "rolled-back"
    case aborted
    /// It goes on, or not everything that the plan requires was done.
    case unfinished
  }

  /// One completed task or passed gate.
  package struct Observation: Hashable, Sendable {
    package var id: String
    package var kind: ActivityKind
    /// From the first start to the completion, for the planned duration; nil where nothing is planned.
    package var ratio: DurationRatio?
    /// How long it waited beyond its links, its own earliest start and T; nil where something before it is not known.
    package var wait: TimeSpan?
  }

  /// The run's own name, if it has one.
  package var run: String?
  /// T; nil if nothing says it.
  package var start: RunStart?
  package var ending: Ending
  /// In the order of the run's plan.
  package var observations: [Observation]
  /// From the first start to the last completion of what isn't `background`; nil unless the run is whole.
  package var duration: TimeSpan?
  /// What the run's own plan promised.
  package var planned: TimeSpan?
  package var findings: [ReplayFinding]

  let plan: Plan
  let schedule: Schedule

  package var ratios: [DurationRatio] { observations.compactMap(\.ratio) }
  package var waits: [TimeSpan] { observations.compactMap(\.wait) }
}

/// What kinds of activities are compared with each other.
package enum ActivityKind: String, CaseIterable, Hashable, Sendable {
  case manual, automated, milestone, gate
}

extension Plan {
  /// The kinds by the activity's number, tasks before gates.
  var activityKinds: [ActivityKind] {
    tasks.map { task in
      switch task.mode {
      case .manual: .manual
      case .automated: .automated
      case .milestone: .milestone
      }
    } + gates.map { _ in .gate }
  }
}
