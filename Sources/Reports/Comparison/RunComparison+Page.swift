internal import CloudEvents
internal import CutoverModel
internal import JSONText
package import Replay

extension RunComparison {
  /// What became of the runs, what got worse first, then every task, phase, objective and clock with one column a run.
  package var page: Page {
    var page = Page()
    page.paragraph(summary)
    page.append(runsPage)
    for later in runs.indices.dropFirst().reversed() { page.append(changesPage(to: later)) }
    page.append(tasksPage)
    page.append(phasesPage)
    page.append(objectivesPage)
    page.append(clocksPage)
    page.append(plansPage)
    return page
  }

  /// Numbers of runs as they head columns.
  private var columns: [Table.Column] { runs.indices.map { .init("run \($0 + 1)", .right) } }

  // MARK: - The whole

  private var summary: Phrase {
    let last = runs.count - 1
    guard last > 0 else { return "" }
    let counts = counts(to: last)
    let all = counts.all
    let start = "\(runs.count) runs in order of their start. From run \(last) to run \(last + 1)"
    guard all > 0 else { return "\(start) no task was completed in both." }
    var text: Phrase =
      """
      \(start), of \(Count.of(all, "task")) that both completed \(counts.longer) took longer, \(counts.shorter) less \
      time, \(counts.same) about the same
      """
    if let (task, change) = greatest(to: last) {
      text = text + "; the greatest difference is \(code: task) with \(ComparisonText.signed(change))"
    }
    return text + "."
  }

  /// Of the tasks that both completed; where their times leave it open they count among all only.
  private func counts(to later: Int) -> (all: Int, longer: Int, shorter: Int, same: Int) {
    let changes = tasks.filter { task in
      [later - 1, later].allSatisfy { task.records[$0]?.state == .completed }
    }.compactMap { $0.changes[later - 1] }
    return (
      changes.count, changes.count { $0.kind == .regression }, changes.count { $0.kind == .improvement },
      changes.count { $0.kind == .same }
    )
  }

  private func greatest(to later: Int) -> (task: String, difference: TimeSpan)? {
    var found: (task: String, difference: TimeSpan)?
    for task in tasks {
      guard let change = task.changes[later - 1], change.kind == .regression || change.kind == .improvement,
        let difference = change.difference
      else { continue }
      let length = max(difference, -difference)
      if let kept = found, length <= max(kept.difference, -kept.difference) { continue }
      found = (task.id, difference)
    }
    return found
  }

  private var runsPage: Page {
    var page = Page()
    page.heading("Runs")
    var what = Table([.init("run", .right), .init("kind"), .init("start"), .init("outcome"), .init("name")])
    var how = Table([
      .init("run", .right), .init("planned", .right), .init("took", .right), .init("slip", .right),
      .init("plan, version, environment"),
    ])
    for (number, run) in runs.enumerated() {
      what.add([
        "\(number + 1)", "\(run.kindText)", "\(run.execution.start?.time.description ?? "unknown")",
        run.outcomePhrase, .code(run.run ?? "unknown"),
      ])
      how.add([
        "\(number + 1)", "\(ComparisonText.brief(run.execution.planned))",
        "\(ComparisonText.brief(run.execution.duration))", run.slipPhrase,
        run.surroundings,
      ])
    }
    page.table(what)
    page.table(how)
    return page
  }

  // MARK: - What changed

  private func changesPage(to later: Int) -> Page {
    var page = Page()
    func rows(_ kind: Change.Kind) -> [RunComparison.Task] {
      tasks.filter { $0.changes[later - 1]?.kind == kind }.sorted { $0.isGreater(than: $1, at: later - 1) }
    }
    page.heading("From run \(later) to run \(later + 1)")
    if findings.contains(where: { $0.rule == .notAligned && $0.run == later }) {
      page.note("run \(later + 1) was made by another plan: equal ids need not mean equal work")
    }
    let (longer, shorter) = (rows(.regression), rows(.improvement))
    if longer.isEmpty, shorter.isEmpty { page.paragraph("No task took surely longer or less time.") }
    page.table(table(longer, "regressions", to: later))
    page.table(table(shorter, "improvements", to: later))
    page.list(
      [
        (rows(.unknown), "can't be compared"), (rows(.new), "only in run \(later + 1)"),
        (rows(.gone), "only in run \(later)"),
        (executed(rows(.notExecuted), in: later - 1), "not executed in run \(later + 1)"),
        (executed(rows(.notExecuted), in: later), "not executed in run \(later)"),
      ].filter { !$0.0.isEmpty }.map { "\($0.1): \(ComparisonText.names($0.0.map(\.id)))" })
    return page
  }

