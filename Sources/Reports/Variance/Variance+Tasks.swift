internal import CutoverModel
internal import Replay

extension Variance {
  // MARK: - Tasks and gates

  func tasksPage(_ level: Int, _ clock: RunClockText) -> Page {
    var page = Page()
    let untried = Set(notExecuted.map { Array($0.utf8) })
    let due = tasks.filter { $0.isDue || untried.contains(Array($0.id.utf8)) }
    guard !due.isEmpty else { return page }
    page.heading("Tasks", level: level)
    var times = Table([
      .init("task"), .init("to start", .right), .init("started", .right), .init("to finish", .right),
      .init("finished", .right), .init("slip", .right),
    ])
    for task in due {
      times.add([
        .code(task.id), "\(clock.text(task.plannedStart))", clock.phrase(task.actualStart),
        "\(clock.text(task.plannedFinish))",
        task.actualFinish.map(clock.phrase) ?? "\(task.standing)", Self.span(task.finishSlip),
      ])
    }
    page.table(times.withoutEmptyColumns)
    var slips = Table([
      .init("task"), .init("slip", .right), .init("inherited", .right), .init("waited", .right),
      .init("longer by", .right), .init("float left", .right),
    ])
    for task in due where task.finishSlip.map({ $0 != .zero }) ?? false || task.durationSlip.map({ $0 != .zero }) ?? false {
      var waited: TimeSpan?
      if let caused = task.causedSlip, let longer = task.durationSlip { waited = caused - longer }
      var left: TimeSpan?
      if let float = task.totalFloat, let used = task.floatUsed { left = float - used }
      slips.add([
        .code(task.id), Self.span(task.finishSlip), Self.span(task.inheritedSlip), Self.span(waited),
        Self.span(task.durationSlip), "\(left?.readable ?? "")",
      ])
    }
    if !slips.rows.isEmpty {
      page.paragraph(
        """
        A slip is inherited where what a task waited for was late, else its own: it waited longer than it had to, or \
        took longer.
        """)
      page.table(slips.withoutEmptyColumns)
    }
    return page
  }

  func gateTable(_ clock: RunClockText) -> Table {
    var table = Table([
      .init("gate"), .init("state"), .init("planned", .right), .init("passed", .right), .init("slip", .right),
      .init("inherited", .right), .init("its own", .right),
    ])
    for gate in gates {
      let mode = gate.history.passedMode
      table.add([
        .code(gate.id), "\(gate.history.state.rawValue)\(mode == .live ? "" : " (\(mode.rawValue))")", "\(clock.text(gate.plannedFinish))",
        clock.phrase(gate.history.passed), Self.span(gate.slip), Self.span(gate.inheritedSlip),
        Self.span(gate.causedSlip),
      ])
    }
    return table.withoutEmptyColumns
  }
}

extension TaskVariance {
  /// Whether it had to be done or anything was said of it: a rollback's tasks only once one was decided.
  fileprivate var isDue: Bool { plannedStart != nil || plannedFinish != nil || state != .planned }

  /// Where it stands, for a task without a finish.
  fileprivate var standing: String {
    if isAbandoned { return state == .planned ? "given up" : "\(state.rawValue), given up" }
    return state == .planned ? "" : state.rawValue
  }
}
