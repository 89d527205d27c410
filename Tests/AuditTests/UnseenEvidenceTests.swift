import Audit
import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// What withheld lines and what may still follow do to a result, against trying everything out.
@Suite struct UnseenEvidenceTests {
  private static let letters: [Letter] = [.activation, .target, []]

  /// All traces that come of a trace by so many further events, anywhere in it, and of what every one may be.
  private func completions(_ trace: [Letter], _ count: Int) -> Set<[Letter]> {
    var all: Set<[Letter]> = [trace]
    for _ in 0..<count {
      for known in all {
        for place in 0...known.count {
          for letter in Self.letters {
            var longer = known
            longer.insert(letter, at: place)
            all.insert(longer)
          }
        }
      }
    }
    return all
  }

  /// Which templates are violated by each trace of at most seven events.
  private static let isViolated: [[Letter]: [Bool]] = {
    let all = traces(over: letters, upTo: 7)
    return Dictionary(uniqueKeysWithValues: all.map { trace in
      (trace, Template.tried.map { $0.expected(trace) == .violated })
    })
  }()

  private static let rules = Template.tried.map { template in
    Rule(Constraint(template, activation: .of("task.started"), target: .of("task.completed")))
  }

  /// What each template comes to if the trace may be any of these.
  private func expected(_ trace: [Letter], _ possible: some Sequence<[Letter]>) throws -> [RuleResult] {
    var canHold = Template.tried.map { _ in false }
    var canFail = canHold
    for one in possible {
      for (number, isViolated) in try #require(Self.isViolated[one]).enumerated() {
        if isViolated { canFail[number] = true } else { canHold[number] = true }
      }
    }
    return Template.tried.enumerated().map { number, template in
      canHold[number] && canFail[number] ? .undecidable : canFail[number] ? .violated : template.expected(trace)
    }
  }

  @Test func `a result stands exactly where no withheld line could change it, tried out for one and two lines`() throws {
    var seen: Set<RuleResult> = []
    for trace in traces(over: Self.letters, upTo: 4) {
      for count in 1...2 {
        let wanted = try expected(trace, completions(trace, count))
        let findings = try judge(Self.rules, (0..<count).map { stub($0 + 1) } + lines(trace)).findings
        for (number, finding) in findings.enumerated() {
          let template = Template.tried[number]
          let isRight = finding.result == wanted[number] && finding.asSeen == template.expected(trace)
          if !isRight || finding.reasons.isEmpty != (wanted[number] != .undecidable) {
            Issue.record("\(template.name), \(count), on \(trace.map(\.rawValue)): \(finding.result), not \(wanted[number])")
          }
          seen.insert(finding.result)
        }
      }
    }
    #expect(seen.count == RuleResult.allCases.count)
  }

  @Test func `on an open stream a result stands exactly where nothing that follows could change it`() throws {
    let futures = traces(over: Self.letters, upTo: 3)
    for trace in traces(over: Self.letters, upTo: 4) {
      let wanted = try expected(trace, futures.lazy.map { trace + $0 })
      let findings = try judge(Self.rules, lines(trace), isWhole: false).findings
      for (number, finding) in findings.enumerated() where finding.result != wanted[number] {
        Issue.record("\(Template.tried[number].name) on \(trace.map(\.rawValue)): \(finding.result), not \(wanted[number])")
      }
      #expect(findings.count == wanted.count)
    }
  }

  @Test func `a line that the reader accepts as withheld decides nothing`() throws {
    let rule = Rule(Constraint(.absence(1), activation: .a))
    let lines = [stub(1)] + lines([[]])
    #expect(try judge([rule], lines).findings.first?.result == .undecidable)
    let accepted = try judge([rule], lines, acceptance: .init(accepted: [1]))
    #expect(accepted.findings.first?.result == .satisfied)
    #expect(accepted.notes.map(\.rule) == ["line-withheld-accepted"])
  }

  @Test func `a closing line makes a stream whole`() throws {
    let rule = Rule(Constraint(.absence(1), activation: .a))
    let open = [event("stream.opened", at: clock(0), source: "o")] + lines([[]])
    #expect(try judge([rule], open, isWhole: false, from: 0).findings.first?.result == .undecidable)
    let closed = open + [event("stream.closed", at: clock(9), source: "o")]
    #expect(try judge([rule], closed, isWhole: false, from: 0).findings.first?.result == .satisfied)
  }

  @Test func `where two sources leave open which event came first, what depends on it is undecidable`() throws {
    let precedence = Constraint(.precedence, activation: .a, target: .b)
    func result(_ first: String, _ second: String, source: String) throws -> RuleFinding {
      try judge(
        precedence,
        [
          event("task.started", at: first, id: "a"), event("task.completed", at: second, id: "b", source: source),
        ])
    }
    let same = "2026-01-01T10:00:00Z"
    let open = try result(same, same, source: "/other")
    #expect(open.result == .undecidable && open.asSeen == .satisfied)
    #expect(open.reasons == ["the order of the events at lines 1 and 2 is open by their times"])
    #expect(try result(same, same, source: "/test").result == .satisfied)
    #expect(try result(same, "2026-01-01T10:00:01Z", source: "/other").result == .satisfied)
  }

  @Test func `on an open stream a demand is open until its time is over, as far as the times are exact`() throws {
    func result(_ template: Template, _ others: [(String, Int)]) throws -> RuleResult? {
      let rule = Rule(
        Constraint(
          template, activation: .of("task.started"), target: .of("task.completed"), within: TimeSpan(seconds: 30)))
      let all = [("task.started", 0)] + others
      let lines = all.map { event($0.0, at: "2026-01-01T10:0\($0.1 / 60):\($0.1 % 60 / 10)\($0.1 % 10)Z") }
      return try judge([rule], lines, isWhole: false).findings.first?.result
    }
    for template in [Template.response, .alternateResponse, .chainResponse] {
      #expect(try result(template, []) == .undecidable)
    }
    #expect(try result(.response, [("note.added", 30)]) == .undecidable)
    #expect(try result(.response, [("note.added", 32)]) == .violated)
    #expect(try result(.response, [("task.started", 32)]) == .violated)
    #expect(try result(.response, [("task.started", 20)]) == .undecidable)
    #expect(try result(.notSuccession, [("note.added", 32)]) == .undecidable)
    #expect(try result(.notSuccession, [("task.completed", 29)]) == .violated)
  }
}
