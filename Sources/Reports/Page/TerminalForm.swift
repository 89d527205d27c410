/// Renders pages for a terminal, or for whatever reads standard output.
package struct TerminalForm: Sendable {
  /// Whether headings are bold and verdicts coloured.
  package var isStyled: Bool
  /// The columns at which the last column of tables and paragraphs are wrapped; nil for no wrapping.
  package var width: Int?
  /// Whether charts may be drawn with more than ASCII.
  package var isUnicode: Bool

  package init(isStyled: Bool = false, width: Int? = nil, isUnicode: Bool = true) {
    self.isStyled = isStyled
    self.width = width
    self.isUnicode = isUnicode
  }

  /// The page as text; ends in a line end unless the page is empty.
  package func render(_ page: Page) -> String {
    var out = ""
    for block in page.blocks {
      if !out.isEmpty { out += "\n" }
      switch block {
      case .heading(let text, _): out += wrapped(Phrase([.strong(plain(text))]), indent: "  ")
      case .paragraph(let text): out += wrapped(text, indent: "")
      case .note(let text): out += wrapped("note: \(text)", indent: "      ")
      case .list(let items):
        for item in items { out += wrapped("- \(item)", indent: "  ") }
      case .facts(let facts): out += render(facts)
      case .table(let table): out += render(table)
      case .preformatted(let text):
        for line in Preformatted.lines(of: text) { out += "  \(line)\n" }
      case .chart(let chart):
        for line in chart.lines(width: width ?? TextChart.defaultWidth, isUnicode: isUnicode) { out += shown(line) + "\n" }
      }
    }
    return out
  }

  // MARK: - Phrases

  private func plain(_ phrase: Phrase) -> String { phrase.runs.map(\.text).joined() }

  private func shown(_ phrase: Phrase) -> String {
    phrase.runs.map { run in
      let text = TerminalText.escaped(run.text)
      guard isStyled else { return text }
      switch run {
      case .plain, .code, .event: return text
      case .strong: return "\u{1B}[1m\(text)\u{1B}[0m"
      case .verdict(_, .good), .fact(_, .good): return "\u{1B}[32m\(text)\u{1B}[0m"
      case .verdict(_, .bad), .fact(_, .bad): return "\u{1B}[31m\(text)\u{1B}[0m"
      case .verdict(_, .open), .fact(_, .open): return "\u{1B}[33m\(text)\u{1B}[0m"
      }
    }.joined()
  }

  /// A line of a chart, which is escaped already.
  package func shown(_ line: [TextChart.Piece]) -> String {
    line.map { piece in
      guard isStyled, let code = piece.ink.code else { return piece.text }
      return "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }.joined()
  }

  private func columns(of phrase: Phrase) -> Int {
    phrase.runs.reduce(0) { $0 + DisplayWidth.columns(of: TerminalText.escaped($1.text)) }
  }

  private func line(_ phrase: Phrase) -> String { shown(phrase) + "\n" }

  /// The phrase over as many lines as the width asks for; styled only where it fits on one.
  private func wrapped(_ phrase: Phrase, indent: String) -> String {
    guard let width, columns(of: phrase) > width else { return line(phrase) }
    let lines = LineBreaking.lines(of: TerminalText.escaped(plain(phrase)), first: width, others: width - indent.count)
    return lines.enumerated().map { ($0.offset == 0 ? "" : indent) + $0.element + "\n" }.joined()
  }

  /// The phrase in the room that is left behind so many columns, each line beginning there.
  private func wrapped(_ phrase: Phrase, behind before: Int) -> String {
    guard let width, width - before >= 16, columns(of: phrase) > width - before else { return line(phrase) }
    let lines = LineBreaking.lines(
      of: TerminalText.escaped(plain(phrase)), first: width - before, others: width - before)
    return lines.joined(separator: "\n" + String(repeating: " ", count: before)) + "\n"
  }

  // MARK: - Tables

  private func render(_ facts: [Page.Fact]) -> String {
    let names = facts.map { TerminalText.escaped($0.name) }
    let width = names.map { DisplayWidth.columns(of: $0) }.max() ?? 0
    return zip(names, facts).map { name, fact in
      pad(name, DisplayWidth.columns(of: name), to: width, .left) + "  " + wrapped(fact.value, behind: width + 2)
    }.joined()
  }

  private func render(_ table: Table) -> String {
    let titles = table.columns.map { Phrase([.strong($0.title)]) }
    let rows = [titles] + table.rows
    let widths = table.columns.indices.map { column in rows.map { columns(of: $0[column]) }.max() ?? 0 }
    let last = table.columns.count - 1
    let before = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    var out = ""
    for row in rows {
      var text = ""
      for column in row.indices.dropLast() {
        let cell = row[column]
        text += pad(shown(cell), columns(of: cell), to: widths[column], table.columns[column].alignment) + "  "
      }
      guard last >= 0 else { continue }
      let cell = row[last]
      if let width, width - before >= 16, columns(of: cell) > width - before {
        let lines = LineBreaking.lines(
          of: TerminalText.escaped(plain(cell)), first: width - before, others: width - before)
        out += text + lines.joined(separator: "\n" + String(repeating: " ", count: before)) + "\n"
        continue
      }
      let isRight = table.columns[last].alignment == .right
      text += isRight ? pad(shown(cell), columns(of: cell), to: widths[last], .right) : shown(cell)
      while text.last == " " { text.removeLast() }
      out += text + "\n"
    }
    return out
  }

  private func pad(_ text: String, _ columns: Int, to width: Int, _ alignment: Table.Alignment) -> String {
    let room = String(repeating: " ", count: max(0, width - columns))
    return alignment == .left ? text + room : room + text
  }
}

extension TextChart.Ink {
  /// How a terminal is told to show it; nil for plain text.
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .muted: "2"
    case .planned: "36"
    case .good: "32"
    case .open: "33"
    case .bad: "31"
    }
  }
}
