internal import CloudEvents
internal import CutoverModel

extension VarianceJudge {
  /// How many gates bound a window; of more the first.
  private static let greatestCount = 100

  /// The data dates of a run in their order: T, the passing of each gate, the decision to roll back, the finish.
  ///
  /// At each, the events count whose own time lies up to it, and which were accepted by the time of its event or, if
  /// that is later, by that event's acceptance. Each is a schedule of the rest by links and planned durations.
  func dataDates(_ variance: Variance) -> [DataDate] {
    guard let start = log.start else { return [] }
    var dates = [DataDate(kind: .start, time: start.time, forecast: planned.finish)]
    let work = PlannedWork(schedule.activities, schedule.network, isRollback: false)
    func update(_ date: inout DataDate, knownBy: Timestamp?) {
      let progress = RunProgress(
        schedule, log, of: plan, at: date.time, from: start.time, knownBy: knownBy).activities
      if date.kind != .finish { forecast(&date, progress, start.time) }
      guard let work else { return }
      let spent = date.time.since(start.time) - work.start
      date.earned = EarnedSchedule(work.value, value: work.earned(progress), at: spent)
    }
    for (gate, passed) in passings() {
      var date = DataDate(kind: .gate, gate: gate.id, moment: passed, time: passed.time)
      let accepted = (log.gates[ExactText(gate.id)] ?? []).first { $0.at == passed }?.accepted
      update(&date, knownBy: accepted.map { max($0, passed.time) })
      dates.append(date)
    }
    if let decision = log.rollbackDecided, isRolledBack {
      var date = DataDate(kind: .decision, moment: decision, time: decision.time)
      update(&date, knownBy: nil)
      dates.append(date)
      Self.measure(&dates)
      return dates + rollbackDates(variance, decision)
    }
    if let finish = variance.actualFinish {
      var date = DataDate(kind: .finish, moment: finish, time: finish.time, forecast: finish.time)
      update(&date, knownBy: nil)
      dates.append(date)
    }
    Self.measure(&dates)
    return dates
  }

  /// The gates that were passed before a rollback was decided, by time.
  private func passings() -> [(gate: Plan.Gate, passed: EventMoment)] {
    let numbers = schedule.activities
    var passings: [(gate: Plan.Gate, passed: EventMoment)] = []
    for (number, gate) in plan.gates.enumerated() {
      guard let passed = ends[plan.tasks.count + number].finish, numbers.number(of: gate.id) != nil else { continue }
      if isRolledBack, let decision = log.rollbackDecided, !passed.precedes(decision) { continue }
      passings.append((gate, passed))
    }
    passings.sort { $0.passed.precedes($1.passed) }
    return Array(passings.prefix(Self.greatestCount))
  }

  private func forecast(_ date: inout DataDate, _ progress: [ScheduleUpdate.Progress], _ start: Timestamp) {
    let now = date.time.since(start)
    let update = ScheduleUpdate(schedule.activities, progress, at: now)
    guard let finish = update.finish else { return }
    date.forecast = planned.time(at: finish)
    let network = schedule.activities
    let last = network.order.last {
      let activity = network.activities[$0]
      return !activity.isRollbackOnly && !activity.isBackground && update.finishes[$0] == finish
    }
    guard let last else { return }
    let left = update.path(to: last).drop { member in
      if case .finished = progress[member] { true } else { false }
    }
    date.path = left.map { network.activities[$0].id }
  }

  /// The rollback's window: from its plan, at the decision, to its finish.
  private func rollbackDates(_ variance: Variance, _ decision: EventMoment) -> [DataDate] {
    var dates = [
      DataDate(
        kind: .rollback, moment: decision, time: decision.time, forecast: planned.rollbackFinish,
        path: schedule.rollback?.criticalPath ?? [])
    ]
    if let start = log.start, let finish = variance.actualFinish {
      var date = DataDate(kind: .finish, moment: finish, time: finish.time, forecast: finish.time)
      if let network = schedule.rollback,
        let work = PlannedWork(schedule.activities, network, isRollback: true)
      {
        let progress = RunProgress(schedule, log, of: plan, at: finish.time, from: start.time).activities
        let spent = finish.time.since(decision.time) - work.start
        date.earned = EarnedSchedule(work.value, value: work.earned(progress), at: spent)
      }
      dates.append(date)
    }
    Self.measure(&dates)
    return dates
  }

  /// Sets how much later each forecast is than the one before.
  private static func measure(_ dates: inout [DataDate]) {
    var last = dates.first?.forecast
    for number in dates.indices.dropFirst() {
      guard let forecast = dates[number].forecast else { continue }
      if let last { dates[number].slip = forecast.exactly(since: last) }
      last = forecast
    }
  }
}
