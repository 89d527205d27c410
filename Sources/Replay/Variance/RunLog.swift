internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// What folds over the course of a run gather: tasks, gates, checks, and where the run starts and ends.
///
/// It keeps every event of tasks and gates in short form, and of each check only the last, so that events may come in
/// any order of time. All modes count: whether a task was done on the live system or dry is the run's business, and
/// each attempt says it.
struct RunLog: Sendable {
  private(set) var starts: Timestamp?
  private(set) var began: EventMoment?
  private(set) var ended: EventMoment?
  /// Whether nothing can follow: the run ended or the stream was closed.
  private(set) var isOver = false
  private(set) var tasks: [ExactText: [TaskEvent]] = [:]
  private(set) var gates: [ExactText: [GateEvent]] = [:]
  private(set) var checks: [ExactText: (last: EventMoment, kind: EventKind)] = [:]
  /// The first decision to roll back.
  private(set) var rollbackDecided: EventMoment?
  var findings = FindingCollector()
  private var firstStart: EventMoment?

  init(starts: Timestamp?) { self.starts = starts }

  /// T: as stated, else the first `run.began`, else the first start of any task.
  var start: RunStart? {
    if let starts { return RunStart(time: starts, basis: .stated) }
    if let began { return RunStart(time: began.time, basis: .runBegan, event: began.event) }
    return firstStart.map { RunStart(time: $0.time, basis: .firstTask, event: $0.event) }
  }

  /// Takes in one event; decodes only what it gathers.
  mutating func apply(_ view: EventView, of streams: StreamCounter) {
    switch EventKind(view) {
    case .runBegan, .runEnded, .taskStarted, .taskCompleted, .taskFailed, .taskSkipped,
      .taskCancelled, .taskPaused, .taskResumed, .gateRequested, .gateApproved, .gateRejected,
      .decisionMade, .checkPassed, .checkFailed, .checkInconclusive, .checkWaived:
      note(CutoverEvent(view, of: streams))
    case nil: noteRecorder(view)
    default: break
    }
  }

  /// A line of the recorder itself: when the run starts by its opening, and that the stream is closed.
  private mutating func noteRecorder(_ view: EventView) {
    if view.isType("dev.cutlog.stream.opened") {
      guard starts == nil, let text = view.data?["starts"]?.string else { return }
      starts = try? Timestamp(text)
    } else if view.isType("dev.cutlog.stream.closed") {
      isOver = true
    }
  }

  /// Takes in one decoded event of the vocabulary.
  mutating func note(_ event: CutoverEvent) {
    switch event.kind {
    case .runBegan: began.keepEarliest(EventMoment(event))
    case .runEnded:
      ended.keepLatest(EventMoment(event))
      isOver = true
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused,
      .taskResumed:
      noteTask(event)
    case .gateRequested, .gateApproved, .gateRejected: noteGate(event)
    case .decisionMade:
      if event.data["decision"]?.string == "rollback" {
        rollbackDecided.keepEarliest(EventMoment(event))
      }
      if event.gate != nil { noteGate(event) }
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived: noteCheck(event)
    default: break
    }
  }

  private mutating func noteTask(_ event: CutoverEvent) {
    guard let kind = event.kind, let task = event.task else {
      findings.note(
        rule: "task-missing", message: "an event of a task names no task", at: event.reference.place)
      return
    }
    let at = EventMoment(event)
    if kind == .taskStarted { firstStart.keepEarliest(at) }
    tasks[ExactText(task), default: []].append(
      TaskEvent(kind: kind, at: at, attempt: event.data["attempt"]?.integer, mode: event.mode))
  }

  private mutating func noteGate(_ event: CutoverEvent) {
    guard let gate = event.gate else {
      findings.note(
        rule: "gate-missing", message: "an event of a gate names no gate", at: event.reference.place)
      return
    }
    if let act = GateEvent(event) { gates[ExactText(gate), default: []].append(act) }
  }

  private mutating func noteCheck(_ event: CutoverEvent) {
    guard let kind = event.kind, let check = event.data["check"]?.string else {
      findings.note(
        rule: "check-missing", message: "an event of a check names no check", at: event.reference.place)
      return
    }
    let at = EventMoment(event)
    if let seen = checks[ExactText(check)], at.precedes(seen.last) { return }
    checks[ExactText(check)] = (at, kind)
  }
}
