import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// Events fall into their places by time, whenever they were recorded.
@Suite struct `The order of recording` {
  private static let lines = [
    run("run.began", "20:00:00"), run("task.started", "20:10:00", ["task": "a"]),
    run("decision.made", "20:20:00", data: #"{"decision":"invoke"}"#),
    run("task.started", "20:21:00", ["task": "b"]),
    pay("fault.occurred", "20:29:00"),
    pay("service.down", "20:30:00", ["region": "eu"]),
    pay("incident.detected", "20:31:00"), pay("incident.declared", "20:32:00"),
    run("decision.made", "20:33:00", data: #"{"decision":"go"}"#),
    pay("service.degraded", "20:35:00", ["region": "us"]),
    db("writes.frozen", "20:40:00", #"{"side":"west"}"#),
    db(
      "replication.observed", "20:41:00", #"{"side":"north","sourcePosition":7,"targetPosition":6}"#
    ),
    db(
      "replication.observed", "20:42:00", #"{"side":"north","sourcePosition":7,"targetPosition":7}"#
    ),
    db("writer.changed", "20:43:00", #"{"from":"west","to":"north"}"#),
    db("writes.opened", "20:45:00", #"{"side":"north"}"#),
    pay("backlog.reported", "20:50:00", data: #"{"queue":"q"}"#),
    pay("service.up", "21:00:00", ["region": "eu"]),
    pay("service.up", "21:10:00", ["region": "us"]),
    pay("service.down", "21:24:00"), pay("service.up", "21:26:00"),
    pay("backlog.cleared", "21:30:00", data: #"{"queue":"q"}"#),
    pay("service.validated", "21:31:00"), pay("service.accepted", "21:40:00"),
    pay("service.down", "22:40:00"), pay("service.up", "22:45:00"),
    run("task.completed", "21:50:00", ["task": "a"]),
    run("task.completed", "21:55:00", ["task": "b"]),
    run("run.ended", "23:00:00"), pay("service.down", "23:30:00"),
  ]

  /// Everything that a report says, with ids in place of indexes.
  private func text(_ report: ObjectivesReport) -> [String] {
    func span(_ value: MeasuredSpan?) -> String {
      guard let value else { return "-" }
      let parts = [value.stated, value.lower, value.upper].map { $0.map(\.decimalSeconds) ?? "-" }
      return parts.joined(separator: "/")
    }
    func clock(_ reading: ClockReading) -> String {
      "\(reading.clock.name) \(span(reading.value)) \(reading.from?.id ?? "-") \(reading.to?.id ?? "-") "
        + reading.missing.joined(separator: ";")
    }
    func episode(_ reading: EpisodeReading) -> String {
      "\(reading.from.id) \(reading.to?.id ?? "-") \(span(reading.value))"
    }
    var lines: [String] = []
    for result in report.objectives {
      lines.append(
        "\(result.id) \(result.verdict) \(result.applies) \(span(result.value)) \(span(result.residual))"
      )
      lines.append("\(result.from?.id ?? "-") \(result.to?.id ?? "-") \(result.missing)")
      lines += result.episodes.map(episode) + result.clocks.map(clock)
    }
    for service in report.services {
      lines.append(service.service ?? "-")
      lines += service.episodes.map(episode) + service.clocks.map(clock)
    }
    return lines + report.findings.map { "\($0.rule) \($0.count)" }
  }

  @Test(arguments: 0..<60) func `doesn't change the answer`(seed: UInt64) throws {
    let plan = payPlan(
      [
        rto("45m"), rto("45m", .businessCleared), rto("1h", .technical), rpo("0s"),
        rto("2h", .between(from: .first(type: "decision.made"), to: .last(type: "service.up"))),
      ], freezeImpact: .degraded)
    var random = FixedRandom(seed)
    let inOrder = try objectives(plan, Self.lines)
    let shuffled = try objectives(plan, Self.lines.shuffled(using: &random))
    #expect(text(shuffled) == text(inOrder))
    #expect(inOrder.objectives.map(\.verdict) == [.missed, .missed, .missed, .met, .missed])
  }

  @Test func `may be asked in between without changing the answer`() throws {
    let plan = payPlan([rto("45m"), rto("1h", .technical), rpo("0s")], freezeImpact: .degraded)
    let whole = try objectives(plan, Self.lines)
    for cut in Self.lines.indices {
      let fold = InterruptedFold(fold: ObjectivesFold(plan: plan), cut: cut)
      let (prefix, continued) = try folding(fold, over: Self.lines)
      #expect(continued == whole, "at \(cut)")
      #expect(try prefix == objectives(plan, Array(Self.lines[..<cut])), "at \(cut)")
    }
  }
}

/// Asks a fold for its answer before one event, and goes on.
private struct InterruptedFold: EventFold {
  var fold: ObjectivesFold
  let cut: Int
  private var prefix: ObjectivesReport?

  init(fold: ObjectivesFold, cut: Int) {
    self.fold = fold
    self.cut = cut
  }

  mutating func apply(_ view: EventView) {
    if view.index == cut {
      let known = fold
      prefix = known.finish()
    }
    fold.apply(view)
  }

  consuming func finish() -> (prefix: ObjectivesReport?, whole: ObjectivesReport) { (prefix, fold.finish()) }
}
