internal import CutoverModel
package import Replay

extension ScheduleRisk {
  /// How the plan comes out by its own three-point durations.
  package var page: Page {
    var page = Page()
    page.heading("If durations vary as estimated")
    page.facts(
      [
        ("duration", duration == nil ? "unknown: the plan gives none" : nil),
        ("half of the runs within", duration.map { "\(ShareText.rounded($0.p50))" }),
        ("80 % within", duration.map { "\(ShareText.rounded($0.p80))" }),
        ("95 % within", duration.map { "\(ShareText.rounded($0.p95))" }),
        ("on average", duration.map { "\(ShareText.rounded($0.mean))" }),
        ("window kept", windowKept.map { "in \(ShareText.of($0))" }),
        ("simulation", simulation.phrase),
      ])
    var table = Table([.init("objective"), .init("limit", .right), .init("met in", .right)])
    for objective in objectives where objective.met != nil {
      table.add([.code(objective.id), "\(SpanText.of(objective.limit))", "\(ShareText.of(objective.met))"])
    }
    page.table(table)
    page.append(criticalityPage)
    return page
  }

  /// What held the finish in some draws and not in others, most often first.
  var criticalityPage: Page {
    var page = Page()
    let always = criticality.filter { $0.critical.count == $0.critical.draws }.count
    let never = criticality.filter { $0.critical.count == 0 }.count
    let rows = criticality.enumerated().filter { $0.element.critical.count > 0 && $0.element.critical.count < $0.element.critical.draws }
      .sorted { ($1.element.critical.count, $0.offset) < ($0.element.critical.count, $1.offset) }
    guard !criticality.isEmpty else { return page }
    let further = rows.count > Self.listed ? "; of the others those most often" : ""
    page.paragraph(
      "On the critical path: \(Count.of(always, "activity", "activities")) in every draw, \(Count.of(never, "activity", "activities")) in none\(further)\(rows.isEmpty ? "." : ":")")
    var table = Table([.init("task"), .init("on the critical path in", .right)])
    for (_, row) in rows.prefix(Self.listed) {
      table.add([row.isGate ? "gate \(code: row.id)" : .code(row.id), "\(ShareText.of(row.critical))"])
    }
    page.table(table)
    return page
  }

  private static let listed = 15
}

extension Simulation {
  /// What makes the figures come out the same again.
  var phrase: Phrase {
    "\(Count.of(draws, "draw"))\(isReduced ? " (fewer, for so large a plan; --draws asks for more)" : ""), seed \(String(seed))"
  }
}
