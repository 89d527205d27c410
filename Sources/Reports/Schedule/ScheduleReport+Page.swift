internal import CutoverModel
internal import Replay

extension ScheduleReport {
  /// The plan with its schedule.
  package var page: Page {
    var page = Page()
    var title: Phrase = "Plan \(code: plan.plan), version \(plan.version)"
    if let text = plan.title { title = title + ": \(text)" }
    page.heading(title, level: 1)
    page.facts(facts)
    page.list(problems.map(\.phrase))
    page.table(table(schedule.network, named: "task"))
    page.append(legend)
    if let rollback = schedule.rollback {
      page.heading("If a rollback is decided")
      page.table(table(rollback, named: "rollback task"))
    }
    page.append(outages)
    page.append(estimate)
    page.append(objectives)
    if let risk { page.append(risk.page) }
    return page
  }

  // MARK: - Facts

  private var facts: [(String, Phrase?)] {
    let path = schedule.criticalPath.map { [Phrase.Run.code($0)] }.joined(separator: [.plain(" → ")])
    return [
      ("verdict", verdictText),
      ("tasks", tasksText),
      ("duration", durationText),
      ("critical path", schedule.criticalPath.isEmpty ? nil : Phrase(Array(path))),
      ("window", windowText),
      ("rollback", schedule.rollback.map { "\(SpanText.short($0.duration)) from its decision" }),
      ("latest decision", latestText),
      ("decide by", decideByText),
    ]
  }

  private var verdictText: Phrase {
    let tone: Phrase.Tone =
      switch schedule.isFeasible {
      case true: .good
      case false: .bad
      case nil: .open
      }
    guard schedule.isFeasible == nil else { return .verdict(verdict, tone) }
    let dates = schedule.problems.count { $0.kind == .dateUnknown }
    let open = schedule.objectives.count { $0.feasible == nil }
    var parts: [String] = []
    if dates > 0 { parts.append(Count.of(dates, "date")) }
    if open > 0 { parts.append("\(open) of \(Count.of(schedule.objectives.count, "objective"))") }
    return .verdict(verdict, tone) + ": the plan doesn't say for \(parts.joined(separator: " and "))"
  }

  private var durationText: Phrase {
    if let duration = schedule.duration { return "\(SpanText.short(duration))" }
    let holdsNothing = plan.gates.isEmpty && plan.tasks.allSatisfy { $0.isBackground || $0.isRollbackOnly }
    return holdsNothing ? "none: no task holds the finish" : "unknown: not every task has a duration"
  }

  private var tasksText: Phrase {
    let background = plan.tasks.count { $0.isBackground && !$0.isRollbackOnly }
    let back = plan.tasks.count(where: \.isRollbackOnly)
    var parts: [String] = []
    if back > 0 { parts.append("\(back) only in a rollback") }
    if background > 0 { parts.append("\(background) in the background") }
    if !plan.gates.isEmpty { parts.append(Count.of(plan.gates.count, "gate") + " beside them") }
    return "\(([String(plan.tasks.count)] + parts).joined(separator: ", "))"
  }

  private var windowText: Phrase? {
    guard let window = plan.window else { return nil }
    let opens = SpanText.shortFromStart(window.opens.offset)
    let closes = SpanText.shortFromStart(window.closes.offset)
    guard let finish = schedule.network.finish else { return "\(opens) to \(closes)" }
    let left = window.closes.offset - finish
    let rest = left < .zero ? "\(SpanText.short(-left)) too late" : "\(SpanText.short(left)) before it closes"
    return "\(opens) to \(closes), the plan finishes \(rest)"
  }

  private var latestText: Phrase? {
    if let latest = schedule.latestDecision {
      return "\(SpanText.shortFromStart(latest)) for a rollback that still finishes in the window"
    }
    guard schedule.rollback != nil, plan.window != nil else { return nil }
    return "unknown: not every rollback task has a duration"
  }

  private var decideByText: Phrase? {
    guard let decideBy = plan.rollback?.decideBy?.offset else { return nil }
    let stated = SpanText.shortFromStart(decideBy)
    guard let latest = schedule.latestDecision else { return "\(stated)" }
    let left = latest - decideBy
    let rest = left < .zero ? "\(SpanText.short(-left)) too late" : "\(SpanText.short(left)) before the latest decision"
    return "\(stated), \(rest)"
  }

  // MARK: - Tables

