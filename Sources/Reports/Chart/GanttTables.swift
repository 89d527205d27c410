internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What a Gantt chart shows, as tables.
struct GanttTables {
  private let report: RunReport
  private let rows: [GanttRow]
  private let marks: [DateMark]
  private let clock: ChartClock

  init(_ report: RunReport, _ rows: [GanttRow], _ marks: [DateMark]) {
    self.report = report
    self.rows = rows
    self.marks = marks
    clock = ChartClock(of: report)
  }

  var tables: [Table] { [steps, dates, gaps] }

  /// Tasks and gates, phase by phase.
  private var steps: Table {
    var table = Table([
      .init("phase"), .init("task or gate"), .init("planned start", .right), .init("planned finish", .right),
      .init("float until", .right), .init("start", .right), .init("finish", .right), .init("slip", .right),
      .init("state"), .init("attempts", .right), .init("paused", .right), .init("driving path"),
    ])
    table.nameColumn = 1
    var phase = ""
    for row in rows {
      if row.kind == .phase {
        phase = row.name
        continue
      }
      let paused = row.attempts.flatMap(\.pauses).count
      table.add([
        "\(phase)", row.kind == .gate ? "gate \(code: row.name)" : .code(row.name), "\(clock.text(row.plannedStart))",
        "\(clock.text(row.plannedFinish))", "\(clock.text(row.floatEnd))", "\(clock.text(row.actualStart))",
        "\(clock.text(row.actualFinish))", row.slip.map { "\(SpanText.signed($0))" } ?? "", "\(row.state)",
        row.attempts.count > 1 ? "\(row.attempts.count)" : "", paused > 0 ? "\(Count.of(paused, "time"))" : "",
        row.isDriving ? "yes" : "",
      ])
    }
    return table.withoutEmptyColumns
  }

  private var dates: Table {
    var table = Table([.init("date"), .init("time", .right)])
    for mark in marks { table.add(["\(mark.text)", "\(clock.text(mark.time))"]) }
    return table
  }

  private var gaps: Table {
    var table = Table([
      .init("no work recorded from"), .init("until"), .init("for", .right), .init("waiting for"),
    ])
    for gap in report.timeline.gaps.spans {
      table.add([
        "\(clock.text(gap.from.time))", "\(clock.text(gap.to.time))", "\(SpanText.short(gap.span.stated))",
        "\(gap.gates.joined(separator: ", "))",
      ])
    }
    return table
  }
}

/// Times of a run as they stand in the tables of its pictures: the clock, with the date where it is another day's.
struct ChartClock: Sendable {
  private let day: String?

  init(of report: RunReport) {
    day = (report.variance?.start?.time ?? report.timeline.start?.time ?? report.timeline.entries.first?.moment.stated)?.day
  }

  func text(_ time: Timestamp?) -> String {
    guard let time else { return "" }
    return time.day == day ? time.clock : "\(time.day) \(time.clock)"
  }
}
