extension Page {
  /// The page with each verdict as what it would be, so that a line cut out of it can't be taken for the record's.
  package var supposed: Page {
    var page = Page()
    for block in blocks {
      switch block {
      case .heading(let text, let level): page.heading(text.supposed, level: level)
      case .paragraph(let text): page.paragraph(text.supposed)
      case .note(let text): page.note(text.supposed)
      case .list(let items): page.list(items.map(\.supposed))
      case .facts(let facts): page.facts(facts.map { ($0.name, $0.value.supposed) })
      case .table(let table):
        var other = Table(table.columns)
        for row in table.rows { other.add(row.map(\.supposed)) }
        page.table(other)
      case .preformatted(let text): page.preformatted(text)
      case .chart(let chart): page.chart(chart)
      }
    }
    return page
  }
}

extension Phrase {
  fileprivate var supposed: Phrase {
    Phrase(
      runs.map { run in
        guard case .verdict(let text, let tone) = run else { return run }
        return .verdict("would be \(text)", tone)
      })
  }
}
