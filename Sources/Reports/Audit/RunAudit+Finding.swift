internal import Audit
internal import CutoverModel

extension RunAudit {
  /// One finding in detail: what was demanded, what it came to and why, with the events that it rests on.
  func page(of finding: RuleFinding, in policy: Policy, for detail: AuditDetail, level: Int) -> Page {
    let rule = finding.rule
    var page = Page()
    page.heading("\(code: rule.id): \(rule.title)", level: level)
    var result = finding.result.phrase
    if finding.asSeen != finding.result { result = result + ", by what is seen alone " + finding.asSeen.phrase }
    let severity = counts(finding) ? rule.severity.rawValue : "\(rule.severity.rawValue), doesn't count for the verdict"
    let single = finding.reasons.count == 1 ? finding.reasons.first : nil
    page.facts([
      ("result", result),
      ("severity", "\(severity)"),
      ("demands", rule.requirement.phrase), ("why", "\(rule.why)"), ("controls", policy.controls(of: rule)),
      ("found", finding.counted.map { "\($0)" }), ("because", single.map { "\($0)" }),
      ("can't show", rule.cannotShow.map { "\($0)" }),
    ])
    if finding.reasons.count > 1 {
      page.list(finding.reasons.prefix(detail.reasons).map { "\($0)" })
      let further = finding.reasons.count - min(finding.reasons.count, detail.reasons)
      if further > 0 { page.paragraph("and \(Count.of(further, "further reason")): --json has them all") }
    }
    page.append(events(of: finding, for: detail, atMost: detail.events))
    return page
  }

  private func events(of finding: RuleFinding, for detail: AuditDetail, atMost limit: Int) -> Page {
    var page = Page()
    guard !finding.events.isEmpty else { return page }
    page.paragraph(finding.result == .violated ? "Events that violate it:" : "Events that it rests on:")
    var table = Table(columns(for: detail))
    for event in finding.events.prefix(limit) { table.add(cells(of: event, for: detail)) }
    page.table(table)
    let further = finding.events.count - min(finding.events.count, limit)
    if further > 0 { page.paragraph("and \(Count.of(further, "further event")): --json has them all") }
    return page
  }

  private func columns(for detail: AuditDetail) -> [Table.Column] {
    let place = Table.Column(streams.count > 1 ? "stream:line" : "line", .right)
    // The last column is the one that is broken into lines.
    let ends: [Table.Column] = detail == .terminal ? [.init("leaf"), .init("id")] : [.init("id"), .init("leaf")]
    return [place, .init("time"), .init("type")] + ends
  }

  private func cells(of event: EventReference, for detail: AuditDetail) -> [Phrase] {
    let place = EventText.place(event, among: streams.count)
    let (id, leaf) = (Phrase.code(event.id), detail.leaf(leaf(of: event)))
    let type = Phrase.code(EventText.shortType(event.type))
    return [place, "\(EventText.time(event.time))", type] + (detail == .terminal ? [leaf, id] : [id, leaf])
  }

  /// The events that show that rules hold, rule by rule.
  func witnesses(of findings: [RuleFinding], for detail: AuditDetail) -> Page {
    var page = Page()
    var table = Table([.init("rule")] + columns(for: detail))
    for finding in findings {
      for event in finding.events.prefix(detail.witnesses) {
        table.add([.code(finding.rule.id)] + cells(of: event, for: detail))
      }
      let further = finding.events.count - min(finding.events.count, detail.witnesses)
      if further > 0, detail.witnesses > 0 { table.add([.code(finding.rule.id), "", "and \(further) more"]) }
    }
    if !table.rows.isEmpty { page.paragraph("Events that show that these rules hold:") }
    page.table(table)
    return page
  }
}
