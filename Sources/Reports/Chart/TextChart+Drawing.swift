internal import CloudEvents

extension TextChart {
  /// The chart's lines, none wider than `width` columns, from 40 on; all text is escaped.
  ///
  /// - Parameter isUnicode: Whether blocks and diamonds can be shown; else it is drawn in ASCII.
  package func lines(width: Int, isUnicode: Bool) -> [[Piece]] {
    let drawing = TextChartDrawing(self, width: max(width, 40), isUnicode: isUnicode)
    return drawing.lines
  }

  /// The lines for forms that know no width and have no colours.
  var plainLines: [String] {
    lines(width: Self.defaultWidth, isUnicode: true).map { $0.map(\.text).joined() }
  }
}

/// A chart at one width, in one set of signs.
struct TextChartDrawing {
  private struct Cell: Equatable {
    var character: Character
    var ink: TextChart.Ink
  }

  private let chart: TextChart
  private let signs: ChartSigns
  private let width: Int
  private let labelColumns: Int
  private let noteColumns: Int
  private let plotColumns: Int
  private let ticks: [(column: Int, label: String)]

  init(_ given: TextChart, width: Int, isUnicode: Bool) {
    var chart = given
    for number in chart.rows.indices {
      let (label, note) = (TerminalText.escaped(chart.rows[number].label), TerminalText.escaped(chart.rows[number].note))
      chart.rows[number].label = isUnicode ? label : ASCIIText.shown(label)
      chart.rows[number].note = isUnicode ? note : ASCIIText.shown(note)
    }
    self.chart = chart
    self.width = width
    signs = isUnicode ? .unicode : .ascii
    let labels = chart.rows.map { DisplayWidth.columns(of: $0.label) + ($0.isHeading ? 0 : 1) }
    let notes = chart.rows.map { DisplayWidth.columns(of: $0.note) }
    // The plot gets at least half.
    labelColumns = max(10, min(labels.max() ?? 0, max(16, width * 3 / 10)))
    noteColumns = min(notes.max() ?? 0, max(8, width / 6))
    plotColumns = max(10, width - labelColumns - 2 - (noteColumns > 0 ? noteColumns + 1 : 0))
    ticks = AxisTicks.ticks(from: chart.from, to: chart.to, columns: plotColumns)
  }

  // MARK: - Lines

  var lines: [[TextChart.Piece]] {
    let plots = chart.rows.map(plot)
    return [axis] + zip(chart.rows, plots).map { line($0, $1) } + legend(of: plots)
  }

  /// The day at the left and times over the plot.
  var axis: [TextChart.Piece] {
    var text = String(chart.from.description.prefix(10)) + " UTC"
    text = fitted(text, to: labelColumns + 2)
    var column = 0
    for tick in ticks {
      text += String(repeating: " ", count: max(0, tick.column - column)) + tick.label
      column = max(column, tick.column) + tick.label.utf8.count
    }
    return [TextChart.Piece(text: text, ink: .muted)]
  }

  private func line(_ row: TextChart.Row, _ plot: [Cell]) -> [TextChart.Piece] {
    let label = (row.isHeading ? "" : " ") + row.label
    var pieces = [
      TextChart.Piece(text: fitted(label, to: labelColumns), ink: row.isHeading ? .strong : .plain),
      TextChart.Piece(text: row.isCritical ? "* " : "  ", ink: .plain),
    ]
    let note = fitted(row.note, to: noteColumns, isRight: true)
    var cells = plot
    if row.note.isEmpty { while cells.last?.character == " " { cells.removeLast() } }
    for cell in cells {
      if let last = pieces.indices.last, last > 1, pieces[last].ink == cell.ink {
        pieces[last].text.append(cell.character)
      } else {
        pieces.append(TextChart.Piece(text: String(cell.character), ink: cell.ink))
      }
    }
    if !row.note.isEmpty { pieces.append(TextChart.Piece(text: " " + note, ink: row.noteInk)) }
    while let last = pieces.indices.last, pieces[last].text.allSatisfy({ $0 == " " }) { pieces.removeLast() }
    return pieces
  }

