internal import CutoverModel
internal import Replay

extension ForecastReport {
  /// What to expect of the next run, and what that rests on.
  package var page: Page {
    var page = Page()
    page.heading("The next run of \(code: plan.plan), version \(plan.version)", level: 1)
    page.facts(facts)
    if let note { page.note(note) }
    page.table(objectiveTable)
    page.append(history)
    page.append(forecast.risk.criticalityPage)
    page.list(problems.map(\.phrase))
    return page
  }

  private var isRangeOnly: Bool { forecast.n > 0 && !forecast.areQuantilesReliable }

  private var facts: [(String, Phrase?)] {
    let risk = forecast.risk
    let shown = isRangeOnly ? nil : risk.duration
    let observed =
      "\(Count.of(forecast.n, "run")): \(Count.of(forecast.history.all.ratios.count, "duration")), "
      + "\(Count.of(forecast.history.all.waits.count, "wait"))"
    let sizes = forecast.risk.duration == nil ? "unknown: the plan gives none" : nil
    return [
      ("history", forecast.n > 0 ? "\(observed)" : "none (n = 0): by the plan's own estimates"),
      ("planned duration", "\(SpanText.of(forecast.planned))"),
      ("duration", sizes.map { "\($0)" } ?? (isRangeOnly ? Self.range(forecast.range) : nil)),
      ("finish", sizes == nil && isRangeOnly ? Self.range(forecast.finishRange, SpanText.fromStart) : nil),
      ("half of the runs within", shown.map { "\(ShareText.rounded($0.p50))" }),
      ("80 % within", shown.map { "\(ShareText.rounded($0.p80))" }),
      ("95 % within", shown.map { "\(ShareText.rounded($0.p95))" }),
      ("window kept", windowPhrase),
      ("error of such forecasts", forecast.n > 0 ? "\(errorText)" : nil),
      ("simulation", risk.simulation.phrase),
    ]
  }

  private var windowPhrase: Phrase? {
    guard let kept = forecast.risk.windowKept else { return nil }
    guard forecast.n > 0 else { return "in \(ShareText.of(kept))" }
    let paces = forecast.runs.filter { $0.pace.isWindowKept == true }.count
    return "in \(ShareText.of(kept)) of the draws, at the pace of \(paces) of \(Count.of(forecast.n, "run"))"
  }

  private var errorText: String {
    let count = forecast.runs.filter { $0.error != nil }.count
    guard let error = forecast.medianError else { return "unknown: no whole run that others could have foretold" }
    return "\(ShareText.percent(error)) (\(Count.of(count, "whole run")) foretold from the others)"
  }

  private var note: Phrase? {
    if forecast.n == 0 {
      return plan.hasOnlySingleFigures
        ? "No earlier run, and the plan's durations are single figures: nothing here is more than the plan says itself."
        : "No earlier run: the chances are only as good as the plan's own estimates."
    }
    guard isRangeOnly else { return nil }
    return
      "\(Count.of(forecast.n, "earlier run")), fewer than \(Forecast.quantilesFrom): only a range is told, from the plan at the pace of each run, and no quantiles. The chances draw from so few runs too."
  }

  private static func range(
    _ range: (lower: TimeSpan, upper: TimeSpan)?, _ text: (TimeSpan?) -> String = SpanText.of
  ) -> Phrase {
    guard let range else { return "–" }
    let (lower, upper) = (text(ShareText.toSecond(range.lower)), text(ShareText.toSecond(range.upper)))
    return lower == upper ? "\(lower)" : "\(lower) … \(upper)"
  }

  private var objectiveTable: Table {
    var table = Table([
      .init("objective"), .init("limit", .right), .init("at the pace of earlier runs", .right), .init("met at"),
      .init("chance", .right),
    ])
    for (number, objective) in forecast.risk.objectives.enumerated() {
      guard objective.met != nil else {
        table.add([.code(objective.id), "\(SpanText.of(objective.limit))", "", "", "no plan foresees it"])
        continue
      }
      let range = forecast.range(ofObjective: number)
      table.add([
        .code(objective.id), "\(SpanText.of(objective.limit))", range == nil ? "" : Self.range(range),
        metAtPace(number).map { "\($0) of \(forecast.n)" } ?? "", "\(ShareText.of(objective.met))",
      ])
    }
    return table.withoutEmptyColumns
  }

  private var history: Page {
    var page = Page()
    guard forecast.n > 0 else { return page }
    page.heading("What it rests on")
    var runs = Table([
      .init("run"), .init("how it ended"), .init("completed", .right), .init("took", .right),
      .init("plan at its pace", .right), .init("foretold", .right), .init("error", .right),
    ])
    for row in forecast.runs {
      runs.add([
        row.run.run.map(Phrase.code) ?? "–", "\(row.run.ending.words)", "\(row.run.observations.count)",
        "\(SpanText.of(row.run.duration))", "\(ShareText.rounded(row.pace.duration))",
        "\(ShareText.rounded(row.predicted))", "\(ShareText.difference(row.error))",
      ])
    }
    page.table(runs)
    page.paragraph("Actual for planned duration:")
    var table = Table([
      .init("of"), .init("durations", .right), .init("least", .right), .init("half", .right), .init("80 %", .right),
      .init("95 %", .right), .init("greatest", .right),
    ])
    for row in classes where !row.sample.ratios.isEmpty {
      func ratio(_ percent: Int) -> Phrase { "\(ShareText.ratio(row.sample.ratio(percent: percent)?.millionths))" }
      let quantiles = isRangeOnly ? [Phrase([]), Phrase([]), Phrase([])] : [ratio(50), ratio(80), ratio(95)]
      table.add(["\(row.words)", "\(row.sample.ratios.count)", ratio(0)] + quantiles + [ratio(100)])
    }
    page.table(table.withoutEmptyColumns)
    return page
  }
}

extension Plan {
  /// Whether no duration of the way forward has three figures that differ.
  fileprivate var hasOnlySingleFigures: Bool {
    (tasks.filter { !$0.isRollbackOnly }.map(\.duration) + gates.map(\.duration)).allSatisfy { duration in
      guard case .threePoint(let least, _, let most)? = duration else { return true }
      return least == most
    }
  }
}

extension ForecastReport.ObservedClass {
  fileprivate var words: String {
    switch name {
    case "manual": "manual tasks"
    case "automated": "automated tasks"
    case "milestone": "milestones"
    case "gate": "gates"
    default: "everything"
    }
  }
}

extension EarlierRun.Ending {
  fileprivate var words: String {
    switch self {
    case .whole: "whole"
    case .rolledBack: "rolled back"
    case .aborted: "aborted"
    case .unfinished: "not finished"
    }
  }
}
