internal import CloudEvents
internal import CutoverModel
package import Replay

extension Variance {
  /// Whether any planned time was compared with an actual one.
  package var hasPlannedTimes: Bool {
    plannedFinish != nil || tasks.contains { $0.plannedStart != nil || $0.plannedFinish != nil }
  }

  /// The finish and its slip, what made it, what it would have been, what was forecast, the tasks and the gates.
  ///
  /// - Parameter level: Of its headings.
  package func page(level: Int = 2) -> Page {
    let clock = RunClockText(self)
    var page = Page()
    page.paragraph(summary(clock))
    if let day = clock.day {
      let origin = start.map { "; T is \(clock.text($0.time)), \($0.basis.words)" } ?? ""
      page.paragraph("Times are UTC, of \(day) where no other day is said\(origin). Slips are by \(Self.method).")
    }
    page.append(attributionPage(level))
    page.append(butForPage(level, clock))
    page.append(windowsPage(level, clock))
    page.append(baselinePage(level, clock))
    page.append(tasksPage(level, clock))
    page.table(gateTable(clock))
    page.append(leftPage(clock))
    return page
  }

  // MARK: - In one sentence

  private func summary(_ clock: RunClockText) -> Phrase {
    let finish = actualFinish?.time
    if let rollback { return rollbackSummary(rollback, clock) }
    if baselines.isEmpty, tasks.isEmpty {
      return "There is no plan to compare with: \(Count.of(unplanned.count, "task")) not planned."
    }
    guard let plannedFinish else {
      let open: Phrase = isOver ? "Nothing of the plan was finished." : "It goes on."
      let end: Phrase = finish.map { "It finished at \(clock.text($0))." } ?? open
      return end + (start == nil ? " Nothing says when it started, so nothing is planned for an instant."
        : " When it was planned to finish is unknown: the plan gives no durations to reckon with.")
    }
    let planned: Phrase = "Planned to finish at \(clock.text(plannedFinish)), "
    guard let finish else {
      return planned + (isOver ? "and nothing of the plan was finished." : "the run goes on\(forecastWords(clock)).")
    }
    return planned + "finished at \(clock.text(finish)): \(strong: slip.lateness)."
  }

  private func forecastWords(_ clock: RunClockText) -> String {
    guard let date = dataDates.last(where: { $0.kind != .start && $0.forecast != nil }) else { return "" }
    return "; at \(clock.text(date.time)) the forecast was \(clock.text(date.forecast))"
  }

  private func rollbackSummary(_ rollback: RollbackVariance, _ clock: RunClockText) -> Phrase {
    var phrase: Phrase = "Rolled back, decided at \(clock.text(rollback.decision.time)): "
    if let plannedFinish {
      phrase = phrase + "planned to be back at \(clock.text(plannedFinish)), "
    } else {
      phrase = phrase + "the plan doesn't say how long that takes, "
    }
    guard let actualFinish else { return phrase + "not finished." }
    phrase = phrase + "it was at \(clock.text(actualFinish.time))"
    if slip != nil { phrase = phrase + ": \(strong: slip.lateness)" }
    phrase = phrase + "."
    guard let main = rollback.plannedFinish else { return phrase }
    return phrase + " Without the rollback it was planned to finish at \(clock.text(main))."
  }

  // MARK: - What made the slip

  private func attributionPage(_ level: Int) -> Page {
    var page = Page()
    guard !attribution.isEmpty else { return page }
    page.heading("What made the slip", level: level)
    var rows: [(task: String, before: TimeSpan?, own: TimeSpan?)] = []
    for part in attribution where part.kind != .scope {
      if rows.last?.task != part.task { rows.append((part.task, nil, nil)) }
      if part.kind == .duration {
        rows[rows.count - 1].own = (rows[rows.count - 1].own ?? .zero) + part.slip
      } else {
        rows[rows.count - 1].before = (rows[rows.count - 1].before ?? .zero) + part.slip
      }
    }
    let greatest = attribution.filter { $0.slip > .zero }.sorted { $0.slip > $1.slip }.prefix(3)
    if !greatest.isEmpty {
      let names = greatest.map { "\(code: $0.task) (\($0.kind.words)) \(SpanText.signed($0.slip))" as Phrase }
      page.paragraph("Most of all: " + Self.joined(names) + ". Along the driving path; each second counts once.")
    } else {
      page.paragraph("Along the driving path; each second counts once.")
    }
    var table = Table([
      .init("task"), .init("before it", .right), .init("its own time", .right), .init("together", .right),
    ])
    for row in rows {
      let sum = (row.before ?? .zero) + (row.own ?? .zero)
      table.add([.code(row.task), Self.span(row.before), Self.span(row.own), Self.span(sum)])
    }
    for part in attribution where part.kind == .scope {
      table.add(["\(part.kind.words)", "", "", Self.span(part.slip)])
    }
    page.table(table.withoutEmptyColumns)
    return page
  }

  // MARK: - But for