  /// What the signs mean that can be seen, over as many lines as it takes.
  private func legend(of plots: [[Cell]]) -> [[TextChart.Piece]] {
    var parts: [(sign: String, ink: TextChart.Ink, word: String)] = []
    // A sign that another was drawn over is explained to nobody.
    let seen = Set(plots.joined().map(\.character))
    func add(_ sign: String, _ ink: TextChart.Ink, _ word: String) {
      if seen.contains(Character(sign)) { parts.append((sign, ink, word)) }
    }
    add(signs.planned, .planned, "planned")
    add(signs.work, .good, "actual")
    add(signs.both, .good, "both")
    add(signs.waiting, .open, "paused or waiting")
    add(signs.failed, .bad, "failed")
    add(signs.lasting, .open, "no end recorded")
    add(signs.due, .planned, "due")
    add(signs.reached, .good, "reached")
    add(signs.down, .bad, "down")
    add(signs.degraded, .open, "degraded")
    add(signs.frozen, .open, "writes frozen")
    add(signs.idle, .open, "no work recorded")
    if chart.rows.contains(where: \.isCritical) { parts.append(("*", .plain, "critical by the plan")) }
    var lines: [[TextChart.Piece]] = []
    var column = width
    for part in parts {
      let length = part.word.utf8.count + 5
      if column + length > width {
        lines.append([])
        column = 0
      }
      lines[lines.count - 1] += [
        TextChart.Piece(text: (column == 0 ? "" : "   ") + part.sign, ink: part.ink),
        TextChart.Piece(text: " " + part.word, ink: .muted),
      ]
      column += length
    }
    return lines
  }

  // MARK: - Cells

  private func plot(_ row: TextChart.Row) -> [Cell] {
    var cells = [Cell](repeating: Cell(character: " ", ink: .plain), count: plotColumns)
    for tick in ticks { cells[tick.column] = Cell(character: Character(signs.guide), ink: .muted) }
    func paint(_ mark: TextChart.Mark, _ sign: String, _ ink: TextChart.Ink) {
      for column in columns(of: mark) { cells[column] = Cell(character: Character(sign), ink: ink) }
    }
    let planned = row.marks.filter { $0.sign == .planned }
    for mark in planned { paint(mark, signs.planned, .planned) }
    // Points are drawn over bars, and bars over waits.
    for mark in row.marks where mark.sign == .waiting || mark.sign == .idle {
      paint(mark, mark.sign == .idle ? signs.idle : signs.waiting, .open)
    }
    for mark in row.marks {
      guard case .work(let ink) = mark.sign else { continue }
      for column in columns(of: mark) {
        let isPlanned = planned.contains { columns(of: $0).contains(column) }
        cells[column] = Cell(character: Character(isPlanned ? signs.both : signs.work), ink: ink)
      }
    }
    for mark in row.marks {
      switch mark.sign {
      case .planned, .work, .waiting, .idle: break
      case .down: paint(mark, signs.down, .bad)
      case .degraded: paint(mark, signs.degraded, .open)
      case .frozen: paint(mark, signs.frozen, .open)
      case .due: paint(mark, signs.due, .planned)
      case .reached: paint(mark, signs.reached, .good)
      case .failed: paint(mark, signs.failed, .bad)
      case .lasting: paint(mark, signs.lasting, .open)
      }
    }
    return cells
  }

  /// The columns that a mark covers: one at least, and none twice where one span follows another.
  private func columns(of mark: TextChart.Mark) -> ClosedRange<Int> {
    let first = column(of: mark.from)
    guard mark.from < mark.to else { return first...first }
    // An end belongs to the column before it where it is that column's end.
    return first...max(first, column(ofNanoseconds: mark.to.nanoseconds - 1))
  }

  private func column(of time: Timestamp) -> Int { column(ofNanoseconds: time.nanoseconds) }

  private func column(ofNanoseconds time: Int64) -> Int {
    AxisTicks.column(of: time, from: chart.from.nanoseconds, to: chart.to.nanoseconds, columns: plotColumns)
  }

  // MARK: - Text

  /// The text in exactly so many columns, cut with a sign where it is longer.
  private func fitted(_ text: String, to columns: Int, isRight: Bool = false) -> String {
    let length = DisplayWidth.columns(of: text)
    let room = String(repeating: " ", count: max(0, columns - length))
    if length <= columns { return isRight ? room + text : text + room }
    var out = ""
    var used = 0
    for character in text {
      let width = DisplayWidth.columns(of: character)
      guard used + width < columns else { break }
      out.append(character)
      used += width
    }
    return out + signs.cut + String(repeating: " ", count: max(0, columns - used - 1))
  }
}
