import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

@testable import Reports

@Suite struct `A chart of characters` {
  private static func plan(_ count: Int, title: String? = nil) -> Plan {
    var plan = Plan(plan: "p", version: 1)
    plan.tasks = (0..<count).map { number in
      var task = PlannedTask(id: "t\(number)")
      task.title = title
      task.phase = "phase \(number / 50)"
      task.duration = .fixed(TimeSpan(seconds: 600))
      if number > 0 { task.after = [Dependency(predecessor: "t\(number - 1)")] }
      return task
    }
    return plan
  }

  private func outline(_ plan: Plan, _ lines: [String]) throws -> RunOutline {
    let schedule = try Schedule(of: plan)
    let timeline = try folding(
      TimelineFold(plan: plan, schedule: schedule, starts: Timestamp("2026-11-22T22:00:00Z")), over: lines)
    return RunOutline(
      timeline, plan: plan, schedule: schedule, bands: try folding(ServiceBandFold(plan: plan), over: lines))
  }

  private func drawn(_ chart: TextChart?, width: Int = 80, isUnicode: Bool = true) -> [String] {
    chart?.lines(width: width, isUnicode: isUnicode).map { $0.map(\.text).joined() } ?? []
  }

  private static let night = [
    event("run.began", at: "2026-11-22T22:00:00Z"),
    event("task.started", at: "2026-11-22T22:00:00Z", ["task": "t0"]),
    event("task.completed", at: "2026-11-22T22:20:00Z", ["task": "t0"]),
    event("service.down", at: "2026-11-22T22:20:00Z", ["service": "pay"]),
    event("task.started", at: "2026-11-22T22:20:00Z", ["task": "t1"]),
    event("task.failed", at: "2026-11-22T22:30:00Z", ["task": "t1"]),
    event("gate.requested", at: "2026-11-22T22:30:00Z", ["gate": "go"]),
    event("gate.approved", at: "2026-11-22T22:35:00Z", ["gate": "go"]),
    event("service.up", at: "2026-11-22T22:40:00Z", ["service": "pay"]),
    event("run.ended", at: "2026-11-22T22:40:00Z"),
  ]

  @Test func `sets what was done against what was planned, column by column`() throws {
    let lines = drawn(try outline(Self.plan(2), Self.night).chart(), width: 60)
    let first = try #require(lines.first { $0.hasPrefix(" t0") })
    let second = try #require(lines.first { $0.hasPrefix(" t1") })
    // Planned for ten minutes and done in twenty: the second half was not planned.
    let (both, late) = (first.count { $0 == "█" }, first.count { $0 == "▄" })
    #expect(both > 5 && abs(both - late) <= 1, "\(first)")
    #expect(first.hasSuffix("+10m 00s"))
    #expect(second.contains("▀") && second.contains("✗") && second.hasSuffix("failed"), "\(second)")
    #expect(second.contains("*"))
  }

  @Test func `shows gates, impact and gaps under one axis`() throws {
    let lines = drawn(try outline(Self.plan(2), Self.night).chart())
    let gate = try #require(lines.first { $0.contains("gate go") })
    #expect(gate.contains("◆") && gate.contains("┄"))
    let band = try #require(lines.first { $0.hasPrefix(" pay") })
    #expect(band.count { $0 == "▓" } > 10)
    #expect(lines.contains { $0.contains("waiting for gates") && $0.contains("5m 00s") })
    #expect(lines.last?.contains("critical by the plan") == true)
  }

