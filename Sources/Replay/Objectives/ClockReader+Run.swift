import CutoverModel

extension ClockReader {
  /// How many missing tasks are named; the others are counted.
  private static let namedTasks = 20

  /// Reads a clock of the response: to detect, to declare, to decide.
  mutating func readResponseClock(_ clock: RecoveryClock, _ episode: Int?) -> ClockReading {
    func first(_ marks: MarkLists) -> EventMark? {
      guard let episode else { return marks.first }
      return self.first(of: marks, for: episode)
    }
    let detected = first(marks(.incidentDetected))
    let declared = first(marks(.incidentDeclared))
    switch clock {
    case .timeToDetect:
      let impact = episode.map { timeline.episodes[$0].raw.start }
      let start = [first(marks(.faultOccurred)), impact].compactMap { $0 }.min()
      return span(
        clock, from: start.map(analysis.anchor), to: detected.map(analysis.anchor),
        missing: "fault.occurred, service.down or service.degraded", "incident.detected")
    case .timeToDeclare:
      return span(
        clock, from: detected.map(analysis.anchor), to: declared.map(analysis.anchor),
        missing: "incident.detected", "incident.declared")
    default:
      let decided = declared.flatMap { declared -> RunRecord.Decision? in
        let decisions = analysis.record.decisions
        let next = decisions.partition { declared < $0.mark }
        return next < decisions.endIndex ? decisions[next] : nil
      }
      return span(
        clock, from: declared.map(analysis.anchor), to: decided.map { analysis.anchor($0.mark) },
        missing: "incident.declared", "decision.made after the declaration")
    }
  }

  /// From the first task started after the invocation to the last completion of a task that isn't background.
  mutating func readTechnical() -> ClockReading {
    let record = analysis.record
    guard let invocation = invocations.first else {
      return ClockReading(clock: .technical, missing: [Self.invocationName])
    }
    guard let start = record.taskStarts.first(where: { invocation < $0.mark })?.mark else {
      return ClockReading(clock: .technical, missing: ["task.started after the invocation"])
    }
    let background = Set(analysis.context.plan?.tasks.filter(\.isBackground).map(\.id) ?? [])
    let tasks = record.taskRecords.filter { number, _ in
      !background.contains(record.tasks.name(number) ?? "")
    }
    let unfinished = tasks.filter { _, task in
      guard let last = task.last, !(last < start) else { return false }
      return switch last.kind {
      case .taskStarted, .taskPaused, .taskResumed: true
      default: false
      }
    }
    let stop = tasks.values.compactMap(\.lastCompletion).filter { start < $0 }.max()
    guard unfinished.isEmpty, let stop else {
      let names = unfinished.keys.compactMap { record.tasks.name($0) }
      return ClockReading(
        clock: .technical, value: stop.map { least(from: start.moment, to: $0.moment) }, from: analysis.reference(start),
        missing: names.isEmpty ? ["task.completed"] : Self.names(names, of: "task.completed"))
    }
    var reading = span(
      .technical, from: analysis.anchor(start), to: analysis.anchor(stop), missing: "task.started",
      "task.completed")
    // A task that was never seen to start may have been the first, one without any event the last.
    let unstarted = tasks.filter { number, task in
      task.ends > task.starts && !analysis.isMilestone(number)
        && task.last.map { invocation < $0 } ?? false
    }
    let unseen = requiredTasks.filter { record.taskRecords[record.tasks.known($0.id)] == nil }
    let lacking =
      Self.names(unstarted.keys.compactMap { record.tasks.name($0) }, of: "task.started")
      + Self.names(unseen.map(\.id), of: "task.completed")
    guard !lacking.isEmpty else { return reading }
    reading.value?.upper = nil
    reading.missing += lacking
    return reading
  }

  /// How long it was at least, where something that would stop the clock later is missing.
  private func least(from start: Moment, to stop: Moment) -> MeasuredSpan {
    .atLeast(SpanInterval(from: start, to: stop).lower)
  }

  /// The tasks without which the run isn't done: not milestones, nor those of the background, nor those of a rollback
  /// that wasn't decided.
  private var requiredTasks: [PlannedTask] {
    let isRollingBack = analysis.record.decisions.contains { $0.word == .rollback }
    return (analysis.context.plan?.tasks ?? []).filter { task in
      task.mode != .milestone && !task.isBackground && (!task.isRollbackOnly || isRollingBack)
    }
  }

  /// From the run's beginning to the moment at which all required tasks are completed and every required check has
  /// passed and passes from then on.
  mutating func readExecutionHealth() -> ClockReading {
    let record = analysis.record
    let start = (record.runBegan.first ?? record.taskStarts.first?.mark).map(analysis.anchor)
    var stops: [EventMark] = []
    var missing: [String] = []
    let required = requiredTasks
    var unfinished: [String] = []
    for task in required {
      let known = record.taskRecords[record.tasks.known(task.id)]
      if let completion = known?.lastCompletion, known?.last?.kind == .taskCompleted {
        stops.append(completion)
      } else {
        unfinished.append(task.id)
      }
    }
    missing += Self.names(unfinished, of: "task.completed")
    /// For each check since when it has passed without a break.
    var passing: [Int32: EventMark] = [:]
    for result in record.checkResults {
      if result.mark.kind != .checkPassed {
        passing[result.check] = nil
      } else if passing[result.check] == nil {
        passing[result.check] = result.mark
      }
    }
    for check in analysis.context.requiredChecks.map(\.text).sorted(by: { $0.precedesInBytes($1) }) {
      if let since = passing[record.checks.known(check)] {
        stops.append(since)
      } else {
        missing.append("check.passed of \(check)")
      }
    }
    if required.isEmpty { missing.append("required tasks in a plan") }
    if start == nil { missing.insert("run.began or task.started", at: 0) }
    guard missing.isEmpty, let stop = stops.max() else {
      var reading = ClockReading(clock: .executionHealth, from: start?.event, missing: missing)
      if let start, let stop = stops.max() { reading.value = least(from: start.moment, to: stop.moment) }
      return reading
    }
    var reading = span(
      .executionHealth, from: start, to: analysis.anchor(stop),
      missing: "run.began or task.started",
      "task.completed")
    // A run that ended without its beginning began somewhere; without it, a task that was never seen to start may have
    // been the first.
    if record.runBegan.isEmpty, !record.runEnded.isEmpty { reading.missing.append("run.began") }
    let unstarted =
      record.runBegan.isEmpty
      ? record.taskRecords.filter { number, task in
        task.ends > task.starts && !analysis.isMilestone(number)
      } : [:]
    reading.missing += Self.names(
      unstarted.keys.compactMap { record.tasks.name($0) }, of: "task.started")
    if !reading.missing.isEmpty { reading.value?.upper = nil }
    return reading
  }

  /// What is missing of tasks: the first by name, and how many others.
  static func names(_ tasks: [String], of event: String) -> [String] {
    let names = tasks.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var missing = names.prefix(namedTasks).map { "\(event) of \($0)" }
    if names.count > namedTasks {
      missing.append("\(event) of \(names.count - namedTasks) more tasks")
    }
    return missing
  }
}
