package import CloudEvents
package import CutoverModel

/// How one task went against its plan.
package struct TaskVariance: Hashable, Sendable {
  /// Whether the system was found as the task should have left it.
  package enum Verification: String, CaseIterable, Hashable, Sendable {
    /// Every check of the task was last seen after its completion, and passed.
    case passed
    /// A check of the task was last seen after its completion, and failed.
    case failed
    /// The plan names no check, not all were seen to pass after the completion, or a line is withheld that could have
    /// said otherwise.
    case noCheck = "no-check"
  }

  package var id: String
  package var plannedStart: Timestamp?
  package var plannedFinish: Timestamp?
  /// The first recorded start.
  package var actualStart: EventMoment?
  /// The completion, if the task stands completed.
  package var actualFinish: EventMoment?
  /// The event that amended the start or the finish.
  package var amendment: EventReference?
  package var state: TaskState
  package var verified: Verification
  /// The task's checks that were not seen after its completion, in the order of the plan.
  package var unseenChecks: [String]
  package var attempts: [TaskAttempt]
  /// How much later than planned it might have finished without moving the plan's finish.
  package var totalFloat: TimeSpan?
  /// How much later than planned the plan's links let it start, given what happened before it; nil without a finish
  /// slip.
  package var inheritedSlip: TimeSpan?
  /// Whether a rollback gave it up.
  package var isAbandoned = false

  /// Actual less planned start.
  package var startSlip: TimeSpan? {
    guard let plannedStart, let actualStart else { return nil }
    return actualStart.time.exactly(since: plannedStart)
  }

  /// Actual less planned finish.
  package var finishSlip: TimeSpan? {
    guard let plannedFinish, let actualFinish else { return nil }
    return actualFinish.time.exactly(since: plannedFinish)
  }

  /// Actual less planned time from start to finish; attempts, pauses and what lies between them count as the task's.
  package var durationSlip: TimeSpan? {
    guard let startSlip, let finishSlip else { return nil }
    return (finishSlip - startSlip).inRange
  }

  /// What is its own of the finish slip: how much longer it waited than it had to, and how much longer it took.
  package var causedSlip: TimeSpan? {
    guard let finishSlip, let inheritedSlip else { return nil }
    return (finishSlip - inheritedSlip).inRange
  }

  /// How far its finish went into the float; more than that, where it went beyond.
  package var floatUsed: TimeSpan? {
    guard let finishSlip, totalFloat != nil else { return nil }
    return max(.zero, finishSlip)
  }

  /// The last instant at which it might have finished without moving the plan's finish; nil where it has no float.
  package var floatEnd: Timestamp? {
    guard let plannedFinish, let totalFloat, totalFloat > .zero else { return nil }
    let end = plannedFinish.advanced(by: totalFloat)
    return end <= Timestamp.latest ? end : nil
  }

  /// The ended pauses of all attempts.
  package var paused: TimeSpan { attempts.reduce(.zero) { $0 + $1.paused } }
}

extension TaskVariance {
  init(_ task: PlannedTask, _ history: TaskHistory, _ planned: PlannedTimes, _ log: RunLog) {
    id = task.id
    plannedStart = planned.start(of: task.id)
    plannedFinish = planned.finish(of: task.id)
    actualStart = history.firstStart
    actualFinish = history.completion
    state = history.state
    attempts = history.attempts
    (verified, unseenChecks) = Self.verification(of: task, history, log)
  }

  /// Whether the system was found as the task should have left it, and the checks that were not seen after its completion.
  static func verification(
    of task: PlannedTask, _ history: TaskHistory, _ log: RunLog
  ) -> (verified: Verification, unseen: [String]) {
    guard let completion = history.completion, !task.checks.isEmpty else { return (.noCheck, []) }
    var unseen: [String] = []
    var hasFailed = false
    var havePassed = true
    for check in task.checks {
      guard let seen = log.checks[ExactText(check)], completion.precedes(seen.last) else {
        unseen.append(check)
        havePassed = false
        continue
      }
      if seen.kind == .checkFailed { hasFailed = true }
      if seen.kind != .checkPassed { havePassed = false }
    }
    return (hasFailed ? .failed : havePassed ? .passed : .noCheck, unseen)
  }
}

/// How one gate went against its plan.
package struct GateVariance: Hashable, Sendable {
  package var id: String
  package var plannedStart: Timestamp?
  package var plannedFinish: Timestamp?
  package var history: GateHistory
  /// How much later than planned the plan's links let it be requested; nil without a slip.
  package var inheritedSlip: TimeSpan?
  /// The checks that it requires and that were not last seen passed, or waived, when it was passed, in the order of the
  /// plan; empty where it wasn't passed.
  package var unmetChecks: [UnmetCheck] = []

  /// A check that a gate required and that was not met when the gate was passed.
  package struct UnmetCheck: Hashable, Sendable {
    package var check: String
    /// What was last said of it until then; nil where nothing was.
    package var last: EventMoment?
  }

  /// What is its own of the slip.
  package var causedSlip: TimeSpan? {
    guard let slip, let inheritedSlip else { return nil }
    return (slip - inheritedSlip).inRange
  }

  /// When it was passed, less when it should have been.
  package var slip: TimeSpan? {
    guard let plannedFinish, let passed = history.passed else { return nil }
    return passed.time.exactly(since: plannedFinish)
  }
}

/// Work that the plan doesn't know.
package struct UnplannedTask: Hashable, Sendable {
  package var id: String
  package var history: TaskHistory

  /// By first event, then by id.
  static func precedes(_ left: UnplannedTask, _ right: UnplannedTask) -> Bool {
    guard let one = left.history.first, let other = right.history.first, one != other else {
      return left.id.precedesInBytes(right.id)
    }
    return one.precedes(other)
  }
}
