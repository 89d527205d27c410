internal import CloudEvents
package import CutoverModel

extension RunOutline {
  /// How much later than planned makes a task worth a row of its own, and how long a gap is worth a mark.
  package static let least = TimeSpan(seconds: 60)

  /// The outline of a timeline.
  ///
  /// - Parameters:
  ///   - plan: The plan that the timeline was made with.
  ///   - schedule: Its schedule, which tells what is critical.
  ///   - bands: How usable services were.
  package init(_ timeline: Timeline, plan: Plan?, schedule: Schedule?, bands: [ServiceBand] = []) {
    self.init()
    horizon = timeline.horizon?.time
    var critical: Set<ExactText> = []
    for task in schedule?.tasks ?? [] where task.isCritical { critical.insert(ExactText(task.id)) }
    for task in schedule?.rollback?.tasks ?? [] where task.isCritical { critical.insert(ExactText(task.id)) }
    var rows: [ExactText: Row] = [:]
    var others: [Row] = []
    let planned = Set((plan?.tasks ?? []).filter { $0.mode != .milestone }.map { ExactText($0.id) })
    let milestones = Set((plan?.tasks ?? []).filter { $0.mode == .milestone }.map { ExactText($0.id) })
    for entry in timeline.entries where entry.kind == .task {
      guard let id = entry.task, let course = entry.course, !milestones.contains(ExactText(id)) else { continue }
      let row = Row(id: id, entry, course, isCritical: critical.contains(ExactText(id)))
      if planned.contains(ExactText(id)) { rows[ExactText(id)] = row } else { others.append(row) }
    }
    for task in timeline.unstarted {
      rows[ExactText(task.id)] = Row(task, isCritical: critical.contains(ExactText(task.id)), isLeftOut: timeline.isOver)
    }
    group(plan?.tasks ?? [], rows, others)
    marks = timeline.milestones.map(Mark.init) + timeline.gates.map(Mark.init)
    marks = marks.enumerated().sorted { left, right in
      (left.element.place, left.offset) < (right.element.place, right.offset)
    }.map(\.element)
    self.bands = timeline.filter == nil ? bands.filter(\.isImpaired) : []
    gaps = timeline.gaps.spans.filter { $0.span.stated >= Self.least }
    for kind in Gap.Kind.allCases {
      let total = timeline.gaps.total(of: kind).stated
      if total > .zero { gapTotals[kind] = total }
    }
    bound()
  }

  private mutating func group(_ tasks: [PlannedTask], _ rows: [ExactText: Row], _ others: [Row]) {
    var numbers: [ExactText?: Int] = [:]
    var grouped: [(name: String?, rows: [Row])] = []
    for task in tasks {
      guard let row = rows[ExactText(task.id)] else { continue }
      let key = task.phase.map(ExactText.init)
      let number = numbers[key] ?? grouped.count
      if number == grouped.count {
        numbers[key] = number
        grouped.append((task.phase, []))
      }
      grouped[number].rows.append(row)
    }
    if !others.isEmpty { grouped.append((grouped.isEmpty ? nil : "not in the plan", others)) }
    groups = grouped.map { Group(name: $0.name, $0.rows.inOrder) }
  }

  private mutating func bound() {
    var times: [Timestamp] = []
    func take(_ span: Span?) {
      guard let span else { return }
      times.append(span.from)
      if let to = span.to { times.append(to) }
    }
    for row in groups.flatMap(\.rows) {
      take(row.planned)
      for span in row.work + row.pauses { take(span) }
      times += row.failures
    }
    for mark in marks {
      take(mark.waited)
      times += [mark.planned, mark.reached, mark.rejected].compactMap(\.self)
    }
    for stretch in bands.flatMap(\.stretches) where stretch.state != .up {
      take(Span(from: stretch.from.time, to: stretch.to?.time))
    }
    for gap in gaps { take(Span(from: gap.from.time, to: gap.to.time)) }
    guard let first = times.min(), let last = times.max() else { return }
    // What lasts is drawn to the run's end, if that is known.
    bounds = Span(from: first, to: max(last, lasts ? horizon ?? last : last))
  }

