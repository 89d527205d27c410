internal import CloudEvents
internal import CutoverModel

/// How far each activity of a plan had come at one moment of a run.
struct RunProgress: Sendable {
  /// By the activity's number.
  let activities: [ScheduleUpdate.Progress]

  /// What the events had shown by `now`, by their own times.
  ///
  /// A task whose last attempt failed waits for another one. A gate runs from its request to its passing; after a
  /// rejection it waits. n log n in the events.
  ///
  /// - Parameters:
  ///   - start: T.
  ///   - knownBy: The latest acceptance of events that count; nil for all. An event without one counts by its time.
  init(
    _ schedule: Schedule, _ log: RunLog, of plan: Plan, at now: Timestamp, from start: Timestamp,
    knownBy: Timestamp? = nil
  ) {
    func span(_ moment: EventMoment) -> TimeSpan { moment.time.since(start) }
    func counts(_ event: EventMoment, _ accepted: Timestamp?) -> Bool {
      guard event.time <= now else { return false }
      guard let knownBy, let accepted else { return true }
      return accepted <= knownBy
    }
    let tasks = plan.tasks.map { task -> ScheduleUpdate.Progress in
      let events = (log.tasks[ExactText(task.id)] ?? []).filter { counts($0.at, $0.accepted) }
      let history = TaskHistory(events, isMilestone: task.mode == .milestone)
      return ScheduleUpdate.Progress(history, at: now, from: start)
    }
    let gates = plan.gates.map { gate -> ScheduleUpdate.Progress in
      let events = (log.gates[ExactText(gate.id)] ?? []).filter { counts($0.at, $0.accepted) }
      let history = GateHistory(events, approvals: max(1, gate.approvals))
      switch history.state {
      case .passed:
        guard let passed = history.passed else { return .waiting }
        return .finished(start: history.requested.map(span), finish: span(passed))
      case .requested:
        guard let requested = history.requested else { return .waiting }
        return .running(start: span(requested), worked: now.since(requested.time))
      case .pending, .rejected: return .waiting
      }
    }
    activities = tasks + gates
  }
}

extension ScheduleUpdate.Progress {
  /// What a task's events had shown by `now`, in times from `start`.
  init(_ history: TaskHistory, at now: Timestamp, from start: Timestamp) {
    func span(_ time: Timestamp) -> TimeSpan { time.since(start) }
    self = .waiting
    switch history.state {
    case .planned, .failed: break
    case .completed:
      if let finish = history.completion {
        self = .finished(start: history.firstStart.map { span($0.time) }, finish: span(finish.time))
      }
    case .skipped, .cancelled: if let latest = history.latest { self = .dropped(at: span(latest.time)) }
    case .started, .paused:
      guard let attempt = history.attempts.last, let began = attempt.start else { return }
      let first = history.firstStart ?? began
      let paused = attempt.pauses.reduce(TimeSpan.zero) { sum, pause in
        sum + (pause.to?.time ?? now).since(pause.from.time)
      }
      self = .running(start: span(first.time), worked: now.since(began.time) - paused)
    }
  }
}
