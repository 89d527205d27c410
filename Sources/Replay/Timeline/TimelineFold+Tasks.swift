internal import CutoverModel
internal import JSONText

/// What a timeline keeps of a task: what its first event says of it, what was last said, and its events.
struct TaskSketch: Sendable {
  private(set) var entry: TimelineEntry
  private(set) var told: EventMoment?
  private(set) var reason: String?
  private(set) var count = 0
  private(set) var notes: CappedSeries<TaskNote>

  init(_ event: CutoverEvent, limit: Int) {
    entry = Self.entry(event)
    notes = CappedSeries(limit: limit)
  }

  private static func entry(_ event: CutoverEvent) -> TimelineEntry {
    TimelineEntry(event, kind: .task, title: event.task ?? "", text: nil)
  }

  mutating func add(_ event: CutoverEvent, kind: EventKind) {
    count += 1
    notes.add(TaskNote(event, kind: kind))
    let at = EventMoment(event)
    if at.precedes(entry.begins) { entry = Self.entry(event) }
    guard let reason = EntryText.text(of: event) else { return }
    if let told, at.precedes(told) { return }
    told = at
    self.reason = EntryText.cut(reason, to: 1_000)
  }
}

extension TimelineFold {
  /// The course of each task; notes what their events don't say cleanly.
  func taskCourses(_ findings: inout FindingCollector) -> [ExactText: TaskCourse] {
    var courses: [ExactText: TaskCourse] = [:]
    let milestones = PlanContext(plan, streamKind: nil).milestones
    for (key, sketch) in tasks {
      let kept = sketch.notes.kept
      var course = TaskCourse(kept, task: key.text, isMilestone: milestones.contains(key), &findings)
      course.reason = sketch.reason
      course.reasonEvent = sketch.told?.event
      findings.noteShortened(kept)
      if let ended = bounds.ended, course.state == .started || course.state == .paused,
        let start = course.attempts.last?.start, start.precedes(ended)
      {
        findings.note(
          rule: "task-end-missing",
          message: "a task has no recorded end although the run ended; it is taken to have run until then",
          at: start.event.place)
      }
      courses[key] = course
    }
    return courses
  }

  /// One entry a task, from its first start to its end.
  func taskEntries(_ courses: [ExactText: TaskCourse], _ planned: PlannedTimes?) -> [TimelineEntry] {
    let tasksOfPlan = Dictionary(
      (plan?.tasks ?? []).map { (ExactText($0.id), $0) }, uniquingKeysWith: { first, _ in first })
    return tasks.compactMap { key, sketch in
      guard let course = courses[key] else { return nil }
      var entry = sketch.entry
      if let task = tasksOfPlan[key] {
        entry.title = EntryText.cut(task.title ?? task.id, to: 200)
        entry.layer = entry.layer ?? task.layer
        entry.service = entry.service ?? task.service
        entry.region = entry.region ?? task.region
        entry.dataset = entry.dataset ?? task.dataset
        entry.wave = entry.wave ?? task.wave
      }
      if let begins = course.firstStart ?? course.first {
        entry.moment = begins.moment
        entry.event = begins.event
      }
      let ends = course.end
      entry.end = ends?.moment
      entry.endEvent = ends?.event
      entry.count = sketch.count
      entry.text = course.summary + (course.reason.map { ": \($0)" } ?? "")
      entry.course = course
      entry.plannedStart = planned?.start(of: key.text)
      entry.plannedFinish = planned?.finish(of: key.text)
      if let plannedStart = entry.plannedStart, let start = course.firstStart {
        entry.startSlip = start.time.exactly(since: plannedStart)
      }
      if let plannedFinish = entry.plannedFinish, let completion = course.completion {
        entry.finishSlip = completion.time.exactly(since: plannedFinish)
      }
      return entry
    }
  }

  /// The tasks of the plan of which no event tells. Milestones have places of their own.
  func unstarted(_ planned: PlannedTimes?) -> [UnstartedTask] {
    (plan?.tasks ?? []).compactMap { task in
      guard task.mode != .milestone, tasks[ExactText(task.id)] == nil,
        !task.isRollbackOnly || bounds.rollbackDecided != nil
      else { return nil }
      return UnstartedTask(
        id: task.id, title: task.title, plannedStart: planned?.start(of: task.id), plannedFinish: planned?.finish(of: task.id))
    }
  }
}
