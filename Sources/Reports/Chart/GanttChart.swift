internal import CloudEvents
internal import CutoverModel
internal import Replay

/// A run against its plan: two bars a task, the planned one above the actual one.
struct GanttChart {
  static let identifier = "gantt"
  private static let rowHeight = 27.0
  private static let headHeight = 25.0
  private static let labelRow = 15.0

  private let report: RunReport
  private let axis: TimeAxis
  private let rows: [GanttRow]
  private let marks: [DateMark]
  private var drawing = Drawing()
  /// The upper edge of each row.
  private var tops: [Double] = []
  private var bottom = 0.0
  /// The kinds of marks that were drawn, for the legend.
  private var used: Set<String> = []

  private var scale: TimeScale { axis.scale }

  init(_ report: RunReport, _ axis: TimeAxis) {
    self.report = report
    self.axis = axis
    rows = GanttRow.rows(of: report)
    marks = DateMark.marks(of: report).filter { axis.scale.contains($0.time.nanoseconds) }
  }

  /// Nil for a run without tasks and gates.
  mutating func figure() -> Figure? {
    guard !rows.isEmpty else { return nil }
    let labels = placedMarks()
    let foot = 8 + Double(labels.rows) * Self.labelRow + TimeAxis.height
    var y = foot + 4
    for row in rows {
      tops.append(y)
      y += row.kind == .phase ? Self.headHeight : Self.rowHeight
    }
    bottom = y + 2
    drawGaps(from: foot)
    drawLines(of: labels.marks)
    axis.draw(in: &drawing, foot: foot, bottom: bottom)
    draw(labels.marks)
    for number in rows.indices { draw(number) }
    drawDriving()
    var height = bottom + 4
    if bottom > 700 {
      height += TimeAxis.height
      axis.draw(in: &drawing, foot: height, bottom: height)
    }
    var figure = Figure(
      identifier: Self.identifier, title: "Planned against actual", description: description,
      picture: drawing.picture(Self.identifier, width: TimeAxis.width, height: height + 2, classes: "gantt", scale: scale),
      tables: GanttTables(report, rows, marks).tables)
    figure.legend = GanttLegend.keys(for: used)
    figure.notes = notes
    return figure
  }

  private var description: Phrase {
    let tasks = rows.count { $0.kind == .task || $0.kind == .milestone }
    let gates = rows.count { $0.kind == .gate }
    var text = "One row for each of \(Count.of(tasks, "task"))"
    if gates > 0 { text += " and \(Count.of(gates, "gate"))" }
    let isPlanned = rows.contains { $0.plannedFinish != nil }
    text += isPlanned ? ": above what was planned, below what was done." : ", as it was done."
    if let variance = report.variance, let slip = variance.slip {
      text += slip == .zero ? " The run finished when it was planned to."
        : " The run finished \(SpanText.short(slip < .zero ? -slip : slip)) \(slip < .zero ? "earlier" : "later") than planned."
    }
    return Phrase(text)
  }

  private var notes: [Phrase] {
    var notes: [Phrase] = []
    if report.timeline.withheld > 0 {
      notes.append("\(Count.of(report.timeline.withheld, "line")) withheld: a task may have more starts and ends than are drawn.")
    }
    if report.variance != nil, report.variance?.isOver == false {
      notes.append("The run goes on: what was not ended is drawn up to the last event, with an open end.")
    }
    if report.variance == nil { notes.append("There is no plan to hold against the run.") }
    return notes
  }

  // MARK: - Dates and gaps

  private typealias PlacedMark = (mark: DateMark, x: Double, row: Int, isLeft: Bool)

  /// The labels of the dates in as many rows as they need; at the right edge they stand left of their lines.
  private func placedMarks() -> (marks: [PlacedMark], rows: Int) {
    var rows = LabelRows()
    let placed = marks.map { mark in
      let x = scale.x(mark.time)
      let width = ChartText.width(mark.text) + 14
      let isLeft = x + width > TimeAxis.width
      let from = isLeft ? x - width : x
      return (mark, x, rows.place(from: from, to: from + width) ?? 0, isLeft)
    }
    return (placed, rows.count)
  }

  private mutating func drawLines(of placed: [PlacedMark]) {
    for (mark, x, row, _) in placed {
      drawing.group("date-\(mark.kind.rawValue)", title: "\(mark.text): \(EventText.time(mark.time))")
      drawing.line(x, 8 + Double(row) * Self.labelRow, x, bottom, "date-line")
      drawing.end()
    }
  }

  private mutating func draw(_ placed: [PlacedMark]) {
    for (mark, x, row, isLeft) in placed {
      let y = 8 + Double(row) * Self.labelRow
      drawing.group("date", title: "\(mark.text): \(EventText.time(mark.time))")
      drawing.text(mark.text, isLeft ? x - 4 : x + 4, y + 9, anchor: isLeft ? .end : .start)
      drawing.end()
    }
  }

