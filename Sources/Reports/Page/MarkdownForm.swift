package import Replay

/// Renders pages as Markdown that reads well as plain text too.
package struct MarkdownForm: Sendable {
  /// The headings under which events are told, as they stand in the address of a link.
  private var targets: [EventPlace: String] = [:]

  /// - Parameter targets: The headings under which events are told; what names one of these events leads there.
  package init(targets: [EventPlace: String] = [:]) { self.targets = targets.mapValues { MarkdownText.identifier($0) } }

  /// The page as text; ends in a line end unless the page is empty.
  package func render(_ page: Page) -> String {
    var out = ""
    for block in page.blocks {
      if !out.isEmpty { out += "\n" }
      switch block {
      case .heading(let text, let level):
        out += String(repeating: "#", count: max(1, min(level, 6))) + " \(shown(text))\n"
      case .paragraph(let text): out += shown(text) + "\n"
      case .note(let text): out += "> \(shown(text))\n"
      case .list(let items):
        for item in items { out += "- \(shown(item))\n" }
      case .facts(let facts):
        for fact in facts {
          out += "- \(MarkdownText.escaped(fact.name)): \(shown(fact.value, beginsBlock: false))\n"
        }
      case .table(let table): out += render(table)
      case .preformatted(let text): out += fenced(Preformatted.lines(of: text))
      case .chart(let chart): out += fenced(chart.plainLines)
      }
    }
    return out
  }

  private func fenced(_ lines: [String]) -> String {
    // Longer than any row of such marks in the text, which could end it.
    let fence = lines.contains { $0.contains("```") } ? "~~~~~~" : "```"
    return fence + "\n" + lines.map { $0 + "\n" }.joined() + fence + "\n"
  }

  private func shown(_ phrase: Phrase, beginsBlock: Bool = true, inTable: Bool = false) -> String {
    phrase.runs.enumerated().map { number, run in
      switch run {
      case .plain(let text):
        return MarkdownText.escaped(text, beginsBlock: beginsBlock && number == 0)
      case .event(let text, let place):
        let escaped = MarkdownText.escaped(text, beginsBlock: beginsBlock && number == 0)
        return targets[place].map { "[\(escaped)](#\($0))" } ?? escaped
      case .code(let text): return MarkdownText.code(text, inTable: inTable)
      case .strong(let text), .verdict(let text, _), .fact(let text, _):
        let escaped = MarkdownText.escaped(text, beginsBlock: false)
        return escaped.isEmpty ? "" : "**\(escaped)**"
      }
    }.joined()
  }

  private func render(_ table: Table) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    var out = row(table.columns.map { MarkdownText.escaped($0.title, beginsBlock: false) })
    out += row(table.columns.map { $0.alignment == .right ? "--:" : "---" })
    for cells in table.rows { out += row(cells.map { shown($0, beginsBlock: false, inTable: true) }) }
    return out
  }
}
