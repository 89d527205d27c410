internal import CloudEvents
internal import CutoverModel
package import Replay

extension Variance {
  /// Whether any planned time was compared with an actual one.
  package var hasPlannedTimes: Bool {
    plannedFinish != nil || tasks.contains { $0.plannedStart != nil || $0.plannedFinish != nil }
  }

  /// Planned and actual finish, the tasks, and what made the difference.
  package var page: Page {
    var page = Page()
    page.facts([
      ("start", start.map { "\($0.time.description) (\($0.basis.words))" } ?? "unknown"),
      ("planned finish", "\(plannedFinish?.description ?? "unknown: the plan gives no durations to reckon with")"),
      ("actual finish", "\(actualFinish?.time.description ?? "not yet")"),
      ("slip", "\(SpanText.signed(slip))"),
      ("method", "\(Self.method)"),
    ])
    page.table(taskTable)
    page.table(gateTable)
    if !attribution.isEmpty {
      page.paragraph("What made the slip, along the driving path:")
      page.table(attributionTable)
    }
    page.facts([
      ("not executed", notExecuted.isEmpty ? nil : Self.names(notExecuted)),
      ("not in the plan", unplanned.isEmpty ? nil : Self.names(unplanned.map(\.id))),
    ])
    return page
  }

  private static func names(_ names: [String]) -> Phrase {
    Phrase(Array(names.map { [Phrase.Run.code($0)] }.joined(separator: [.plain(", ")])))
  }

  private static func time(_ time: Timestamp?) -> Phrase { "\(time?.description ?? "–")" }

  private var taskTable: Table {
    var table = Table([
      .init("task"), .init("state"), .init("planned start"), .init("actual start"), .init("slip", .right),
      .init("planned finish"), .init("actual finish"), .init("slip", .right), .init("longer by", .right),
      .init("verified"),
    ])
    for task in tasks {
      table.add([
        .code(task.id), "\(task.state.rawValue)", Self.time(task.plannedStart),
        Self.time(task.actualStart?.time), "\(SpanText.signed(task.startSlip))",
        Self.time(task.plannedFinish), Self.time(task.actualFinish?.time),
        "\(SpanText.signed(task.finishSlip))", "\(SpanText.signed(task.durationSlip))", task.verified.phrase,
      ])
    }
    return table
  }

  private var gateTable: Table {
    var table = Table([
      .init("gate"), .init("state"), .init("planned"), .init("passed"), .init("slip", .right),
    ])
    for gate in gates {
      table.add([
        .code(gate.id), "\(gate.history.state.rawValue)", Self.time(gate.plannedFinish),
        Self.time(gate.history.passed?.time), "\(SpanText.signed(gate.slip))",
      ])
    }
    return table
  }

  private var attributionTable: Table {
    var table = Table([.init("task"), .init("because of"), .init("slip", .right)])
    for part in attribution {
      table.add([.code(part.task), "\(part.kind.words)", "\(SpanText.signed(part.slip))"])
    }
    return table
  }
}

extension RunStart.Basis {
  fileprivate var words: String {
    switch self {
    case .stated: "as stated when the stream was opened"
    case .runBegan: "the run's beginning"
    case .firstTask: "the first task's start"
    }
  }
}

extension SlipAttribution.Kind {
  fileprivate var words: String {
    switch self {
    case .duration: "its own duration"
    case .gap: "waiting before it"
    case .start: "its start"
    case .scope: "another last task than planned"
    }
  }
}

extension TaskVariance.Verification {
  fileprivate var phrase: Phrase {
    switch self {
    case .passed: .verdict(rawValue, .good)
    case .failed: .verdict(rawValue, .bad)
    case .noCheck: "\(rawValue)"
    }
  }
}
