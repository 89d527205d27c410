internal import CloudEvents
internal import CutoverModel
internal import Replay

/// One row of a Gantt chart: a task or a gate with what was planned and what happened, or the head of a phase.
struct GanttRow: Sendable {
  enum Kind: Sendable { case phase, task, milestone, gate }

  /// One time that a task was tried.
  struct Attempt: Sendable {
    /// Nil where only its end was recorded.
    var from: Timestamp?
    /// Nil while it runs.
    var to: Timestamp?
    var outcome: TaskState?
    var pauses: [(from: Timestamp, to: Timestamp?)]
  }

  var kind: Kind
  var name: String
  /// What the plan calls it.
  var title: String?
  var plannedStart: Timestamp?
  var plannedFinish: Timestamp?
  /// How late it might have finished without moving the plan's finish.
  var floatEnd: Timestamp?
  var actualStart: Timestamp?
  var actualFinish: Timestamp?
  var attempts: [Attempt] = []
  /// Actual less planned finish.
  var slip: TimeSpan?
  /// Where it stands, in the words of the vocabulary.
  var state = ""
  var isDriving = false
  var isRollbackOnly = false
  var isUnplanned = false
  /// Whether it was found as it should be after it was done.
  var verified: TaskVariance.Verification?

  init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// Whether anything of it can be drawn.
  var isEmpty: Bool { plannedStart == nil && plannedFinish == nil && actualStart == nil && actualFinish == nil && attempts.isEmpty }
}

// MARK: - The rows of a run

extension GanttRow {
  /// All tasks and gates by phase: the plan's in its order, each gate behind what it waits for, then what was not planned.
  static func rows(of report: RunReport) -> [GanttRow] {
    guard let variance = report.variance, let plan = report.plan, plan.tasks.count == variance.tasks.count else {
      return rows(of: report.timeline)
    }
    let driving = Set(variance.drivingPath)
    var groups: [(phase: String?, rows: [GanttRow])] = []
    var phases: [String: String?] = [:]
    func add(_ row: GanttRow, to phase: String?) {
      if let number = groups.firstIndex(where: { $0.phase == phase }) {
        groups[number].rows.append(row)
      } else {
        groups.append((phase, [row]))
      }
      phases[row.name] = .some(phase)
    }
    for (task, result) in zip(plan.tasks, variance.tasks) {
      var row = GanttRow(task, result)
      row.isDriving = driving.contains(task.id)
      add(row, to: task.phase)
    }
    // A gate may wait for a gate that stands behind it in the plan.
    var waiting = Array(zip(plan.gates, variance.gates))
    while !waiting.isEmpty {
      let ready = waiting.firstIndex { gate, _ in gate.after.last.map { phases[$0.predecessor] != nil } ?? true } ?? 0
      let (gate, result) = waiting.remove(at: ready)
      var row = GanttRow(gate, result)
      row.isDriving = driving.contains(gate.id)
      add(row, to: gate.after.last.flatMap { phases[$0.predecessor] ?? nil })
    }
    var rows = groups.flatMap { phase, rows in
      groups.count == 1 && phase == nil ? rows : [head(phase ?? "no phase", of: rows)] + rows
    }
    if !variance.unplanned.isEmpty {
      let others = variance.unplanned.map { GanttRow($0) }
      rows += [head("not in the plan", of: others)] + others
    }
    return rows
  }

  /// The tasks of a run without a plan, as they happened.
  private static func rows(of timeline: Timeline) -> [GanttRow] {
    timeline.entries.compactMap { entry in
      guard let course = entry.course, let task = entry.task else { return nil }
      var row = GanttRow(.task, task)
      row.attempts = course.attempts.map {
        Attempt(
          from: $0.start?.time, to: $0.end?.time, outcome: $0.outcome,
          pauses: $0.pauses.map { ($0.from.time, $0.to?.time) })
      }
      row.actualStart = course.firstStart?.time
      row.actualFinish = course.completion?.time
      row.state = course.state.rawValue
      return row
    }
  }

  private static func head(_ name: String, of rows: [GanttRow]) -> GanttRow {
    var head = GanttRow(.phase, name)
    head.plannedStart = rows.compactMap { $0.plannedStart ?? $0.plannedFinish }.min()
    // A start alone is no length of time.
    head.plannedFinish = rows.compactMap(\.plannedFinish).max()
    let attempts = rows.flatMap(\.attempts)
    let moments = rows.compactMap(\.actualFinish) + rows.compactMap(\.actualStart)
    head.actualStart = (attempts.compactMap { $0.from ?? $0.to } + moments).min()
    head.actualFinish = (attempts.compactMap(\.to) + moments).max()
    return head
  }

  private init(_ task: PlannedTask, _ result: TaskVariance) {
    self.init(task.mode == .milestone ? .milestone : .task, task.id)
    title = task.title
    plannedStart = result.plannedStart
    plannedFinish = result.plannedFinish
    floatEnd = result.floatEnd
    actualStart = result.actualStart?.time
    actualFinish = result.actualFinish?.time
    attempts = result.attempts.map(Attempt.init)
    slip = result.finishSlip
    state = result.isAbandoned ? "given up" : result.state.rawValue
    isRollbackOnly = task.isRollbackOnly
    verified = result.actualFinish == nil ? nil : result.verified
  }

  private init(_ task: UnplannedTask) {
    self.init(.task, task.id)
    attempts = task.history.attempts.map(Attempt.init)
    actualStart = task.history.firstStart?.time
    actualFinish = task.history.completion?.time
    state = task.history.state.rawValue
    isUnplanned = true
  }

  private init(_ gate: Plan.Gate, _ result: GateVariance) {
    self.init(.gate, gate.id)
    plannedStart = result.plannedStart
    plannedFinish = result.plannedFinish
    actualStart = result.history.requested?.time
    actualFinish = result.history.passed?.time
    slip = result.slip
    state = result.history.state.rawValue
  }
}

extension GanttRow.Attempt {
  fileprivate init(_ attempt: TaskAttempt) {
    self.init(
      from: attempt.start?.time, to: attempt.end?.time, outcome: attempt.outcome,
      pauses: attempt.pauses.map { ($0.from.time, $0.to?.time) })
  }
}