  private func butForPage(_ level: Int, _ clock: RunClockText) -> Page {
    var page = Page()
    guard let butFor else { return page }
    page.heading("What it would have taken", level: level)
    page.paragraph(
      """
      Without pauses, and without what was tried in vain or done twice, by \(Self.butForMethod). What each alone would \
      have saved doesn't add up to what all together would.
      """)
    var table = Table([
      .init("task"), .init("without"), .init("lasted", .right), .init("finish", .right), .init("earlier by", .right),
    ])
    for result in butFor.alone {
      table.add([
        .code(result.cause.task), "\(result.cause.words)", "\(result.cause.length.readable)",
        "\(clock.text(result.finish))", "\(result.saved.readable)",
      ])
    }
    let all: Phrase = butFor.count == 1 ? "this" : "all \(butFor.count)"
    if butFor.count > 1 {
      table.add(["all together", all, "", "\(clock.text(butFor.finish))", "\(butFor.saved.readable)"])
    }
    page.table(table)
    if butFor.count > butFor.alone.count {
      page.paragraph("Shown alone are the \(butFor.alone.count) longest.")
    }
    return page
  }

  // MARK: - Windows

  private func windowsPage(_ level: Int, _ clock: RunClockText) -> Page {
    var page = Page()
    guard dataDates.count(where: { $0.forecast != nil }) > 1 else { return page }
    page.heading("What was forecast, and when", level: level)
    page.paragraph(
      """
      The finish as forecast when each gate was passed, from what was known then, by \(Self.windowsMethod). The slips \
      add up to the whole.
      """)
    var table = Table([
      .init("until"), .init("time", .right), .init("forecast", .right), .init("slip", .right), .init("SPI(t)", .right),
      .init("then held by"),
    ])
    for date in dataDates {
      table.add([
        date.gate.map { .code($0) } ?? "\(date.kind.words)", "\(clock.text(date.time))",
        "\(clock.text(date.forecast))", Self.span(date.slip), "\(date.earned?.index ?? "")",
        date.path.first.map { .code($0) } ?? "",
      ])
    }
    page.table(table.withoutEmptyColumns)
    if let earned = lastEarned, let index = earned.index {
      page.paragraph(
        """
        Earned schedule, last: \(earned.earned.readable) of the plan's \(earned.plannedDuration.readable) done in \
        \(earned.actualTime.readable), SPI(t) \(index), SV(t) \(SpanText.signed(earned.scheduleVariance)).
        """)
    }
    return page
  }

  // MARK: - Baselines

  private func baselinePage(_ level: Int, _ clock: RunClockText) -> Page {
    var page = Page()
    guard let original = baselines.first, let current = baselines.last, !current.isSamePlan(as: original) else {
      if baselines.contains(where: { $0.plannedFinish != nil }) {
        page.paragraph("The judged plan is the last one: original and current baseline are the same.")
      }
      return page
    }
    page.heading("Against the original and the current baseline", level: level)
    var table = Table([
      .init("baseline"), .init("plan"), .init("planned", .right), .init("finished", .right), .init("slip", .right),
    ])
    for baseline in baselines {
      table.add([
        "\(baseline.which.rawValue)", "\(code: baseline.plan), version \(baseline.version)",
        "\(clock.text(baseline.plannedFinish))", "\(clock.text(baseline.actualFinish?.time))", Self.span(baseline.slip),
      ])
    }
    page.table(table)
    var slips = Table([.init("task"), .init("original slip", .right), .init("current slip", .right)])
    var known: [[UInt8]: TaskVariance] = [:]
    for task in original.tasks where known[Array(task.id.utf8)] == nil { known[Array(task.id.utf8)] = task }
    for task in current.tasks {
      let first = known[Array(task.id.utf8)]
      guard task.finishSlip != first?.finishSlip else { continue }
      slips.add([.code(task.id), Self.span(first?.finishSlip), Self.span(task.finishSlip)])
    }
    page.table(slips)
    return page
  }

  // MARK: - Tasks and gates

  private func tasksPage(_ level: Int, _ clock: RunClockText) -> Page {
    var page = Page()
    let untried = Set(notExecuted.map { Array($0.utf8) })
    let due = tasks.filter { $0.isDue || untried.contains(Array($0.id.utf8)) }
    guard !due.isEmpty else { return page }
    page.heading("Tasks", level: level)
    var times = Table([
      .init("task"), .init("to start", .right), .init("started", .right), .init("to finish", .right),
      .init("finished", .right), .init("slip", .right),
    ])
    for task in due {
      times.add([
        .code(task.id), "\(clock.text(task.plannedStart))", "\(clock.text(task.actualStart?.time))",
        "\(clock.text(task.plannedFinish))",
        task.actualFinish.map { "\(clock.text($0.time))" } ?? "\(task.standing)", Self.span(task.finishSlip),
      ])
    }
    page.table(times.withoutEmptyColumns)
    var slips = Table([
      .init("task"), .init("slip", .right), .init("inherited", .right), .init("waited", .right),
      .init("longer by", .right), .init("float left", .right),
    ])
    for task in due where task.finishSlip.map({ $0 != .zero }) ?? false || task.durationSlip.map({ $0 != .zero }) ?? false {
      var waited: TimeSpan?
      if let caused = task.causedSlip, let longer = task.durationSlip { waited = caused - longer }
      var left: TimeSpan?
      if let float = task.totalFloat, let used = task.floatUsed { left = float - used }
      slips.add([
        .code(task.id), Self.span(task.finishSlip), Self.span(task.inheritedSlip), Self.span(waited),
        Self.span(task.durationSlip), "\(left?.readable ?? "")",
      ])
    }
    if !slips.rows.isEmpty {
      page.paragraph(
        """
        A slip is inherited where what a task waited for was late, else its own: it waited longer than it had to, or \
        took longer.
        """)
      page.table(slips.withoutEmptyColumns)
    }
    return page
  }

