import CutoverModel

/// What ends without having begun, and what begins twice.
extension ObjectiveJudge {
  /// Notes every such event; `idleRecoveries` are the statements that a service is up while nothing shows it impaired.
  mutating func notePairs(idleRecoveries: [EventMark]) {
    analysis.noteRun(in: &findings)
    note(
      idleRecoveries, "service-up-unimpaired",
      "service.up of a service that no service.down or service.degraded shows impaired; it ends nothing")
    noteTasks()
    let histories = ([NameTable.absent] + analysis.datasets).map(analysis.writes)
    note(
      histories.flatMap(\.repeatedFreezes), "writes-frozen-twice",
      "writes.frozen of a side that is frozen already; the first counts")
    note(
      histories.flatMap(\.unfrozenOpenings), "writes-opened-unfrozen",
      "writes.opened while no side of the data set is frozen; it ends no freeze")
    note(
      analysis.unreportedClearings, "backlog-cleared-unreported",
      "backlog.cleared of a queue that has no backlog; it clears nothing")
  }

  /// Notes what the events of tasks don't say cleanly; task by task, so that one history is held at a time.
  private mutating func noteTasks() {
    var rest = analysis.record.taskEvents[...]
    while let task = rest.first?.task {
      let events = rest.prefix { $0.task == task }
      rest = rest.dropFirst(events.count)
      let history = TaskHistory(
        events.compactMap { event in
          event.mark.kind.map { kind in
            TaskEvent(kind: kind, at: analysis.anchor(event.mark), attempt: event.attempt, mode: .live)
          }
        }, isMilestone: analysis.isMilestone(task))
      history.note(in: &findings)
    }
  }

  private mutating func note(_ marks: [EventMark], _ rule: String, _ message: String) {
    for mark in marks.sorted(by: { $0.place < $1.place }) {
      findings.note(rule: rule, message: message, at: mark.place)
    }
  }
}
