internal import CloudEvents
internal import CutoverModel
internal import Replay

/// The time scale that the pictures of one run share, with its axis: the clock in UTC, and the time from T.
struct TimeAxis: Sendable {
  /// The width of every picture.
  static let width = 1_000.0
  /// Where the plot begins, behind the names of its rows.
  static let left = 196.0
  static let right = 988.0
  /// How high the axis above a plot is.
  static let height = 38.0

  let scale: TimeScale
  /// T.
  let origin: Timestamp?

  init(from: Int64, to: Int64, origin: Timestamp?) {
    scale = TimeScale(around: from, and: to, left: Self.left, right: Self.right)
    self.origin = origin
  }

  private var clock: TimeTicks {
    // Days are written longer than times.
    let plain = TimeTicks(scale, room: 64)
    return plain.step >= TimeTicks.day ? TimeTicks(scale, room: 92) : plain
  }

  /// Draws the axis with its foot at `y`, and its lines down to `bottom`.
  func draw(in drawing: inout Drawing, foot y: Double, bottom: Double) {
    let ticks = clock
    drawing.group("axis")
    if let first = ticks.instants.first, let last = ticks.instants.last {
      let days = [first, last].map { Timestamp(nanoseconds: $0, fractionDigits: 0).day }
      let date = days[0] == days[1] ? days[0] : "\(days[0]) …"
      drawing.text(ticks.step >= TimeTicks.day ? "UTC" : "UTC, \(date)", Self.left - 10, y - 22, anchor: .end)
    }
    for instant in ticks.instants {
      let x = scale.x(instant)
      let label = ticks.label(instant)
      let isMidnight = label.isDate && ticks.step < TimeTicks.day
      drawing.line(x, y - 17, x, bottom, isMidnight ? "grid day" : "grid")
      // At the edges a label would leave the picture.
      let half = ChartText.width(label.text) / 2
      if x - half > Self.left - 8, x + half < Self.width {
        drawing.text(label.text, x, y - 22, isMidnight ? "midnight" : "", anchor: .middle)
      }
    }
    drawSteps(in: &drawing, foot: y)
    drawing.line(Self.left, y, Self.right, y, "base")
    drawing.end()
  }

  /// The time from T, on a row of its own.
  private func drawSteps(in drawing: inout Drawing, foot y: Double) {
    guard let origin else { return }
    let ticks = TimeTicks(scale, origin: origin.nanoseconds, room: 86)
    guard ticks.instants.count > 1 || ticks.instants.first == origin.nanoseconds else { return }
    drawing.text("from T", Self.left - 10, y - 5, anchor: .end)
    for instant in ticks.instants {
      let span = TimeSpan(nanoseconds: instant) - TimeSpan(nanoseconds: origin.nanoseconds)
      let text = SpanText.shortFromStart(span)
      let x = scale.x(instant)
      let half = ChartText.width(text) / 2
      guard x - half > Self.left - 8, x + half < Self.width else { continue }
      drawing.text(text, x, y - 5, "step", anchor: .middle)
    }
  }
}
