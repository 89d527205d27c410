internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What made a run later or earlier than planned, step by step from the planned finish to the actual one.
struct WaterfallChart {
  static let identifier = "waterfall"
  private static let left = 330.0
  private static let right = 900.0
  private static let rowHeight = 25.0

  private let report: RunReport
  private let variance: Variance
  private let fall: SlipWaterfall
  private var drawing = Drawing()

  /// Nil for a run without a slip that can be attributed.
  init?(_ report: RunReport) {
    guard let variance = report.variance, let fall = SlipWaterfall(variance), !fall.steps.isEmpty else { return nil }
    self.report = report
    self.variance = variance
    self.fall = fall
  }

  private var least: TimeSpan { fall.steps.map { min($0.before, $0.after) }.min() ?? .zero }
  private var most: TimeSpan { fall.steps.map { max($0.before, $0.after) }.max() ?? .zero }

  private func x(_ slip: TimeSpan) -> Double {
    let scale = TimeScale(from: least.nanoseconds, to: most.nanoseconds, left: Self.left, right: Self.right)
    return scale.x(slip.nanoseconds)
  }

  mutating func figure() -> Figure {
    let clock = ChartClock(of: report)
    let head = 30.0
    let rows = Double(fall.steps.count + 2)
    let bottom = head + rows * Self.rowHeight
    drawTicks(head, bottom)
    var y = head
    drawTotal("planned finish", clock.text(variance.plannedFinish), at: .zero, y)
    for step in fall.steps {
      y += Self.rowHeight
      draw(step, y)
    }
    y += Self.rowHeight
    drawTotal("actual finish", "\(clock.text(variance.actualFinish?.time)), \(ChartText.signed(fall.total))", at: fall.total, y)
    var figure = Figure(
      identifier: Self.identifier, title: "What made the slip",
      description: """
        From the planned finish to the actual one, \(ChartText.signed(fall.total)), in \
        \(Count.of(fall.steps.count, "step")) along the driving path; each second counts once, and they sum exactly.
        """,
      picture: drawing.picture(Self.identifier, width: TimeAxis.width, height: bottom + 6, classes: "waterfall"),
      tables: [table])
    figure.legend = legend
    return figure
  }

  private mutating func drawTicks(_ top: Double, _ bottom: Double) {
    let scale = TimeScale(from: least.nanoseconds, to: most.nanoseconds, left: Self.left, right: Self.right)
    let ticks = TimeTicks(scale, room: 84)
    drawing.group("axis")
    drawing.text("against the plan", Self.left - 10, top - 12, anchor: .end)
    for instant in ticks.instants {
      let place = scale.x(instant)
      let text = ChartText.signed(TimeSpan(nanoseconds: instant))
      drawing.line(place, top - 6, place, bottom, instant == 0 ? "grid day" : "grid")
      drawing.text(text, place, top - 12, "step", anchor: .middle)
    }
    drawing.end()
  }

  private mutating func drawTotal(_ name: String, _ value: String, at slip: TimeSpan, _ y: Double) {
    drawing.group("total")
    drawing.text(name, Self.left - 22, y + 17, "name", anchor: .end)
    drawing.line(x(slip), y + 3, x(slip), y + Self.rowHeight - 2, "total-line")
    drawing.diamond(x(slip), y + Self.rowHeight / 2, 6, slip > .zero ? "total-mark late" : slip < .zero ? "total-mark early" : "total-mark")
    placeValue(value, from: x(slip) - 8, to: x(slip) + 8, y, "total-text")
    drawing.end()
  }

  private mutating func draw(_ step: SlipWaterfall.Step, _ y: Double) {
    let (from, to) = (x(step.before), x(step.after))
    let tone = step.slip < .zero ? "early" : "late"
    drawing.group("step \(tone)", title: ChartText.tip("\(step.words): \(SpanText.signed(step.slip)), then \(SpanText.signed(step.after))"))
    drawing.text(ChartText.cut(step.words, columns: 42), Self.left - 22, y + 17, "name", anchor: .end)
    drawing.line(from, y - 3, from, y + Self.rowHeight - 5, "connector")
    let (low, high) = (min(from, to), max(from, to))
    drawing.rectangle(low, y + 5, max(1.5, high - low), Self.rowHeight - 10, "contribution \(tone)")
    let middle = y + Self.rowHeight / 2
    // An arrow says the direction without colour.
    if high - low > 12 {
      let tip = step.slip < .zero ? low + 2 : high - 2
      let back = step.slip < .zero ? 5.0 : -5.0
      drawing.path([("M", tip + back, middle - 4), ("L", tip, middle), ("L", tip + back, middle + 4)], "direction")
    }
    placeValue(ChartText.signed(step.slip), from: low, to: high, y, "contribution-text")
    drawing.end()
  }

  /// A value right of a bar, or left of it where there is no room.
  private mutating func placeValue(_ text: String, from low: Double, to high: Double, _ y: Double, _ classes: String) {
    if high + 8 + ChartText.width(text) <= TimeAxis.width {
      drawing.text(text, high + 6, y + 17, classes)
    } else {
      drawing.text(text, low - 6, y + 17, classes, anchor: .end)
    }
  }

  private var legend: [Figure.Key] {
    var keys: [Figure.Key] = []
    if fall.steps.contains(where: { $0.slip > .zero }) {
      keys.append(.init(mark: Drawing.mark { $0.rectangle(2, 3, 24, 10, "contribution late") }, text: "made it later"))
    }
    if fall.steps.contains(where: { $0.slip < .zero }) {
      keys.append(.init(mark: Drawing.mark { $0.rectangle(2, 3, 24, 10, "contribution early") }, text: "made it earlier"))
    }
    return keys
  }

  private var table: Table {
    var table = Table([.init("what"), .init("slip", .right), .init("together", .right)])
    for step in fall.steps {
      table.add(["\(step.words)", "\(SpanText.signed(step.slip))", "\(SpanText.signed(step.after))"])
    }
    table.add(["the whole slip", "", "\(SpanText.signed(fall.total))"])
    return table
  }
}

extension SlipWaterfall.Step {
  /// What it stands for, in words.
  fileprivate var words: String {
    guard let part else { return Count.of(count, "smaller part") + " together" }
    switch part.kind {
    case .duration: return "\(part.task), its own time"
    case .gap: return "\(part.task), waiting before it"
    case .start: return "\(part.task), its late start"
    case .scope: return "\(part.task) finished last, not what was planned to"
    }
  }
}
