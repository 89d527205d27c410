internal import CloudEvents
internal import CutoverModel
internal import JSONText
internal import Replay

/// Shares of traffic and lags of replications over a run, as step lines.
struct SeriesChart {
  static let identifier = "series"
  private static let panelHeight = 56.0
  private static let panelGap = 22.0
  /// How many panels of each kind are drawn; further series are in the tables alone.
  private static let panelLimit = 12

  private let report: RunReport
  private let axis: TimeAxis
  private var drawing = Drawing()
  private var used: Set<String> = []

  private var scale: TimeScale { axis.scale }
  private var series: RunSeries { report.series }

  /// One step of a line; nil where nothing is known from there on.
  private struct Step {
    var at: Int64
    var value: Double?
  }

  init(_ report: RunReport, _ axis: TimeAxis) {
    self.report = report
    self.axis = axis
  }

  /// Nil where nothing was measured.
  mutating func figure() -> Figure? {
    guard !series.isEmpty else { return nil }
    let foot = 6 + TimeAxis.height
    var y = foot + 6
    var body = Drawing()
    swap(&body, &drawing)
    let services = trafficServices.prefix(Self.panelLimit)
    if !services.isEmpty { drawHeading("Share of traffic", &y) }
    for service in services { drawTraffic(of: service, &y) }
    let copies = series.replication.filter { $0.greatestLag != nil || $0.points.contains { $0.isInSync != nil } }
    if !copies.isEmpty { drawHeading("Replication lag", &y) }
    for copy in copies.prefix(Self.panelLimit) { draw(copy, &y) }
    swap(&body, &drawing)
    axis.draw(in: &drawing, foot: foot, bottom: y)
    drawing.append(body)
    var figure = Figure(
      identifier: Self.identifier, title: "Traffic and replication lag",
      description: description,
      picture: drawing.picture(Self.identifier, width: TimeAxis.width, height: y + 6, classes: "series", scale: scale),
      tables: [trafficTable, lagTable])
    figure.legend = SeriesLegend.keys(for: used)
    figure.notes = notes(isCut: trafficServices.count > Self.panelLimit || copies.count > Self.panelLimit)
    return figure
  }

  private var description: Phrase {
    var parts: [String] = []
    if !series.traffic.isEmpty {
      parts.append("\(Count.of(trafficServices.count, "service")) with the share of traffic at each site")
    }
    if !series.replication.isEmpty {
      parts.append("\(Count.of(series.replication.count, "copy", "copies")) of datasets with the lag of each")
    }
    return "\(parts.joined(separator: "; ")). A value holds until the next one is recorded\(series.replication.isEmpty ? "" : "; a lag is drawn up to its last reading")."
  }

  private func notes(isCut: Bool) -> [Phrase] {
    var notes: [Phrase] = []
    if isCut { notes.append("Of each kind the first \(Self.panelLimit) are drawn; the others are in the tables.") }
    if series.withheld > 0 {
      notes.append("\(Count.of(series.withheld, "line")) withheld: each may have been a further point.")
    }
    // What is left out of a service's shifts is left out of each of its sites.
    let shifts = trafficServices.reduce(0) { sum, service in sum + (series.traffic.first { $0.service == service }?.omitted ?? 0) }
    let readings = series.replication.reduce(0) { $0 + $1.omitted }
    if shifts + readings > 0 {
      notes.append(
        "\(Count.of(shifts + readings, "reading")) in the midst of long series are counted and not kept; there the lines are interrupted.")
    }
    if series.omitted > 0 {
      notes.append("\(Count.of(series.omitted, "reading")) of further services or datasets are counted and not kept.")
    }
    return notes
  }

  private var trafficServices: [String?] {
    var services: [String?] = []
    for one in series.traffic where !services.contains(one.service) { services.append(one.service) }
    return services
  }

  // MARK: - Panels

  private mutating func drawHeading(_ text: String, _ y: inout Double) {
    drawing.text(text, 6, y + 12, "phase-name")
    y += 20
  }

