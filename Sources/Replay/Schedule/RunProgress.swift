internal import CloudEvents
internal import CutoverModel

/// How far each activity of a plan had come at one moment of a run.
struct RunProgress: Sendable {
  /// Since when the ends of an activity are behind the run; nil for those that are still to come.
  struct Settled: Sendable {
    var start: TimeSpan?
    var finish: TimeSpan?
  }

  /// By the activity's number.
  private(set) var activities: [ScheduleUpdate.Progress]
  /// By the activity's number, in times from T. What was skipped or cancelled is settled once all that it waited for is.
  private(set) var settled: [Settled] = []

  /// What the events had shown by `now`, by their own times.
  ///
  /// A task whose last attempt failed waits for another one. A gate runs from its request to its passing; after a
  /// rejection it waits. A milestone of which no event speaks is reached once all that it waits for is. n log n in the
  /// events.
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
    let silent = plan.tasks.map { log.tasks[ExactText($0.id)] == nil } + plan.gates.map { _ in false }
    settle(schedule.activities, silent, at: now.since(start))
  }

  private mutating func settle(_ network: ActivityNetwork, _ silent: [Bool], at now: TimeSpan) {
    settled = Array(repeating: Settled(), count: activities.count)
    for number in network.order {
      switch activities[number] {
      case .finished(let start, let finish): settled[number] = Settled(start: start ?? finish, finish: finish)
      case .running(let start, _): settled[number].start = start
      case .dropped(let time):
        guard let bound = bound(on: network.incoming(number), from: time) else { continue }
        settled[number] = Settled(start: bound, finish: bound)
      case .waiting:
        let activity = network.activities[number]
        let links = network.incoming(number)
        guard activity.isMilestone, silent[number], let first = links.first,
          let time = bound(on: links, from: activity.notBefore ?? bound(of: first) ?? now), time <= now
        else { continue }
        activities[number] = .finished(start: nil, finish: time)
        settled[number] = Settled(start: time, finish: time)
      }
    }
  }

  /// The latest of a time and what links impose; nil if one of them is still to come.
  private func bound(on links: ArraySlice<ActivityNetwork.Link>, from time: TimeSpan) -> TimeSpan? {
    var latest = time
    for link in links {
      guard let bound = bound(of: link) else { return nil }
      latest = max(latest, bound)
    }
    return latest
  }

  /// When a link has let its successor go; nil if that is still to come.
  func bound(of link: ActivityNetwork.Link) -> TimeSpan? {
    let end = link.isFromFinish ? settled[link.from].finish : settled[link.from].start
    return end.map { $0 + link.lag }
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
