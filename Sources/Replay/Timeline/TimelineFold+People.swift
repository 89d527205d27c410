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
    for (key, series) in gates where !known.contains(key) {
      let kept = series.kept
      guard let first = kept.early.first?.at else { continue }
      others.append((first, GateCourse(key.text, kept, approvals: 1, &findings)))
    }
    others.sort { $0.first.precedes($1.first) }
    courses += others.map(\.course)
    for series in gates.values { noteShortened(series.kept, in: &findings) }
    return courses
  }

  func roleHoldings(_ findings: inout FindingCollector) -> [RoleHolding] {
    for series in roles.values { noteShortened(series.kept, in: &findings) }
    let roles = roles.map { ($0.key.text, $0.value.kept.all) }
    let ordered = roles.sorted { left, right in
      guard let first = left.1.first?.at, let second = right.1.first?.at else { return right.1.isEmpty }
      return first.precedes(second)
    }
    return ordered.flatMap { RoleHolding.holdings(of: $0.0, $0.1, &findings) }
  }

  /// All incidents with their decisions and actions, and how long it took in the first; notes disorder.
  func latencies(
    _ courses: [ExactText: TaskCourse], _ decisions: [DecisionRecord], _ findings: inout FindingCollector
  ) -> (incidents: [DecisionLatency], first: DecisionLatency) {
    var starts: [(task: String, at: EventMoment)] = []
    for (key, course) in courses {
      for attempt in course.attempts { if let start = attempt.start { starts.append((key.text, start)) } }
    }
    starts.sort { $0.at.precedes($1.at) }
    noteShortened(incidents.kept, in: &findings)
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

/// Says that not all of a series is listed.
func noteShortened<Element>(_ kept: CappedSeries<Element>.Kept, in findings: inout FindingCollector) {
  guard let behind = kept.late.first?.at else { return }
  noteShortened(kept.omitted, at: behind.event.place, in: &findings)
}

/// Says that so many events are counted and not listed.
func noteShortened(_ count: Int, at place: EventPlace, in findings: inout FindingCollector) {
  findings.note(
    rule: "timeline-shortened",
    message: "there are more events of one kind than a timeline lists; the rest is counted", at: place, count: count)
}
