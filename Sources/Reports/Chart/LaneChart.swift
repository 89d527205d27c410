internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What happened in each layer, one lane a layer, with what users felt behind all of them.
struct LaneChart {
  static let identifier = "lanes"
  private static let barHeight = 14.0
  private static let markRow = 16.0
  private static let labelRow = 15.0
  /// How many rows of bars a lane has at most; further bars share the last one.
  private static let rowLimit = 12
  /// Single events closer than this share a mark.
  private static let markWidth = 8.0

  private let report: RunReport
  private let axis: TimeAxis
  private let lanes: [LayerLane]
  private let bands: [ImpactBand]
  private let flags: [LaneFlag]
  private var drawing = Drawing()
  private var used: Set<String> = []

  private var scale: TimeScale { axis.scale }

  init(_ report: RunReport, _ axis: TimeAxis) {
    self.report = report
    self.axis = axis
    lanes = LayerLane.lanes(of: report.timeline)
    bands = ImpactBand.bands(of: report)
    flags = LaneFlag.flags(of: report.timeline).filter { axis.scale.contains($0.time.nanoseconds) }
  }

  /// Nil for a run without events.
  mutating func figure() -> Figure? {
    guard !lanes.isEmpty || !bands.isEmpty else { return nil }
    let labels = placedFlags()
    let phases = report.timeline.entries.filter { $0.kind == .phase }
    let foot = 8 + Double(labels.rows) * Self.labelRow + TimeAxis.height
    var y = foot + 4
    var body = Drawing()
    swap(&body, &drawing)
    if !phases.isEmpty { drawPhases(phases, &y) }
    let services = drawServices(&y)
    for number in lanes.indices { draw(lanes[number], isOdd: number % 2 == 1, &y) }
    let bottom = y + 2
    swap(&body, &drawing)
    drawImpact(from: services, to: bottom)
    for (_, x, row, _) in labels.flags { drawing.line(x, 13 + Double(row) * Self.labelRow, x, bottom, "flag-line") }
    axis.draw(in: &drawing, foot: foot, bottom: bottom)
    drawing.append(body)
    draw(labels.flags)
    var figure = Figure(
      identifier: Self.identifier, title: "What happened in each layer",
      description: description,
      picture: drawing.picture(Self.identifier, width: TimeAxis.width, height: bottom + 6, classes: "lanes", scale: scale),
      tables: LaneTables(report, lanes, bands, flags).tables)
    figure.legend = LaneLegend.keys(for: used)
    figure.notes = notes
    return figure
  }

  private var description: Phrase {
    var text = "One lane for each of \(Count.of(lanes.count, "layer")): work as bars, single events as marks."
    let services = Set(bands.filter { $0.kind != .episode }.map(\.service))
    if !services.isEmpty {
      text += " Behind them the times in which \(Count.of(services.count, "service")) \(services.count == 1 ? "was" : "were") down or degraded."
    }
    return Phrase(text)
  }

  private var notes: [Phrase] {
    var notes: [Phrase] = []
    let shown = lanes.flatMap(\.entries)
    let before = shown.count { ($0.end ?? $0.moment).stated.nanoseconds < scale.from }
    let after = shown.count { $0.moment.stated.nanoseconds > scale.to }
    if before > 0 { notes.append("Before the picture begins: \(Count.of(before, "entry", "entries")), drawn at its left edge.") }
    if after > 0 { notes.append("After the picture ends: \(Count.of(after, "entry", "entries")), drawn at its right edge.") }
    let further = report.timeline.entries.filter { $0.kind == .further }.reduce(0) { $0 + $1.count }
    if further > 0 { notes.append("Of \(Count.of(further, "event")) only the number is kept, and nothing is drawn.") }
    if report.timeline.withheld > 0 {
      notes.append("\(Count.of(report.timeline.withheld, "line")) withheld: what was said there is not drawn.")
    }
    return notes
  }

  // MARK: - Incidents and decisions

  private typealias PlacedFlag = (flag: LaneFlag, x: Double, row: Int, isLeft: Bool)

  private func placedFlags() -> (flags: [PlacedFlag], rows: Int) {
    var rows = LabelRows()
    let placed = flags.map { flag in
      let x = scale.x(flag.time)
      let width = ChartText.width(flag.label) + 22
      let isLeft = x + width > TimeAxis.width
      let from = isLeft ? x - width : x - 6
      return (flag, x, rows.place(from: from, to: from + width) ?? 0, isLeft)
    }
    return (placed, rows.count)
  }

