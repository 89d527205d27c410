package import CloudEvents
package import CutoverModel

/// Compares a run with its plan.
///
/// The run is over when it ended, when the stream was closed, or when every required task is completed, skipped or
/// cancelled: all but milestones and `background` tasks, with the rollback's once one was decided. Events of all modes count, each attempt says its
/// own. Memory grows with the number of events of tasks and gates.
package struct VarianceFold: EventFold {
  let plan: Plan
  let schedule: Schedule
  private var log: RunLog
  private var streams = StreamCounter()
  private var withheld: WithheldEvidence

  /// - Parameters:
  ///   - starts: T where it is known; else it is taken from the stream's opening, the first `run.began`, or the first
  ///     start of a task.
  ///   - acceptance: Which withheld lines the reader accepts.
  package init(
    plan: Plan, schedule: Schedule, starts: Timestamp? = nil, acceptance: WithheldEvidence.Acceptance = .init()
  ) {
    withheld = WithheldEvidence(acceptance)
    self.plan = plan
    self.schedule = schedule
    log = RunLog(starts: starts)
  }

  package mutating func apply(_ event: EventView) {
    if streams.advance(to: event) { log.findings.streams = streams }
    if EventKind.isRecordersOwn(event) { withheld.apply(event) }
    log.apply(event, of: streams)
  }

  package consuming func finish() -> Variance {
    let planned = PlannedTimes(schedule, log)
    var variance = Variance(start: log.start, plannedFinish: planned.finish)
    let histories = log.histories(of: plan)
    var findings = log.findings
    for history in histories.values { history.note(in: &findings) }
    variance.tasks = plan.tasks.map { task in
      TaskVariance(task, histories[ExactText(task.id)] ?? TaskHistory([]), planned, log)
    }
    withheld.finish()
    withheld.note(in: &findings)
    if !withheld.isWhole {
      // The line may have been a check that failed.
      for row in variance.tasks.indices where variance.tasks[row].verified == .passed {
        variance.tasks[row].verified = .noCheck
      }
    }
    variance.gates = plan.gates.map { gate in
      GateVariance(
        id: gate.id, plannedStart: planned.start(of: gate.id),
        plannedFinish: planned.finish(of: gate.id),
        history: GateHistory(
          log.gates[ExactText(gate.id)] ?? [], approvals: max(1, gate.approvals)))
    }
    let known = Set(plan.tasks.map { ExactText($0.id) })
    variance.unplanned = histories.filter { !known.contains($0.key) }
      .map { UnplannedTask(id: $0.key.text, history: $0.value) }
      .sorted(by: UnplannedTask.precedes)
    let isRollbackDue = log.rollbackDecided != nil
    for (task, row) in zip(plan.tasks, variance.tasks) where row.attempts.isEmpty && task.mode != .milestone {
      if !task.isRollbackOnly || isRollbackDue { variance.notExecuted.append(task.id) }
    }
    if isOver(variance.tasks) { attribute(&variance) }
    noteLengths(variance, &findings)
    noteEarlyStarts(variance, &findings)
    variance.findings = findings.findings
    return variance
  }

  private func isOver(_ tasks: [TaskVariance]) -> Bool {
    if log.isOver { return true }
    let isRollbackDue = log.rollbackDecided != nil
    return zip(plan.tasks, tasks).allSatisfy { task, row in
      let isRequired = task.mode != .milestone && !task.isBackground
      if !isRequired || (task.isRollbackOnly && !isRollbackDue) { return true }
      return row.state == .completed || row.state == .skipped || row.state == .cancelled
    }
  }
}
