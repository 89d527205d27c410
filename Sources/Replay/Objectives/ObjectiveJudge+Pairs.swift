import CutoverModel

/// What ends without having begun, and what begins twice.
extension ObjectiveJudge {
  /// Notes every such event; `idleRecoveries` are the statements that a service is up while nothing shows it impaired.
  mutating func notePairs(idleRecoveries: [EventMark]) {
    analysis.noteRun(in: &findings)
    note(
      idleRecoveries, "service-up-unimpaired",
      "service.up of a service that no service.down or service.degraded shows impaired; it ends nothing")
    let tasks = analysis.record.taskRecords
    note(
      tasks.compactMap { number, task in
        task.ends > task.starts && !analysis.isMilestone(number) ? task.last : nil
      },
      "task-ended-unstarted", "a task that is completed or failed more often than it started; the end counts")
    note(
      tasks.values.compactMap { task in
        task.starts > task.ends + task.waivers + 1 ? task.lastStart : nil
      },
      "task-started-twice", "a task that starts again without having ended; the first start counts")
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

  private mutating func note(_ marks: [EventMark], _ rule: String, _ message: String) {
    for mark in marks.sorted(by: { $0.place < $1.place }) {
      findings.note(rule: rule, message: message, at: mark.place)
    }
  }
}