  /// Whether something has no end.
  private var lasts: Bool {
    groups.contains { $0.actual.map { $0.to == nil } ?? false }
      || bands.contains { $0.stretches.last.map { $0.state != .up } ?? false }
  }
}

extension [RunOutline.Row] {
  /// By planned start, else by first work; those without either last, as they were.
  fileprivate var inOrder: [RunOutline.Row] {
    func place(_ row: RunOutline.Row) -> Int64 {
      (row.planned?.from ?? row.work.first?.from)?.nanoseconds ?? .max
    }
    return enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
  }
}

extension RunOutline.Row {
  fileprivate init(id: String, _ entry: TimelineEntry, _ course: TaskCourse, isCritical: Bool) {
    self.id = id
    title = entry.title
    planned = RunOutline.Span(planned: entry.plannedStart, entry.plannedFinish)
    work = course.work.map { span in RunOutline.Span(from: span.from.time, to: span.to?.time) }
    pauses = course.attempts.flatMap(\.pauses).map { RunOutline.Span(from: $0.from.time, to: $0.to?.time) }
    failures = course.attempts.filter { $0.outcome == .failed }.compactMap { $0.end?.time }
    state = course.state
    slip = entry.finishSlip
    self.isCritical = isCritical
    let isGood = course.state == .completed && failures.isEmpty && pauses.isEmpty
    isNotable = !isGood || (slip ?? .zero) >= RunOutline.least
  }

  fileprivate init(_ task: UnstartedTask, isCritical: Bool, isLeftOut: Bool) {
    id = task.id
    title = task.title ?? task.id
    planned = RunOutline.Span(planned: task.plannedStart, task.plannedFinish)
    work = []
    pauses = []
    failures = []
    state = .planned
    self.isCritical = isCritical
    isNotable = isLeftOut
  }
}

extension RunOutline.Span {
  fileprivate init?(planned start: Timestamp?, _ finish: Timestamp?) {
    guard let finish else { return nil }
    self.init(from: start ?? finish, to: finish)
  }
}

extension RunOutline.Group {
  fileprivate init(name: String?, _ rows: [RunOutline.Row]) {
    self.name = name
    self.rows = rows
    let plans = rows.compactMap(\.planned)
    if let from = plans.map(\.from).min() { planned = RunOutline.Span(from: from, to: plans.compactMap(\.to).max()) }
    let work = rows.flatMap(\.work)
    let lasts = work.contains { $0.to == nil }
    if let from = work.map(\.from).min() {
      actual = RunOutline.Span(from: from, to: lasts ? nil : work.compactMap(\.to).max())
    }
    done = rows.count { $0.state == .completed }
    let isDone = rows.allSatisfy { $0.state == .completed || $0.state == .skipped || $0.state == .cancelled }
    let isPlanned = rows.allSatisfy { $0.planned != nil || $0.work.isEmpty }
    if isDone, isPlanned, let end = actual?.to, let due = planned?.to { slip = end.exactly(since: due) }
  }
}

extension RunOutline.Mark {
  fileprivate init(_ milestone: Milestone) {
    self.init(
      kind: .milestone, title: milestone.title ?? milestone.id, planned: milestone.planned,
      reached: milestone.reached?.time, slip: milestone.slip)
  }

  fileprivate init(_ gate: GateCourse) {
    self.init(
      kind: .gate, title: gate.gate, planned: gate.plannedFinish, reached: gate.passed?.time, slip: gate.finishSlip)
    if let requested = gate.requested {
      waited = RunOutline.Span(from: requested.time, to: gate.passed?.time)
    }
    if gate.state == .rejected { rejected = gate.acts.last { $0.word == "rejected" || $0.word == "no-go" }?.at.time }
  }

  fileprivate var place: Int64 { (reached ?? rejected ?? planned ?? waited?.from)?.nanoseconds ?? .max }
}
