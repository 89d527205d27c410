import Audit
import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// Conditions, correlation, limits of time and late lines against an evaluator that looks at everything again.
@Suite struct RandomLogTests {
  /// Whether the lines stand in order of time.
  private func log(_ dice: inout SeededDice, length: Int, isOrdered: Bool) -> [SlowEvaluator.Sample] {
    var second = 36_000
    return (0..<length).map { number in
      second += isOrdered ? dice.roll(8) : dice.roll(9) - 3
      let key = ["red", "green", "blu\\u0065"][dice.roll(3)]
      let type = ["task.started", "task.completed", "task.failed", "note.added"][dice.roll(4)]
      let side = ["west", "east"][dice.roll(2)]
      // Both conditions ask for the west, one in an attribute and one in the payload.
      var letter: Letter = []
      if type == "task.started" || type == "task.failed", side == "west" { letter.insert(.activation) }
      if type == "task.completed" || type == "task.failed", side == "west" { letter.insert(.target) }
      let (hour, minute) = (second / 3_600, second / 60 % 60)
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let time = "2026-01-01T\(two(hour)):\(two(minute)):\(two(second % 60))Z"
      return SlowEvaluator.Sample(
        line: event(type, at: time, id: "e\(number)", ["task": key, "region": side], data: "{\"at\":[\"x\",\"\(side)\"]}"),
        nanoseconds: Int64(second) * 1_000_000_000, letter: letter, key: key)
    }
  }

  @Test(arguments: Template.tried)
  func `random logs are judged as an independent evaluator judges them`(_ template: Template) throws {
    var dice = SeededDice(seed: 7)
    let west = FieldCondition(.attribute("region"), .isAnyOf(["west"]))
    let inData = FieldCondition(.data(["at"]), .isAnyOf(["west"]))
    var seen: Set<RuleResult> = []
    for round in 0..<160 {
      let samples = log(&dice, length: dice.roll(12), isOrdered: round % 2 == 0)
      let limit = template.takesWindow && round % 3 > 0 ? Int64(dice.roll(20)) : nil
      let isCorrelated = round % 4 > 1
      let constraint = Constraint(
        template, activation: .of("task.started", "task.failed", where: west),
        target: .of("task.completed", "task.failed", where: inData),
        correlation: isCorrelated ? [.attribute("task")] : [], within: limit.map { TimeSpan(seconds: $0) })
      let slow = SlowEvaluator(
        template: template, isCorrelated: isCorrelated, limit: limit.map { $0 * 1_000_000_000 },
        accuracy: 1_000_000_000)
      let finding = try judge(constraint, samples.map(\.line))
      // Lines of one source that stand in order of time leave no order open; others may.
      let wanted = slow.result(samples)
      if finding.reasons.contains(where: { $0.hasPrefix("the order of") }) {
        #expect(finding.result == .undecidable && round % 2 == 1)
        continue
      }
      seen.insert(wanted)
      #expect(
        finding.result == wanted,
        "\(template.name), round \(round), limit \(limit ?? -1), correlated \(isCorrelated): \(samples.map(\.line))")
    }
    #expect(seen.contains(.violated) && seen.count > 1)
  }

  @Test func `an event that lacks the field of the correlation leaves the rule open`() throws {
    let rule = Constraint(
      .response, activation: .of("fault.occurred"), target: .of("incident.resolved"), correlation: [.attribute("service")])
    let fault = event("fault.occurred", at: clock(0), ["service": "pay"])
    let resolved = event("incident.resolved", at: clock(5))
    let finding = try judge(rule, [fault, resolved])
    #expect(finding.result == .undecidable && finding.asSeen == .violated)
    #expect(
      finding.reasons == ["the event at line 2 lacks a field of the correlation (service), so it could belong anywhere"])
  }

  @Test func `lines that come late are judged at their time, whatever the order of lines`() throws {
    let rule = Rule(Constraint(.chainResponse, activation: .of("task.started"), target: .of("task.completed")))
    let ordered = lines([.activation, .target, [], .activation, .target, []])
    var dice = SeededDice(seed: 3)
    for _ in 0..<50 {
      var shuffled = ordered
      for place in shuffled.indices.reversed() { shuffled.swapAt(place, dice.roll(place + 1)) }
      let finding = try #require(judge([rule], shuffled).findings.first)
      #expect(finding.result == .satisfied && finding.events.map(\.id) == ["e0", "e1", "e3", "e4"])
    }
  }

  @Test func `traces about which nothing is open are forgotten`() throws {
    let rule = Rule(
      Constraint(
        .response, activation: .of("task.started"), target: .of("task.completed"), correlation: [.attribute("task")]))
    let lines = (0..<500).flatMap { number in
      [
        event("task.started", at: clock(number), id: "s\(number)", ["task": "t\(number)"]),
        event("task.completed", at: clock(number), id: "c\(number)", ["task": "t\(number)"]),
      ]
    }
    let fold = try applying(AuditFold([rule], isWhole: true), at: lines.placed(from: 1))
    #expect(fold.keptTraces == 1)
    let report = fold.finish().report
    #expect(report.findings.first?.result == .satisfied && report.findings.first?.activations == 500)
    #expect(report.findings.first?.events.count == 100)
  }
}
