import CloudEvents
internal import CutoverModel

extension StateFold {
  package consuming func finish() -> SystemState {
    withheld.finish()
    var all = log.findings
    withheld.note(in: &all)
    let histories = log.histories(of: context.plan)
    for history in histories.values { history.note(in: &all) }
    let time: Timestamp? = if case .at(let instant) = instant { instant } else { last }
    let live = layers[.live] ?? Layers()
    return SystemState(
      time: time, isEnd: instant == .end, start: log.start, run: course, phases: run.items(of: .phase),
      tasks: tasks(histories), gates: gates(at: time), roles: run.items(of: .roles),
      live: live.state(context, at: instant, isLive: true),
      apart: [CutoverEvent.Mode.dryRun, .isolated].compactMap { mode in
        guard let state = layers[mode]?.state(context, at: instant, isLive: false), !state.isEmpty else { return nil }
        return SystemState.Apart(mode: mode, layers: state)
      },
      withheld: withheldCount, streams: streams.count, findings: all.findings)
  }

  /// An end counts until the run begins again after it.
  private var course: RunCourse? {
    var course = countedCourse
    if possible.isRunOpen { course?.basis.isCertain = false }
    return course
  }

  private var countedCourse: RunCourse? {
    guard let ended else {
      return began.map { RunCourse(hasEnded: false, outcome: nil, basis: $0.basis) }
    }
    if let began, ended.at.precedes(began.at) {
      var basis = began.basis
      basis.isCertain = began.isCertain && ended.isCertain
      return RunCourse(hasEnded: false, outcome: nil, basis: basis)
    }
    return RunCourse(hasEnded: true, outcome: ended.value, basis: ended.basis)
  }

  // MARK: - Tasks

  private func tasks(_ histories: [ExactText: TaskHistory]) -> [TaskStanding] {
    let openChecks = Set(
      layers.values.flatMap { $0.book.items(of: .checks) }.filter { !$0.basis.isCertain }
        .compactMap { $0.names[0].map { ExactText($0) } })
    let planned = (context.plan?.tasks ?? []).map { task in
      standing(ofTask: task.id, histories[ExactText(task.id)], planned: task, openChecks)
    }
    let known = Set((context.plan?.tasks ?? []).map { ExactText($0.id) })
    let others = histories.filter { !known.contains($0.key) }
      .map { UnplannedTask(id: $0.key.text, history: $0.value) }
      .sorted(by: UnplannedTask.precedes)
      .map { standing(ofTask: $0.id, $0.history, planned: nil, openChecks) }
    return planned + others
  }

  private func standing(
    ofTask id: String, _ history: TaskHistory?, planned: PlannedTask?, _ openChecks: Set<ExactText>
  ) -> TaskStanding {
    let events = log.tasks[ExactText(id)] ?? []
    var isCertain = !possible.concerns(task: id) && !events.contains { instant.isInDoubt($0.at.moment) }
    var verified = TaskVariance.Verification.noCheck
    if let planned, let history {
      verified = TaskVariance.verification(of: planned, history, log).verified
      // A withheld line may have been a check that failed.
      if verified == .passed, !withheld.isWhole { verified = .noCheck }
      if history.state == .completed, planned.checks.contains(where: { openChecks.contains(ExactText($0)) }) {
        isCertain = false
      }
    }
    return TaskStanding(
      id: id, title: planned?.title, isPlanned: planned != nil,
      isForUndecidedRollback: planned?.isRollbackOnly == true && log.rollbackDecided == nil,
      state: history?.state ?? .planned,
      attempts: history?.attempts.count ?? 0, verified: verified, mode: history?.attempts.last?.mode ?? .live,
      basis: history?.latest.map { StateBasis(at: $0, isCertain: isCertain) })
  }

  // MARK: - Gates

  private func gates(at time: Timestamp?) -> [GateStanding] {
    let planned = context.plan?.gates ?? []
    let known = Set(planned.map { ExactText($0.id) })
    let others = log.gates.keys.filter { !known.contains($0) }.map(\.text)
      .sorted { $0.precedesInBytes($1) }
    return planned.map { standing(ofGate: $0.id, $0, at: time) } + others.map { standing(ofGate: $0, nil, at: time) }
  }

  private func standing(ofGate id: String, _ planned: Plan.Gate?, at time: Timestamp?) -> GateStanding {
    let events = log.gates[ExactText(id)] ?? []
    let needed = max(1, planned?.approvals ?? 1)
    let history = GateHistory(events, approvals: needed)
    let isCertain = !possible.concerns(gate: id) && !events.contains { instant.isInDoubt($0.at.moment) }
    let latest =
      switch history.state {
      case .pending: EventMoment?.none
      case .requested: history.requested
      case .passed: history.passed
      case .rejected: history.rejected
      }
    let deadline = deadline(of: planned)
    let isLate = deadline.map { deadline in
      if let passed = history.passed { return deadline < passed.time }
      return time.map { deadline < $0 } ?? false
    }
    return GateStanding(
      id: id, isPlanned: planned != nil, state: history.state, needed: needed,
      approvals: approvals(events, passed: history.passed, isCertain), requested: history.requested,
      passed: history.passed, rejected: history.rejected, deadline: deadline, isOverdue: isLate ?? false,
      basis: (latest ?? history.requested).map { StateBasis(at: $0, isCertain: isCertain) })
  }

  private func deadline(of gate: Plan.Gate?) -> Timestamp? {
    guard let offset = gate?.deadline?.offset, let start = log.start else { return nil }
    let time = start.time.advanced(by: offset)
    return Timestamp.earliest <= time && time <= Timestamp.latest ? time : nil
  }

  /// Each principal's first approval since the last refusal; those that come after the gate was passed too.
  private func approvals(
    _ events: [GateEvent], passed: EventMoment?, _ isCertain: Bool
  ) -> [GateStanding.Approval] {
    var approvals: [GateStanding.Approval] = []
    for event in events.sorted(by: GateEvent.precedes) {
      switch event.act {
      case .approval:
        let isRepeated = event.actor.map { actor in
          approvals.contains { $0.principal.map { ExactText($0) } == ExactText(actor) }
        }
        if isRepeated == true { continue }
        approvals.append(
          GateStanding.Approval(principal: event.actor, basis: StateBasis(at: event.at, isCertain: isCertain)))
      case .refusal: if passed.map({ event.at.precedes($0) }) ?? true { approvals.removeAll() }
      case .request, .go: break
      }
    }
    return approvals
  }
}