  @Test(arguments: [40, 80, 133, 200], [true, false])
  func `fits any width, and is ASCII where that is all there is`(width: Int, isUnicode: Bool) throws {
    let title = "Häuser und ein sehr langer Titel über alles, was da noch kommt, 東京, \u{1B}[31m\u{202E}"
    for isWhole in [true, false] {
      let lines = drawn(try outline(Self.plan(200, title: title), Self.night).chart(isWhole: isWhole), width: width, isUnicode: isUnicode)
      #expect(lines.count > 4)
      for line in lines {
        #expect(DisplayWidth.columns(of: line) <= width, "\(line)")
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
        if !isUnicode { #expect(line.utf8.allSatisfy { $0 < 0x80 }, "\(line)") }
      }
    }
  }

  @Test func `of two hundred tasks only those are drawn that a reader looks for, unless all are asked for`() throws {
    let outline = try outline(Self.plan(200), Array(Self.night.prefix(6)))
    let short = drawn(outline.chart())
    #expect(short.contains { $0.hasPrefix("phase 0 (2 of 50)") }, "\(short)")
    #expect(short.contains { $0.hasPrefix(" t1 ") } && !short.contains { $0.hasPrefix(" t9 ") })
    #expect(short.count < 60)
    #expect(drawn(outline.chart(isWhole: true)).count > 200)
    // Where everything is late, the latest are drawn.
    let late = Self.plan(200).tasks.enumerated().flatMap { number, task -> [String] in
      let from = Timestamp(nanoseconds: 1_795_384_800_000_000_000 + Int64(number) * 700_000_000_000, fractionDigits: 0)
      return [event("task.started", at: from.description, ["task": task.id]),
        event("task.completed", at: Timestamp(nanoseconds: from.nanoseconds + 690_000_000_000, fractionDigits: 0).description, id: "c\(number)", ["task": task.id])]
    }
    let lines = drawn(try self.outline(Self.plan(200), late).chart())
    #expect(lines.count < 70 && lines.contains { $0.hasPrefix(" t199 ") } && !lines.contains { $0.hasPrefix(" t151 ") })
    #expect(drawn(try self.outline(Self.plan(60), Self.night).chart()).contains { $0.hasPrefix(" t59 ") })
  }

  @Test func `what has no planned finish has neither a planned bar nor a slip, and its phase has no slip`() throws {
    var plan = Self.plan(3)
    plan.tasks[1].duration = nil
    plan.tasks[2].phase = "phase 1"
    let outline = try outline(
      plan,
      [
        event("task.started", at: "2026-11-22T22:10:00Z", ["task": "t0"]),
        event("task.completed", at: "2026-11-22T22:20:00Z", ["task": "t0"]),
        event("task.started", at: "2026-11-22T23:10:00Z", ["task": "t1"]),
        event("task.completed", at: "2026-11-22T23:20:00Z", ["task": "t1"]),
      ])
    let group = try #require(outline.groups.first)
    #expect(group.rows.map(\.id).sorted() == ["t0", "t1"])
    let (known, unknown) = (group.rows.first { $0.id == "t0" }, group.rows.first { $0.id == "t1" })
    #expect(known?.slip == TimeSpan(seconds: 600) && known?.planned != nil)
    #expect(unknown?.slip == nil && unknown?.planned == nil && group.slip == nil)
    let line = try #require(drawn(outline.chart()).first { $0.hasPrefix(" t1") })
    #expect(line.contains("▄") && !line.contains("▀") && !line.contains("█") && !line.hasSuffix("s"), "\(line)")
  }

  @Test func `gaps are summed as the timeline sums them, those that are too short to be drawn too`() throws {
    let lines = [
      event("run.began", at: "2026-11-22T22:00:00Z"),
      event("task.started", at: "2026-11-22T22:00:00Z", ["task": "t0"]),
      event("task.completed", at: "2026-11-22T22:20:00Z", ["task": "t0"]),
      event("task.started", at: "2026-11-22T22:20:30Z", ["task": "t1"]),
      event("task.completed", at: "2026-11-22T22:30:00Z", ["task": "t1"]),
      event("run.ended", at: "2026-11-22T22:40:00Z"),
    ]
    let outline = try outline(Self.plan(2), lines)
    let gaps = try folding(TimelineFold(plan: Self.plan(2), schedule: Schedule(of: Self.plan(2))), over: lines).gaps
    #expect(gaps.spans.count == 2 && outline.gaps.count == 1)
    #expect(outline.gapTotals == [.idle: gaps.total(of: .idle).stated])
    let line = try #require(drawn(outline.chart()).first { $0.hasPrefix(" no work recorded") })
    #expect(line.hasSuffix(" 10m 30s"), "\(line)")
  }

  @Test func `the legend explains the signs that can be seen, and no other`() throws {
    // Done exactly as planned: the plan is nowhere to be seen by itself.
    let done = [
      event("task.started", at: "2026-11-22T22:00:00Z", ["task": "t0"]),
      event("task.completed", at: "2026-11-22T22:10:00Z", ["task": "t0"]),
    ]
    let whole = drawn(try outline(Self.plan(1), done).chart()).suffix(1).joined()
    #expect(whole.contains("█ both") && !whole.contains("planned") && !whole.contains("actual"), "\(whole)")
    for isUnicode in [true, false] {
      let lines = drawn(try outline(Self.plan(2), Self.night).chart(), isUnicode: isUnicode)
      let legend = lines.drop { !$0.contains(isUnicode ? "▀ planned" : "- planned") }.joined(separator: "   ")
      for part in isUnicode ? ["╱ no work recorded", "▓ down", "┄ paused or waiting"] : ["/ no work recorded", "X down", ". paused or waiting"] {
        #expect(legend.contains(part), "\(part) in \(legend)")
      }
      #expect(!legend.contains("writes frozen") && !legend.contains("degraded"), "\(legend)")
    }
  }

  @Test(arguments: [ChartSigns.unicode, .ascii]) func `no sign means two things`(signs: ChartSigns) {
    let all = [
      signs.planned, signs.work, signs.both, signs.waiting, signs.failed, signs.lasting, signs.due, signs.reached,
      signs.down, signs.degraded, signs.frozen, signs.idle, signs.guide, signs.cut,
    ]
    #expect(Set(all).count == all.count)
    #expect(all.allSatisfy { DisplayWidth.columns(of: $0) == 1 })
  }

  @Test func `a run of which nothing is known has no chart`() throws {
    #expect(try outline(Plan(plan: "p", version: 1), []).chart() == nil)
  }

  @Test func `spans of one instant and of all times there are can be drawn`() throws {
    for (from, to) in [(Timestamp.earliest, Timestamp.latest), (.latest, .latest), (.earliest, .earliest)] {
      var chart = TextChart(title: "x", from: from, to: to)
      var row = TextChart.Row("r")
      row.marks = [.init(.planned, from: from, to: to), .init(.work(.good), from: .earliest, to: .latest), .init(.due, at: to)]
      chart.rows = [row]
      for line in drawn(chart) { #expect(line.count <= 80) }
    }
  }

  @Test(arguments: [
    ("2026-11-22T21:58:00Z", "2026-11-22T22:03:00Z", "21:58:00"), ("2026-11-22T21:10:00Z", "2026-11-23T01:30:00Z", "11-23"),
    ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "11-05"),
  ])
  func `ticks stand at round times and don't touch each other`(from: String, to: String, label: String) throws {
    for columns in [20, 46, 120] {
      let ticks = AxisTicks.ticks(from: try Timestamp(from), to: try Timestamp(to), columns: columns)
      #expect(!ticks.isEmpty && ticks.count <= columns / 7)
      for (one, next) in zip(ticks, ticks.dropFirst()) { #expect(one.column + one.label.count + 2 <= next.column) }
    }
    let ticks = AxisTicks.ticks(from: try Timestamp(from), to: try Timestamp(to), columns: 120)
    #expect(ticks.contains { $0.label == label }, "\(ticks)")
  }

  @Test func `every form shows the same chart, the terminal alone in colours`() throws {
    var page = Page()
    if let chart = try outline(Self.plan(2), Self.night).chart() { page.chart(chart) }
    let plain = TerminalForm().render(page)
    #expect(!plain.contains("\u{1B}"))
    #expect(TerminalForm(isStyled: true).render(page).contains("✗\u{1B}[0m"))
    #expect(MarkdownForm().render(page) == "```\n\(plain)```\n")
    var form = HTMLForm()
    #expect(form.render(page).contains("gate go"))
  }
}
