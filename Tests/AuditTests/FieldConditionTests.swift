import Audit
import CloudEvents
import CutoverModel
import TestSupport
import Testing

/// What conditions pass, whichever way an event writes a value.
@Suite struct FieldConditionTests {
  /// Whether an event with this payload passes a condition: a rule that forbids such events is then violated.
  private func passes(_ data: String, _ field: String, _ tests: FieldCondition.Test...) throws -> Bool {
    let field = try #require(EventField(field))
    let pattern = EventPattern(types: ["dev.cutlog.task.started"], conditions: tests.map { FieldCondition(field, $0) })
    let result = try judge(Constraint(.absence(1), activation: pattern), [event("task.started", at: clock(0), data: data)])
    return result.result == .violated
  }

  @Test(arguments: [
    ("1.5", 1.5), ("-0.25", -0.25), ("0", 0), ("-0", 0), ("12345", 12_345), ("0.1", 0.1), ("2.675", 2.675), ("1e3", 1_000),
    ("1.25E-2", 0.0125), ("123456789012345", 123_456_789_012_345), ("1234567890.12345", 1_234_567_890.12345),
    ("0.123456789012345678", 0.123456789012345678), ("9007199254740991", 9_007_199_254_740_991), ("0.000000000000001", 1e-15),
  ])
  func `a number is compared as the double that it writes`(_ text: String, _ value: Double) throws {
    let data = "{\"n\":\(text)}"
    #expect(try passes(data, "data.n", .atLeast("\(value)"), .atMost("\(value)")))
    #expect(try !passes(data, "data.n", .atLeast("\(value.nextUp)")))
    #expect(try !passes(data, "data.n", .atMost("\(value.nextDown)")))
    #expect(try passes(data, "data.n", .isAnyOf(["x", "\(value)"])))
    #expect(try !passes(data, "data.n", .isNoneOf(["\(value)"])))
    // Beside another value it is looked at in a list.
    #expect(try passes("{\"n\":[\"x\",\(text)]}", "data.n", .atLeast("\(value)"), .atMost("\(value)")))
  }

  @Test func `a text that looks like a number is none`() throws {
    #expect(try !passes(#"{"n":"7"}"#, "data.n", .atLeast("1")))
    #expect(try passes(#"{"n":"7"}"#, "data.n", .isAnyOf(["7"])))
    #expect(try !passes(#"{"n":"7"}"#, "data.n", .isAnyOf(["7.0"])))
    #expect(try passes(#"{"n":7}"#, "data.n", .isAnyOf(["7.0"])))
  }

  @Test func `escapes in names and values say the same as their letters`() throws {
    #expect(try passes(#"{"\u006e":"we\u0073t"}"#, "data.n", .isAnyOf(["west"])))
    #expect(try passes(#"{"n":"west"}"#, "data.n", .isAnyOf(["west"])))
    #expect(try !passes(#"{"n":"we\u0073t"}"#, "data.n", .isNoneOf(["west"])))
    #expect(try passes(#"{"n":"we\u0073t"}"#, "data.n", .exists(true)))
    // Letters that look the same and are written with other bytes are others.
    #expect(try !passes("{\"n\":\"e\u{301}\"}", "data.n", .isAnyOf(["\u{e9}"])))
    let both = [FieldCondition.Test.isAnyOf(["\u{e9}"]), .isAnyOf(["e\u{301}"])]
    for (number, text) in ["\u{e9}", "e\u{301}"].enumerated() {
      let rules = both.map { test in
        Rule(
          Constraint(
            .absence(1), activation: .of("task.started", where: FieldCondition(.data(["n"]), test))))
      }
      let findings = try judge(rules, [event("task.started", at: clock(0), data: "{\"n\":\"\(text)\"}")]).findings
      #expect(findings.map(\.result) == (number == 0 ? [.violated, .satisfied] : [.satisfied, .violated]))
    }
  }

