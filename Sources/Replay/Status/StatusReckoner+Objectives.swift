internal import CloudEvents
internal import CutoverModel

/// When the clocks of objectives would stop by the forecast.
extension StatusReckoner {
  /// When an objective's clock would stop.
  ///
  /// A service is back where the plan's `impact` ends, if that impact has begun and its end is still to come. Tasks that
  /// a rollback leaves undone have no forecast.
  func stop(of objective: Objective, _ backlogs: [OpenBacklog]) -> ForecastStop {
    var stop = ForecastStop(objective: objective.id)
    guard objective.metric == .rto, !isOver else { return stop }
    if let wave = objective.wave {
      stop.time = finish(ofWave: wave)
      stop.isAtMost = (objective.percent ?? 100) < 100
      return stop
    }
    switch objective.clock {
    case .business, .downtime, .sinceFault, .sinceDetection, .sinceDeclaration, .sinceInvocation:
      stop.time = outageEnd(of: objective.service)
    case .businessCleared:
      stop.time = outageEnd(of: objective.service)
      stop.isAtLeast = backlogs.contains { backlog in
        guard let service = backlog.service, service != "*", let own = objective.service else { return true }
        return ExactText(service) == ExactText(own)
      }
    case .untilValidated, .untilAccepted:
      stop.time = outageEnd(of: objective.service)
      stop.isAtLeast = true
    case .run, .technical: stop.time = time(update.finish)
    case .executionHealth:
      stop.time = willBeWhole ? time(update.finish) : nil
      stop.isAtLeast = plan.checks.contains { $0.required && !isForeseen($0.id) }
    case .between(_, .taskStarted(let task)): stop.time = forecast(TaskBoundary(task: task, side: .start))
    case .between(_, .taskCompleted(let task)): stop.time = forecast(TaskBoundary(task: task, side: .finish))
    case .between, .firstRelief, .writes, .writeGap, .timeToDetect, .timeToDeclare, .timeToDecide: break
    }
    if let time = stop.time, time < now { stop.time = nil }
    return stop
  }

  /// Whether every required task of the main network is done or still to be done.
  private var willBeWhole: Bool {
    plan.tasks.indices.allSatisfy { number in
      guard plan.tasks[number].isRequired(inRollback: false) else { return true }
      switch stage(number) {
      case .done, .running, .waiting: return true
      case .dropped, .standby, .abandoned: return false
      }
    }
  }

  /// Whether a check has passed, or wasn't seen yet and comes with a task that is still to be done.
  private func isForeseen(_ check: String) -> Bool {
    if let last = log.checks[ExactText(check)] { return last.kind == .checkPassed }
    return plan.tasks.indices.contains { number in
      guard plan.tasks[number].checks.contains(where: { ExactText($0) == ExactText(check) }) else { return false }
      return stage(number) == .waiting || stage(number) == .running
    }
  }

  private func finish(ofWave wave: String) -> Timestamp? {
    var latest: TimeSpan?
    for (number, task) in plan.tasks.enumerated() where task.wave.map({ ExactText($0) == ExactText(wave) }) ?? false {
      guard let finish = offset(of: number, .finish) else { return nil }
      latest = max(latest ?? finish, finish)
    }
    return time(latest)
  }

  /// The last end of the service's planned impacts that have begun.
  private func outageEnd(of service: String?) -> Timestamp? {
    var latest: TimeSpan?
    for impact in plan.impact {
      if let service, impact.service != "*", ExactText(impact.service) != ExactText(service) { continue }
      guard let from = offset(of: impact.from), from <= elapsed else { continue }
      guard let to = offset(of: impact.to) else { return nil }
      latest = max(latest ?? to, to)
    }
    return time(latest)
  }

  private func forecast(_ boundary: TaskBoundary) -> Timestamp? { time(offset(of: boundary)) }

  private func offset(of boundary: TaskBoundary) -> TimeSpan? {
    schedule.activities.number(of: boundary.task).flatMap { offset(of: $0, boundary.side) }
  }

  /// When an end of an activity was or will be, from T; nil for what a rollback leaves undone.
  private func offset(of number: Int, _ side: TaskBoundary.Side) -> TimeSpan? {
    switch progress.activities[number] {
    case .finished(let start, let finish): return side == .start ? start ?? finish : finish
    case .running(let start, _): return side == .start ? start : update.finishes[number]
    case .waiting, .dropped: return side == .start ? update.starts[number] : update.finishes[number]
    }
  }
}

extension RunStatus {
  /// Adds the objectives whose clocks run, as they were judged at the moment.
  ///
  /// - Parameter report: The judgement of the events up to the moment, with its clocks read at it.
  package mutating func judge(_ report: ObjectivesReport) {
    var foreseen: [ExactText: ForecastStop] = [:]
    for stop in stops where foreseen[ExactText(stop.objective)] == nil { foreseen[ExactText(stop.objective)] = stop }
    objectives = isOver ? [] : report.objectives.compactMap { result in
      guard result.applies, result.metric == .rto, let limit = result.limit, let clock = result.underWay
      else { return nil }
      var outlook = ObjectiveOutlook(
        objective: result.objective, from: clock.from, elapsed: clock.elapsed, limit: limit,
        verdict: clock.elapsed > limit ? .missed : .unknown)
      guard let stop = foreseen[ExactText(result.id)], let end = stop.time else { return outlook }
      outlook.forecastStop = end
      let forecast = clock.elapsed(from: time, to: end)
      outlook.forecast = forecast
      if forecast <= limit, !stop.isAtLeast { outlook.verdict = .met }
      if forecast > limit, !stop.isAtMost { outlook.verdict = .missed }
      return outlook
    }
    findings = ReplayFinding.united([findings, report.findings])
  }
}
