package import CutoverModel

/// What one run did of one task, as far as runs are compared by it.
package struct TaskRecord: Hashable, Sendable {
  /// The attempt by which the task was completed.
  package struct Completing: Hashable, Sendable {
    package var from: EventReference
    package var to: EventReference
    /// Its length without its pauses.
    package var work: MeasuredSpan
  }

  package var id: String
  /// Whether the run's plan holds the task.
  package var isPlanned: Bool
  package var isMilestone: Bool
  /// How long it was planned to take.
  package var planned: TimeSpan?
  /// The checks that the run's plan names for it.
  package var checks: [String]
  package var state: TaskState
  /// The first recorded start.
  package var start: EventMoment?
  /// The completion, if the task stands completed.
  package var completion: EventMoment?
  /// From the first start to the completion: attempts, pauses and what lies between them count; nil where an end is
  /// missing or it is over 292 years.
  package var duration: MeasuredSpan?
  package var attempts: Int
  /// The ended pauses of all attempts.
  package var paused: TimeSpan
  package var verified: TaskVariance.Verification
  /// Nil where the start of that attempt is missing or the task doesn't stand completed.
  package var completing: Completing?
  /// The modes of its attempts, in the order of the vocabulary.
  package var modes: [CutoverEvent.Mode]
  /// The event that amended the start or the completion.
  package var amendment: EventReference?

  /// Whether anybody tried it.
  package var isExecuted: Bool { attempts > 0 }

  init(
    _ id: String, planned task: PlannedTask?, attempts all: [TaskAttempt], state: TaskState,
    verified: TaskVariance.Verification
  ) {
    self.id = id
    isPlanned = task != nil
    isMilestone = task?.mode == .milestone
    planned = task?.duration?.expected
    checks = task?.checks ?? []
    self.state = state
    self.verified = verified
    attempts = all.count
    paused = all.reduce(.zero) { $0 + $1.paused }
    for attempt in all { if let began = attempt.start { start.keepEarliest(began) } }
    if state == .completed { completion = all.last?.end }
    if let start, let completion { duration = Self.length(from: start, to: completion, without: []) }
    if let last = all.last, let from = last.start, let completion,
      let work = Self.length(from: from, to: completion, without: last.pauses)
    {
      completing = Completing(from: from.event, to: completion.event, work: work)
    }
    let seen = Set(all.map(\.mode))
    modes = [.live, .dryRun, .isolated].filter(seen.contains)
  }

  /// A task's end never lies before its start, however uncertain both are: the attempt has both, in that order.
  private static func length(
    from start: EventMoment, to end: EventMoment, without pauses: [TaskPause]
  ) -> MeasuredSpan? {
    var length = SpanInterval(from: start.moment, to: end.moment)
    for pause in pauses {
      guard let resumed = pause.to else { continue }
      let paused = SpanInterval(from: pause.from.moment, to: resumed.moment)
      length.stated = length.stated - max(.zero, paused.stated)
      length.lower = length.lower - max(.zero, paused.upper)
      length.upper = length.upper - max(.zero, paused.lower)
    }
    let span = MeasuredSpan(
      stated: max(.zero, length.stated), lower: max(.zero, length.lower), upper: max(.zero, length.upper),
      canBeLower: true)
    return span.isOutOfRange ? nil : span
  }
}

extension Change {
  /// From what one run did of a task to what another did; nil where neither knows it.
  ///
  /// Lengths are compared where both completed it. Otherwise what counts is how it ended.
  package init?(from before: TaskRecord?, to after: TaskRecord?) {
    guard let before, let after else {
      guard before != nil || after != nil else { return nil }
      self.init(before == nil ? .new : .gone)
      return
    }
    guard before.isExecuted, after.isExecuted else {
      self.init(.notExecuted)
      return
    }
    switch (before.state, after.state) {
    case (.completed, .completed):
      if before.isMilestone || after.isMilestone {
        self.init(.same)
      } else {
        self.init(from: before.duration, to: after.duration)
      }
    case (.failed, .completed): self.init(.improvement)
    case (.completed, .failed): self.init(.regression)
    case (.failed, .failed), (.skipped, .skipped), (.cancelled, .cancelled): self.init(.same)
    default: self.init(.unknown)
    }
  }
}