  /// By start; the second float only where it differs from the first.
  private func table(_ network: ScheduledNetwork, named name: String) -> Table {
    var table = Table([
      .init(name), .init("takes", .right), .init("start", .right), .init("finish", .right), .init("float", .right),
      .init("free", .right),
    ])
    let background = Set(plan.tasks.lazy.filter(\.isBackground).map(\.id))
    func time(_ span: TimeSpan?) -> Phrase { span == nil ? "" : "\(SpanText.shortFromStart(span))" }
    func length(_ span: TimeSpan?) -> Phrase { span == nil ? "" : "\(SpanText.short(span))" }
    for activity in network.chronological {
      var float: Phrase = activity.totalFloat == .zero ? "critical" : length(activity.totalFloat)
      if activity.totalFloat == nil, background.contains(activity.id) { float = "background" }
      table.add([
        activity.isGate ? "gate \(code: activity.id)" : "\(code: activity.id)",
        length(activity.duration), time(activity.earlyStart), time(activity.earlyFinish), float,
        activity.freeFloat == activity.totalFloat ? "" : length(activity.freeFloat),
      ])
    }
    return table.withoutEmptyColumns
  }

  private var legend: Page {
    var page = Page()
    guard schedule.network.finish != nil else { return page }
    page.paragraph(
      """
      Float is how much later it may finish without moving the plan's finish or missing a deadline, free without moving \
      anything else, where that differs. Critical is what has no float.
      """)
    return page
  }

  private var outages: Page {
    var page = Page()
    guard !schedule.outages.isEmpty else { return page }
    var table = Table([
      .init("service"), .init("out for", .right), .init("from", .right), .init("to", .right), .init("between"),
    ])
    for outage in schedule.outages {
      for span in outage.spans {
        table.add([
          .code(outage.service), "\(SpanText.short(span.length))", "\(SpanText.shortFromStart(span.start))",
          "\(SpanText.shortFromStart(span.end))", "\(code: span.from.text) and \(code: span.to.text)",
        ])
      }
      guard outage.spans.count > 1 else { continue }
      table.add([
        "\(code: outage.service) in all", "\(SpanText.short(outage.total))", "", "",
        "the longest of it \(SpanText.short(outage.longest))",
      ])
    }
    page.heading("Planned outage")
    page.table(table)
    return page
  }

  private var estimate: Page {
    var page = Page()
    guard let pert = schedule.pert else { return page }
    page.heading("Finish by PERT")
    guard pert.variance > 0 else {
      page.paragraph(
        """
        No task of the critical path has three figures, so PERT, which looks at that path alone, has nothing to say.
        """)
      return page
    }
    page.facts([
      ("mean finish", "\(SpanText.shortFromStart(pert.finish))"),
      ("standard deviation", "\(SpanText.short(pert.standardDeviation.roundedToSeconds))"),
      (
        "chance of the window",
        pert.probability.map { "\(NumberText.percent($0)) to finish by \(SpanText.shortFromStart(pert.limit))" }
      ),
    ])
    page.paragraph(
      """
      PERT looks at the critical path alone. Other paths that may overtake it make the true finish later and the true \
      chance smaller.
      """)
    return page
  }

  private var objectives: Page {
    var page = Page()
    guard !schedule.objectives.isEmpty else { return page }
    var table = Table([
      .init("objective"), .init("planned", .right), .init("limit", .right), .init("can be met"),
    ])
    for (objective, answer) in zip(plan.objectives, schedule.objectives) {
      let verdict: Phrase =
        switch answer.feasible {
        case true: .verdict("yes", .good)
        case false: .verdict("no", .bad)
        case nil: .fact("the plan doesn't say", .open)
        }
      table.add([
        "\(code: answer.id)", "\(SpanText.short(answer.planned))", limit(of: objective), verdict,
      ])
    }
    page.heading("Objectives")
    page.table(table)
    return page
  }

  private func limit(of objective: Objective) -> Phrase {
    switch objective.limit {
    case .span(let span): "\(SpanText.short(span))"
    case .count(let count, let unit): "\(count) \(unit)"
    }
  }
}

extension TimeSpan {
  /// The nearest span of whole seconds.
  fileprivate var roundedToSeconds: TimeSpan {
    let second: Int64 = 1_000_000_000
    let rest = nanoseconds % second
    return TimeSpan(seconds: nanoseconds / second + (rest * 2 >= second ? 1 : 0))
  }
}
