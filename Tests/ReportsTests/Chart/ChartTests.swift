import CloudEvents
import CutoverModel
import Documents
import Foundation
import Replay
import TestSupport
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct `Charts of a run` {
  static let hostile = "<script>alert(1)</script>\u{202E}\u{1B}[2J ]]> & \" ' שלום"

  static func report(_ lines: [String], plan: Plan?, kind: String = "live", starts: Timestamp? = nil) throws -> RunReport {
    let schedule = try plan.map { try Schedule(of: $0) }
    var report = RunReport(timeline: try folding(TimelineFold(plan: plan, schedule: schedule, starts: starts), over: lines))
    report.plan = plan
    report.objectives = try folding(ObjectivesFold(plan: plan, options: .init(streamKind: kind, planIndex: 0)), over: lines)
    if let plan, let schedule {
      report.variance = try folding(VarianceFold(plan: plan, schedule: schedule, starts: starts), over: lines)
    }
    report.series = try folding(RunSeriesFold(plan: plan, streamKind: kind), over: lines)
    report.bands = try folding(ServiceBandFold(plan: plan, streamKind: kind), over: lines)
    return report
  }

  /// The night of the other goldens, with shares of traffic and lags.
  static func night() throws -> RunReport {
    let plan = try PlanDocument.read(bytes: Array(ReportGoldenTests.planText.utf8), name: "plan.yaml").plan
    let measured = [
      event(
        "replication.observed", at: "2026-11-22T22:07:00Z", ["dataset": "db"],
        data: #"{"side":"target","lagSeconds":12.5,"inSync":false}"#),
      event(
        "replication.observed", at: "2026-11-22T22:16:00Z", ["dataset": "db"], data: #"{"side":"target","lagSeconds":0,"inSync":true}"#),
      event("traffic.shifted", at: "2026-11-22T22:18:40Z", ["service": "payments"], data: #"{"to":"target","percent":10}"#),
      event("traffic.shifted", at: "2026-11-22T22:19:00Z", ["service": "payments"], data: #"{"to":"target","percent":100}"#),
    ]
    return try report(ReportGoldenTests.events + measured, plan: plan)
  }

  static func figures(_ report: RunReport) -> [Figure] {
    let figures = report.figures
    return [figures.planActual, figures.layers, figures.traffic, figures.slip].compactMap(\.self) + figures.earlier
  }

  /// Checks what must be so of every picture: well-formed, finite, and without what the page's policy forbids.
  static func check(_ figures: [Figure]) {
    for figure in figures {
      let reader = XMLParser(data: Data(figure.picture.utf8))
      let look = Look()
      reader.delegate = look
      #expect(reader.parse(), "\(figure.identifier): \(String(describing: reader.parserError))")
      #expect(look.attributes.isDisjoint(with: ["style", "onload", "onclick", "href", "xlink:href"]))
      #expect(look.names.isSubset(of: ["svg", "g", "rect", "line", "path", "circle", "text", "title", "defs", "pattern"]))
      #expect(!look.values.contains { $0.contains("nan") || $0.contains("inf") }, "\(figure.identifier)")
      #expect(figure.picture.contains("aria-labelledby=\"\(figure.identifier)-title\""))
      #expect(figure.tables.contains { !$0.rows.isEmpty }, "\(figure.identifier) has no table")
    }
  }

  /// What elements, attributes and coordinates a picture has.
  private final class Look: NSObject, XMLParserDelegate {
    var names: Set<String> = []
    var attributes: Set<String> = []
    var values: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes found: [String: String] = [:]
    ) {
      names.insert(name)
      attributes.formUnion(found.keys)
      for key in ["x", "y", "width", "height", "d", "x1", "x2", "y1", "y2", "cx", "cy", "r", "viewBox"] {
        if let value = found[key] { values.append(value) }
      }
    }
  }

  @Test func `a small night`() throws {
    let figures = Self.figures(try Self.night())
    #expect(figures.map(\.identifier) == ["gantt", "lanes", "series", "waterfall"])
    Self.check(figures)
    var form = HTMLForm()
    try GoldenFile.check(figures.map { $0.html(&form) }.joined(), "charts.html")
  }

  @Test func `the same run gives the same pictures`() throws {
    #expect(Self.figures(try Self.night()) == Self.figures(try Self.night()))
  }

  @Test func `a service is shown impaired until it is up as a whole, whatever a region said before`() throws {
    func changed(_ what: String, _ minute: Int, _ members: [String: String] = [:]) -> String {
      event("service.\(what)", at: "2026-11-22T22:0\(minute):00Z", ["service": "payments"].merging(members) { $1 }, data: #"{"level":40}"#)
    }
    let report = try Self.report(
      [
        event("run.began", at: "2026-11-22T22:00:00Z"), changed("degraded", 1), changed("down", 2, ["region": "north"]),
        changed("degraded", 3, ["region": "north"]), changed("up", 5), event("run.ended", at: "2026-11-22T22:09:00Z"),
      ], plan: nil)
    let tables = try #require(report.figures.layers).tables.flatMap(\.rows).map { $0.map(\.text).joined(separator: " ") }
    #expect(tables.contains("payments degraded 22:01:00 22:02:00"))
    #expect(tables.contains("payments down 22:02:00 22:03:00"))
    #expect(tables.contains("payments degraded 22:03:00 22:05:00"))
  }

  @Test func `pictures over time share one scale, and say which`() throws {
    let figures = Self.figures(try Self.night())
    let scales = figures.filter { $0.picture.contains("timed") }.map { figure in
      figure.picture.firstMatch(of: /data-from="-?[0-9]+" data-to="-?[0-9]+" data-left="[0-9.]+" data-right="[0-9.]+"/).map { String($0.0) }
    }
    #expect(scales.count == 3)
    #expect(Set(scales).count == 1)
    #expect(!scales.contains(nil))
  }

  @Test func `a figure as HTML has caption, picture that scrolls, legend and tables`() throws {
    var form = HTMLForm()
    let html = try #require(Self.night().figures.planActual).html(&form)
    #expect(html.contains("<figure class=\"chart\" id=\"gantt\">"))
    #expect(html.contains("role=\"region\" tabindex=\"0\" aria-labelledby=\"gantt-title\""))
    #expect(html.contains("<ul class=\"legend\">"))
    #expect(html.contains("<details class=\"chart-tables\">"))
    #expect(!html.contains("style="))
  }

  // MARK: - Planned against actual

  @Test(arguments: [1, 10, 300]) func `every task and gate has a row`(count: Int) throws {
    var dice = SeededDice(seed: 3)
    var plan = Plan(plan: "p", version: 1)
    var lines: [String] = []
    for number in 0..<count {
      var task = PlannedTask(id: "task-\(number)")
      if dice.roll(5) > 0 { task.duration = .fixed(TimeSpan(seconds: Int64(dice.roll(900)))) }
      task.phase = ["freeze", "switch", nil][dice.roll(3)]
      if number > 0, dice.roll(2) == 0 { task.after = [Dependency(predecessor: "task-\(dice.roll(number))")] }
      task.isPointOfNoReturn = dice.roll(20) == 0
      plan.tasks.append(task)
      guard dice.roll(6) > 0 else { continue }
      let minute = dice.roll(50)
      let at = "2026-11-22T2\(dice.roll(4)):\(minute < 10 ? "0" : "")\(minute)"
      lines.append(event("task.started", at: "\(at):00Z", id: "s\(number)", ["task": task.id]))
      if dice.roll(4) > 0 { lines.append(event(["task.completed", "task.failed", "task.paused"][dice.roll(3)], at: "\(at):30Z", id: "e\(number)", ["task": task.id])) }
    }
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "task-\(count - 1)")]
    plan.gates = [gate]
    let report = try Self.report(lines, plan: plan, starts: Timestamp("2026-11-22T20:00:00Z"))
    let rows = GanttRow.rows(of: report)
    #expect(rows.filter { $0.kind == .task }.map(\.name).sorted() == plan.tasks.map(\.id).sorted())
    #expect(rows.count { $0.kind == .gate } == 1)
    let figure = try #require(report.figures.planActual)
    let names = figure.picture.matches(of: /class="name">([^<]*)</).map { String($0.1) }
    #expect(names.count == count + 1)
    Self.check(Self.figures(report))
  }

  @Test func `work that was not planned, and a run without a plan, are shown too`() throws {
    let lines = [
      event("task.started", at: "2026-11-22T22:00:00Z", ["task": "extra"]),
      event("task.completed", at: "2026-11-22T22:05:00Z", ["task": "extra"]),
    ]
    var plan = Plan(plan: "p", version: 1)
    plan.tasks = [PlannedTask(id: "own")]
    #expect(try GanttRow.rows(of: Self.report(lines, plan: plan)).map(\.name) == ["own", "not in the plan", "extra"])
    let without = try Self.report(lines, plan: nil)
    #expect(GanttRow.rows(of: without).map(\.name) == ["extra"])
    Self.check(Self.figures(without))
  }

  @Test func `a gate stands with what it waits for, and one behind a gate with that`() throws {
    var plan = Plan(plan: "p", version: 1)
    for (id, phase) in [("a", "freeze"), ("b", "switch")] {
      var task = PlannedTask(id: id)
      task.phase = phase
      plan.tasks.append(task)
    }
    var later = Plan.Gate(id: "later")
    later.after = [Dependency(predecessor: "go")]
    var go = Plan.Gate(id: "go")
    go.after = [Dependency(predecessor: "a")]
    plan.gates = [later, go]
    let names = try GanttRow.rows(of: Self.report([], plan: plan)).map(\.name)
    #expect(names == ["freeze", "a", "go", "later", "switch", "b"])
  }

  @Test func `times without recorded work are hatched up to the finish, and the table has those after it too`() throws {
    var plan = Plan(plan: "p", version: 1)
    var task = PlannedTask(id: "a")
    task.duration = .fixed(TimeSpan(seconds: 600))
    plan.tasks = [task]
    let lines = [
      event("run.began", at: "2026-11-22T22:00:00Z"), event("task.started", at: "2026-11-22T22:10:00Z", ["task": "a"]),
      event("task.completed", at: "2026-11-22T22:20:00Z", ["task": "a"]), event("run.ended", at: "2026-11-22T23:00:00Z"),
    ]
    let figure = try #require(Self.report(lines, plan: plan, starts: Timestamp("2026-11-22T22:00:00Z")).figures.planActual)
    #expect(figure.picture.matches(of: /class="hatched hatched-gap"/).count == 1)
    #expect(figure.legend.contains { $0.text.text == "no work recorded" })
    #expect(figure.tables.last?.rows.map { $0[0].text } == ["22:00:00", "22:20:00"])
  }

  @Test func `a start that is planned without a finish is no planned bar`() throws {
    var plan = Plan(plan: "p", version: 1)
    var task = PlannedTask(id: "a")
    task.phase = "switch"
    plan.tasks = [task]
    let lines = [
      event("task.started", at: "2026-11-22T22:10:00Z", ["task": "a"]),
      event("task.completed", at: "2026-11-22T22:20:00Z", ["task": "a"]),
    ]
    let figure = try #require(Self.report(lines, plan: plan, starts: Timestamp("2026-11-22T22:00:00Z")).figures.planActual)
    #expect(figure.description.text == "One row for each of 1 task, as it was done.")
    #expect(!figure.picture.contains("phase-plan"))
    #expect(figure.legend.map(\.text.text).filter { $0.hasPrefix("planned") } == ["planned start, no planned finish"])
  }

  // MARK: - What can be odd

  @Test func `names are shown and never markup`() throws {
    let name = Self.hostile
    var plan = Plan(plan: name, version: 1)
    plan.services = [Plan.Service(id: name)]
    var task = PlannedTask(id: name)
    task.title = name + String(repeating: "x", count: 60_000)
    task.phase = name
    task.duration = .fixed(TimeSpan(seconds: 60))
    plan.tasks = [task]
    let text = #"<script>alert(1)</script>\u202e\u001b[2J ]]> & \" ' שלום"#
    let long = String(repeating: "w", count: 50_000)
    let lines = [
      event("task.started", at: "2026-11-22T22:00:00Z", ["task": text, "layer": text]),
      event("task.completed", at: "2026-11-22T22:05:00Z", ["task": text, "layer": text]),
      event("service.down", at: "2026-11-22T22:01:00Z", ["service": text]),
      event("incident.declared", at: "2026-11-22T22:01:30Z", ["service": text], data: #"{"severity":"\#(text)"}"#),
      event("decision.made", at: "2026-11-22T22:02:00Z", ["gate": text], data: #"{"decision":"\#(long)","reason":"\#(text)"}"#),
      event("traffic.shifted", at: "2026-11-22T22:02:00Z", ["service": text], data: #"{"to":"\#(text)","percent":10}"#),
      event("replication.observed", at: "2026-11-22T22:02:00Z", ["dataset": long], data: #"{"side":"\#(text)","lagSeconds":1}"#),
      event("note.added", at: "2026-11-22T22:02:00Z", ["layer": long], data: #"{"text":"\#(long)"}"#),
      event("phase.entered", at: "2026-11-22T22:00:00Z", data: #"{"phase":"\#(text)"}"#),
    ]
    let figures = Self.figures(try Self.report(lines, plan: plan))
    Self.check(figures)
    var form = HTMLForm()
    let html = figures.map { $0.html(&form) }.joined()
    #expect(!html.contains("<script"))
    #expect(!html.unicodeScalars.contains("\u{202E}"))
    #expect(!html.unicodeScalars.contains("\u{1B}"))
    // A picture holds names as far as there is room, however long they are.
    #expect(figures.allSatisfy { $0.picture.utf8.count < 40_000 })
  }

  @Test func `a run of one instant can be drawn`() throws {
    var plan = Plan(plan: "p", version: 1)
    plan.tasks = [PlannedTask(id: "a")]
    let at = "2026-11-22T22:00:00Z"
    let lines = [event("task.started", at: at, ["task": "a"]), event("task.completed", at: at, id: "end", ["task": "a"])]
    let figures = Self.figures(try Self.report(lines, plan: plan))
    #expect(figures.map(\.identifier) == ["gantt", "lanes"])
    Self.check(figures)
  }

  @Test func `a run that goes on ends where it is known of, with an open end`() throws {
    var plan = Plan(plan: "p", version: 1)
    plan.tasks = [PlannedTask(id: "a")]
    let lines = [
      event("task.started", at: "2026-11-22T22:00:00Z", ["task": "a"]), event("note.added", at: "2026-11-22T23:00:00Z"),
    ]
    let figure = try #require(Self.report(lines, plan: plan).figures.planActual)
    #expect(figure.picture.contains("open-end"))
    #expect(figure.notes.contains { $0.text.contains("goes on") })
    Self.check([figure])
  }

  @Test func `nothing at all makes no picture`() throws {
    #expect(Self.figures(try Self.report([], plan: nil)).isEmpty)
  }

  @Test func `times at both ends of what 64 bits hold can be drawn`() throws {
    var plan = Plan(plan: "p", version: 1)
    var task = PlannedTask(id: "a")
    task.duration = .fixed(TimeSpan(seconds: 60))
    plan.tasks = [task, PlannedTask(id: "b")]
    let lines = [
      event("task.started", at: "1678-01-01T00:00:00Z", ["task": "a"]),
      event("service.down", at: "1678-01-01T00:00:00Z", ["service": "s"]),
      event("traffic.shifted", at: "1678-01-01T00:00:00Z", ["service": "s"], data: #"{"to":"x","percent":0}"#),
      event("task.completed", at: "2261-12-31T23:59:59.999999999Z", ["task": "a"]),
      event("task.completed", at: "2261-12-31T23:59:59.999999999Z", id: "b", ["task": "b"]),
      event("traffic.shifted", at: "2261-12-31T23:59:59.999999999Z", ["service": "s"], data: #"{"to":"x","percent":100}"#),
    ]
    Self.check(Self.figures(try Self.report(lines, plan: plan)))
    Self.check(Self.figures(try Self.report(lines, plan: nil)))
  }

  @Test func `the steps of the slip are drawn from the planned finish to the actual one`() throws {
    let report = try Self.night()
    let figure = try #require(report.figures.slip)
    let fall = try #require(report.variance.flatMap { SlipWaterfall($0) })
    // A bar for each step, from where the last one ended to where the next one begins.
    let bars = figure.picture.matches(of: /<rect x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)" height="[0-9.]+" class="contribution (late|early)"/)
    #expect(bars.count == fall.steps.count)
    let ends = bars.map { bar in
      let (left, width) = (Double(bar.1) ?? -1, Double(bar.2) ?? -1)
      return bar.3 == "late" ? (from: left, to: left + width) : (from: left + width, to: left)
    }
    for (one, next) in zip(ends, ends.dropFirst()) { #expect(abs(one.to - next.from) < 1.6) }
    #expect(figure.tables.first?.rows.last?.last?.text == SpanText.signed(report.variance?.slip))
  }

  // MARK: - Scales

  @Test(arguments: [
    (1, 2), (0, 1_000), (0, 60_000_000_000), (0, 3_600_000_000_000), (0, 86_400_000_000_000), (-5_000_000_000, 5_000_000_000),
    (Int64.min, Int64.max), (Int64.min, Int64.min), (Int64.max, Int64.max), (0, Int64.max), (Int64.min, 0),
  ] as [(Int64, Int64)])
  func `ticks rise, lie within the scale, and stand apart`(from: Int64, to: Int64) {
    let scale = TimeScale(around: from, and: to, left: 100, right: 900)
    #expect(scale.from < scale.to)
    for origin in [0, from, to, Int64.min, Int64.max] {
      let ticks = TimeTicks(scale, origin: origin, room: 60).instants
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0 < $1 })
      #expect(ticks.allSatisfy(scale.contains))
      #expect(ticks.count <= 16)
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { scale.x($1) - scale.x($0) >= 59.9 })
    }
    #expect(scale.x(scale.from) == 100)
    #expect(scale.x(scale.to) == 900)
  }

  @Test func `labels that would cover each other stand in different rows`() {
    var rows = LabelRows()
    #expect(rows.place(from: 0, to: 50) == 0)
    #expect(rows.place(from: 40, to: 90) == 1)
    #expect(rows.place(from: 50, to: 60) == 0)
    #expect(rows.place(from: 55, to: 70, limit: 2) == nil)
    #expect(rows.count == 2)
  }

  @Test func `names are cut to their room, by what they show`() {
    #expect(ChartText.cut("short", columns: 10) == "short")
    #expect(ChartText.cut("much too long for it", columns: 10) == "much too …")
    #expect(ChartText.cut("数据库数据库数据库", columns: 10) == "数据库数…")
    #expect(ChartText.cut(String(repeating: "a", count: 1_000_000), columns: 3) == "aa…")
  }
}
