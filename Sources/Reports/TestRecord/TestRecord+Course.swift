internal import CutoverModel
internal import Replay

/// How the test went: where the traffic ran, the way back, the checks, what was not as it should be and what is open.
extension TestRecord {
  var soakPage: Page {
    var page = Page()
    page.heading("Operation at the other site")
    var table = Table([
      .init("service"), .init("all traffic at"), .init("from"), .init("until"), .init("how long"), .init("line, id"),
    ])
    for holding in facts.holdings {
      let until: Phrase = holding.to.map { time($0) } ?? holding.seen.map { "still there at \(time($0))" } ?? "not recorded"
      table.add([
        holding.service.map { .code($0) } ?? "all", .code(holding.site), time(holding.from), until,
        "\(holding.length.map { SpanText.of($0) } ?? "unknown")", anchor(holding.from.event),
      ])
    }
    page.table(table)
    if facts.holdings.isEmpty { page.paragraph("No event says that all traffic of a service was at one site.") }
    if kind == "failback" {
      page.paragraph("How long the traffic had run at the site that it left is told by the stream that this one undoes.")
    }
    page.append(fields(.soak))
    return page
  }

  var failbackPage: Page {
    var page = Page()
    page.heading("Back to normal")
    let rollback = report.variance?.rollback
    page.facts(
      [
        ("this run", kind == "failback" ? "is a failback" : nil),
        ("rolled back", rollback.map { "decided at \(time($0.decision)), line " + anchor($0.decision.event) }),
        ("planned rollback tasks", report.plan?.rollback.map { $0.tasks.isEmpty ? "none" : Self.codes($0.tasks) }),
        ("its trigger", report.plan?.rollback?.trigger.map { "\($0)" }),
      ] + followed.map { ($0.relation, Phrase.code($0.origin)) })
    if kind != "failback" { page.paragraph("A failback after this run is a run of its own, and not in these streams.") }
    page.append(fields(.failback))
    return page
  }

  var checksPage: Page {
    var page = Page()
    guard !facts.checks.isEmpty else { return page }
    page.heading("Checks")
    var table = Table([.init("check"), .init("at last"), .init("at"), .init("times failed", .right), .init("line, id")])
    for check in facts.checks {
      let outcome = check.last.rawValue
      let tone: Phrase.Tone = check.last == .passed ? .good : check.last == .failed ? .bad : .open
      table.add([
        .code(check.check), .fact(outcome, tone), time(check.lastEvent), check.failed > 0 ? "\(check.failed)" : "",
        anchor(check.lastEvent.event),
      ])
    }
    page.table(table.withoutEmptyColumns)
    return page
  }

  var deficienciesPage: Page {
    var page = Page()
    page.heading("Deficiencies")
    page.append(table(deficiencies, for: ["priority", "remedy", "owner", "due", "tested again"]))
    if deficiencies.isEmpty { page.paragraph("The streams show none.") }
    page.append(proofs(of: deficiencies))
    page.facts([("Further deficiencies", Self.blank)])
    return page
  }

  var openPage: Page {
    var page = Page()
    page.heading("What is open")
    page.append(table(open, for: ["settled by"]))
    if open.isEmpty { page.paragraph("Nothing that the streams show.") }
    return page
  }

  /// The events that violate rules, with their leaf hashes.
  private func proofs(of matters: [Matter]) -> Page {
    var page = Page()
    var table = Table([.init("", .right), .init("line, id"), .init("type"), .init("leaf")])
    for (number, matter) in matters.enumerated() where matter.kind == "rule" {
      for event in matter.events {
        table.add([
          "\(number + 1)", anchor(event), .code(EventText.shortType(event.type)),
          AuditDetail.document.leaf(audit?.leaf(of: event)),
        ])
      }
    }
    if !table.rows.isEmpty { page.paragraph("Events that violate rules, each with its leaf hash in the stream:") }
    page.table(table)
    return page
  }

  /// - Parameter people: Columns for people to fill in.
  private func table(_ matters: [Matter], for people: [String]) -> Page {
    var page = Page()
    var table = Table(
      [.init("", .right), .init("what"), .init("which"), .init("finding"), .init("severity"), .init("lines")]
        + people.map { .init($0) })
    for (number, matter) in matters.enumerated() {
      var lines = Phrase([])
      for (place, event) in matter.events.prefix(Self.namedEvents).enumerated() {
        lines = lines + (place > 0 ? ", " : "") + anchor(event)
      }
      let further = matter.events.count - Self.namedEvents
      if further > 0 { lines = lines + ", and \(further) more" }
      table.add([
        "\(number + 1)", "\(matter.kind)", matter.subject.map { .code($0) } ?? "", matter.text, "\(matter.severity ?? "")",
        lines,
      ])
    }
    page.table(table)
    return page
  }
}
