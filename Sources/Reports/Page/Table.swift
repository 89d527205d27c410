/// Rows and columns, before they have a form.
package struct Table: Hashable, Sendable {
  package enum Alignment: Hashable, Sendable { case left, right }

  package struct Column: Hashable, Sendable {
    package var title: String
    package var alignment: Alignment

    package init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  package let columns: [Column]
  package private(set) var rows: [[Phrase]] = []
  /// The column that says what a row is of, for readers that are told so.
  package var nameColumn = 0

  package init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row; missing cells are empty, surplus ones are left out.
  package mutating func add(_ cells: [Phrase]) {
    rows.append(columns.indices.map { $0 < cells.count ? cells[$0] : Phrase([]) })
  }

  /// The table without columns in which no row has anything.
  package var withoutEmptyColumns: Table {
    let kept = columns.indices.filter { column in rows.contains { !$0[column].runs.isEmpty } }
    var table = Table(kept.map { columns[$0] })
    table.nameColumn = kept.firstIndex(of: nameColumn) ?? 0
    for row in rows { table.add(kept.map { row[$0] }) }
    return table
  }
}