  private mutating func draw(_ placed: [PlacedFlag]) {
    for (flag, x, row, isLeft) in placed {
      let y = 8 + Double(row) * Self.labelRow
      drawing.group("flag \(flag.isIncident ? "incident" : "decision")", title: ChartText.tip(flag.tip))
      if flag.isIncident {
        drawing.path([("M", x - 5, y + 10), ("L", x, y), ("L", x + 5, y + 10)], "flag-mark", closed: true)
      } else {
        drawing.diamond(x, y + 5, 5, "flag-mark")
      }
      drawing.text(flag.label, isLeft ? x - 9 : x + 9, y + 10, anchor: isLeft ? .end : .start)
      drawing.end()
      used.insert(flag.isIncident ? "incident" : "decision")
    }
  }

  // MARK: - Phases and services

  private mutating func drawPhases(_ phases: [TimelineEntry], _ y: inout Double) {
    drawing.text("phases", TimeAxis.left - 10, y + 13, "name", anchor: .end)
    var rows = LabelRows()
    var deepest = 0
    for phase in phases {
      let to = phase.end?.stated ?? report.timeline.horizon?.time ?? phase.moment.stated
      let (left, right) = (scale.x(phase.moment.stated), scale.x(max(phase.moment.stated, to)))
      let row = rows.place(from: left, to: right, limit: 4) ?? 0
      deepest = max(deepest, row)
      let name = phase.title
      drawing.rectangle(
        left, y + 2 + Double(row) * 18, max(1.5, right - left), 15, "phase-bar",
        title: ChartText.tip("\(name), \(clock(phase.moment.stated))–\(phase.lasts ? "" : clock(to))"))
      drawLabel(Self.phaseName(phase), from: left, to: right, y + 13 + Double(row) * 18, "phase-text")
    }
    y += 24 + Double(deepest) * 18
  }

  private static func phaseName(_ entry: TimelineEntry) -> String {
    let words = entry.title.split(separator: " ")
    return words.count > 1 && words[0] == "phase" ? words.dropFirst().joined(separator: " ") : entry.title
  }

  /// One row a service with its bad states, and the episodes that clocks are read over as a line beneath.
  private mutating func drawServices(_ y: inout Double) -> Double {
    let top = y
    var names: [String?] = []
    for band in bands where !names.contains(band.service) { names.append(band.service) }
    for name in names {
      drawing.text(
        ChartText.cut(name ?? "all services", columns: 25), TimeAxis.left - 10, y + 14, "name", anchor: .end)
      for band in bands where band.service == name {
        let to = band.to ?? report.timeline.horizon?.time ?? band.from
        let (left, right) = (scale.x(band.from), scale.x(max(band.from, to)))
        let width = max(2, right - left)
        if band.kind == .episode {
          used.insert("episode")
          drawing.path(
            [("M", left, y + 17), ("L", left, y + 20), ("L", left + width, y + 20), ("L", left + width, y + 17)], "episode",
            title: ChartText.tip(band.tip))
          continue
        }
        used.insert(band.kind.rawValue)
        drawing.rectangle(left, y + 3, width, 13, "impact \(band.kind.rawValue)", title: ChartText.tip(band.tip))
        drawing.hatched(Self.identifier, band.kind.rawValue, left, y + 3, width, 13)
        drawLabel(band.kind.rawValue, from: left, to: right, y + 13, "impact-text")
      }
      y += 24
    }
    if !names.isEmpty { y += 4 }
    return top
  }

  /// What any service felt, behind all lanes.
  private mutating func drawImpact(from top: Double, to bottom: Double) {
    for kind in [ImpactBand.Kind.degraded, .down] {
      for band in bands where band.kind == kind {
        let to = band.to ?? report.timeline.horizon?.time ?? band.from
        let (left, right) = (scale.x(band.from), scale.x(max(band.from, to)))
        drawing.rectangle(left, top, max(1, right - left), bottom - top, "behind \(kind.rawValue)")
      }
    }
  }

  // MARK: - Lanes

