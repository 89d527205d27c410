/// What the marks of a Gantt chart mean.
enum GanttLegend {
  /// The keys of the marks that a picture uses, in a fixed order.
  static func keys(for used: Set<String>) -> [Figure.Key] {
    all.filter { used.contains($0.name) }.map { Figure.Key(mark: Drawing.mark($0.draw), text: $0.text) }
  }

  private typealias Entry = (name: String, text: Phrase, draw: (inout Drawing) -> Void)

  private static var all: [Entry] {
    [
      ("planned", "planned", { $0.rectangle(2, 5, 24, 5, "planned") }),
      ("planned-start", "planned start, no planned finish", { $0.line(14, 3, 14, 13, "planned") }),
      ("actual", "done", { $0.rectangle(2, 3, 24, 10, "actual", radius: 1) }),
      ("failed", "failed", {
        $0.rectangle(2, 3, 22, 10, "actual failed", radius: 1)
        $0.cross(24, 8, 4, "cross")
      }),
      ("open", "not ended", {
        $0.rectangle(2, 3, 18, 10, "actual", radius: 1)
        $0.path([("M", 20, 2), ("L", 26, 8), ("L", 20, 14)], "open-end")
      }),
      ("end-only", "start not recorded", {
        $0.line(8, 8, 18, 8, "unknown-start")
        $0.rectangle(18, 3, 3, 10, "actual")
      }),
      ("pause", "paused", { stripes(&$0, "pause") }),
      ("float", "float: how late it might have been", {
        $0.line(2, 8, 24, 8, "float")
        $0.line(24, 5, 24, 11, "float-end")
      }),
      ("slip", "slip of the finish", {
        $0.line(2, 8, 21, 8, "slip late")
        $0.path([("M", 21, 5), ("L", 26, 8), ("L", 21, 11)], "slip-head late", closed: true)
      }),
      ("driving", "▸ on the driving path", { $0.rectangle(2, 2, 24, 12, "driving", radius: 2) }),
      ("gate-planned", "gate, planned", { $0.diamond(14, 8, 5, "planned gate") }),
      ("gate", "gate, passed", { $0.diamond(14, 8, 6, "actual gate") }),
      ("gate-wait", "gate asked for", {
        $0.line(4, 8, 24, 8, "gate-wait")
        $0.line(4, 4, 4, 12, "gate-wait")
      }),
      ("milestone-planned", "milestone, planned", { $0.diamond(14, 8, 5, "planned gate") }),
      ("milestone", "milestone, reached", { $0.diamond(14, 8, 6, "actual gate") }),
      ("gap", "no work recorded", { stripes(&$0, "gap") }),
      ("wait", "waiting for a gate", { stripes(&$0, "wait") }),
    ]
  }

  /// A pattern drawn by hand, since the pattern itself belongs to another picture.
  static func stripes(_ drawing: inout Drawing, _ pattern: String) {
    drawing.rectangle(2, 3, 24, 10, "swatch \(pattern)")
    for x in stride(from: 4.0, through: 20, by: 5) {
      let lean = pattern == "wait" ? 0.0 : 5.0
      drawing.line(x + 2 - lean / 2, 13, x + 2 + lean / 2, 3, "hatch \(pattern)")
    }
  }
}
