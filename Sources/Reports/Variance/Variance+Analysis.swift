internal import CutoverModel
internal import Replay

extension Variance {
  // MARK: - What made the slip

  func attributionPage(_ level: Int) -> Page {
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
    let greatest = greatestParts
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

  func butForPage(_ level: Int, _ clock: RunClockText) -> Page {
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

  func windowsPage(_ level: Int, _ clock: RunClockText) -> Page {
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

  func baselinePage(_ level: Int, _ clock: RunClockText) -> Page {
    var page = Page()
    guard let original = baselines.first, let current = baselines.last, !current.isSamePlan(as: original) else {
      // What is only supposed was never adopted: it is no plan of the stream, neither the first nor the last.
      if baselines.contains(where: { $0.plannedFinish != nil && $0.digest != nil }) {
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

  static func span(_ span: TimeSpan?) -> Phrase { span == nil ? "" : "\(SpanText.signed(span))" }

  static func joined(_ phrases: [Phrase]) -> Phrase {
    Phrase(Array(phrases.map(\.runs).joined(separator: [.plain(", ")])))
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

extension SlipAttribution.Kind {
  var words: String {
    switch self {
    case .duration: "its own duration"
    case .gap: "waiting before it"
    case .start: "its start"
    case .scope: "another last task than planned"
    }
  }
}