  /// The frame of a panel with marks at both ends of its values.
  private mutating func drawFrame(_ name: String, _ further: String?, top: String, bottom: String, _ y: Double) {
    drawing.rectangle(TimeAxis.left, y, TimeAxis.right - TimeAxis.left, Self.panelHeight, "panel")
    drawing.line(TimeAxis.left, y + Self.panelHeight / 2, TimeAxis.right, y + Self.panelHeight / 2, "middle")
    drawing.text(ChartText.cut(name, columns: 19), TimeAxis.left - 52, y + 24, "name", anchor: .end, title: ChartText.tip(name))
    if let further { drawing.text(ChartText.cut(further, columns: 19), TimeAxis.left - 52, y + 40, "said", anchor: .end) }
    drawing.text(top, TimeAxis.left - 6, y + 10, "value", anchor: .end)
    drawing.text(bottom, TimeAxis.left - 6, y + Self.panelHeight, "value", anchor: .end)
  }

  private mutating func drawTraffic(of service: String?, _ y: inout Double) {
    let lines = series.traffic.filter { $0.service == service }
    drawFrame(service ?? "no service named", nil, top: "100 %", bottom: "0 %", y)
    let end = report.timeline.horizon?.time.nanoseconds
    var ends: [Double] = []
    for (number, line) in lines.enumerated() {
      var steps: [Step] = []
      for (place, point) in line.points.enumerated() {
        if line.omitted > 0, place == line.pointsBeforeOmitted, let last = steps.last { steps.append(Step(at: last.at, value: nil)) }
        steps.append(Step(at: point.at.time.nanoseconds, value: Double(point.share) / 100_000_000))
      }
      let style = "line style-\(number % 4)"
      used.insert("style-\(number % 4)")
      draw(steps, until: end, y, style, points: line.points.count <= 100)
      guard let last = line.points.last else { continue }
      // Where lines end close together their names are moved apart; one for which there is no room stands in the table alone.
      let (highest, lowest) = (y + 12, y + Self.panelHeight - 4)
      let height = y + Self.panelHeight * (1 - Double(last.share) / 100_000_000)
      let wanted = min(max(height + (last.share > 50_000_000 ? 13 : -5), highest), lowest)
      let direction: Double = wanted > y + Self.panelHeight / 2 ? -12 : 12
      let places: [Double] = (0...8).flatMap { [wanted + Double($0) * direction, wanted - Double($0) * direction] }
      let free = places.first { candidate in
        highest <= candidate && candidate <= lowest && !ends.contains { abs($0 - candidate) < 12 }
      }
      guard let free else { continue }
      ends.append(free)
      let percent = JSONWriter.decimal(last.share, scale: 6)
      drawing.text("\(ChartText.cut(line.site, columns: 24)) \(percent) %", TimeAxis.right - 4, free, "line-name", anchor: .end)
    }
    y += Self.panelHeight + Self.panelGap
  }

  private mutating func draw(_ copy: ReplicationSeries, _ y: inout Double) {
    let greatest = copy.greatestLag ?? .zero
    let most = max(1, Double(greatest.nanoseconds))
    drawFrame(
      copy.dataset ?? "no dataset named", copy.side.map { "at \($0)" },
      top: greatest > .zero ? SpanText.short(ShareText.toTenth(greatest)) : "", bottom: "0s", y)
    var steps: [Step] = []
    var level: [Double] = []
    for (place, point) in copy.points.enumerated() {
      if copy.omitted > 0, place == copy.pointsBeforeOmitted, let last = steps.last { steps.append(Step(at: last.at, value: nil)) }
      steps.append(Step(at: point.at.time.nanoseconds, value: point.lag.map { min(1, Double($0.nanoseconds) / most) }))
      if point.isInSync == true { level.append(scale.x(point.at.time)) }
    }
    used.insert("lag")
    draw(steps, until: nil, y, "line lag", points: copy.points.count <= 100)
    if !level.isEmpty { used.insert("level") }
    var last = -Double.infinity
    for x in level where x - last >= 3 {
      last = x
      drawing.line(x, y + Self.panelHeight + 2, x, y + Self.panelHeight + 7, "level")
    }
    y += Self.panelHeight + Self.panelGap
  }