  private mutating func draw(_ lane: LayerLane, isOdd: Bool, _ y: inout Double) {
    var rows = LabelRows()
    var bars: [(entry: TimelineEntry, row: Int, left: Double, right: Double)] = []
    for entry in lane.entries where entry.course != nil {
      let (left, right) = (scale.x(entry.moment.stated), scale.x(end(of: entry)))
      let row = rows.place(from: left - 1, to: max(right, left + 3) + 2, limit: Self.rowLimit) ?? Self.rowLimit - 1
      bars.append((entry, row, left, right))
    }
    let marks = LaneMark.marks(of: lane.entries.filter { $0.course == nil }, scale, width: Self.markWidth)
    let barsHeight = Double(rows.count) * (Self.barHeight + 3)
    let height = max(22, 6 + barsHeight + (marks.isEmpty ? 0 : Self.markRow))
    drawing.group(isOdd ? "lane odd" : "lane")
    drawing.rectangle(0, y, TimeAxis.width, height, "lane-band")
    drawing.text(ChartText.cut(lane.name ?? "no layer", columns: 25), TimeAxis.left - 10, y + 15, "name", anchor: .end)
    for bar in bars { draw(bar.entry, y + 4 + Double(bar.row) * (Self.barHeight + 3), bar.left, bar.right) }
    for mark in marks { draw(mark, y + 4 + barsHeight + Self.markRow / 2 - 1) }
    drawing.end()
    y += height
  }

  private func end(of entry: TimelineEntry) -> Timestamp {
    if let end = entry.end?.stated { return max(end, entry.moment.stated) }
    let isOver = entry.course.map { $0.state != .started && $0.state != .paused } ?? true
    guard !isOver, let horizon = report.timeline.horizon?.time else { return entry.moment.stated }
    return max(horizon, entry.moment.stated)
  }

  private mutating func draw(_ entry: TimelineEntry, _ y: Double, _ left: Double, _ right: Double) {
    let name = entry.task ?? entry.title
    let attempts = entry.course?.attempts ?? []
    drawing.group(
      "work",
      title: ChartText.tip("\(name): \(entry.course?.summary ?? ""), \(clock(entry.moment.stated))–\(clock(end(of: entry)))"))
    if attempts.count > 1 { drawing.line(left, y + Self.barHeight / 2, right, y + Self.barHeight / 2, "between") }
    for (number, attempt) in attempts.enumerated() {
      let next = attempts.indices.contains(number + 1) ? attempts[number + 1] : nil
      guard let from = (attempt.start ?? attempt.end)?.time else { continue }
      let to = max(from, attempt.end?.time ?? next?.start?.time ?? end(of: entry))
      draw(attempt, from: scale.x(from), to: scale.x(to), y)
    }
    if attempts.isEmpty { drawing.rectangle(left, y, max(2, right - left), Self.barHeight, "actual", radius: 1) }
    if attempts.count <= 1, attempts.first?.pauses.isEmpty != false { drawLabel(name, from: left, to: right, y + 11, "work-text") }
    drawing.end()
  }

  private mutating func draw(_ attempt: TaskCourse.Attempt, from left: Double, to right: Double, _ y: Double) {
    let isFailed = attempt.outcome == .failed
    used.insert(isFailed ? "failed" : "task")
    let width = max(2, right - left)
    drawing.rectangle(left, y, width, Self.barHeight, isFailed ? "actual failed" : "actual", radius: 1)
    if isFailed { drawing.hatched(Self.identifier, "failed", left, y, width, Self.barHeight) }
    for pause in attempt.pauses {
      used.insert("pause")
      let (from, to) = (scale.x(pause.from.time), pause.to.map { scale.x($0.time) } ?? right)
      drawing.rectangle(from, y, max(1, to - from), Self.barHeight, "pause")
      drawing.hatched(Self.identifier, "pause", from, y, max(1, to - from), Self.barHeight)
    }
  }

  private mutating func draw(_ mark: LaneMark, _ y: Double) {
    let title = ChartText.tip(mark.tip)
    used.insert(mark.tone.rawValue)
    switch mark.tone {
    case .bad: drawing.cross(mark.x, y, 3.5, "event bad", title: title)
    case .good: drawing.path([("M", mark.x - 4, y), ("L", mark.x - 1, y + 3.5), ("L", mark.x + 4, y - 4)], "event good", title: title)
    case .plain: drawing.circle(mark.x, y, mark.count > 9 ? 4 : mark.count > 1 ? 3.4 : 2.8, "event plain", title: title)
    }
  }

  /// A label inside a bar, cut to its width; left out where it would say nothing.
  private mutating func drawLabel(_ text: String, from left: Double, to right: Double, _ y: Double, _ classes: String) {
    let columns = Int(max(0, right - left - 6) / ChartText.column)
    guard columns >= 4 else { return }
    let cut = ChartText.cut(text, columns: columns)
    guard cut.count >= 4 || cut == text else { return }
    drawing.text(cut, left + 4, y, classes)
  }

  private func clock(_ time: Timestamp) -> String { ChartClock(of: report).text(time) }
}