  /// The times of which no work is recorded, behind the rows and up to the finish; those too short to be seen are left to the table.
  private mutating func drawGaps(from top: Double) {
    let finish = report.variance?.actualFinish?.time
    for gap in report.timeline.gaps.spans {
      let to = finish.map { min($0, gap.to.time) } ?? gap.to.time
      let (left, right) = (scale.x(gap.from.time), scale.x(to))
      guard right - left >= 2 else { continue }
      let isWait = gap.kind == .gate
      used.insert(isWait ? "wait" : "gap")
      let what = isWait ? "waiting for \(gap.gates.joined(separator: ", "))" : "no work recorded"
      drawing.hatched(
        Self.identifier, isWait ? "wait" : "gap", left, top, right - left, bottom - top,
        title: ChartText.tip("\(what), \(gap.span.stated.readable)"))
    }
  }

  // MARK: - Rows

  private mutating func draw(_ number: Int) {
    let row = rows[number]
    let y = tops[number]
    if row.kind == .phase {
      drawHead(row, y)
      return
    }
    let classes = ["row", row.isDriving ? "on-path" : "", row.isEmpty ? "idle" : ""].filter { !$0.isEmpty }
    drawing.group(classes.joined(separator: " "), title: ChartText.tip(tip(of: row)))
    if row.isDriving { drawing.text("▸", 4, y + 18, "path-mark") }
    drawing.text(
      ChartText.cut(row.name, columns: 25), TimeAxis.left - 10, y + 18, "name", anchor: .end)
    if row.kind == .task { drawTask(row, y) } else { drawMoment(row, y) }
    drawSlip(row, y)
    drawing.end()
  }

  private mutating func drawHead(_ row: GanttRow, _ y: Double) {
    drawing.group("phase")
    drawing.rectangle(0, y + 3, TimeAxis.width, Self.headHeight - 5, "phase-band")
    drawing.text(ChartText.cut(row.name, columns: 26), 6, y + 17, "phase-name")
    if let from = row.plannedStart, let to = row.plannedFinish {
      drawing.line(scale.x(from), y + 9, max(scale.x(to), scale.x(from) + 1), y + 9, "phase-plan")
    }
    if let from = row.actualStart, let to = row.actualFinish {
      drawing.line(scale.x(from), y + 15, max(scale.x(to), scale.x(from) + 1), y + 15, "phase-actual")
    }
    drawing.end()
  }

  private mutating func drawTask(_ row: GanttRow, _ y: Double) {
    if let from = row.plannedStart {
      let x = scale.x(from)
      used.insert(row.plannedFinish == nil ? "planned-start" : "planned")
      if let to = row.plannedFinish {
        drawing.rectangle(x, y + 3, max(1.5, scale.x(to) - x), 5, "planned")
      } else {
        drawing.line(x, y + 2, x, y + 9, "planned")
      }
    }
    drawFloat(row, y)
    for (number, attempt) in row.attempts.enumerated() {
      draw(attempt, next: row.attempts.indices.contains(number + 1) ? row.attempts[number + 1] : nil, row, y)
    }
    if row.attempts.isEmpty, !row.state.isEmpty, row.state != "planned" {
      drawing.text(row.state, scale.x(row.plannedStart?.nanoseconds ?? scale.from) + 2, y + 21, "said")
    }
  }

  private mutating func drawFloat(_ row: GanttRow, _ y: Double) {
    guard let from = row.plannedFinish, let to = row.floatEnd, scale.x(to) - scale.x(from) >= 2 else { return }
    used.insert("float")
    let (left, right) = (scale.x(from), scale.x(to))
    drawing.line(left, y + 5.5, right, y + 5.5, "float")
    drawing.line(right, y + 3, right, y + 8, "float-end")
  }

  private mutating func draw(_ attempt: GanttRow.Attempt, next: GanttRow.Attempt?, _ row: GanttRow, _ y: Double) {
    let (top, height) = (y + 12, 10.0)
    let followed = next?.from ?? next?.to
    let horizon = report.timeline.horizon?.time
    let end = attempt.to ?? followed ?? horizon.map { max($0, attempt.from ?? $0) } ?? attempt.from
    guard let from = attempt.from ?? attempt.to, let end else { return }
    let (left, right) = (scale.x(from), scale.x(max(from, end)))
    if attempt.from == nil {
      // Nobody recorded when it began.
      used.insert("end-only")
      drawing.line(left - 7, top + height / 2, left, top + height / 2, "unknown-start")
      drawing.rectangle(left - 1.5, top, 3, height, "actual")
    } else {
      let isFailed = attempt.outcome == .failed
      used.insert(isFailed ? "failed" : "actual")
      drawing.rectangle(left, top, max(1.5, right - left), height, isFailed ? "actual failed" : "actual", radius: 1)
      if isFailed { drawing.hatched(Self.identifier, "failed", left, top, max(1.5, right - left), height) }
    }
    for pause in attempt.pauses {
      used.insert("pause")
      let (start, stop) = (scale.x(pause.from), scale.x(pause.to ?? end))
      drawing.rectangle(start, top, max(1, stop - start), height, "pause")
      drawing.hatched(Self.identifier, "pause", start, top, max(1, stop - start), height)
    }
    if attempt.outcome == .failed { drawing.cross(right, top + height / 2, 4, "cross") }
    if attempt.to == nil, followed == nil {
      used.insert("open")
      drawing.path([("M", right, top - 1), ("L", right + 6, top + height / 2), ("L", right, top + height + 1)], "open-end")
    }
    if let followed, let stop = attempt.to, followed > stop {
      drawing.line(right, top + height / 2, scale.x(followed), top + height / 2, "between")
    }
  }

