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

  /// One rule of a template with what an independent evaluator is told of it.
  private struct Trial {
    var constraint: Constraint
    var slow: SlowEvaluator

    init(_ template: Template, limit: Int64?, isCorrelated: Bool) {
      let west = FieldCondition(.attribute("region"), .isAnyOf(["west"]))
      let inData = FieldCondition(.data(["at"]), .isAnyOf(["west"]))
      constraint = Constraint(
        template, activation: .of("task.started", "task.failed", where: west),
        target: .of("task.completed", "task.failed", where: inData),
        correlation: isCorrelated ? [.attribute("task")] : [], within: limit.map { TimeSpan(seconds: $0) })
      slow = SlowEvaluator(
        template: template, isCorrelated: isCorrelated, limit: limit.map { $0 * 1_000_000_000 }, accuracy: 1_000_000_000)
    }
  }

  @Test func `random logs are judged as an independent evaluator judges them`() throws {
    var dice = SeededDice(seed: 7)
    var seen: [String: Set<RuleResult>] = [:]
    for round in 0..<160 {
      let isOrdered = round % 2 == 0
      let samples = log(&dice, length: dice.roll(12), isOrdered: isOrdered)
      let limit = Int64(dice.roll(20))
      let trials = Template.tried.flatMap { template in
        [false, true].flatMap { isCorrelated in
          (template.takesWindow ? [nil, limit] : [nil]).map {
            Trial(template, limit: $0, isCorrelated: isCorrelated)
          }
        }
      }
      let findings = try judge(trials.map { Rule($0.constraint) }, samples.map(\.line)).findings
      #expect(findings.count == trials.count)
      for (trial, finding) in zip(trials, findings) {
        // Lines of one source that stand in order of time leave no order open; others may.
        if finding.reasons.contains(where: { $0.hasPrefix("the order of") }) {
          #expect(finding.result == .undecidable && !isOrdered)
          continue
        }
        let wanted = trial.slow.result(samples)
        let name = "\(trial.slow.template.name), limited \(trial.slow.limit != nil), correlated \(trial.slow.isCorrelated)"
        seen[name, default: []].insert(wanted)
        if finding.result != wanted {
          Issue.record("\(name), round \(round), limit \(limit): \(finding.result), not \(wanted): \(samples.map(\.line))")
        }
      }
    }
    for (name, results) in seen {
      #expect(results.contains(.violated) && results.count > 1, "\(name) came only to \(results)")
    }
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
}
