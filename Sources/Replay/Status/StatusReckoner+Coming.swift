internal import CloudEvents
internal import CutoverModel

/// What is late, and what comes next.
extension StatusReckoner {
  /// How many tasks are named that aren't free to start yet.
  private static let upcoming = 5

  func late(_ crew: StatusCrew) -> [LateActivity] {
    let activities = schedule.activities.activities
    let found = activities.indices.compactMap { number in late(number, crew).map { (number, $0) } }
    return found.sorted { left, right in
      let (one, other) = (left.1.floatLeft, right.1.floatLeft)
      guard let one, let other else { return one != nil || (other == nil && left.0 < right.0) }
      return one == other ? left.0 < right.0 : one < other
    }
    .map(\.1)
  }

  private func late(_ number: Int, _ crew: StatusCrew) -> LateActivity? {
    let activity = schedule.activities.activities[number]
    guard governs(number) else { return nil }
    let side: LateActivity.Side
    switch progress.activities[number] {
    case .finished, .dropped: return nil
    case .running: side = .finish
    case .waiting: side = activity.isMilestone ? .finish : .start
    }
    guard let due = offset(number, side == .start ? \.earlyStart : \.earlyFinish), due < elapsed,
      let planned = time(due)
    else { return nil }
    let task = activity.isGate ? nil : plan.tasks[number]
    var late = LateActivity(
      id: activity.id, isGate: activity.isGate, owner: crew.owner(task?.owner), state: state(number), side: side,
      planned: planned, by: elapsed - due, forecast: time(side == .start ? update.starts[number] : update.finishes[number]),
      limit: time(activity.finishBy), waitsFor: side == .start ? waitsFor(number) : [])
    guard !activity.isBackground, let total = self.planned[number]?.totalFloat,
      let finish = update.finishes[number], let plannedFinish = offset(number, \.earlyFinish)
    else { return late }
    let left = total - (finish - plannedFinish)
    late.floatLeft = left
    late.effect = left >= .zero ? .usesFloat : isFinishMoved ? .movesFinish : .breaksLimit
    return late
  }

  private var isFinishMoved: Bool {
    let network = isRollback ? schedule.rollback : schedule.network
    guard let planned = network?.finish, let forecast = time(update.finish),
      let finish = time(isRollback ? planned + (log.rollbackDecided?.time.since(origin) ?? .zero) : planned)
    else { return false }
    return finish < forecast
  }

  /// The word for where a task or gate stands.
  private func state(_ number: Int) -> String {
    if number < histories.count { return histories[number].state.rawValue }
    let gate = plan.gates[number - histories.count]
    return GateHistory(log.gates[ExactText(gate.id)] ?? [], approvals: max(1, gate.approvals)).state.rawValue
  }

  func next(_ crew: StatusCrew) -> [NextTask] {
    let waiting = plan.tasks.indices.filter { stage($0) == .waiting && plan.tasks[$0].mode != .milestone }
    let all = waiting.map { number in (number: number, task: next(number, crew)) }
    func key(_ number: Int) -> TimeSpan { update.starts[number] ?? offset(number, \.earlyStart) ?? TimeSpan(nanoseconds: .max) }
    let ready = all.filter(\.task.isReady).sorted { left, right in
      let (one, other) = (offset(left.number, \.earlyStart), offset(right.number, \.earlyStart))
      guard let one, let other, one != other else { return left.number < right.number }
      return one < other
    }
    let others = all.filter { !$0.task.isReady }
      .sorted { (key($0.number), $0.number) < (key($1.number), $1.number) }
    return (ready + others.prefix(Self.upcoming)).map(\.task)
  }

  private func next(_ number: Int, _ crew: StatusCrew) -> NextTask {
    let task = plan.tasks[number]
    let waitsFor = waitsFor(number)
    let isBefore = isBeforeStart(number)
    return NextTask(
      id: task.id, title: task.title, owner: crew.owner(task.owner), isBackground: task.isBackground,
      state: histories[number].state, attempts: histories[number].attempts.count,
      isReady: waitsFor.isEmpty && !isBefore, waitsFor: waitsFor,
      notBefore: isBefore ? time(update.floor[number]) : nil, planned: task.duration?.expected,
      plannedStart: time(offset(number, \.earlyStart)), forecastStart: time(update.starts[number]))
  }
}
