internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What the entries amount to: gates, roles, gaps, and how long decisions took.
extension Timeline {
  /// The day that times without a date are of: that of the first entry.
  var date: String { entries.first?.moment.stated.day ?? "" }

  private func time(_ time: Timestamp?) -> Phrase { "\(time?.short(on: date) ?? "")" }
  private func time(_ at: EventMoment?) -> Phrase { at.map { .event($0.moment.short(on: date), $0.event.place) } ?? "" }

  var gatesPage: Page {
    var page = Page()
    var table = Table([
      .init("requested"), .init("passed"), .init("planned"), .init("slip", .right), .init("what"),
    ])
    for gate in gates {
      table.add([
        time(gate.requested), time(gate.passed), time(gate.plannedFinish),
        gate.finishSlip.map { "\(SpanText.signed($0))" } ?? "", gate.phrase(on: date),
      ])
    }
    for milestone in milestones {
      let reached: Phrase =
        milestone.reached == nil ? " — not reached" : milestone.isDerived ? " — without an event of its own" : ""
      table.add([
        "", time(milestone.reached), time(milestone.planned),
        milestone.slip.map { "\(SpanText.signed($0))" } ?? "",
        "milestone \(strong: milestone.title ?? milestone.id)" + reached,
      ])
    }
    guard !table.rows.isEmpty else { return page }
    page.heading(milestones.isEmpty ? "Gates" : gates.isEmpty ? "Milestones" : "Gates and milestones", level: 3)
    page.table(table.withoutEmptyColumns)
    return page
  }

  var rolesPage: Page {
    var page = Page()
    guard !roles.isEmpty else { return page }
    page.heading("Roles", level: 3)
    var table = Table([.init("from"), .init("until"), .init("role"), .init("held by")])
    for role in roles {
      table.add([
        time(role.from), time(role.to), "\(role.role)", role.holder.map { .code($0) } ?? "not recorded",
      ])
    }
    page.table(table)
    return page
  }

  var gapsPage: Page {
    var page = Page()
    let idle = gaps.total(of: .idle)
    let waiting = gaps.total(of: .gate)
    guard !gaps.spans.isEmpty else { return page }
    page.heading("Gaps in which no work was recorded", level: 3)
    page.facts([
      ("no work recorded", idle.stated > .zero ? "\(SpanText.of(MeasuredSpan(idle)))" : nil),
      ("waiting for gates", waiting.stated > .zero ? "\(SpanText.of(MeasuredSpan(waiting)))" : nil),
      ("longest", gaps.longest.map { "\(SpanText.of(MeasuredSpan($0.span)))" }),
    ])
    var table = Table([.init("from"), .init("until"), .init("for", .right), .init("what")])
    let shown = gaps.spans.filter { $0.span.stated >= TimeSpan(seconds: 60) }
    for gap in shown {
      table.add([
        time(gap.from), time(gap.to), "\(gap.span.stated.readable)", gap.phrase,
      ])
    }
    page.table(table)
    let short = gaps.spans.count - shown.count
    if short > 0 { page.paragraph("\(Count.of(short, "gap")) of less than a minute not listed") }
    return page
  }

  var latencyPage: Page {
    var page = Page()
    let rows = incidents.isEmpty ? [latency].filter { $0.acted != nil } : incidents
    guard !rows.isEmpty else { return page }
    page.heading("From detection to action", level: 3)
    for latency in rows {
      if let title = latency.title { page.paragraph(title) }
      page.table(latency.table(on: date, among: streams))
      page.facts([
        ("detected to acted", latency.whole.map { "\(SpanText.of(MeasuredSpan($0)))" })
      ])
    }
    return page
  }
}

