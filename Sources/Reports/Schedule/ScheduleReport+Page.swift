internal import CutoverModel
internal import Replay

extension ScheduleReport {
  /// The plan with its schedule.
  package var page: Page {
    var page = Page()
    var title: Phrase = "Plan \(code: plan.plan), version \(plan.version)"
    if let text = plan.title { title = title + ": \(text)" }
    page.heading(title, level: 1)
    let tone: Phrase.Tone =
      switch schedule.isFeasible {
      case true: .good
      case false: .bad
      case nil: .open
      }
    page.facts([
      ("verdict", .verdict(verdict, tone)),
      ("tasks", "\(plan.tasks.count)"),
      ("duration", schedule.duration.map { "\($0.readable)" } ?? "unknown: not every task has a duration"),
      (
        "critical path",
        schedule.criticalPath.isEmpty
          ? nil : Phrase(Array(schedule.criticalPath.map { [Phrase.Run.code($0)] }.joined(separator: [.plain(" → ")])))
      ),
      ("rollback", schedule.rollback.map { "\(SpanText.of($0.duration)) from its decision" }),
      ("latest decision", schedule.latestDecision.map { "\(SpanText.fromStart($0))" }),
    ])
    page.append(problemPage)
    page.table(table(schedule.network, named: "task"))
    if let rollback = schedule.rollback {
      page.heading("If a rollback is decided")
      page.table(table(rollback, named: "rollback task"))
    }
    page.table(objectives)
    if let risk { page.append(risk.page) }
    return page
  }

  private var problemPage: Page {
    var page = Page()
    page.list(problems.map(\.phrase))
    return page
  }

  private func table(_ network: ScheduledNetwork, named name: String) -> Table {
    var table = Table([
      .init(name), .init("duration", .right), .init("early start", .right), .init("early finish", .right),
      .init("late start", .right), .init("late finish", .right), .init("total float", .right),
      .init("free float", .right), .init("critical"),
    ])
    func length(_ span: TimeSpan?) -> Phrase { Phrase(span?.readable ?? "") }
    func time(_ span: TimeSpan?) -> Phrase { span == nil ? "" : "\(SpanText.fromStart(span))" }
    for activity in network.tasks + network.gates {
      table.add([
        activity.isGate ? "gate \(code: activity.id)" : "\(code: activity.id)",
        length(activity.duration), time(activity.earlyStart), time(activity.earlyFinish),
        time(activity.lateStart), time(activity.lateFinish), length(activity.totalFloat),
        length(activity.freeFloat), activity.isCritical ? "critical" : "",
      ])
    }
    return table.withoutEmptyColumns
  }

  private var objectives: Table {
    var table = Table([
      .init("objective"), .init("planned", .right), .init("limit", .right), .init("can be met"),
    ])
    for objective in schedule.objectives {
      let answer: Phrase =
        switch objective.feasible {
        case true: .verdict("yes", .good)
        case false: .verdict("no", .bad)
        case nil: .verdict("the plan doesn't say", .open)
        }
      table.add([
        .code(objective.id), "\(SpanText.of(objective.planned))", "\(SpanText.of(objective.limit))", answer,
      ])
    }
    return table
  }
}
