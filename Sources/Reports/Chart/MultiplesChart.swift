internal import CloudEvents
internal import CutoverModel
internal import Replay

/// Runs beside each other: each phase as a bar on one scale from T, with the objectives of each.
struct MultiplesChart {
  static let identifier = "earlier-runs"
  private static let headHeight = 36.0
  private static let rowHeight = 13.0
  /// How many runs are drawn; of more the latest.
  private static let runLimit = 12

  private let comparison: RunComparison
  private let runs: [(number: Int, run: ComparedRun, phases: [PhaseCourse])]
  private let phases: [String?]
  private let scale: TimeScale
  private var drawing = Drawing()
  private var isOpen = false

  /// Nil without earlier runs or a plan.
  init?(_ report: RunReport) {
    guard let comparison = report.comparison, let plan = report.plan else { return nil }
    self.comparison = comparison
    runs = comparison.runs.enumerated().suffix(Self.runLimit).map { ($0.offset, $0.element, $0.element.phaseCourses(by: plan)) }
    let seen = runs.flatMap { $0.phases.map(\.phase) }
    var order: [String?] = []
    for task in plan.tasks where !order.contains(task.phase) && seen.contains(task.phase) { order.append(task.phase) }
    phases = order
    let ends = runs.flatMap { _, run, phases in
      phases.flatMap { [$0.from, $0.to ?? $0.from] } + [run.execution.duration, run.execution.planned].compactMap(\.self)
    }.map(\.nanoseconds)
    guard !ends.isEmpty else { return nil }
    scale = TimeScale(
      around: min(0, ends.min() ?? 0), and: ends.max() ?? 0, left: TimeAxis.left, right: TimeAxis.right)
  }

  mutating func figure() -> Figure {
    let foot = 26.0
    var y = foot + 4
    var body = Drawing()
    swap(&body, &drawing)
    for entry in runs { draw(entry.number, entry.run, entry.phases, &y) }
    swap(&body, &drawing)
    drawAxis(foot, y)
    drawing.append(body)
    var figure = Figure(
      identifier: Self.identifier, title: "This run beside earlier ones",
      description: """
        \(Count.of(runs.count, "run")) in order of their start, each from its own T on one scale: a bar for each phase \
        from its first start to its last completion.
        """,
      picture: drawing.picture(Self.identifier, width: TimeAxis.width, height: y + 4, classes: "multiples"),
      tables: [runTable, phaseTable, clockTable])
    figure.legend = legend
    if comparison.runs.count > Self.runLimit {
      figure.notes.append("The latest \(Self.runLimit) of \(comparison.runs.count) runs are drawn; the tables have all.")
    }
    if runs.contains(where: { $0.run.plan?.document != comparison.newestPlan?.document }) {
      figure.notes.append("Not all runs were made by the same plan; phases are told by the tasks that they share with this run's.")
    }
    return figure
  }

  private var legend: [Figure.Key] {
    var keys = [
      Figure.Key(mark: Drawing.mark { $0.rectangle(2, 3, 24, 10, "actual", radius: 1) }, text: "a phase, worked at"),
      Figure.Key(
        mark: Drawing.mark { $0.line(14, 2, 14, 14, "multiple-plan") }, text: "planned finish"),
      Figure.Key(mark: Drawing.mark { $0.line(14, 2, 14, 14, "multiple-finish") }, text: "finish"),
    ]
    if isOpen {
      keys.append(.init(mark: Drawing.mark { $0.rectangle(2, 3, 24, 10, "unfinished") }, text: "nothing of it completed"))
    }
    return keys
  }

  private mutating func drawAxis(_ y: Double, _ bottom: Double) {
    drawing.group("axis")
    drawing.text("from T", TimeAxis.left - 10, y - 8, anchor: .end)
    for instant in TimeTicks(scale, room: 90).instants {
      let x = scale.x(instant)
      let text = SpanText.shortFromStart(TimeSpan(nanoseconds: instant))
      drawing.line(x, y - 4, x, bottom, instant == 0 ? "grid day" : "grid")
      if x + ChartText.width(text) / 2 < TimeAxis.width { drawing.text(text, x, y - 8, "step", anchor: .middle) }
    }
    drawing.line(TimeAxis.left, y, TimeAxis.right, y, "base")
    drawing.end()
  }

