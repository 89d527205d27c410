internal import CloudEvents
internal import CutoverModel

/// What follows for one plan from what a run's log holds.
struct VarianceJudge {
  let plan: Plan
  let schedule: Schedule
  let adopted: AdoptedPlan?
  let log: RunLog
  let planned: PlannedTimes
  var findings: FindingCollector
  /// What was planned and recorded at both ends of each activity, by its number.
  private(set) var ends: [ActivityEnds] = []

  init(_ baseline: PlanBaselines.Baseline, _ log: RunLog) {
    plan = baseline.plan
    schedule = baseline.schedule
    adopted = baseline.adopted
    self.log = log
    planned = PlannedTimes(baseline.schedule, log)
    findings = log.findings
  }

  /// Whether the rollback is what is to be finished.
  var isRolledBack: Bool { log.rollbackDecided != nil && schedule.rollback != nil }

  /// The whole answer; notes findings.
  mutating func variance() -> Variance {
    let histories = log.histories(of: plan)
    for history in histories.values { history.note(in: &findings) }
    var variance = slips(histories)
    let known = Set(plan.tasks.map { ExactText($0.id) })
    variance.unplanned = histories.filter { !known.contains($0.key) }
      .map { UnplannedTask(id: $0.key.text, history: $0.value) }
      .sorted(by: UnplannedTask.precedes)
    noteAbandoned(&variance)
    attribute(&variance)
    variance.butFor = butFor(variance)
    variance.dataDates = dataDates(variance)
    variance.dates = PlanDates(plan, schedule, planned)
    noteLengths(variance)
    noteEarlyStarts(&variance)
    noteLeads()
    noteNotExecuted(variance)
    noteUndone(variance)
    return variance
  }

  /// Planned and actual times and their differences alone.
  mutating func slips() -> Variance { slips(log.histories(of: plan)) }

  private mutating func slips(_ histories: [ExactText: TaskHistory]) -> Variance {
    var variance = Variance(
      start: log.start, plannedFinish: log.rollbackDecided == nil ? planned.finish : planned.rollbackFinish)
    variance.tasks = plan.tasks.map { task in
      TaskVariance(task, histories[ExactText(task.id)] ?? TaskHistory([]), planned, log)
    }
    variance.gates = plan.gates.map { gate in
      var row = GateVariance(
        id: gate.id, plannedStart: planned.start(of: gate.id),
        plannedFinish: planned.finish(of: gate.id),
        history: GateHistory(
          log.gates[ExactText(gate.id)] ?? [], approvals: max(1, gate.approvals)))
      if let passed = row.history.passed { row.unmetChecks = unmet(gate.requires, before: passed) }
      return row
    }
    ends = Self.ends(variance, schedule.activities)
    noteFloats(&variance)
    let (undone, required) = undone(variance)
    variance.isOver = log.isOver || (undone.isEmpty && required > 0)
    if variance.isOver { variance.undone = undone }
    if variance.isOver { variance.actualFinish = last.flatMap { ends[$0].finish } }
    return variance
  }

  private func unmet(_ checks: [String], before passed: EventMoment) -> [GateVariance.UnmetCheck] {
    checks.compactMap { check in
      let before = log.checkHistories[ExactText(check)]?.filter { !passed.precedes($0.at) } ?? []
      let last = before.max { $0.at.precedes($1.at) }
      guard last?.kind != .checkPassed, last?.kind != .checkWaived else { return nil }
      return GateVariance.UnmetCheck(check: check, last: last?.at)
    }
  }

  /// The activity that finished last among those that hold the finish.
  var last: Int? {
    let network = schedule.activities
    var last: Int?
    for activity in network.order where holdsFinish(activity) {
      guard let finish = ends[activity].finish else { continue }
      if let last, let kept = ends[last].finish, finish.time < kept.time { continue }
      last = activity
    }
    return last
  }

  /// Whether the run is only finished once this activity is.
  func holdsFinish(_ number: Int) -> Bool {
    let activity = schedule.activities.activities[number]
    return !activity.isBackground && (!isRolledBack || activity.isRollbackOnly)
  }

  /// What the finish waits for and was not done, and how much it waits for: tasks but milestones, and gates.
  private func undone(_ variance: Variance) -> (ids: [String], required: Int) {
    let done = variance.tasks.map { $0.state == .completed || $0.state == .skipped || $0.state == .cancelled }
      + variance.gates.map { $0.history.passed != nil }
    let required = schedule.activities.activities.enumerated().filter { _, activity in
      !activity.isMilestone && !activity.isBackground && activity.isRollbackOnly == isRolledBack
    }
    return (required.filter { !done[$0.offset] }.map(\.element.id), required.count)
  }

  /// The distance from 1970 to T, and to the decision to roll back.
  var origin: TimeSpan? { log.start.map { TimeSpan(nanoseconds: $0.time.nanoseconds) } }
  var decided: TimeSpan? { log.rollbackDecided.map { TimeSpan(nanoseconds: $0.time.nanoseconds) } }

  /// Sets what each task and gate had for float, and what it inherited.
  private func noteFloats(_ variance: inout Variance) {
    let allowed = AllowedStarts(
      schedule.activities, ends.map(\.times), origin: origin, decided: decided)
    let rows = (schedule.network.tasks + (schedule.rollback?.tasks ?? []))
      .reduce(into: [ExactText: TimeSpan]()) { $0[ExactText($1.id)] = $1.totalFloat }
    for number in variance.tasks.indices {
      variance.tasks[number].totalFloat = rows[ExactText(variance.tasks[number].id)]
      variance.tasks[number].inheritedSlip = inherited(
        allowed.instants[number], variance.tasks[number].plannedStart, variance.tasks[number].finishSlip)
    }
    let first = variance.tasks.count
    for number in variance.gates.indices {
      variance.gates[number].inheritedSlip = inherited(
        allowed.instants[first + number], variance.gates[number].plannedStart, variance.gates[number].slip)
    }
  }

  private func inherited(_ allowed: TimeSpan?, _ planned: Timestamp?, _ finishSlip: TimeSpan?) -> TimeSpan? {
    guard let allowed, let planned, finishSlip != nil else { return nil }
    return (allowed - TimeSpan(nanoseconds: planned.nanoseconds)).inRange
  }

  // MARK: - Ends of activities

  struct ActivityEnds {
    var start: EventMoment?
    var finish: EventMoment?
    var times: AsBuiltNetwork.Times
  }

  /// A milestone that was only completed and a gate that nobody requested start when they finish.
  private static func ends(_ variance: Variance, _ network: ActivityNetwork) -> [ActivityEnds] {
    let tasks = variance.tasks.map {
      ($0.plannedStart, $0.plannedFinish, $0.actualStart, $0.actualFinish)
    }
    let gates = variance.gates.map {
      ($0.plannedStart, $0.plannedFinish, $0.history.requested, $0.history.passed)
    }
    return zip(network.activities, tasks + gates).map { activity, row in
      let isMoment = activity.isGate || activity.isMilestone
      let start = row.2 ?? (isMoment ? row.3 : nil)
      return ActivityEnds(
        start: start, finish: row.3,
        times: .init(
          plannedStart: row.0?.nanoseconds, plannedFinish: row.1?.nanoseconds,
          actualStart: start?.time.nanoseconds, actualFinish: row.3?.time.nanoseconds))
    }
  }
}
