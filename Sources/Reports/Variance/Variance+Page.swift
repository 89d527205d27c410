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
    var page = summaryPage
    page.append(slipPage(level))
    page.append(tasksAndGatesPage(level))
    return page
  }

  /// The finish and its slip in a sentence, and how times are to be read.
  package var summaryPage: Page {
    let clock = RunClockText(self)
    var page = Page()
    page.paragraph(summary(clock))
    if let day = clock.day {
      let origin = start.map { "; T is \(clock.text($0.time)), \($0.basis.words)" } ?? ""
      page.paragraph("Times are UTC, of \(day) where no other day is said\(origin). Slips are by \(Self.method).")
    }
    return page
  }

  /// What made the slip, what the run would have taken without it, and what was forecast when.
  package func slipPage(_ level: Int) -> Page {
    let clock = RunClockText(self)
    var page = attributionPage(level)
    page.append(butForPage(level, clock))
    page.append(windowsPage(level, clock))
    return page
  }

  /// The plan as first adopted, and every task and gate against its plan.
  package func tasksAndGatesPage(_ level: Int) -> Page {
    let clock = RunClockText(self)
    var page = baselinePage(level, clock)
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
    if isUnfinished { return planned + unfinished(clock.text(finish)) }
    return planned + "finished at \(clock.text(finish)): \(strong: slip.lateness)."
  }

  /// The last that was done is no finish, however late it was.
  private func unfinished(_ last: String) -> Phrase {
    "not finished: \(strong: Count.of(undone.count, "task or gate", "tasks and gates")) not done, the last was done at \(last)."
  }

  private func forecastWords(_ clock: RunClockText) -> String {
    guard let date = dataDates.last(where: { $0.kind != .start && $0.forecast != nil }) else { return "" }
    return "; at \(clock.text(date.time)) the forecast was \(clock.text(date.forecast))"
  }

  private func rollbackSummary(_ rollback: RollbackVariance, _ clock: RunClockText) -> Phrase {
    var phrase: Phrase = "Rolled back, decided at \(clock.text(rollback.decision.time)): "
    guard let plannedFinish else {
      phrase = phrase + "the plan doesn't say how long that takes"
      return phrase + (actualFinish.map { "; the last that counts was done at \(clock.text($0.time))." } ?? ".")
    }
    phrase = phrase + "planned to be back at \(clock.text(plannedFinish)), "
    guard let actualFinish else { return phrase + "not finished." }
    if isUnfinished {
      phrase = phrase + unfinished(clock.text(actualFinish.time))
    } else {
      phrase = phrase + "it was at \(clock.text(actualFinish.time))"
      if slip != nil { phrase = phrase + ": \(strong: slip.lateness)" }
      phrase = phrase + "."
    }
    guard let main = rollback.plannedFinish else { return phrase }
    return phrase + " Without the rollback it was planned to finish at \(clock.text(main))."
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
          .code(task.id), "\(task.history.state.rawValue)", clock.phrase(task.history.firstStart), clock.phrase(task.history.completion),
        ])
      }
      page.table(table.withoutEmptyColumns)
    }
    return page
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

extension RunStart.Basis {
  fileprivate var words: String {
    switch self {
    case .stated: "as stated when the stream was opened"
    case .runBegan: "the run's beginning"
    case .firstTask: "the first task's start"
    }
  }
}
