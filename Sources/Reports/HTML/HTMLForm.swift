/// Renders pages as HTML, block by block; a document's head and frame are not part of it.
package struct HTMLForm: Sendable {
  /// The ids that headings have so far, so that none is given twice.
  private var identifiers: Set<String> = []
  /// How many columns and rows could be scrolled so far, for names that tell them apart.
  private var tables = 0
  private var heading = ""
  /// How many characters of a text in a cell are shown; nil for all.
  private let mostInCell: Int?
  /// How many bytes the tables that are still to come may have; nil for any number.
  var bytesOfTables: Int?
  /// How many bytes one table may have where they are counted.
  private static let bytesOfTable = 1 << 18

  package init() { self.init(mostInCell: nil, bytesOfTables: nil) }

  /// A form for pages that stay small whatever was recorded: what is cut shows an ellipsis, and rows that are left out are counted.
  init(mostInCell: Int?, bytesOfTables: Int?) {
    self.mostInCell = mostInCell
    self.bytesOfTables = bytesOfTables
  }

  /// The page's blocks, each on lines of its own.
  ///
  /// Headings have ids by their text; tables and text that keeps its lines scroll by themselves, and can be reached by key.
  package mutating func render(_ page: Page) -> String {
    var out = ""
    for block in page.blocks {
      switch block {
      case .heading(let text, let level): out += heading(text, level)
      case .paragraph(let text): out += "<p>\(shown(text))</p>\n"
      case .note(let text): out += "<p class=\"note\">\(shown(text))</p>\n"
      case .list(let items):
        out += "<ul>\n" + items.map { "<li>\(shown($0))</li>\n" }.joined() + "</ul>\n"
      case .facts(let facts):
        let rows = facts.map { "<dt>\(HTMLText.isolated($0.name))</dt><dd>\(shown($0.value))</dd>\n" }
        out += "<dl>\n" + rows.joined() + "</dl>\n"
      case .table(let table): out += render(table)
      case .preformatted(let text): out += preformatted(Preformatted.lines(of: text))
      case .chart(let chart): out += preformatted(chart.plainLines)
      }
    }
    return out
  }

  private func preformatted(_ lines: [String]) -> String {
    "<pre tabindex=\"0\">\(lines.map { HTMLText.escaped($0) }.joined(separator: "\n"))</pre>\n"
  }

  /// A phrase as it stands between tags.
  package func shown(_ phrase: Phrase) -> String {
    phrase.runs.map { run in
      let text = HTMLText.isolated(run.text)
      return switch run {
      case .plain: text
      case .code: "<code>\(text)</code>"
      case .strong: "<strong>\(text)</strong>"
      case .verdict(_, let tone): "<strong class=\"verdict \(tone.className)\">\(text)</strong>"
      case .fact(_, let tone): "<strong class=\"fact \(tone.className)\">\(text)</strong>"
      case .event(_, let place): "<a href=\"#\(EventText.identifier(place))\">\(text)</a>"
      }
    }.joined()
  }

  private mutating func heading(_ text: Phrase, _ level: Int) -> String {
    heading = text.runs.map(\.text).joined()
    // No id that means something in a page begins so, whatever a heading says.
    let own = HTMLText.identifier(EventLine.cut(heading, to: 80))
    let name = own.isEmpty ? "part" : "part-\(own)"
    var identifier = name
    var number = 1
    while !identifiers.insert(identifier).inserted {
      number += 1
      identifier = "\(name)-\(number)"
    }
    let tag = "h\(max(1, min(level, 6)))"
    return "<\(tag) id=\"\(identifier)\">\(shown(text))</\(tag)>\n"
  }

  /// A table that can be scrolled by itself, with a heading for each row.
  ///
  /// - Parameter name: What it is called where it is read out; by default the heading above it, with a number.
  package mutating func render(_ table: Table, named name: String? = nil) -> String {
    tables += 1
    let label = HTMLText.escaped(name ?? (heading.isEmpty ? "Table \(tables)" : "\(heading), table \(tables)"))
    var out = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(label)\">\n<table>\n<thead><tr>"
    for column in table.columns {
      out += "<th scope=\"col\"\(column.alignment.attribute)>\(HTMLText.isolated(column.title))</th>"
    }
    out += "</tr></thead>\n<tbody>\n"
    let most = bytesOfTables.map { min($0, Self.bytesOfTable) } ?? .max
    var (count, bytes) = (0, 0)
    for row in table.rows {
      let html = self.row(row, of: table)
      bytes += html.utf8.count
      // The first row stands in any case, so that no table is empty.
      if count > 0, bytes > most { break }
      out += html
      count += 1
    }
    bytesOfTables = bytesOfTables.map { max(0, $0 - bytes) }
    out += "</tbody>\n</table>\n</div>\n"
    guard count < table.rows.count else { return out }
    return out + """
      <p class="note">Of \(table.rows.count) rows the first \(count) \(count == 1 ? "stands" : "stand") here; \
      <code>cutlog report -o REPORT.json</code> writes what all of them say.</p>

      """
  }

  private func row(_ cells: [Phrase], of table: Table) -> String {
    var out = "<tr>"
    for (number, cell) in cells.enumerated() {
      // A heading that says nothing is none.
      let isName = number == table.nameColumn && cell.runs.contains { !$0.text.isEmpty }
      let (tag, scope) = isName ? ("th", " scope=\"row\"") : ("td", "")
      let text = shown(mostInCell.map { cell.cut(to: $0) } ?? cell)
      out += "<\(tag)\(scope)\(table.columns[number].alignment.attribute)>\(text)</\(tag)>"
    }
    return out + "</tr>\n"
  }
}

extension Phrase.Tone {
  /// The class of the style sheet.
  package var className: String {
    switch self {
    case .good: "good"
    case .bad: "bad"
    case .open: "open"
    }
  }
}

extension Table.Alignment {
  fileprivate var attribute: String {
    switch self {
    case .left: ""
    case .right: " class=\"number\""
    }
  }
}
