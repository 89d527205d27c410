import Audit
import CloudEvents
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

  private func expected(_ template: Template, _ trace: [Letter], _ possible: some Sequence<[Letter]>) -> RuleResult {
    let results = Set(possible.map { template.expected($0) == .violated })
    if results.count == 2 { return .undecidable }
    return results.contains(true) ? .violated : template.expected(trace)
  }

  @Test(arguments: Template.tried)
  func `a result stands exactly where no withheld line could change it, tried out for one and two lines`(
    _ template: Template
  ) throws {
    let rule = Rule(Constraint(template, activation: .of("task.started"), target: .of("task.completed")))
    for trace in traces(over: Self.letters, upTo: 4) {
      for count in 1...2 {
        let stubs = (0..<count).map { stub($0 + 1) }
        let finding = try #require(judge([rule], stubs + lines(trace)).findings.first)
        let wanted = expected(template, trace, completions(trace, count))
        #expect(finding.result == wanted, "\(template.name), \(count), on \(trace.map(\.rawValue))")
        #expect(finding.asSeen == template.expected(trace))
        #expect(finding.reasons.isEmpty == (wanted != .undecidable))
      }
    }
  }

  @Test(arguments: Template.tried)
  func `on an open stream a result stands exactly where nothing that follows could change it`(_ template: Template) throws {
    let rule = Rule(Constraint(template, activation: .of("task.started"), target: .of("task.completed")))
    let futures = traces(over: Self.letters, upTo: 3)
    for trace in traces(over: Self.letters, upTo: 4) {
      let finding = try #require(judge([rule], lines(trace), isWhole: false).findings.first)
      let wanted = expected(template, trace, futures.map { trace + $0 })
      #expect(finding.result == wanted, "\(template.name) on \(trace.map(\.rawValue))")
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
}