  private mutating func drawMoment(_ row: GanttRow, _ y: Double) {
    let isGate = row.kind == .gate
    if let planned = row.plannedFinish ?? row.plannedStart {
      used.insert(isGate ? "gate-planned" : "milestone-planned")
      if let from = row.plannedStart, planned > from {
        drawing.rectangle(scale.x(from), y + 3, scale.x(planned) - scale.x(from), 5, "planned")
      }
      drawing.diamond(scale.x(planned), y + 6, 5, "planned gate")
    }
    drawFloat(row, y)
    let end = row.actualFinish ?? row.attempts.last?.to
    if let from = row.actualStart {
      let to = end ?? report.timeline.horizon?.time ?? from
      if isGate, scale.x(to) - scale.x(from) >= 1 {
        used.insert("gate-wait")
        drawing.line(scale.x(from), y + 18, scale.x(to), y + 18, "gate-wait")
        drawing.line(scale.x(from), y + 14, scale.x(from), y + 22, "gate-wait")
      }
    }
    guard let end else { return }
    used.insert(isGate ? "gate" : "milestone")
    drawing.diamond(scale.x(end), y + 18, 6, row.state == "rejected" ? "actual gate failed" : "actual gate")
  }

  /// How much later or earlier it was than planned: an arrow from the one finish to the other, and the length.
  private mutating func drawSlip(_ row: GanttRow, _ y: Double) {
    guard let slip = row.slip, slip != .zero, let planned = row.plannedFinish, let actual = row.actualFinish else { return }
    let (from, to) = (scale.x(planned), scale.x(actual))
    let tone = slip > .zero ? "late" : "early"
    if abs(to - from) >= 5 {
      used.insert("slip")
      let tip = to > from ? to - 4 : to + 4
      drawing.line(from, y + 10, tip, y + 10, "slip \(tone)")
      drawing.path([("M", tip, y + 7.5), ("L", to, y + 10), ("L", tip, y + 12.5)], "slip-head \(tone)", closed: true)
    }
    guard abs(to - from) >= 3 else { return }
    let text = ChartText.signed(slip)
    let width = ChartText.width(text)
    let ends = row.attempts.compactMap { ($0.to ?? $0.from).map(scale.x(_:)) } + [to]
    let starts = row.attempts.compactMap { ($0.from ?? $0.to).map(scale.x(_:)) } + [row.actualStart.map(scale.x(_:)) ?? to]
    let right = (ends.max() ?? to) + 8
    if right + width <= TimeAxis.width {
      drawing.text(text, right, y + 21, "slip-text \(tone)")
    } else {
      drawing.text(text, (starts.min() ?? to) - 8, y + 21, "slip-text \(tone)", anchor: .end)
    }
  }

  /// What drove the finish: from the end of each on the path down or up to the start of the next.
  private mutating func drawDriving() {
    let numbers = Dictionary(
      rows.enumerated().filter { $0.element.kind != .phase && $0.element.isDriving }.map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    let path = (report.variance?.drivingPath ?? []).compactMap { numbers[$0] }
    if !path.isEmpty { used.insert("driving") }
    for number in path where rows[number].kind == .task {
      guard let from = rows[number].actualStart ?? rows[number].actualFinish, let to = rows[number].actualFinish else { continue }
      drawing.rectangle(
        scale.x(from) - 1, tops[number] + 11, max(3.5, scale.x(to) - scale.x(from) + 2), 12, "driving", radius: 2)
    }
    for (before, after) in zip(path, path.dropFirst()) {
      guard let from = rows[before].actualFinish ?? rows[before].actualStart,
        let to = rows[after].actualStart ?? rows[after].actualFinish
      else { continue }
      let (x1, x2) = (scale.x(from), scale.x(to))
      let isDown = after > before
      let y1 = tops[before] + (isDown ? 23 : 11)
      let y2 = tops[after] + 17
      drawing.path([("M", x1, y1), ("L", x1, y2), ("L", x2, y2)], "driving-link")
    }
  }

  private func tip(of row: GanttRow) -> String {
    var parts = [row.title.map { "\(row.name): \($0)" } ?? row.name]
    if !row.state.isEmpty { parts.append(row.state) }
    if let slip = row.slip { parts.append("finish \(SpanText.signed(slip)) against the plan") }
    if row.isRollbackOnly { parts.append("only for a rollback") }
    return parts.joined(separator: " · ")
  }
}
