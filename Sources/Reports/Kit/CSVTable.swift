/// Rows under a header, as comma-separated values (RFC 4180): UTF-8 without a mark, lines ended by CR LF.
package struct CSVTable: Sendable {
  package let columns: [String]
  private var rows: [[String]] = []

  package init(_ columns: [String]) { self.columns = columns }

  /// Adds a row; missing cells are empty, surplus ones are left out.
  package mutating func add(_ cells: [String]) {
    rows.append(columns.indices.map { $0 < cells.count ? cells[$0] : "" })
  }

  /// The header and all rows; no cell can begin a formula, break a line or steer a terminal.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    for row in [columns] + rows {
      out += Array(row.map(CSVText.cell).joined(separator: ",").utf8)
      out += [0x0D, 0x0A]
    }
    return out
  }
}
