import CloudEvents
import SealedLog
import Testing

@testable import Attestation

@Suite struct StatementTests {
  static let text = """
    cutlog/act/v1
    origin example.com/lead/p/20261122T215800Z-3f9a
    act approve
    gate go-live
    plan 4fd7dff8937c75697e8821297c492b83a181551446e0f7d0c58c8bb6b1f306a7
    size 4
    root S+K+0dnYUMs5U64eyP80Qmuz8YYNwRxZuc/dcvF4AgE=
    principal alice@example.com
    time 2026-11-22T21:58:00.123Z
    comment "level, \\"go\\"\\né"

    """

  @Test func `a statement is read and written byte for byte`() throws {
    let statement = try Statement(Self.text)
    #expect(statement.text == Self.text)
    #expect(statement.origin == "example.com/lead/p/20261122T215800Z-3f9a")
    #expect(statement.act == .approve)
    #expect(statement.subject == ActSubject(gate: "go-live"))
    #expect(statement.size == 4)
    #expect(statement.principal == "alice@example.com")
    #expect(statement.comment == "level, \"go\"\né")
  }

  @Test(arguments: [
    (Act.approve, ActSubject(gate: "g")), (.reject, ActSubject(gate: "g")), (.decide, ActSubject(decision: "go")),
    (.decide, ActSubject(gate: "g", decision: "no-go")), (.waive, ActSubject(check: "c")),
    (.noImpact, ActSubject(service: "*")),
  ])
  func `each act names what it is about`(act: Act, subject: ActSubject) throws {
    var statement = try Statement(Self.text)
    statement.act = act
    statement.subject = subject
    #expect(try Statement(statement.text) == statement)
    for other in Act.allCases where !subject.fits(other) {
      statement.act = other
      #expect(throws: StatementError.self) { try Statement(statement.text) }
    }
  }

  @Test func `a line that is missing, twice, moved or new is refused`() throws {
    let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func refuse(_ lines: [String]) {
      #expect(throws: StatementError.self) { try Statement(lines.joined(separator: "\n")) }
    }
    for place in lines.indices {
      var changed = lines
      changed.remove(at: place)
      refuse(changed)
      changed = lines
      changed.insert(lines[place], at: place)
      refuse(changed)
      changed = lines
      changed.insert("more x", at: place)
      refuse(changed)
      if place > 0 {
        changed = lines
        changed.swapAt(place, place - 1)
        refuse(changed)
      }
    }
  }

  @Test(arguments: [
    ("cutlog/act/v1", "cutlog/act/v2"), ("act approve", "act APPROVE"), ("act approve", "act  approve"),
    ("gate go-live", "gate "), ("size 4", "size 04"), ("size 4", "size 0"), ("size 4", "size -1"), ("size 4", "size +4"),
    ("size 4", "size 99999999999999999999"), ("plan 4f", "plan 4F"), ("plan 4f", "plan f"), ("root S+", "root S "),
    ("AgE=", "AgF="), ("time 2026", "time 1026"), ("00.123Z", "00.123+00:00"), ("principal alice", "principal  alice"),
    ("@example.com\n", "@example.com \n"), ("principal alice", "principal \u{1}"), ("\\\"go", "\\u0022go"),
    ("comment \"", "comment  \""), ("\\né\"", "\\n\\u00e9\""), ("\"\n", "\""), ("\"\n", "\"\n\n"), ("\n", "\r\n"),
    ("comment \"", "comment x\""), ("origin example", "origin .example"),
  ])
  func `another form is refused`(part: String, changed: String) {
    #expect(throws: StatementError.self) { try Statement(Self.text.replacing(part, with: changed)) }
  }

  @Test func `an error names the line`() {
    let error = #expect(throws: StatementError.self) {
      try Statement(Self.text.replacing("size 4", with: "size four"))
    }
    #expect(error == StatementError(line: 6, "is no size"))
  }
}
