import Audit
import Foundation
import Reports
import TestSupport
import Testing

@testable import cutlog

/// An audit as a table for a spreadsheet, read by a program that isn't ours.
@Suite struct AuditCSVTests {
  private static let reader = """
    import csv, json, sys
    rows = list(csv.reader(open(sys.argv[1], encoding="utf-8", newline=""), strict=True))
    print(json.dumps({"header": rows[0], "widths": sorted(set(map(len, rows))), "rows": [dict(zip(rows[0], row)) for row in rows[1:]]}))
    """

  private struct Table: Decodable {
    var header: [String]
    var widths: [Int]
    var rows: [[String: String]]
  }

  private func table(_ sandbox: Sandbox, _ streams: [String], _ policies: [String]) throws -> (Table, AuditPopulation) {
    let console = Console(output: { _ in true }, error: { _ in true }, form: TerminalForm())
    let surroundings = Surroundings(
      console: console, environment: [:], services: SystemServices.recorder([:]), remembered: nil)
    var options = ReadingOptions.none
    options.trust = "/dev/null"
    var runs = try RunInput.runs(of: streams, options, surroundings)
    let given = try policies.map { try GivenPolicy($0) }
    let population = AuditPopulation(try runs.indices.map { try runs[$0].audit(by: given) })
    try sandbox.write(population.csv(program: Program.name), to: "audit.csv")
    let outcome = try sandbox.run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", Self.reader, sandbox.path("audit.csv")])
    return (try JSONDecoder().decode(Table.self, from: Data(outcome.output.utf8)), population)
  }

  @Test func `a row for each rule and run, with what it follows from and what it cites`() throws {
    let sandbox = try Sandbox()
    let streams = ["live", "rehearsal-2", "failback"].map { PaymentsSampleTests.path("\($0).jsonl.gz") }
    let (table, population) = try table(sandbox, streams, ["cutover-baseline", "soc2"])
    let findings = population.runs.flatMap(\.findings)
    #expect(!findings.isEmpty && table.rows.count == findings.count && table.widths == [table.header.count])
    #expect(Set(table.rows.map { $0["finding"] }).count == findings.count)
    for (row, finding) in zip(table.rows, findings) {
      #expect(row["rule"] == finding.rule.id && row["result"] == finding.result.rawValue)
      let lines = row["event_lines"]?.split(separator: " ") ?? []
      let leaves = row["event_leaves"]?.split(separator: " ") ?? []
      #expect(lines.count == finding.events.count && leaves.count == lines.count && row["events"] == "\(lines.count)")
      #expect(leaves.allSatisfy { $0.utf8.count == 64 })
      #expect(row["roots"]?.utf8.count == 44 && row["policy_sha256"]?.utf8.count == 64)
    }
    let text = try sandbox.text("audit.csv")
    #expect(text.unicodeScalars.allSatisfy { $0 != "\u{FEFF}" } && text.hasSuffix("\r\n"))
  }

  @Test func `an id with a semicolon is one id of the list, and begins no cell of its own`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let lines = ["a; b", "=1+1"].map {
      #"{"specversion":"1.0","id":"\#($0)","source":"/t","type":"dev.cutlog.task.failed","time":"2026-11-22T22:05:00Z"}"#
    }
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(lines.joined(separator: "\n")))
    try sandbox.write(
      """
      {"policy":"p","version":1,"rules":[{"id":"r","title":"t","why":"w","cannotShow":"c","template":"absence",
       "activation":"task.failed"}]}
      """, to: "p.json")
    let (table, _) = try table(sandbox, [sandbox.path("night.jsonl.gz")], [sandbox.path("p.json")])
    #expect(table.rows.map { $0["event_ids"] } == [#"a\u{3b} b; '=1+1"#])
  }

  @Test func `no recorded or written text becomes a formula or a further row`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let hostile = #"=HYPERLINK(\"http://x\")\r\n,\"a\""#
    let line =
      #"{"specversion":"1.0","id":"\#(hostile)","source":"/t","type":"dev.cutlog.task.failed","time":"2026-11-22T22:05:00Z","task":"@x"}"#
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(line))
    try sandbox.write(
      """
      {"policy":"p","version":1,"rules":[{"id":"r","title":"=1+1","why":"w","cannotShow":"-2+3\\n@SUM(1)","template":"absence",
       "activation":"task.failed"}]}
      """, to: "p.json")
    let (table, _) = try table(sandbox, [sandbox.path("night.jsonl.gz")], [sandbox.path("p.json")])
    #expect(table.rows.count == 1)
    let row = try #require(table.rows.first)
    #expect(row["title"] == "'=1+1" && row["cannot_show"] == #"'-2+3\n@SUM(1)"#)
    #expect(row["event_ids"] == #"'=HYPERLINK("http://x")\r\n,"a""#)
    for cell in row.values { #expect(!"=+-@\t\r".contains(cell.first ?? "x"), "\(cell)") }
  }
}
