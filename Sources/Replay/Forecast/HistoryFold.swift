package import CloudEvents
package import CutoverModel
internal import JSONText

/// Reads off a run how long its tasks took for what its plan said, and how long they waited.
///
/// Attempts, pauses and what lies between them are part of a task's time, as in the variance. What was only tried dry
/// tells nothing. Memory grows with the number of events of tasks and gates.
package struct HistoryFold: EventFold {
  private let plan: Plan
  private let schedule: Schedule
  private var log = RunLog(starts: nil)
  private var streams = StreamCounter()
  private var withheld: WithheldEvidence
  private var ended: (at: EventMoment, outcome: String?)?

  /// - Parameters:
  ///   - plan: The plan that the run is judged by.
  ///   - acceptance: Which withheld lines the reader accepts.
  package init(plan: Plan, schedule: Schedule, acceptance: WithheldEvidence.Acceptance = .init()) {
    self.plan = plan
    self.schedule = schedule
    withheld = WithheldEvidence(acceptance)
  }

  package mutating func apply(_ event: EventView) {
    if streams.advance(to: event) { log.findings.streams = streams }
    if EventKind.isRecordersOwn(event) { withheld.apply(event) }
    log.apply(event, of: streams)
    if EventKind(event) == .runEnded { noteEnd(CutoverEvent(event, of: streams)) }
  }

  private mutating func noteEnd(_ event: CutoverEvent) {
    let at = EventMoment(event)
    if let ended, at.precedes(ended.at) { return }
    ended = (at, event.data["outcome"]?.string)
  }

  package consuming func finish() -> EarlierRun {
    var findings = log.findings
    let histories = log.histories(of: plan)
    for history in histories.values { history.note(in: &findings) }
    withheld.finish()
    withheld.note(in: &findings)
    let spans = ActivitySpans(plan, schedule, log, histories)
    let ending = ending(histories)
    return EarlierRun(
      run: nil, start: log.start, ending: ending, observations: spans.observations,
      duration: ending == .whole ? spans.duration : nil, planned: schedule.duration, findings: findings.findings,
      plan: plan, schedule: schedule)
  }

  private func ending(_ histories: [ExactText: TaskHistory]) -> EarlierRun.Ending {
    if ended?.outcome == "aborted" { return .aborted }
    if ended?.outcome == "rolled-back" || log.rollbackDecided != nil { return .rolledBack }
    let isWhole = plan.tasks.allSatisfy { task in
      guard task.isRequired(inRollback: false) else { return true }
      switch histories[ExactText(task.id)]?.state {
      case .completed, .skipped, .cancelled: return true
      case .planned, .started, .failed, .paused, nil: return false
      }
    }
    return isWhole ? .whole : .unfinished
  }
}
