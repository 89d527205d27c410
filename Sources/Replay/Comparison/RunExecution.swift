package import CloudEvents
package import CutoverModel

/// What one run did, as far as it is compared with others.
package struct RunExecution: Hashable, Sendable {
  /// Where the plan's times count from; without a plan where the run began.
  package var start: RunStart?
  package var plannedFinish: Timestamp?
  /// As a variance has it; without a plan the last completion of any task.
  package var finish: EventMoment?
  /// Actual less planned finish, as a variance has it; nil where required tasks were left undone and it isn't above 0.
  package var slip: TimeSpan?
  /// Whether required tasks of the plan were not completed, skipped or cancelled; once a rollback was decided, those of
  /// the rollback.
  package var isUnfinished = false
  /// What the last `run.ended` says.
  package var outcome: String?
  /// Whether a rollback was decided.
  package var isRolledBack = false
  /// The plan's tasks in its order, then others by their first event.
  package var tasks: [TaskRecord] = []
  /// In order of their first entering.
  package var phases: [PhaseSpan] = []
  package var findings: [ReplayFinding] = []

  /// From the start to the planned finish.
  package var planned: TimeSpan? {
    guard let start, let plannedFinish else { return nil }
    return plannedFinish.exactly(since: start.time)
  }

  /// From the start to the finish.
  package var duration: TimeSpan? {
    guard let start, let finish else { return nil }
    return finish.time.exactly(since: start.time)
  }

  /// The modes of all attempts, in the order of the vocabulary.
  package var modes: [CutoverEvent.Mode] {
    [.live, .dryRun, .isolated].filter { mode in tasks.contains { $0.modes.contains(mode) } }
  }

  /// Marks the tasks whose start or completion was amended.
  package mutating func mark(_ corrections: CorrectionsSummary) {
    guard !corrections.amendments.isEmpty else { return }
    for number in tasks.indices {
      tasks[number].amendment = corrections.amendment(
        of: tasks[number].start?.event, tasks[number].completion?.event)
    }
  }
}
