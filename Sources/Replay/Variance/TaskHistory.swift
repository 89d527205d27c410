internal import CloudEvents
package import CutoverModel

/// Where a task stands.
package enum TaskState: String, CaseIterable, Hashable, Sendable {
  case planned, started, completed, failed, skipped, cancelled, paused
}

/// A time within an attempt in which nobody worked.
package struct TaskPause: Hashable, Sendable {
  package var from: EventMoment
  /// Nil while it lasts.
  package var to: EventMoment?
}

/// One time that a task was tried.
package struct TaskAttempt: Hashable, Sendable {
  /// The number that its events state.
  package var number: Int64?
  /// Nil where only its end was recorded.
  package var start: EventMoment?
  package var end: EventMoment?
  /// How it ended: completed, failed, skipped or cancelled; nil while it runs or where another attempt began first.
  package var outcome: TaskState?
  package var pauses: [TaskPause] = []
  package var mode: CutoverEvent.Mode = .live

  /// The pauses that have ended, together.
  package var paused: TimeSpan {
    pauses.reduce(.zero) { sum, pause in sum + (pause.to?.since(pause.from) ?? .zero) }
  }
}

/// What happened to one task, by time.
///
/// A start while the task runs is a repetition unless it states another attempt; so is an end of the kind that the
/// task has already reached. Of repetitions the first counts. An end without a start makes an attempt without one.
package struct TaskHistory: Hashable, Sendable {
  package private(set) var state = TaskState.planned
  package private(set) var attempts: [TaskAttempt] = []
  /// The first event of the task, whatever it says.
  package private(set) var first: EventMoment?
  /// The event that brought the task into its state.
  package private(set) var latest: EventMoment?
  /// What the events don't say cleanly, in order.
  private(set) var oddities: [(oddity: Oddity, event: EventMoment)] = []

  enum Oddity: String, CaseIterable, Sendable {
    case repeated = "task-repeated"
    case startMissing = "task-start-missing"
    case executedAgain = "task-executed-again"
    case misplaced = "task-pause-misplaced"

    var message: String {
      switch self {
      case .repeated: "a task's start or end was reported again; the first report counts"
      case .startMissing: "a task ended without a recorded start"
      case .executedAgain: "a task was started again after its completion"
      case .misplaced: "a task was paused while it didn't run, or resumed while it wasn't paused"
      }
    }
  }

  /// The first recorded start.
  package var firstStart: EventMoment? {
    var first: EventMoment?
    for attempt in attempts { if let start = attempt.start { first.keepEarliest(start) } }
    return first
  }

  /// The end of the last attempt, if the task stands completed.
  package var completion: EventMoment? { state == .completed ? attempts.last?.end : nil }

  package static func == (left: TaskHistory, right: TaskHistory) -> Bool {
    left.state == right.state && left.attempts == right.attempts && left.latest == right.latest
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(state)
    hasher.combine(attempts)
    hasher.combine(latest)
  }

  /// Puts a task's events in order and follows them; n log n.
  ///
  /// A milestone needs no start: one that is only completed is nothing odd.
  /// Where a start and other events state the same time, the index decides unless only the other order makes sense.
  init(_ events: [TaskEvent], isMilestone: Bool = false) {
    let sorted = events.sorted { $0.at.precedes($1.at) }
    first = sorted.first?.at
    var next = 0
    while next < sorted.count {
      let time = sorted[next].at.time.nanoseconds
      let end = sorted[next...].firstIndex { $0.at.time.nanoseconds != time } ?? sorted.count
      applySimultaneous(sorted[next..<end])
      next = end
    }
    if isMilestone { oddities.removeAll { $0.oddity == .startMissing } }
  }

  /// Notes what the events don't say cleanly.
  func note(in findings: inout FindingCollector) {
    for (oddity, event) in oddities {
      findings.note(rule: oddity.rawValue, message: oddity.message, at: event.event.place)
    }
  }

  private mutating func applySimultaneous(_ events: ArraySlice<TaskEvent>) {
    var starts = events.filter { $0.kind == .taskStarted }[...]
    var others = events.filter { $0.kind != .taskStarted }[...]
    while let start = starts.first, let other = others.first {
      let takesStart =
        fits(start) == fits(other) ? start.at.precedes(other.at) : fits(start)
      if takesStart { starts = starts.dropFirst() } else { others = others.dropFirst() }
      apply(takesStart ? start : other)
    }
    for event in starts { apply(event) }
    for event in others { apply(event) }
  }

  private func fits(_ event: TaskEvent) -> Bool {
    event.kind == .taskStarted ? !isRunning || isOtherAttempt(event) : isRunning
  }

  private var isRunning: Bool { state == .started || state == .paused }

  private func isOtherAttempt(_ event: TaskEvent) -> Bool {
    guard let stated = event.attempt, let running = attempts.last?.number else { return false }
    return stated != running
  }

  private mutating func apply(_ event: TaskEvent) {
    switch event.kind {
    case .taskStarted: start(event)
    case .taskCompleted: end(event, .completed)
    case .taskFailed: end(event, .failed)
    case .taskSkipped: end(event, .skipped)
    case .taskCancelled: end(event, .cancelled)
    case .taskPaused:
      guard state == .started, let last = attempts.indices.last else {
        oddities.append((.misplaced, event.at))
        return
      }
      attempts[last].pauses.append(TaskPause(from: event.at))
      enter(.paused, event)
    case .taskResumed:
      guard state == .paused else {
        oddities.append((.misplaced, event.at))
        return
      }
      closePause(event)
      enter(.started, event)
    default: break
    }
  }

  private mutating func start(_ event: TaskEvent) {
    if isRunning {
      guard isOtherAttempt(event) else {
        oddities.append((.repeated, event.at))
        return
      }
      closePause(event)
    }
    if state == .completed { oddities.append((.executedAgain, event.at)) }
    attempts.append(
      TaskAttempt(number: event.attempt, start: event.at, mode: event.mode))
    enter(.started, event)
  }

  private mutating func end(_ event: TaskEvent, _ outcome: TaskState) {
    if isRunning, let last = attempts.indices.last {
      closePause(event)
      attempts[last].end = event.at
      attempts[last].outcome = outcome
      if attempts[last].number == nil { attempts[last].number = event.attempt }
    } else if state == outcome, event.attempt == nil || event.attempt == attempts.last?.number {
      oddities.append((.repeated, event.at))
      return
    } else if outcome == .completed || outcome == .failed {
      attempts.append(
        TaskAttempt(number: event.attempt, end: event.at, outcome: outcome, mode: event.mode))
      oddities.append((.startMissing, event.at))
    }
    enter(outcome, event)
  }

  private mutating func closePause(_ event: TaskEvent) {
    guard let last = attempts.indices.last, let pause = attempts[last].pauses.indices.last,
      attempts[last].pauses[pause].to == nil
    else { return }
    attempts[last].pauses[pause].to = event.at
  }

  private mutating func enter(_ next: TaskState, _ event: TaskEvent) {
    state = next
    latest = event.at
  }
}

/// What a fold keeps of one event of a task.
struct TaskEvent: Sendable {
  var kind: EventKind
  var at: EventMoment
  var attempt: Int64?
  var mode: CutoverEvent.Mode
  /// When the recorder accepted it; nil where that says nothing on when it was known.
  var accepted: Timestamp?
}
