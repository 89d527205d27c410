internal import CloudEvents
internal import CutoverModel

/// Holds a run at a moment against its plan.
struct StatusReckoner {
  /// Where a task of the plan stands.
  enum Stage { case done, running, waiting, dropped, standby, abandoned }

  let plan: Plan
  let schedule: Schedule
  let log: RunLog
  let now: Timestamp
  let isOver: Bool
  /// T, or the moment where nothing says when T is.
  let origin: Timestamp
  /// The moment from T.
  let elapsed: TimeSpan
  let isRollback: Bool
  let progress: RunProgress
  let update: ScheduleUpdate
  /// What the plan has of each activity, by its number.
  let planned: [ScheduledActivity?]
  /// By the number of the task.
  let histories: [TaskHistory]
  private let isStartKnown: Bool
  private let rollbackOffset: TimeSpan

  init(_ plan: Plan, _ schedule: Schedule, _ log: RunLog, at now: Timestamp, isOver: Bool) {
    self.plan = plan
    self.schedule = schedule
    self.log = log
    self.now = now
    self.isOver = isOver
    let origin = log.start?.time ?? now
    self.origin = origin
    // What is over 292 years long can't be told.
    isStartKnown = now.exactly(since: origin) != nil && log.start != nil
    elapsed = now.since(origin)
    isRollback = log.rollbackDecided != nil
    rollbackOffset = log.rollbackDecided?.time.since(origin) ?? .zero
    progress = RunProgress(schedule, log, of: plan, at: now, from: origin)
    update = ScheduleUpdate(
      schedule.activities, progress.activities, at: elapsed, isRollback: isRollback,
      origin: isRollback ? rollbackOffset : .zero)
    let known = log.histories(of: plan)
    histories = plan.tasks.map { known[ExactText($0.id)] ?? TaskHistory([]) }
    var planned = [ScheduledActivity?](repeating: nil, count: schedule.activities.activities.count)
    for network in [schedule.network, schedule.rollback].compactMap(\.self) {
      for activity in network.tasks + network.gates {
        if let number = schedule.activities.number(of: activity.id) { planned[number] = activity }
      }
    }
    self.planned = planned
  }

  /// Fills in all that follows from the plan.
  func reckon(_ status: inout RunStatus, _ crew: StatusCrew, _ system: SystemState) {
    status.network = isRollback ? .rollback : .main
    status.rollbackDecided = log.rollbackDecided
    let network = isRollback ? schedule.rollback : schedule.network
    status.plannedFinish = network?.finish.flatMap { time($0 + (isRollback ? rollbackOffset : .zero)) }
    status.forecastFinish = forecastFinish
    status.windowCloses = plan.window.flatMap { time($0.closes.offset) }
    status.decision = decision
    status.tasks = counts
    status.undone = undone
    let known = log.histories(of: plan)
    status.now = plan.tasks.indices.compactMap { running($0, crew) }
      + Self.running(known, plan.tasks, crew, at: now).filter { !$0.isPlanned }
    status.stops = plan.objectives.map { stop(of: $0, status.backlogs) }
    let gates = Dictionary(system.gates.map { (ExactText($0.id), $0) }) { first, _ in first }
    guard !isOver else { return }
    status.late = late(crew)
    status.next = next(crew)
    guard !isRollback else { return }
    status.gates = openGates(gates, crew)
    let planned = Set(plan.gates.map { ExactText($0.id) })
    status.gates += system.gates.filter { !planned.contains(ExactText($0.id)) && $0.state == .requested }
      .map { OpenGate($0, at: now) }
  }

  // MARK: - Times

  /// An instant so far from T; nil where T isn't known or no time may lie there.
  func time(_ offset: TimeSpan?) -> Timestamp? {
    guard let offset, isStartKnown else { return nil }
    let time = origin.advanced(by: offset)
    return Timestamp.earliest <= time && time <= Timestamp.latest ? time : nil
  }

  /// A time of the plan, from T; those of the rollback count from its decision.
  func offset(_ number: Int, _ side: KeyPath<ScheduledActivity, TimeSpan?>) -> TimeSpan? {
    guard let offset = planned[number]?[keyPath: side] else { return nil }
    guard schedule.activities.activities[number].isRollbackOnly else { return offset }
    return isRollback ? offset + rollbackOffset : nil
  }