  /// A step line through values from 0 to 1, interrupted where nothing is known.
  private mutating func draw(_ steps: [Step], until end: Int64?, _ y: Double, _ classes: String, points: Bool) {
    var path: [(command: String, x: Double, y: Double)] = []
    var height: Double?
    var dots: [(Double, Double)] = []
    for (number, step) in steps.enumerated() {
      let x = scale.x(step.at)
      guard let value = step.value else {
        height = nil
        continue
      }
      let place = y + Self.panelHeight * (1 - value)
      if let height {
        // Steps that are closer than can be drawn are one; the last of them counts, unless it is an extreme.
        path.append(("L", x, height))
        path.append(("L", x, place))
      } else {
        path.append(("M", x, place))
      }
      height = place
      dots.append((x, place))
      if number == steps.count - 1, let end, scale.x(end) > x { path.append(("L", scale.x(end), place)) }
    }
    guard !path.isEmpty else { return }
    drawing.path(Self.thinned(path), classes)
    if points { for (x, place) in dots { drawing.circle(x, place, 2, "point \(classes)") } }
  }

  /// The path without points that lie on the line between their neighbours, or within half a unit of the last.
  private static func thinned(
    _ path: [(command: String, x: Double, y: Double)]
  ) -> [(command: String, x: Double, y: Double)] {
    var kept: [(command: String, x: Double, y: Double)] = []
    for step in path {
      if step.command == "L", let last = kept.last, last.x == step.x, last.y == step.y { continue }
      if step.command == "L", kept.count > 1, let last = kept.last, last.command == "L",
        case let before = kept[kept.count - 2],
        (before.y == last.y && last.y == step.y) || (before.x == last.x && last.x == step.x && (before.y - last.y) * (last.y - step.y) >= 0)
      {
        kept[kept.count - 1] = step
        continue
      }
      kept.append(step)
    }
    return kept
  }

  // MARK: - Tables

  /// How many rows a table has; the others are in the JSON form.
  private static let tableLimit = 500

  private var trafficTable: Table {
    let clock = ChartClock(of: report)
    var table = Table([.init("service"), .init("at", .right), .init("site"), .init("share", .right), .init("event", .right)])
    for line in series.traffic {
      for point in line.points where table.rows.count < Self.tableLimit {
        table.add([
          line.service.map { .code($0) } ?? "", "\(clock.text(point.at.time))", "\(line.site)",
          "\(JSONWriter.decimal(point.share, scale: 6)) %\(point.isStated ? "" : ", the rest")",
          EventText.anchor(point.at.event, among: report.timeline.streams),
        ])
      }
    }
    return table
  }

  private var lagTable: Table {
    let clock = ChartClock(of: report)
    var table = Table([
      .init("dataset"), .init("side"), .init("at", .right), .init("lag", .right), .init("in sync"), .init("event", .right),
    ])
    for copy in series.replication {
      for point in copy.points where table.rows.count < Self.tableLimit {
        table.add([
          copy.dataset.map { .code($0) } ?? "", "\(copy.side ?? "")", "\(clock.text(point.at.time))",
          point.lag.map { "\($0.readable)\(point.isStated ? "" : ", by its last commit")" } ?? "",
          point.isInSync.map { $0 ? "yes" : "no" } ?? "", EventText.anchor(point.at.event, among: report.timeline.streams),
        ])
      }
    }
    return table
  }
}

/// What the marks of series mean.
enum SeriesLegend {
  static func keys(for used: Set<String>) -> [Figure.Key] {
    all.filter { used.contains($0.name) }.map { Figure.Key(mark: Drawing.mark($0.draw), text: $0.text) }
  }

  private static var all: [(name: String, text: Phrase, draw: (inout Drawing) -> Void)] {
    [
      ("style-0", "share of traffic, with the site's name at its end", {
        $0.path([("M", 2, 12), ("L", 14, 12), ("L", 14, 4), ("L", 26, 4)], "line style-0")
      }),
      ("style-1", "of a second site", { $0.path([("M", 2, 4), ("L", 14, 4), ("L", 14, 12), ("L", 26, 12)], "line style-1") }),
      ("lag", "lag, by each reading", { $0.path([("M", 2, 4), ("L", 14, 4), ("L", 14, 12), ("L", 26, 12)], "line lag") }),
      ("level", "read as in sync", { $0.line(14, 4, 14, 12, "level") }),
    ]
  }
}
