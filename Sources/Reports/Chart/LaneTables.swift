internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What a picture of lanes shows, as tables; the single events stand in the table of events.
struct LaneTables {
  private let lanes: [LayerLane]
  private let bands: [ImpactBand]
  private let flags: [LaneFlag]
  private let clock: ChartClock

  init(_ report: RunReport, _ lanes: [LayerLane], _ bands: [ImpactBand], _ flags: [LaneFlag]) {
    self.lanes = lanes
    self.bands = bands
    self.flags = flags
    clock = ChartClock(of: report)
  }

  var tables: [Table] { [layers, impact, incidents] }

  private var layers: Table {
    var table = Table([
      .init("layer"), .init("tasks", .right), .init("worked at for", .right), .init("other entries", .right),
      .init("failed", .right), .init("first", .right), .init("last", .right),
    ])
    for lane in lanes {
      let tasks = lane.entries.count { $0.course != nil }
      let failed = lane.entries.count { $0.course?.state == .failed || $0.event.type == "dev.cutlog.check.failed" }
      let last = lane.entries.map { ($0.end ?? $0.moment).stated }.max()
      table.add([
        "\(lane.name ?? "no layer")", "\(tasks)", "\(SpanText.short(lane.busy))", "\(lane.entries.count - tasks)",
        "\(failed)", "\(clock.text(lane.entries.first?.moment.stated))", "\(clock.text(last))",
      ])
    }
    return table
  }

  private var impact: Table {
    var table = Table([.init("service"), .init("was"), .init("from", .right), .init("until", .right)])
    for band in bands {
      table.add([
        band.service.map { .code($0) } ?? "all", "\(band.kind == .episode ? "in an episode" : band.kind.rawValue)",
        "\(clock.text(band.from))", band.to.map { "\(clock.text($0))" } ?? "not ended",
      ])
    }
    return table
  }

  private var incidents: Table {
    var table = Table([.init("incident or decision"), .init("at", .right), .init("says")])
    for flag in flags { table.add(["\(flag.label)", "\(clock.text(flag.time))", "\(ChartText.tip(flag.tip))"]) }
    return table
  }
}

/// What the marks of lanes mean.
enum LaneLegend {
  static func keys(for used: Set<String>) -> [Figure.Key] {
    all.filter { used.contains($0.name) }.map { Figure.Key(mark: Drawing.mark($0.draw), text: $0.text) }
  }

  private static var all: [(name: String, text: Phrase, draw: (inout Drawing) -> Void)] {
    [
      ("task", "a task, worked at", { $0.rectangle(2, 3, 24, 10, "actual", radius: 1) }),
      ("failed", "a task that failed", { $0.rectangle(2, 3, 24, 10, "actual failed", radius: 1) }),
      ("pause", "paused", { GanttLegend.stripes(&$0, "pause") }),
      ("good", "passed, approved or completed", { $0.path([("M", 9, 8), ("L", 12, 11.5), ("L", 18, 4)], "event good") }),
      ("bad", "failed, rejected, lost", { $0.cross(14, 8, 4, "event bad") }),
      ("plain", "other events; larger for several", { $0.circle(14, 8, 3, "event plain") }),
      ("down", "down", { GanttLegend.stripes(&$0, "down") }),
      ("degraded", "degraded", {
        $0.rectangle(2, 3, 24, 10, "swatch degraded")
        for y in [6.0, 10] { $0.line(2, y, 26, y, "hatch degraded") }
      }),
      ("episode", "an episode, which clocks are read over", {
        $0.path([("M", 3, 5), ("L", 3, 10), ("L", 25, 10), ("L", 25, 5)], "episode")
      }),
      ("incident", "incident", {
        $0.group("flag incident")
        $0.path([("M", 9, 13), ("L", 14, 3), ("L", 19, 13)], "flag-mark", closed: true)
        $0.end()
      }),
      ("decision", "decision", {
        $0.group("flag decision")
        $0.diamond(14, 8, 5, "flag-mark")
        $0.end()
      }),
    ]
  }
}
