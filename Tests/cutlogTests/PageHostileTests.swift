import CutoverModel
import Foundation
import JSONText
import TestSupport
import Testing

/// Whatever events, plans and policies say, a report's page shows it as text.
@Suite struct PageHostileTests {
  /// Texts that are markup, script, or the page's own words somewhere.
  static let texts = [
    "<script>hacked()</script>", "</script><script>hacked()</script>", "<img src=x onerror=hacked()>", "\"><svg onload=hacked()>",
    "<svg><script>hacked()</script></svg>", "' onfocus='hacked()' autofocus='", "<!--", "-->", "<![CDATA[", "]]>", "</style>",
    "</title>", "</textarea></select></table>", "<template><slot>", "&lt;b&gt;", "&#60;script&#62;", "javascript:hacked()",
    "{{script}}", "{{policy}}", "<base href=https://evil.example/>", "<meta http-equiv=refresh content=0>", "=HYPERLINK(\"x\")",
    "| a | b |", "`code` **x** [a](javascript:hacked())", "section x: click y call hacked()", "cutlog/report/v1",
    "<pre id=\"basis\">cutlog/report/v1", "\u{202E}evil\u{2066}", "a\u{0}b\u{1B}[2J\r\n\tc", "\u{2028}\u{2029}", "نقل المدفوعات",
    "e\u{301}\u{301}\u{301}", "<ſcript>", "＜script＞", "page-data", "stream-0", "event-0-1", "\\u003cscript\\u003e",
  ]

  /// A word that is longer than any screen.
  static let long = String(repeating: "w<&\"", count: 12_000)

