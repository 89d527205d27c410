import CutoverModel
import Foundation
import JSONText
import TestSupport
import Testing

/// Whatever events and plans say, a report in Markdown or CSV shows it as text: no markup, link, diagram or formula
/// arises from it.
@Suite struct HostileReportTests {
  private static let payloads = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- x", "<https://evil.example>", "&lt;b&gt;&#60;",
    "[x](javascript:alert(1))", "![x](https://evil.example/a.png)", "[x]: https://evil.example", "https://evil.example",
    "www.evil.example", "a@evil.example", "x\n\n# heading\n\n<b>", "```\n</code>\n```mermaid", "~~~", "| a | b |", "    code",
    "1. x", "- x", "---", "\\", "`", "*a*", "$x$", "=HYPERLINK(\"https://evil.example\",\"x\")", "+1+1", "-2+3", "@SUM(A1)",
    "\t=1", "a;=1+1", "x\",=1,\"", "done :crit, a, 2020-01-01, 1d", "section Evil", "title Evil", "2026-01-01 x",
    "%%{init: {\"theme\": \"x\"}}%%", "click a href \"javascript:alert(1)\"", "a#35;b", "x\nsection Evil", "gantt", "{a}[b](c)",
    "\u{202E}x\u{2066}", "\u{1B}[2J", String(repeating: "w", count: 900),
  ]

  private static let attributes = [
    "actor", "onbehalfof", "recordedby", "task", "wave", "gate", "layer", "service", "dataset", "region", "correlationid",
    "subject",
  ]
  private static let members = [
    "outcome", "phase", "reason", "comment", "decision", "check", "kind", "expected", "observed", "role", "from", "of",
    "channel", "text", "severity", "source", "claim", "to", "cause", "aspect", "probe", "queue", "unit", "side", "name",
    "answers", "key", "value", "listener", "owner", "topic", "group", "job", "workload", "policy", "detail", "resolves",
  ]

  private static func quoted(_ text: String) -> String { JSONWriter.text(of: .string(text)) }

  /// Every type of the vocabulary and one more, with each payload in all of its fields.
  private static func events() -> String {
    let types = EventKind.allCases.map { "dev.cutlog.\($0.rawValue)" } + ["com.example.other"]
    var lines: [String] = []
    for (number, payload) in payloads.enumerated() {
      for (place, type) in types.enumerated() where place % 4 == number % 4 || payload.utf8.count < 40 {
        let text = quoted(payload)
        let named = attributes.map { ",\"\($0)\":\(text)" }.joined()
        let data = members.map { "\"\($0)\":\(text)" }.joined(separator: ",")
        let time = "2026-11-22T22:\(10 + place % 50):\(10 + number % 50)Z"
        lines.append(
          #"{"specversion":"1.0","id":\#(quoted("\(number)-\(place)" + payload)),"source":\#(quoted("/" + payload)),"type":"\#(type)","time":"\#(time)"\#(named),"data":{\#(data)}}"#)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func sandbox(_ payload: String) throws -> Sandbox {
    let sandbox = try Sandbox()
    let text = quoted(payload)
    try sandbox.write(
      """
      {"plan": "p", "version": 1, "title": \(text), "change": \(text),
       "people": [{"id": "ann", "principal": \(text), "roles": ["lead"], "team": \(text)}],
       "services": [{"id": "pay", "datasets": ["db"]}],
       "objectives": [{"id": "rto", "metric": "rto", "service": "pay", "limit": "45m"}],
       "gates": [{"id": "go", "approvals": 1, "roles": ["lead"]}],
       "tasks": [{"id": "done", "title": \(text), "duration": "5m"}, {"id": "section", "title": \(text), "duration": "5m", "after": ["done"]}],
       "expect": {"configuration": [{"key": \(text), "value": \(text)}]}}
      """, to: "plan.json")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.expect("open", "s.jsonl.gz", "--plan", "plan.json", "--key", "ops.key", "--starts", "2026-11-22T22:00:00Z")
    return sandbox
  }

  /// The structure of a Markdown document by a parser that isn't ours, as XML.
  private func structure(_ sandbox: Sandbox, _ file: String) throws -> String {
    let outcome = try sandbox.run(URL(fileURLWithPath: "/usr/bin/cmark"), ["--to", "xml", file])
    #expect(outcome.status == 0, "\(outcome.error)")
    return outcome.output
  }

  private func expectHarmless(_ sandbox: Sandbox, _ file: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let xml = try structure(sandbox, file)
    for element in ["<html_block", "<html_inline", "<image"] {
      #expect(!xml.contains(element), "\(element)", sourceLocation: sourceLocation)
    }
    for link in xml.matches(of: /<link destination="([^"]*)"/) {
      #expect(String(link.1).wholeMatch(of: /#[0-9a-z-]+-utc/) != nil, "\(link.1)", sourceLocation: sourceLocation)
    }
    let blocks = xml.matches(of: /<code_block([^>]*)>/).map { String($0.1) }
    #expect(blocks.count { $0.contains("mermaid") } <= 1, sourceLocation: sourceLocation)
    // Those with a language are the diagram; the others are checkpoints and the statement.
    #expect(blocks.allSatisfy { !$0.contains("info=") || $0.contains("info=\"mermaid\"") }, sourceLocation: sourceLocation)
    let headings = Set(xml.matches(of: /<heading level="2">\s*<text[^>]*>([^<]*)/).map { String($0.1) })
    #expect(!headings.contains("heading") && headings.contains("Open questions"), sourceLocation: sourceLocation)
  }

  /// Each line of a diagram against the grammar of Mermaid's Gantt diagrams, as narrow as ours is.
  static func wrongLines(ofDiagram text: Substring) -> [Substring] {
    text.split(separator: "\n").enumerated().filter { number, line in
      if number == 0 { return line != "gantt" }
      if line == "  dateFormat YYYY-MM-DDTHH:mm:ss" || line == "  todayMarker off" { return false }
      if line.wholeMatch(of: #/  axisFormat (%m-%d )?%H:%M/#) != nil { return false }
      if line.wholeMatch(of: #/  section (Planned|Actual|Users)/#) != nil { return false }
      let time = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}/
      let row = #/    [0-9]+ [\p{L}0-9._/+ -]+ :((done|active|crit|milestone), )*[pau][0-9]+, ([^,]+), ([^,]+)/#
      guard let match = line.wholeMatch(of: row), String(match.3).wholeMatch(of: time) != nil else { return true }
      return match.4 != "0s" && String(match.4).wholeMatch(of: time) == nil
    }.map(\.element)
  }

  private static func diagrams(of report: String) -> [Substring] {
    report.components(separatedBy: "\n```mermaid\n").dropFirst().map { rest in
      Substring(rest.components(separatedBy: "\n```\n").first ?? "")
    }
  }

  @Test func `nothing of an event becomes markup, a link, a diagram's line or a formula`() throws {
    let sandbox = try Self.sandbox("<b>t</b>")
    try sandbox.write(Self.events(), to: "events.jsonl")
    let recorded = try sandbox.cutlog("record", "s.jsonl.gz", "events.jsonl")
    #expect(recorded.status == 0, "\(recorded.error.suffix(500))")
    try sandbox.expect("report", "s.jsonl.gz", "-o", "r.md")
    try expectHarmless(sandbox, "r.md")
    let diagrams = Self.diagrams(of: try sandbox.text("r.md"))
    #expect(diagrams.count == 1)
    for diagram in diagrams { #expect(Self.wrongLines(ofDiagram: diagram) == []) }
    try sandbox.expect("report", "s.jsonl.gz", "-o", "r.csv")
    try expectNoFormula(sandbox, "r.csv")
  }

  @Test func `nothing of a plan does either`() throws {
    for payload in Self.payloads {
      let sandbox = try Self.sandbox(payload)
      try sandbox.expect("start", "s.jsonl.gz", "done")
      try sandbox.expect("report", "s.jsonl.gz", "-o", "r.md")
      try expectHarmless(sandbox, "r.md")
      for diagram in Self.diagrams(of: try sandbox.text("r.md")) { #expect(Self.wrongLines(ofDiagram: diagram) == []) }
      try sandbox.expect("report", "s.jsonl.gz", "-o", "r.csv")
      try expectNoFormula(sandbox, "r.csv")
    }
  }

  /// By a reader of CSV that isn't ours: as many cells in each row, none of them a formula, no line end in any.
  private func expectNoFormula(_ sandbox: Sandbox, _ file: String) throws {
    let script = """
      import csv, re, sys
      rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
      for row in rows:
          assert len(row) == len(rows[0]), row
          for cell in row:
              assert not re.search(r"[\\r\\n\\t\\x1b\\u202e]", cell), cell
              assert not re.match(r"\\s*[=+@\\uff1d]", cell), cell
              assert not cell.startswith("-") or re.fullmatch(r"-?[0-9]+(\\.[0-9]+)?", cell), cell
      assert len(rows) > 1
      """
    let outcome = try sandbox.run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script, sandbox.path(file)])
    #expect(outcome.status == 0, "\(outcome.error.suffix(600))")
  }

  @Test func `the diagrams of the samples are of the grammar`() throws {
    let sandbox = try Sandbox()
    for name in SampleTests.names {
      try sandbox.cutlog("report", SampleTests.file(name, "\(name).jsonl.gz").path, "-o", "r.md")
      let diagrams = Self.diagrams(of: try sandbox.text("r.md"))
      #expect(diagrams.count == 1, "\(name)")
      for diagram in diagrams { #expect(Self.wrongLines(ofDiagram: diagram) == []) }
    }
  }

  @Test func `a line that is no row of a diagram is found`() {
    for line in ["    1 a:b :p1, x, 0s", "    section x", "    1 a :p1, 2026-01-01T00:00:00, 1d", "%% x", "  section Evil", "  click a"] {
      #expect(Self.wrongLines(ofDiagram: "gantt\n\(line)") == [Substring(line)])
    }
  }
}
