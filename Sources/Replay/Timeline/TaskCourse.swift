package import CutoverModel
internal import JSONText

/// A task's attempts with what was said of each.
///
/// Of a task with very many events the earliest and the latest are listed; `further` says how many lie between.
package struct TaskCourse: Hashable, Sendable {
  /// One time that the task was tried.
  package struct Attempt: Hashable, Sendable {
    /// The number that its events state.
    package var number: Int64?
    /// Nil where only its end was recorded.
    package var start: EventMoment?
    package var end: EventMoment?
    /// How it ended; nil while it runs, or where another attempt began first.
    package var outcome: TaskState?
    package var pauses: [Pause]
    package var exitStatus: Int64?
    /// What the event that ended it says in sentences, at most 1,000 Unicode scalars.
    package var reason: String?
    /// All that the event that ended it says beside its exit status, at most 1,000 Unicode scalars.
    package var text: String?
    /// Who started it, else who ended it.
    package var actor: String?
    package var mode: CutoverEvent.Mode

    /// The pauses that have ended, together.
    package var paused: TimeSpan {
      pauses.reduce(.zero) { sum, pause in sum + (pause.to?.since(pause.from) ?? .zero) }
    }
  }

  /// A time within an attempt in which nobody worked at it.
  package struct Pause: Hashable, Sendable {
    package var from: EventMoment
    /// Nil while it lasts.
    package var to: EventMoment?
    package var reason: String?
  }

  /// Events that are counted and not listed.
  package struct Further: Hashable, Sendable {
    package var count: Int
    /// The last event before them and the first behind them.
    package var from: EventMoment
    package var to: EventMoment
  }

  package private(set) var state = TaskState.planned
  package private(set) var attempts: [Attempt] = []
  package private(set) var further: Further?
  /// How many attempts stand before those events.
  package private(set) var attemptsBeforeFurther = 0
  /// What was last said of the task, and by which event.
  package var reason: String?
  package var reasonEvent: EventReference?
  /// The first event of the task, whatever it says.
  private(set) var first: EventMoment?
  private(set) var work: [WorkSpan] = []

  /// State, number of attempts, and how long it was paused.
  package var summary: String {
    var text = state.rawValue
    if further != nil {
      text += ", more than \(attempts.count) attempts"
    } else if attempts.count > 1 {
      text += ", \(attempts.count) attempts"
    }
    let paused = attempts.reduce(TimeSpan.zero) { $0 + $1.paused }
    if paused > .zero { text += ", paused \(paused.readable)" }
    return text
  }

  /// The first recorded start.
  package var firstStart: EventMoment? {
    var first: EventMoment?
    for attempt in attempts { if let start = attempt.start { first.keepEarliest(start) } }
    return first
  }

  /// The end of the last attempt, if the task stands completed.
  package var completion: EventMoment? { state == .completed ? attempts.last?.end : nil }

  /// When the task was over, if it is; its last attempt's end where it stands failed or completed.
  var end: EventMoment? {
    switch state {
    case .completed, .failed: attempts.last?.end
    case .skipped, .cancelled: attempts.last?.end == last ? last : nil
    case .planned, .started, .paused: nil
    }
  }

  /// The event that brought the task into its state; nil if none did.
  private(set) var last: EventMoment?

  /// Follows a task's events and notes what they don't say cleanly.
  init(
    _ kept: CappedSeries<TaskNote>.Kept, task: String, isMilestone: Bool, _ findings: inout FindingCollector
  ) {
    let early = TaskHistory(kept.early.map(\.event), isMilestone: isMilestone)
    first = early.first
    state = early.state
    last = early.latest
    let said = Dictionary(
      kept.all.filter(\.isTelling).map { ($0.at.event.place, $0) }, uniquingKeysWith: { first, _ in first })
    attempts = early.attempts.map { Attempt($0, said) }
    work = WorkSpan.spans(of: attempts, task: task)
    if let before = kept.early.last?.at, let behind = kept.late.first?.at {
      let late = TaskHistory(kept.late.map(\.event))
      further = Further(count: kept.omitted, from: before, to: behind)
      attemptsBeforeFurther = attempts.count
      let rest = late.attempts.map { Attempt($0, said) }
      work += [WorkSpan(task: task, from: before, to: behind)] + WorkSpan.spans(of: rest, task: task)
      attempts += rest
      state = late.state
      last = late.latest
    } else {
      early.note(in: &findings)
    }
    noteReversed(in: &findings)
  }

  /// An end with no start, and behind it a start with no end: the two are probably one attempt with wrong times.
  private func noteReversed(in findings: inout FindingCollector) {
    guard further == nil else { return }
    for (before, after) in zip(attempts, attempts.dropFirst())
    where before.start == nil && after.end == nil {
      guard let end = before.end else { continue }
      findings.note(
        rule: "task-ended-before-start",
        message: "a task's end is stated to be before its start; they are kept as two attempts", at: end.event.place)
    }
  }
}

extension TaskCourse.Attempt {
  init(_ attempt: TaskAttempt, _ said: [EventPlace: TaskNote]) {
    func note(_ moment: EventMoment?) -> TaskNote? { moment.flatMap { said[$0.event.place] } }
    let (atStart, atEnd) = (note(attempt.start), note(attempt.end))
    number = attempt.number
    start = attempt.start
    end = attempt.end
    outcome = attempt.outcome
    pauses = attempt.pauses.map { TaskCourse.Pause(from: $0.from, to: $0.to, reason: note($0.from)?.reason) }
    exitStatus = atEnd?.exitStatus
    reason = atEnd?.reason
    text = atEnd?.text
    actor = atStart?.actor ?? atEnd?.actor
    mode = attempt.mode
  }
}

/// What a timeline keeps of one event of a task.
struct TaskNote: Dated {
  var event: TaskEvent
  var actor: String?
  var exitStatus: Int64?
  var reason: String?
  var text: String?

  var at: EventMoment { event.at }
  var isTelling: Bool { actor != nil || exitStatus != nil || text != nil }

  init(_ event: CutoverEvent, kind: EventKind) {
    self.event = TaskEvent(
      kind: kind, at: EventMoment(event), attempt: event.data["attempt"]?.integer, mode: event.mode)
    actor = event.actor
    exitStatus = event.data["exitStatus"]?.integer
    reason = EntryText.sentences(of: event).map { EntryText.cut($0, to: 1_000) }
    text = EntryText.text(of: event, without: ["attempt", "exitStatus"]).map { EntryText.cut($0, to: 1_000) }
  }
}