  /// When what governs is done; once the run is over, when the last of all that was done was.
  private var forecastFinish: Timestamp? {
    guard isOver else { return time(update.finish) }
    var latest: TimeSpan?
    for (number, activity) in schedule.activities.activities.enumerated() where !activity.isBackground {
      guard case .finished(_, let finish) = progress.activities[number] else { continue }
      latest = max(latest ?? finish, finish)
    }
    return time(latest)
  }

  // MARK: - Where each stands

  /// Whether an activity belongs to what leads to the finish.
  func governs(_ number: Int) -> Bool { schedule.activities.activities[number].isRollbackOnly == isRollback }

  func stage(_ number: Int) -> Stage {
    switch progress.activities[number] {
    case .finished: return .done
    case .running: return .running
    case .dropped: return .dropped
    case .waiting:
      if schedule.activities.activities[number].isRollbackOnly, !isRollback { return .standby }
      return governs(number) && !isOver ? .waiting : .abandoned
    }
  }

  private var counts: TaskCounts {
    var counts = TaskCounts(planned: plan.tasks.count)
    for number in plan.tasks.indices {
      switch stage(number) {
      case .done: counts.done += 1
      case .running: counts.running += 1
      case .waiting: counts.waiting += 1
      case .dropped: counts.dropped += 1
      case .standby: counts.standby += 1
      case .abandoned: counts.abandoned += 1
      }
    }
    return counts
  }

  /// What the run required and left, once it is over.
  private var undone: [String] {
    guard isOver else { return [] }
    return plan.tasks.indices.compactMap { number in
      let task = plan.tasks[number]
      guard task.isRequired(inRollback: isRollback) else { return nil }
      switch stage(number) {
      case .done, .dropped: return nil
      case .running, .waiting, .standby, .abandoned: return task.id
      }
    }
  }

  /// What an activity still waits for to start, each once, in the order of the plan's links.
  func waitsFor(_ number: Int) -> [String] {
    var names: [String] = []
    for link in schedule.activities.incoming(number) where !link.isOnFinish {
      if let bound = progress.bound(of: link), bound <= elapsed { continue }
      let name = schedule.activities.activities[link.from].id
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// Whether the plan's `start`, or T where it has none, is still to come.
  func isBeforeStart(_ number: Int) -> Bool { isStartKnown && update.floor[number] > elapsed }

  // MARK: - What runs

  private func running(_ number: Int, _ crew: StatusCrew) -> RunningTask? {
    let task = plan.tasks[number]
    guard var running = RunningTask(task.id, histories[number], task, crew, at: now) else { return nil }
    running.plannedFinish = time(offset(number, \.earlyFinish))
    running.forecastFinish = isOver ? nil : time(update.finishes[number])
    return running
  }

  /// What runs by the events alone.
  static func running(
    _ histories: [ExactText: TaskHistory], _ tasks: [PlannedTask], _ crew: StatusCrew, at now: Timestamp
  ) -> [RunningTask] {
    let planned = Dictionary(tasks.map { (ExactText($0.id), $0) }) { first, _ in first }
    return histories.map { UnplannedTask(id: $0.key.text, history: $0.value) }
      .sorted(by: UnplannedTask.precedes)
      .compactMap { RunningTask($0.id, $0.history, planned[ExactText($0.id)], crew, at: now) }
  }
}

extension RunningTask {
  /// Nil for a task that doesn't run.
  init?(_ id: String, _ history: TaskHistory, _ task: PlannedTask?, _ crew: StatusCrew, at now: Timestamp) {
    guard history.state == .started || history.state == .paused, let attempt = history.attempts.last,
      let start = attempt.start
    else { return nil }
    let open = attempt.pauses.last.flatMap { $0.to == nil ? $0.from : nil }
    let paused = attempt.paused + (open.map { now.since($0.time) } ?? .zero)
    let elapsed = now.since(start.time)
    self.init(
      id: id, title: task?.title, owner: crew.owner(task?.owner), isPlanned: task != nil,
      isBackground: task?.isBackground ?? false, mode: attempt.mode, state: history.state,
      attempts: history.attempts.count, since: start, elapsed: elapsed, paused: paused, pausedSince: open,
      planned: task?.duration?.expected)
    remaining = planned.map { max(.zero, $0 - (elapsed - paused)) }
  }
}
