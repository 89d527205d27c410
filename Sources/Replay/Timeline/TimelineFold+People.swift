internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Gates, roles, decisions and incidents: what people did, as the timeline tells it beside its entries.
extension TimelineFold {
  /// The gates of the plan in its order, then the others by their first events.
  func gateCourses(_ planned: PlannedTimes?, _ findings: inout FindingCollector) -> [GateCourse] {
    let start = bounds.start
    // A withheld line may be what passed it.
    let last = withheld == 0 ? latest : nil
    var courses: [GateCourse] = []
    var known: Set<ExactText> = []
    for gate in plan?.gates ?? [] {
      let key = ExactText(gate.id)
      known.insert(key)
      let kept = gates[key]?.kept ?? CappedSeries(limit: 1).kept
      var course = GateCourse(gate.id, kept, approvals: max(1, gate.approvals), &findings)
      if let planned { course.plan(planned) }
      if let deadline = gate.deadline, let start {
        let time = start.time.advanced(by: deadline.offset)
        if Timestamp.earliest <= time, time <= .latest { course.judge(deadline: time, last: last) }
      }
      courses.append(course)
    }
    var others: [(first: EventMoment, course: GateCourse)] = []
    let ordered = gates.sorted { $0.key.text.precedesInBytes($1.key.text) }
    for (key, series) in ordered where !known.contains(key) {
      let kept = series.kept
      guard let first = kept.early.first?.at else { continue }
      others.append((first, GateCourse(key.text, kept, approvals: 1, &findings)))
    }
    others.sort { $0.first.precedes($1.first) }
    courses += others.map(\.course)
    for (_, series) in ordered { findings.noteShortened(series.kept) }
    return courses
  }

  func roleHoldings(_ findings: inout FindingCollector) -> [RoleHolding] {
    let ordered = roles.map { (role: $0.key.text, kept: $0.value.kept) }.sorted { left, right in
      guard let first = left.kept.early.first?.at, let second = right.kept.early.first?.at else {
        return right.kept.early.isEmpty
      }
      return first.precedes(second)
    }
    for series in ordered { findings.noteShortened(series.kept) }
    return ordered.flatMap { RoleHolding.holdings(of: $0.role, $0.kept.all, &findings) }
  }

  /// All incidents with their decisions and actions, and how long it took in the first; notes disorder. Only what is
  /// live counts.
  func latencies(
    _ courses: [ExactText: TaskCourse], _ decisions: [DecisionRecord], _ findings: inout FindingCollector
  ) -> (incidents: [DecisionLatency], first: DecisionLatency) {
    var starts: [(task: String, at: EventMoment)] = []
    for (key, course) in courses {
      for attempt in course.attempts where attempt.mode == .live {
        if let start = attempt.start { starts.append((key.text, start)) }
      }
    }
    starts.sort { $0.at.precedes($1.at) }
    let decisions = decisions.filter { $0.mode == .live }
    findings.noteShortened(incidents.kept)
    var incidents = IncidentFinder.incidents(incidents.kept.all)
    for number in incidents.indices {
      incidents[number].follow(decisions, starts)
      incidents[number].noteDisorder(in: &findings)
    }
    if let first = incidents.first { return (incidents, first) }
    var run = DecisionLatency()
    run.follow(decisions, starts)
    return ([], run)
  }

  /// The milestones with when they were reached.
  func milestones(
    _ planned: PlannedTimes?, _ courses: [ExactText: TaskCourse], _ gates: [GateCourse]
  ) -> [Milestone] {
    guard let plan else { return [] }
    var finishes = courses.compactMapValues(\.completion)
    for gate in gates { finishes[ExactText(gate.gate)] = gate.passed }
    return Milestone.milestones(of: plan, planned, finishes: finishes)
  }

  /// The spans in which no task was being worked at. Background tasks and milestones are no work.
  func gaps(_ courses: [ExactText: TaskCourse], _ gates: [GateCourse]) -> Gaps {
    var isNoWork: Set<ExactText> = []
    for task in plan?.tasks ?? [] where task.isBackground || task.mode == .milestone {
      isNoWork.insert(ExactText(task.id))
    }
    let spans = courses.filter { !isNoWork.contains($0.key) }.flatMap(\.value.work)
    return GapFinder.gaps(in: spans, waits: gates.flatMap(\.waits), bounds: bounds)
  }
}
