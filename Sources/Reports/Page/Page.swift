/// What a reader is to see, block by block, before it has a form.
///
/// Each form (terminal, Markdown) renders the same page, so that they can't say different things.
package struct Page: Hashable, Sendable {
  package indirect enum Block: Hashable, Sendable {
    case heading(Phrase, level: Int)
    case paragraph(Phrase)
    case list([Phrase])
    /// Names with their values.
    case facts([Fact])
    case table(Table)
    /// Text to be kept as it stands, line by line.
    case preformatted(String)
    /// A chart, drawn as wide as the form has room.
    case chart(TextChart)
    /// Something that the reader must not miss.
    case note(Phrase)
  }

  package struct Fact: Hashable, Sendable {
    package var name: String
    package var value: Phrase
  }

  package private(set) var blocks: [Block] = []

  package init() {}

  package mutating func heading(_ text: Phrase, level: Int = 2) {
    blocks.append(.heading(text, level: level))
  }
  package mutating func paragraph(_ text: Phrase) { blocks.append(.paragraph(text)) }
  package mutating func note(_ text: Phrase) { blocks.append(.note(text)) }

  /// Adds a list, unless it is empty.
  package mutating func list(_ items: [Phrase]) {
    if !items.isEmpty { blocks.append(.list(items)) }
  }

  /// Adds names with their values; those without a value are left out.
  package mutating func facts(_ facts: [(String, Phrase?)]) {
    let known = facts.compactMap { name, value in value.map { Fact(name: name, value: $0) } }
    if !known.isEmpty { blocks.append(.facts(known)) }
  }

  /// Adds a table, unless it has no rows.
  package mutating func table(_ table: Table) {
    if !table.rows.isEmpty { blocks.append(.table(table)) }
  }

  package mutating func preformatted(_ text: String) { blocks.append(.preformatted(text)) }

  /// The page with its headings so many levels lower, for a place within another page.
  package func lowered(by levels: Int) -> Page {
    var page = self
    page.blocks = blocks.map { block in
      if case .heading(let text, let level) = block { .heading(text, level: level + levels) } else { block }
    }
    return page
  }
  package mutating func chart(_ chart: TextChart) { blocks.append(.chart(chart)) }

  package mutating func append(_ page: Page) { blocks.append(contentsOf: page.blocks) }
}
