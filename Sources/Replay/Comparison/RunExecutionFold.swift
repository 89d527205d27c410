package import CloudEvents
package import CutoverModel
internal import JSONText

/// Tells what one run did, against its plan where it has one.
///
/// Memory grows with the number of events of tasks, gates and phases; what it gives only with the number of tasks and
/// phases.
package struct RunExecutionFold: EventFold {
  private let plan: Plan?
  /// Nil without a plan; then `log` gathers the same.
  private var variance: VarianceFold?
  private var log: RunLog
  private var phases = PhaseLog()
  private var ended: (at: EventMoment, outcome: String?)?
  private var rollbackDecided = false
  private var streams = StreamCounter()
  private var findings = FindingCollector()

  /// - Parameters:
  ///   - schedule: That of the plan; without one the run is told by what it did.
  ///   - acceptance: Which withheld lines the reader accepts.
  package init(
    plan: Plan?, schedule: Schedule?, acceptance: WithheldEvidence.Acceptance = .init()
  ) {
    self.plan = plan
    log = RunLog(starts: nil)
    if let plan, let schedule {
      variance = VarianceFold(plan: plan, schedule: schedule, acceptance: acceptance)
    }
  }

  package mutating func apply(_ view: EventView) {
    if streams.advance(to: view) {
      findings.streams = streams
      log.findings.streams = streams
    }
    if variance == nil { log.apply(view, of: streams) } else { variance?.apply(view) }
    switch EventKind(view) {
    case .phaseEntered: enter(CutoverEvent(view, of: streams))
    case .runEnded: end(CutoverEvent(view, of: streams))
    case .decisionMade: if view.data?["decision"]?.string == "rollback" { rollbackDecided = true }
    default: break
    }
  }

  private mutating func enter(_ event: CutoverEvent) {
    guard let phase = event.data["phase"]?.string else {
      findings.noteMissing("phase", at: event.reference.place)
      return
    }
    phases.add(phase, wave: event.wave, at: EventMoment(event))
  }

  private mutating func end(_ event: CutoverEvent) {
    let at = EventMoment(event)
    if let ended, at.precedes(ended.at) { return }
    ended = (at, event.data["outcome"]?.string)
  }

  package consuming func finish() -> RunExecution {
    var execution = RunExecution()
    execution.phases = phases.spans(runEnded: ended?.at)
    execution.outcome = ended?.outcome
    execution.isRolledBack = rollbackDecided
    var further = findings.findings
    if let variance {
      let result = variance.finish()
      execution.start = result.start
      execution.plannedFinish = result.plannedFinish
      execution.finish = result.actualFinish
      execution.isUnfinished = !result.undone.isEmpty
      execution.slip = result.slip.flatMap { execution.isUnfinished && $0 <= .zero ? nil : $0 }
      execution.tasks = Self.records(result, plan)
      further += result.findings
    } else {
      take(log, into: &execution, &further)
    }
    execution.findings = ReplayFinding.united([further])
    return execution
  }

  private static func records(_ variance: Variance, _ plan: Plan?) -> [TaskRecord] {
    let planned = zip(plan?.tasks ?? [], variance.tasks).map { task, row in
      TaskRecord(task.id, planned: task, attempts: row.attempts, state: row.state, verified: row.verified)
    }
    return planned + variance.unplanned.map { task in record(of: task.id, task.history, nil, .noCheck) }
  }

  private static func record(
    of id: String, _ history: TaskHistory, _ task: PlannedTask?, _ verified: TaskVariance.Verification
  ) -> TaskRecord {
    TaskRecord(id, planned: task, attempts: history.attempts, state: history.state, verified: verified)
  }

  /// A run without a plan that can be scheduled: tasks as they happened.
  private func take(_ log: RunLog, into execution: inout RunExecution, _ findings: inout [ReplayFinding]) {
    var log = log
    var histories = log.histories(of: plan)
    for history in histories.values { history.note(in: &log.findings) }
    findings += log.findings.findings
    execution.start = log.start
    execution.tasks = (plan?.tasks ?? []).map { task in
      let history = histories.removeValue(forKey: ExactText(task.id)) ?? TaskHistory([])
      return Self.record(of: task.id, history, task, TaskVariance.verification(of: task, history, log).verified)
    }
    let others = histories.map { UnplannedTask(id: $0.key.text, history: $0.value) }
    execution.tasks += others.sorted(by: UnplannedTask.precedes).map { Self.record(of: $0.id, $0.history, nil, .noCheck) }
    for task in execution.tasks { if let completion = task.completion { execution.finish.keepLatest(completion) } }
  }
}