  private func executed(_ tasks: [RunComparison.Task], in run: Int) -> [RunComparison.Task] {
    tasks.filter { $0.records[run]?.isExecuted == true }
  }

  private func table(_ tasks: [RunComparison.Task], _ title: String, to later: Int) -> Table {
    var table = Table([
      .init(title), .init("run \(later)", .right), .init("run \(later + 1)", .right), .init("by", .right),
      .init("", .right), .init("run \(later + 1) had"),
    ])
    for task in tasks {
      let change = task.changes[later - 1]
      table.add([
        .code(task.id), "\(task.text(in: later - 1))", "\(task.text(in: later))",
        "\(ComparisonText.signed(change?.difference))", "\(ComparisonText.times(change?.permille))",
        "\(task.records[later]?.remarks ?? "")",
      ])
    }
    return table.withoutEmptyColumns
  }

  private var tasksPage: Page {
    var page = Page()
    page.heading("Tasks")
    page.paragraph(
      """
      From first start to completion. ↑ is surely longer than in the run before, ↓ surely shorter: by at least \
      \(Change.leastDifference.readable) and more than a tenth of the shorter one. ? stands where the times are too \
      uncertain to tell, – where a task of the plan was not executed.
      """)
    var table = Table([.init("task")] + columns)
    var idle: [String] = []
    for task in tasks {
      guard task.records.contains(where: { $0?.isExecuted == true }) else {
        idle.append(task.id)
        continue
      }
      let texts = runs.indices.map { task.text(in: $0) }
      table.add([.code(task.id)] + ComparisonText.cells(texts, task.changes) { $0 })
    }
    page.table(table)
    if !idle.isEmpty { page.list(["executed in no run: \(ComparisonText.names(idle))"]) }
    return page
  }

  private var phasesPage: Page {
    var page = Page()
    var table = Table([.init("phase"), .init("wave")] + columns)
    for phase in phases {
      let cells = ComparisonText.cells(phase.spans, phase.changes) { span in
        span.map { $0.span == nil ? "lasts" : ComparisonText.brief($0.span) } ?? ""
      }
      table.add([.code(phase.phase), phase.wave.map { .code($0) } ?? ""] + cells)
    }
    guard !phases.isEmpty else { return page }
    page.heading("Phases")
    page.table(table.withoutEmptyColumns)
    return page
  }
}

extension ComparedRun {
  /// The kind, with the modes of its tasks where they were not all live.
  fileprivate var kindText: String {
    let modes = execution.modes.filter { $0 != .live }.map(\.rawValue)
    return ([kind ?? "unknown"] + modes).joined(separator: ", ")
  }

  fileprivate var outcomePhrase: Phrase {
    guard let outcome = execution.outcome else { return "–" }
    switch outcome {
    case "completed": return .verdict(outcome, .good)
    case "rolled-back", "aborted": return .verdict(outcome, .bad)
    default: return "\(outcome)"
    }
  }

  fileprivate var slipPhrase: Phrase {
    if execution.isUnfinished, execution.slip == nil { return "unfinished" }
    return "\(ComparisonText.signed(execution.slip))"
  }

  /// Its plan, and in what environment and with which parameters it was run.
  fileprivate var surroundings: Phrase {
    let set = parameters.map { "\($0.name) \($0.value.string ?? JSONWriter.text(of: $0.value))" }
    let further = ((environment.map { [$0] } ?? []) + set).map { ", \($0)" }.joined()
    return (plan.map { "\(code: $0.plan) \($0.version)" } ?? "no plan") + "\(further)"
  }
}

extension RunComparison.Task {
  /// The duration in one run, or what stands in its place.
  fileprivate func text(in run: Int) -> String {
    guard let record = records[run] else { return "" }
    guard record.isExecuted else { return record.state == .planned ? "–" : record.state.rawValue }
    guard record.state == .completed else { return record.state.rawValue }
    if record.isMilestone { return "reached" }
    return record.duration.map { ComparisonText.brief($0) } ?? "no start"
  }

  /// By the length of the difference, the greater first.
  fileprivate func isGreater(than other: RunComparison.Task, at change: Int) -> Bool {
    func length(_ task: RunComparison.Task) -> TimeSpan {
      guard let difference = task.changes[change]?.difference else { return TimeSpan(nanoseconds: .max) }
      return max(difference, -difference)
    }
    return length(self) > length(other)
  }
}

extension TaskRecord {
  /// What may explain its duration.
  fileprivate var remarks: String {
    var remarks: [String] = []
    if attempts > 1 { remarks.append(Count.of(attempts, "attempt")) }
    if paused > .zero { remarks.append("a pause of \(ComparisonText.brief(paused))") }
    return remarks.joined(separator: ", ")
  }
}
