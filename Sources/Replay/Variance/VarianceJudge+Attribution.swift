internal import CloudEvents
internal import CutoverModel

extension VarianceJudge {
  /// Finds the driving path to the finish, and the parts of the slip.
  func attribute(_ variance: inout Variance) {
    guard variance.actualFinish != nil, let last else { return }
    let activities = schedule.activities.activities
    let asBuilt = AsBuiltNetwork(schedule.activities, ends.map(\.times))
    let (path, parts) = asBuilt.drivingPath(to: last)
    variance.drivingPath = (path.isEmpty ? [last] : path).map { activities[$0].id }
    guard let slip = variance.slip else { return }
    variance.attribution = parts
    let inherited = asBuilt.slip(at: .init(activity: last, side: .finish)) ?? .zero
    if slip != inherited {
      variance.attribution.append(
        SlipAttribution(task: activities[last].id, kind: .scope, slip: slip - inherited))
    }
  }

  /// What the run would have taken without pauses and what was tried in vain or twice.
  func butFor(_ variance: Variance) -> ButFor? {
    guard let actual = variance.actualFinish else { return nil }
    let model = CollapsedAsBuilt(
      schedule.activities, ends.map(\.times), origin: origin, decided: decided, isRollback: isRolledBack)
    let activities = schedule.activities.activities
    return ButFor(
      model, variance.tasks, isCounted: { activities[$0].isRollbackOnly == isRolledBack }, actual: actual.time)
  }

  /// Parts the tasks that were never tried into those that were passed over and those given up by a rollback.
  ///
  /// A task of the main network was passed over if something that waits for it, directly or through others, was tried.
  func noteAbandoned(_ variance: inout Variance) {
    let network = schedule.activities
    var isPassed = [Bool](repeating: false, count: network.activities.count)
    for activity in network.order.reversed() {
      let isTried = ends[activity].start != nil || ends[activity].finish != nil
      guard isTried || isPassed[activity] else { continue }
      for link in network.incoming(activity) { isPassed[link.from] = true }
    }
    var abandoned: [String] = []
    for (number, task) in plan.tasks.enumerated() where task.mode != .milestone {
      let row = variance.tasks[number]
      let isDone = row.state == .completed || row.state == .skipped || row.state == .cancelled
      if isRolledBack, !task.isRollbackOnly, !isDone, !(row.attempts.isEmpty && isPassed[number]) {
        variance.tasks[number].isAbandoned = true
        abandoned.append(task.id)
      } else if row.attempts.isEmpty, !task.isRollbackOnly || log.rollbackDecided != nil {
        variance.notExecuted.append(task.id)
      }
    }
    guard let decision = log.rollbackDecided else { return }
    variance.rollback = RollbackVariance(
      decision: decision, decideBy: planned.time(at: plan.rollback?.decideBy?.offset),
      latest: planned.time(at: schedule.latestDecision), plannedFinish: planned.finish, abandoned: abandoned)
  }
}

// MARK: - Findings

extension VarianceJudge {
  /// Notes tasks that started before something they wait for had finished or started, or although it never did.
  ///
  /// What was skipped or cancelled holds nothing, and a milestone needs no event.
  mutating func noteEarlyStarts(_ variance: inout Variance) {
    for link in schedule.activities.links {
      guard let start = ends[link.to].start else { continue }
      let held: EventMoment?
      switch link.relation {
      case .finishToStart: held = ends[link.from].finish
      case .startToStart: held = ends[link.from].start
      case .finishToFinish, .startToFinish: continue
      }
      if let held {
        guard start.time < held.time.advanced(by: min(link.lag, .zero)) else { continue }
      } else {
        guard isStillDue(link.from, variance) else { continue }
      }
      let names = schedule.activities.activities
      variance.earlyStarts.append(
        EarlyStart(
          activity: names[link.to].id, predecessor: names[link.from].id, relation: link.relation, start: start, held: held))
      findings.note(
        rule: "task-before-predecessor",
        message: "a task started before one that it waits for", at: start.event.place)
    }
  }

  private func isStillDue(_ number: Int, _ variance: Variance) -> Bool {
    guard ends[number].finish == nil else { return false }
    guard variance.tasks.indices.contains(number) else { return true }
    let state = variance.tasks[number].state
    return !schedule.activities.activities[number].isMilestone && state != .skipped && state != .cancelled
  }

  /// Notes slips that are unknown because they are over 292 years.
  mutating func noteLengths(_ variance: Variance) {
    var pairs = [(variance.plannedFinish, variance.actualFinish)]
    for task in variance.tasks {
      pairs.append((task.plannedStart, task.actualStart))
      pairs.append((task.plannedFinish, task.actualFinish))
    }
    pairs += variance.gates.map { ($0.plannedFinish, $0.history.passed) }
    let places = pairs.compactMap { planned, actual -> EventPlace? in
      guard let planned, let actual, actual.time.exactly(since: planned) == nil else { return nil }
      return actual.event.place
    }
    for place in Set(places).sorted() {
      let finding = ClockReader.OrderFinding.lengthOutOfRange(place)
      findings.note(rule: finding.rule, message: finding.message, at: finding.place)
    }
  }

  /// Notes where the plan's leads would begin a task before anything may.
  mutating func noteLeads() {
    let pulled = schedule.problems.filter { $0.kind == .pulledBeforeStart }.map(\.subject)
    guard !pulled.isEmpty else { return }
    findings.note(
      rule: ScheduleProblem.Kind.pulledBeforeStart.rawValue,
      message: "a negative lag would pull a task of the plan before the start; it is planned at the start: "
        + Self.names(pulled), at: planPlace, count: pulled.count)
  }

  /// Notes the tasks of which nothing was ever said, once nothing can follow.
  mutating func noteNotExecuted(_ variance: Variance) {
    guard variance.isOver else { return }
    let silent = zip(plan.tasks, variance.tasks).filter { $1.state == .planned }.map(\.0.id)
    let unsaid = Set(silent.map(ExactText.init))
    let missing = variance.notExecuted.filter { unsaid.contains(ExactText($0)) }
    guard !missing.isEmpty else { return }
    findings.note(
      rule: "task-not-executed", message: "a task of the plan was never tried, skipped or cancelled: \(Self.names(missing))",
      at: planPlace, count: missing.count)
  }

  /// Notes what was tried or due and not done, so that nobody takes the last that was done for the whole.
  mutating func noteUndone(_ variance: Variance) {
    let silent = Set(variance.tasks.filter { $0.state == .planned }.map { ExactText($0.id) })
    let left = variance.undone.filter { !silent.contains(ExactText($0)) }
    let gates = Set(variance.gates.map { ExactText($0.id) })
    let tasks = left.filter { !gates.contains(ExactText($0)) }
    if !tasks.isEmpty {
      findings.note(
        rule: "task-not-completed",
        message: "the run was over before a task of the plan was completed: \(Self.names(tasks))", at: planPlace,
        count: tasks.count)
    }
    guard tasks.count < left.count else { return }
    findings.note(
      rule: "gate-not-passed",
      message: "the run was over before a gate of the plan was passed: \(Self.names(left.filter { gates.contains(ExactText($0)) }))",
      at: planPlace, count: left.count - tasks.count)
  }

  /// The line that adopted the plan.
  private var planPlace: EventPlace { EventPlace(stream: 0, index: adopted?.index ?? 0) }

  private static func names(_ names: [String]) -> String {
    let others = names.count > 5 ? " and \(names.count - 5) more" : ""
    return names.prefix(5).joined(separator: ", ") + others
  }
}