extension GateCourse {
  fileprivate func phrase(on date: String) -> Phrase {
    var phrase: Phrase = "gate \(strong: gate) — \(state.rawValue)"
    if passedMode != .live {
      phrase = phrase + " (\(passedMode.rawValue))"
      if let passedLive { phrase = phrase + ", live at " + .event(passedLive.moment.short(on: date), passedLive.event.place) }
    }
    if let waited {
      let length = waited.isVague ? SpanText.of(MeasuredSpan(waited)) : waited.stated.readable
      phrase = phrase + ", waited for \(length)"
    }
    if let deadline, let inTime {
      switch inTime {
      case .met: phrase = phrase + ", by its deadline \(deadline.short(on: date))"
      case .missed: phrase = phrase + ", \(.verdict("deadline \(deadline.short(on: date)) missed", .bad))"
      case .unknown: phrase = phrase + ", deadline \(deadline.short(on: date))"
      }
    }
    for act in acts.prefix(10) {
      phrase = phrase + "; \(act.word)"
      if let actor = act.actor { phrase = phrase + " by \(code: actor)" }
      if let other = act.onBehalfOf { phrase = phrase + " for \(code: other)" }
      if act.mode != .live { phrase = phrase + " (\(act.mode.rawValue))" }
      phrase = phrase + " at " + .event(act.at.moment.short(on: date), act.at.event.place)
    }
    let rest = acts.count - min(10, acts.count) + further
    return rest > 0 ? phrase + "; \(rest) more" : phrase
  }
}

extension Gap {
  fileprivate var phrase: Phrase {
    var phrase: Phrase = "no work"
    if let gate = gates.first {
      phrase = "waiting for gate \(strong: gate)"
      for gate in gates.dropFirst().prefix(4) { phrase = phrase + " and \(strong: gate)" }
      if gates.count > 5 { phrase = phrase + " and \(gates.count - 5) more" }
    }
    switch (before, after) {
    case (let before?, let after?) where before == after: phrase = phrase + ", in the midst of \(code: before)"
    case (let before?, let after?): phrase = phrase + ", between \(code: before) and \(code: after)"
    case (let before?, nil): phrase = phrase + ", after \(code: before)"
    case (nil, let after?): phrase = phrase + ", before \(code: after)"
    case (nil, nil): break
    }
    return span.isVague ? phrase + " (\(span.lower.readable) … \(span.upper.readable))" : phrase
  }
}

extension DecisionLatency {
  /// What the incident is called and about; nil where nothing says it.
  fileprivate var title: Phrase? {
    var parts: [Phrase] = []
    if let incident { parts.append("\(code: incident)") }
    if let service { parts.append("\(service)") }
    if let severity { parts.append("severity \(severity)") }
    guard let first = parts.first else { return nil }
    return parts.dropFirst().reduce("incident " + first) { $0 + ", " + $1 }
  }

  fileprivate func table(on date: String, among streams: Int) -> Table {
    var table = Table([
      .init(streams > 1 ? "stream:line" : "line", .right), .init("at"), .init("took"), .init("what"),
    ])
    func row(_ at: EventMoment?, _ what: Phrase, since earlier: EventMoment?, _ span: SpanInterval?) {
      guard let at else { return }
      let took: Phrase =
        span.map { "\(SpanText.of(MeasuredSpan($0)))" } ?? (earlier == nil ? "" : "unknown, the order is open")
      table.add([EventText.place(at.event, among: streams), "\(at.moment.short(on: date))", took, what])
    }
    row(detected, "detected", since: nil, nil)
    row(declared, "declared", since: detected, toDeclare)
    row(decided, "decided" + (decision.map { ": \($0)" } ?? ""), since: declared, toDecide)
    row(acted, "acted" + (task.map { ": \(code: $0)" } ?? ""), since: decided, toAct)
    row(mitigated, "mitigated", since: detected ?? declared, toMitigate)
    row(resolved, "resolved", since: detected ?? declared, toResolve)
    return table.withoutEmptyColumns
  }
}

extension SpanInterval {
  /// Whether its bounds are more than two seconds from what is stated, so that they are worth a reader's while.
  fileprivate var isVague: Bool {
    lower < stated - TimeSpan(seconds: 2) || upper > stated + TimeSpan(seconds: 2)
  }
}
