internal import CutoverModel
internal import Replay

/// Who decided what, at which gates, in which roles.
extension Postmortem {
  var decisions: Page {
    let timeline = report.timeline
    var page = Page()
    page.heading("Decisions")
    if timeline.decisions.isEmpty {
      page.paragraph("No decision was recorded.")
    } else {
      if !timeline.date.isEmpty { page.paragraph("Times without a date are of \(timeline.date) (UTC).") }
      page.table(table(of: timeline))
    }
    page.append(timeline.gatesPage)
    page.append(timeline.rolesPage)
    page.append(timeline.latencyPage)
    return page
  }

  private func table(of timeline: Timeline) -> Table {
    let day = timeline.date
    var table = Table([
      .init(timeline.streams > 1 ? "stream:line, id" : "line, id"), .init("at"), .init("known"), .init("decision"),
      .init("gate"), .init("by"), .init("why"),
    ])
    for decision in timeline.decisions {
      var word: Phrase = decision.decision.map { "\(strong: $0)" } ?? "not said"
      if decision.mode != .live { word = word + " (\(decision.mode.rawValue))" }
      var by: Phrase = decision.actor.map { .code($0) } ?? ""
      if let other = decision.onBehalfOf { by = by + " for \(code: other)" }
      table.add([
        EventText.anchor(decision.at.event, among: timeline.streams), "\(decision.at.moment.short(on: day))",
        timeline.acceptance(of: decision.at.event).map { "\($0.short(on: day))" } ?? "", word,
        decision.gate.map { .code($0) } ?? "", by, "\(decision.reason ?? "")",
      ])
    }
    return table.withoutEmptyColumns
  }
}