  @Test func `what is absent, null, nested, a list or a truth value passes as its scalars do`() throws {
    for data in [#"{"m":1}"#, #"{"n":null}"#, #"{"n":[]}"#, "[1]", "7"] {
      #expect(try !passes(data, "data.n", .exists(true)), "\(data)")
      #expect(try passes(data, "data.n", .exists(false)), "\(data)")
      #expect(try passes(data, "data.n", .isNoneOf(["x"])), "\(data)")
      #expect(try !passes(data, "data.n", .isAnyOf(["null"])), "\(data)")
    }
    #expect(try passes(#"{"n":{"o":"x"}}"#, "data.n.o", .isAnyOf(["x"])))
    #expect(try !passes(#"{"n":"x"}"#, "data.n.o", .exists(true)))
    #expect(try passes(#"{"n":true}"#, "data.n", .isAnyOf(["true"])))
    #expect(try passes(#"{"n":["x","y"]}"#, "data.n", .isAnyOf(["y"])))
    #expect(try !passes(#"{"n":["x","y"]}"#, "data.n", .isNoneOf(["y"])))
  }

  @Test func `what one event says is not taken for the next`() throws {
    let deep = FieldCondition(.data(["n"]), .atLeast("5"))
    let rule = Rule(Constraint(.exactly(2), activation: .of("task.started", "task.failed", where: deep)))
    let events = [
      event("task.started", at: clock(0), id: "a", data: #"{"n":9}"#), event("task.started", at: clock(1), id: "b"),
      event("task.started", at: clock(2), id: "c", data: #"{"m":1,"n":6}"#),
      event("task.failed", at: clock(3), id: "d", data: #"{"n":4}"#),
    ]
    let finding = try #require(judge([rule], events).findings.first)
    #expect(finding.result == .satisfied && finding.events.map(\.id) == ["a", "c"])
  }

  @Test func `fields that belong together are told apart by where one ends`() throws {
    let fields = [EventField.attribute("task"), .attribute("gate")]
    let rule = Rule(
      Constraint(.response, activation: .of("task.started"), target: .of("task.completed"), correlation: fields))
    let events = [
      event("task.started", at: clock(0), id: "a", ["task": "ab", "gate": "c"]),
      event("task.completed", at: clock(1), id: "b", ["task": "a", "gate": "bc"]),
    ]
    #expect(try judge([rule], events).findings.first?.result == .violated)
  }

  @Test func `an event whose type is written with escapes is of that type`() throws {
    let line = event("task.started", at: clock(0)).replacing("task.started", with: "task\\u002estarted")
    let rule = Rule(Constraint(.absence(1), activation: .of("task.started")))
    #expect(try judge([rule], [line]).findings.first?.result == .violated)
    let others = Rule(Constraint(.absence(1), activation: EventPattern(types: ["com.example.a.b"])))
    #expect(try judge([others], [event("note.added", at: clock(0))]).findings.first?.result == .satisfied)
  }

  @Test func `of several descriptions one is enough, each with its own types and conditions`() throws {
    var pattern = EventPattern.of("task.failed", where: FieldCondition(.attribute("task"), .isAnyOf(["t"])))
    pattern.alternatives = [.of("task.started"), EventPattern(types: [], conditions: [FieldCondition(.data(["n"]), .exists(true))])]
    func isOne(_ type: String, _ attributes: [String: String], _ data: String? = nil) throws -> Bool {
      try judge(
        Constraint(.absence(1), activation: pattern), [event(type, at: clock(0), attributes, data: data ?? "{}")]
      ).result == .violated
    }
    #expect(try isOne("task.failed", ["task": "t"]))
    #expect(try !isOne("task.failed", ["task": "u"]))
    #expect(try isOne("task.started", ["task": "u"]))
    #expect(try isOne("note.added", [:], #"{"n":1}"#))
    #expect(try !isOne("note.added", [:]))
  }
}