  private mutating func draw(_ number: Int, _ run: ComparedRun, _ courses: [PhaseCourse], _ y: inout Double) {
    drawing.rectangle(0, y + 2, TimeAxis.width, Self.headHeight - 4, "phase-band")
    drawing.text(ChartText.cut("\(number + 1)  \(run.run ?? "run without a name")", columns: 46), 6, y + 15, "phase-name")
    drawing.text(ChartText.cut(facts(of: run), columns: 90), TimeAxis.width - 8, y + 15, "facts", anchor: .end)
    drawing.text(ChartText.cut(verdicts(of: number), columns: 148), 6, y + 29, "said")
    y += Self.headHeight
    let top = y
    for phase in phases {
      drawing.text(ChartText.cut(phase ?? "no phase", columns: 25), TimeAxis.left - 10, y + 10.5, "small", anchor: .end)
      if let course = courses.first(where: { $0.phase == phase }) {
        let (left, right) = (scale.x(course.from.nanoseconds), scale.x((course.to ?? course.from).nanoseconds))
        isOpen = isOpen || course.to == nil
        drawing.rectangle(
          left, y + 2, max(2, right - left), Self.rowHeight - 4, course.to == nil ? "unfinished" : "actual", radius: 1,
          title: ChartText.tip(
            "\(phase ?? "no phase"): \(SpanText.fromStart(course.from)) to \(SpanText.fromStart(course.to)), \(course.completed) of \(Count.of(course.tried, "task")) completed"))
      }
      y += Self.rowHeight
    }
    for (span, kind) in [(run.execution.planned, "multiple-plan"), (run.execution.duration, "multiple-finish")] {
      guard let span else { continue }
      drawing.line(scale.x(span.nanoseconds), top, scale.x(span.nanoseconds), y + 2, kind)
    }
    y += 8
  }

  private func facts(of run: ComparedRun) -> String {
    var parts = [run.kind ?? "unknown"]
    if let start = run.execution.start?.time { parts.append(String(EventText.time(start).prefix(16)).replacing("T", with: " ")) }
    if let duration = run.execution.duration { parts.append("took \(SpanText.short(ShareText.toSecond(duration)))") }
    if let slip = run.execution.slip { parts.append("\(ChartText.signed(ShareText.toSecond(slip))) against its plan") }
    if let outcome = run.execution.outcome { parts.append(outcome) }
    return parts.joined(separator: " · ")
  }

  private func verdicts(of run: Int) -> String {
    let told = comparison.objectives.compactMap { objective -> String? in
      guard let result = objective.results[run], result.applies else { return nil }
      let value = result.count.map { " \($0) \(result.unit ?? "")" } ?? result.seconds.map { " \(SpanText.short(ShareText.toSecond($0)))" } ?? ""
      return "\(objective.id) \(result.verdict.rawValue)\(value)"
    }
    return told.isEmpty ? "no objective was judged" : told.joined(separator: " · ")
  }

  // MARK: - Tables

  private var runTable: Table {
    var table = Table([
      .init("run"), .init("name"), .init("kind"), .init("start", .right), .init("took", .right), .init("planned", .right),
      .init("slip", .right), .init("outcome"),
    ])
    for (number, run) in comparison.runs.enumerated() {
      table.add([
        "\(number + 1)", .code(run.run ?? ""), "\(run.kind ?? "")",
        "\(run.execution.start.map { EventText.time($0.time) } ?? "")", "\(SpanText.of(run.execution.duration))",
        "\(SpanText.of(run.execution.planned))", "\(SpanText.signed(run.execution.slip))", "\(run.execution.outcome ?? "")",
      ])
    }
    return table.withoutEmptyColumns
  }

  private var phaseTable: Table {
    var table = Table([
      .init("run", .right), .init("phase"), .init("from", .right), .init("until", .right), .init("tasks tried", .right),
      .init("completed", .right),
    ])
    for (number, _, courses) in runs {
      for course in courses {
        table.add([
          "\(number + 1)", "\(course.phase ?? "no phase")", "\(SpanText.fromStart(course.from))",
          "\(SpanText.fromStart(course.to))", "\(course.tried)", "\(course.completed)",
        ])
      }
    }
    return table
  }

  private var clockTable: Table {
    var table = Table([.init("service"), .init("clock")] + comparison.runs.indices.map { .init("run \($0 + 1)", .right) })
    for clock in comparison.clocks {
      table.add([clock.service.map { .code($0) } ?? "", "\(clock.clock.name)"] + clock.values.map { "\(SpanText.of($0))" })
    }
    return table.withoutEmptyColumns
  }
}