  private func gateTable(_ clock: RunClockText) -> Table {
    var table = Table([
      .init("gate"), .init("state"), .init("planned", .right), .init("passed", .right), .init("slip", .right),
      .init("inherited", .right), .init("its own", .right),
    ])
    for gate in gates {
      table.add([
        .code(gate.id), "\(gate.history.state.rawValue)", "\(clock.text(gate.plannedFinish))",
        "\(clock.text(gate.history.passed?.time))", Self.span(gate.slip), Self.span(gate.inheritedSlip),
        Self.span(gate.causedSlip),
      ])
    }
    return table.withoutEmptyColumns
  }

  // MARK: - What is left

  private func leftPage(_ clock: RunClockText) -> Page {
    var page = Page()
    func list(_ words: String, _ names: [String]) {
      guard !names.isEmpty else { return }
      page.paragraph("\(words): " + Self.joined(names.map { .code($0) }) + ".")
    }
    list("Verified by their checks", tasks.filter { $0.verified == .passed }.map(\.id))
    list(
      "Completed, but not every check of them was seen afterwards",
      tasks.filter { $0.verified == .noCheck && !$0.unseenChecks.isEmpty }.map(\.id))
    list("Completed, and a check of them failed", tasks.filter { $0.verified == .failed }.map(\.id))
    list("Not executed", notExecuted)
    list("Given up by the rollback", rollback?.abandoned ?? [])
    if !unplanned.isEmpty {
      var table = Table([.init("not in the plan"), .init("state"), .init("started", .right), .init("finished", .right)])
      for task in unplanned {
        table.add([
          .code(task.id), "\(task.history.state.rawValue)", "\(clock.text(task.history.firstStart?.time))",
          "\(clock.text(task.history.completion?.time))",
        ])
      }
      page.table(table.withoutEmptyColumns)
    }
    return page
  }

  private static func span(_ span: TimeSpan?) -> Phrase { span == nil ? "" : "\(SpanText.signed(span))" }

  private static func joined(_ phrases: [Phrase]) -> Phrase {
    Phrase(Array(phrases.map(\.runs).joined(separator: [.plain(", ")])))
  }
}

extension Optional<TimeSpan> {
  /// `40m 36s late`, `2m early`, `as planned`.
  fileprivate var lateness: String {
    guard let span = self else { return "a difference beyond reckoning" }
    if span == .zero { return "as planned" }
    return span > .zero ? "\(span.readable) late" : "\((-span).readable) early"
  }
}

extension TaskVariance {
  /// Whether it had to be done or anything was said of it: a rollback's tasks only once one was decided.
  fileprivate var isDue: Bool { plannedStart != nil || plannedFinish != nil || state != .planned }

  /// Where it stands, for a task without a finish.
  fileprivate var standing: String {
    if isAbandoned { return state == .planned ? "given up" : "\(state.rawValue), given up" }
    return state == .planned ? "" : state.rawValue
  }
}

extension EarnedSchedule {
  /// SPI(t) with four digits; nil where there is none.
  fileprivate var index: String? {
    guard let index = performanceIndex?.tenThousandths else { return nil }
    let digits = String(index.magnitude % 10_000)
    let fraction = String(repeating: "0", count: 4 - digits.count) + digits
    return "\(index < 0 ? "-" : "")\(index.magnitude / 10_000).\(fraction)"
  }
}

extension DataDate.Kind {
  fileprivate var words: String {
    switch self {
    case .start: "the start"
    case .gate: "a gate"
    case .decision: "the decision"
    case .rollback: "the rollback"
    case .finish: "the finish"
    }
  }
}

extension ButFor.Cause {
  fileprivate var words: String {
    switch kind {
    case .pause: attempt > 1 ? "pause in attempt \(attempt)" : "pause"
    case .attempt: "attempt \(attempt)"
    case .repetition: "repetition \(attempt)"
    }
  }
}

extension RunStart.Basis {
  fileprivate var words: String {
    switch self {
    case .stated: "as stated when the stream was opened"
    case .runBegan: "the run's beginning"
    case .firstTask: "the first task's start"
    }
  }
}

extension SlipAttribution.Kind {
  fileprivate var words: String {
    switch self {
    case .duration: "its own duration"
    case .gap: "waiting before it"
    case .start: "its start"
    case .scope: "another last task than planned"
    }
  }
}
