internal import CutoverModel
internal import JSONText

/// What a timeline keeps of a task beside its course: what its first event says of it, and what was last said.
struct TaskSketch: Sendable {
  private(set) var entry: TimelineEntry
  private var told: EventMoment?
  private(set) var reason: String?

  init(_ event: CutoverEvent) {
    entry = TimelineEntry(event, kind: .task, title: event.task ?? "", text: nil)
  }

  mutating func add(_ event: CutoverEvent) {
    let at = EventMoment(event)
    if at.precedes(entry.begins) { self.entry = TaskSketch(event).entry }
    guard let reason = EntryText.text(of: event) else { return }
    if let told, at.precedes(told) { return }
    told = at
    self.reason = EntryText.cut(reason, to: 1_000)
  }
}

extension TimelineFold {
  /// One entry a task, from its first start to its end.
  func taskEntries() -> [TimelineEntry] {
    let planned = schedule.map { PlannedTimes($0, log) }
    let tasksOfPlan = Dictionary(
      (plan?.tasks ?? []).map { (ExactText($0.id), $0) }, uniquingKeysWith: { first, _ in first })
    return tasks.map { key, sketch in
      let history = TaskHistory(log.tasks[key] ?? [])
      var entry = sketch.entry
      if let task = tasksOfPlan[key] {
        entry.title = EntryText.cut(task.title ?? task.id, to: 200)
        entry.layer = entry.layer ?? task.layer
        entry.service = entry.service ?? task.service
        entry.region = entry.region ?? task.region
        entry.dataset = entry.dataset ?? task.dataset
        entry.wave = entry.wave ?? task.wave
      }
      if let begins = history.firstStart ?? history.first {
        entry.moment = begins.moment
        entry.event = begins.event
      }
      let last = history.attempts.last
      let ends = history.completion ?? (history.state == .failed ? last?.end : nil)
      entry.end = ends?.moment
      entry.endEvent = ends?.event
      entry.history = history
      entry.count = log.tasks[key]?.count ?? 1
      entry.text = text(of: history, reason: sketch.reason)
      entry.plannedStart = planned?.start(of: key.text)
      entry.plannedFinish = planned?.finish(of: key.text)
      if let plannedStart = entry.plannedStart, let start = history.firstStart {
        entry.startSlip = start.time.exactly(since: plannedStart)
      }
      if let plannedFinish = entry.plannedFinish, let completion = history.completion {
        entry.finishSlip = completion.time.exactly(since: plannedFinish)
      }
      return entry
    }
  }

  private func text(of history: TaskHistory, reason: String?) -> String {
    var text = history.state.rawValue
    if history.attempts.count > 1 { text += ", \(history.attempts.count) attempts" }
    let paused = history.attempts.reduce(TimeSpan.zero) { $0 + $1.paused }
    if paused > .zero { text += ", paused \(paused.readable)" }
    if let reason { text += ": \(reason)" }
    return text
  }
}