  /// What stands in the page in the place of a text: what steers or hides as an escape, the rest as it is.
  private static func shown(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      guard scalar.steersOrHides else { return String(scalar) }
      switch scalar {
      case "\n": return "\\n"
      case "\r": return "\\r"
      case "\t": return "\\t"
      default: return "\\u{\(String(scalar.value, radix: 16))}"
      }
    }.joined()
  }

  private static func quoted(_ text: String) -> String {
    String(decoding: JSONString.escapingHidden(JSONWriter.bytes(of: .string(text))), as: UTF8.self)
  }

  private static let attributes = [
    "actor", "onbehalfof", "recordedby", "task", "wave", "gate", "layer", "service", "dataset", "region", "mode", "subject",
    "strange",
  ]
  private static let members = [
    "outcome", "phase", "exitStatus", "reason", "comment", "decision", "check", "kind", "expected", "observed", "role", "from", "of",
    "until", "duration", "channel", "text", "severity", "offset", "claim", "to", "stated", "cause", "level", "interval", "ok", "by",
    "queue", "depth", "done", "total", "unit", "side", "first", "last", "position", "lag", "count", "name", "answers", "key", "value",
    "listener", "owner", "topic", "group", "job", "workload", "replicas", "policy", "percent", "incident",
  ]

  /// For each type an event with that text in every field, and one that is of what the plan names.
  static func events(_ text: String, _ number: Int) -> [String] {
    let value = quoted(text)
    let data = members.map { "\"\($0)\":\(value)" }.joined(separator: ",") + ",\(quoted("m" + text)):[\(value)]"
    return EventKind.allCases.enumerated().flatMap { place, kind in
      let front = #"{"specversion":"1.0","id":\#(quoted("\(text)\(number)-\(place)")),"source":\#(quoted("/s" + text)),"type":"dev.cutlog.\#(kind.rawValue)","#
      let time = "\"time\":\"2026-11-22T22:\(10 + number % 50):\(10 + place % 50)Z\""
      let free = front + time + attributes.map { ",\"\($0)\":\(value)" }.joined() + ",\"data\":{\(data)}}"
      let known =
        #"{"specversion":"1.0","id":"k\#(number)-\#(place)","source":"/k","type":"dev.cutlog.\#(kind.rawValue)",\#(time),"task":"t","service":"pay","dataset":"db","gate":"go","actor":\#(value),"data":{"decision":"go","side":"west","reason":\#(value),"text":\#(value)}}"#
      return [free, known]
    }
  }

  static func plan(_ text: String) -> String {
    let value = quoted(text)
    return """
      {"plan": "p", "version": 1, "title": \(value), "change": \(value), "sites": {"source": "west", "target": "north"},
       "people": [{"id": "ann", "principal": \(quoted("a" + text)), "roles": ["lead"], "team": \(value)}],
       "services": [{"id": "pay", "datasets": ["db"]}],
       "objectives": [{"id": "rto", "metric": "rto", "service": "pay", "clock": "business", "limit": "45m"}],
       "impact": [{"service": "pay", "from": "t.start", "to": "t.finish"}],
       "checks": [{"id": "c", "kind": "configuration", "expected": \(value), "command": \(value)}],
       "gates": [{"id": "go", "approvals": 1, "roles": ["lead"]}],
       "rollback": {"trigger": \(value), "tasks": ["back"]},
       "tasks": [{"id": "t", "title": \(value), "duration": "5m", "command": \(value), "links": [\(value)]},
                 {"id": "back", "title": \(value), "duration": "1m", "only": "rollback"}],
       "expect": {"configuration": [{"key": \(value), "value": \(value)}]}}
      """
  }

  static func policy(_ text: String) -> String {
    let value = quoted(text)
    return """
      {"policy": "q", "version": 1, "title": \(value), "why": \(value),
       "controls": [{"id": \(value), "title": \(value), "text": \(value), "source": \(value)}],
       "rules": [{"id": "r", "title": \(value), "why": \(value), "cannotShow": \(value), "controls": [\(value)],
         "template": "absence", "activation": {"where": {"actor": {"exists": true}}}}]}
      """
  }

  /// A stream, a policy and a page of it in which a text stands wherever one can.
  private func page(_ sandbox: Sandbox, _ text: String, _ number: Int) throws {
    // What people write is no file of theirs with a NUL in it, or with nothing that can be read.
    let written = text.replacing("\0", with: "0") + " y"
    try sandbox.write(Self.plan(written), to: "plan.json")
    try sandbox.write(Self.policy(written), to: "policy.json")
    try sandbox.write(Self.events(text, number).joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.bash("rm -f s.gz*")
    try sandbox.expect(
      "open", "s.gz", "--plan", "plan.json", "--key", "ops.key", "--environment=\(written)", "--set", "a=\(written)")
    try sandbox.expect("record", "s.gz", "events.jsonl")
    try sandbox.expect("close", "s.gz", "--key", "ops.key")
    try sandbox.expect("report", "s.gz", "--policy", "policy.json", "-o", "x.html")
  }

  private func structure(_ sandbox: Sandbox, _ texts: [String]) throws -> String {
    let program = Sandbox.package.appendingPathComponent("Tests/page/structure.py").path
    let outcome = try sandbox.run(URL(fileURLWithPath: "/usr/bin/python3"), [program, "x.html"] + texts)
    return outcome.output + outcome.error
  }

  @Test func `no text in any field of events, plan and policy is anything but text in the page`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    for (number, text) in Self.texts.enumerated() {
      try page(sandbox, text, number)
      #expect(try structure(sandbox, [Self.shown(text)]) == "as it must be\n", "\(text.debugDescription)")
      let outcome = try sandbox.cutlog("report", "--check", "x.html", "s.gz", "--policy", "policy.json")
      #expect(outcome.status == 0, "\(text.debugDescription): \(outcome.output)\(outcome.error)")
    }
  }

  @Test func `a word of 48 kB is cut in the table of events and breaks nothing`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    let lines = ["actor", "task", "service", "layer", "subject", "gate", "region", "strange"].map { name in
      event("note.added", at: "2026-11-22T22:00:00Z", id: name, [name: "X"], data: "{\"text\":\"Y\"}")
        .replacing("\"X\"", with: Self.quoted(Self.long)).replacing("\"Y\"", with: "\"short\"")
    }
    let text = event("note.added", at: "2026-11-22T22:00:00Z", id: "text", data: "{\"text\":\"Y\"}").replacing("\"Y\"", with: Self.quoted(Self.long))
    try sandbox.write((lines + [text]).joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key")
    try sandbox.expect("record", "s.gz", "events.jsonl")
    try sandbox.expect("report", "s.gz", "-o", "x.html")
    #expect(try structure(sandbox, [String(Self.long.prefix(100))]) == "as it must be\n")
  }
}
