internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// What folds over the course of a run gather: tasks, gates, checks, and where the run starts and ends.
///
/// It keeps every event of tasks and gates in short form, and of each check only the last, unless more is asked for, so that events may come in
/// any order of time. All modes count: whether a task was done on the live system or dry is the run's business, and
/// each attempt says it.
struct RunLog: Sendable {
  private var bounds: RunBounds
  private(set) var tasks: [ExactText: [TaskEvent]] = [:]
  private(set) var gates: [ExactText: [GateEvent]] = [:]
  private(set) var checks: [ExactText: (last: EventMoment, kind: EventKind)] = [:]
  /// Of the checks that are asked for all that was said, by line.
  private(set) var checkHistories: [ExactText: [(at: EventMoment, kind: EventKind)]] = [:]
  var findings = FindingCollector()

  /// - Parameter wanted: The checks of which everything is kept.
  init(starts: Timestamp?, checks wanted: [String] = []) {
    bounds = RunBounds(starts: starts)
    for check in wanted { checkHistories[ExactText(check)] = [] }
  }

  /// T: as stated, else the first `run.began`, else the first start of any task.
  var start: RunStart? { bounds.start }
  /// Whether nothing can follow: the run ended and didn't begin again, or every stream was closed.
  var isOver: Bool { bounds.isOver }
  /// The first decision to roll back.
  var rollbackDecided: EventMoment? { bounds.rollbackDecided }

  /// Takes in one event; decodes only what it gathers.
  mutating func apply(_ view: EventView, of streams: StreamCounter) {
    switch EventKind(view) {
    case .runBegan, .runEnded, .taskStarted, .taskCompleted, .taskFailed, .taskSkipped,
      .taskCancelled, .taskPaused, .taskResumed, .gateRequested, .gateApproved, .gateRejected,
      .decisionMade, .checkPassed, .checkFailed, .checkInconclusive, .checkWaived:
      note(CutoverEvent(view, of: streams))
    case nil: bounds.noteRecorder(view)
    default: break
    }
  }

  /// Takes in one decoded event of the vocabulary.
  mutating func note(_ event: CutoverEvent) {
    bounds.note(event)
    switch event.kind {
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused,
      .taskResumed:
      noteTask(event)
    case .gateRequested, .gateApproved, .gateRejected: noteGate(event)
    case .decisionMade: if event.gate != nil { noteGate(event) }
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived: noteCheck(event)
    default: break
    }
  }

  /// What happened to each task that was named.
  func histories(of plan: Plan?) -> [ExactText: TaskHistory] {
    let milestones = PlanContext(plan, streamKind: nil).milestones
    return Dictionary(
      uniqueKeysWithValues: tasks.map { id, events in
        (id, TaskHistory(events, isMilestone: milestones.contains(id)))
      })
  }

  private mutating func noteTask(_ event: CutoverEvent) {
    guard let kind = event.kind, let task = event.task else {
      findings.noteMissing("task", at: event.reference.place)
      return
    }
    let at = EventMoment(event)
    tasks[ExactText(task), default: []].append(
      TaskEvent(
        kind: kind, at: at, attempt: event.data["attempt"]?.integer, mode: event.mode,
        accepted: bounds.isImport ? nil : event.accepted))
  }

  private mutating func noteGate(_ event: CutoverEvent) {
    guard let gate = event.gate else {
      findings.noteMissing("gate", at: event.reference.place)
      return
    }
    guard var act = GateEvent(event) else { return }
    act.accepted = bounds.isImport ? nil : event.accepted
    gates[ExactText(gate), default: []].append(act)
  }

  private mutating func noteCheck(_ event: CutoverEvent) {
    guard let kind = event.kind, let check = event.data["check"]?.string else {
      findings.noteMissing("check", at: event.reference.place)
      return
    }
    let at = EventMoment(event)
    checkHistories[ExactText(check)]?.append((at, kind))
    if let seen = checks[ExactText(check)], at.precedes(seen.last) { return }
    checks[ExactText(check)] = (at, kind)
  }
}
