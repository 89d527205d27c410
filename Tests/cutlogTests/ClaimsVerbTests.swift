import Foundation
import JSONText
import TestSupport
import Testing

/// `cutlog claims`: what the stream claims, and what a written postmortem does.
@Suite struct ClaimsVerbTests {
  /// A closed stream whose service was down from 22:02 to 22:10, line 7 to line 10, and these claims about it.
  private func sandbox(_ claims: [String] = []) throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    let made = claims.enumerated().map { number, members in
      event("claim.made", at: "2026-11-23T09:00:00Z", id: "c\(number)", data: "{\(members)}")
    }
    try sandbox.write((Sandbox.run + made).joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    try sandbox.expect("close", "night.jsonl.gz", "--key", "ops.key")
    return sandbox
  }

  private static func about(_ stated: String, to end: String = "s2") -> String {
    #""claim":"down for \#(stated)","relation":"about","from":{"source":"/test","id":"s1"},"to":{"source":"/test","id":"\#(end)"},"stated":"\#(stated)""#
  }

  @Test(arguments: [
    ([], 0, nil), ([about("8m")], 0, "holds"), ([about("8m"), about("9m")], 1, "contradicted"),
    ([about("8m"), about("8m", to: "none")], 3, "undecidable"), ([about("9m"), about("8m", to: "none")], 1, "contradicted"),
  ])
  func `the exit status is that of the worst claim`(claims: [String], status: Int32, verdict: String?) throws {
    let sandbox = try sandbox(claims)
    let outcome = try sandbox.cutlog("claims", "night.jsonl.gz", "--json")
    #expect(outcome.status == status, "\(outcome.error)")
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(document["type"]?.string == "cutlog.claims" && document["verdict"]?.string == verdict)
    #expect(document["claims"]?.array?.count == claims.count)
    #expect(try sandbox.cutlog("claims", "night.jsonl.gz").status == status)
  }

  @Test func `a document's claims are judged after those of the stream, with the lines where they stand`() throws {
    let sandbox = try sandbox([Self.about("8m")])
    try sandbox.write(
      """
      # What we wrote the next day
      - { claim: back within ten minutes, relation: at-most, stated: 10m, from: { id: s1 }, to: { id: s2 } }
      - { claim: nobody knows, relation: about, stated: 10m, from: { id: s1 }, to: { id: none } }
      """, to: "postmortem.yaml")
    let outcome = try sandbox.cutlog("claims", "night.jsonl.gz", "postmortem.yaml", "--json")
    #expect(outcome.status == 3)
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    let claims = try #require(document["claims"]?.array)
    #expect(claims.map { $0["verdict"]?.string } == ["holds", "holds", "undecidable"])
    #expect(claims.map { $0["line"]?.integer } == [nil, 2, 3])
    #expect(claims.map { $0["made"]?["id"]?.string } == ["c0", nil, nil])
    let problem = try #require(document["problems"]?.array?.first { $0["rule"]?.string == "claim-event-missing" })
    #expect(problem["file"]?.string == "postmortem.yaml" && problem["line"]?.integer == 3 && problem["column"]?.integer == 3)
    let piped = try sandbox.bash("cutlog claims night.jsonl.gz - <postmortem.yaml")
    #expect(piped.status == 3)
    #expect(piped.output.contains("line 2 of the document") && piped.output.contains("standard input:3:3"))
  }

  @Test func `a malformed document is refused with its place, before the stream is read`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("- { claim: c, relation: about, count: 1 }\n", to: "bad.yaml")
    let outcome = try sandbox.cutlog("claims", "nosuch.gz", "bad.yaml", "--json")
    #expect(outcome.status == 2)
    #expect(outcome.error == "cutlog: error: bad.yaml:1:3: `unit` is missing in a claim\n")
    #expect(try JSONValue(parsing: Array(outcome.output.utf8))["verdict"]?.string == "malformed")
    #expect(try sandbox.cutlog("claims", "-", "-").status == 64)
    #expect(try sandbox.cutlog("claims", "nosuch.gz").status == 2)
  }

  @Test func `with a withheld line nothing holds until the reader accepts it`() throws {
    let sandbox = try sandbox([Self.about("8m"), Self.about("9m")])
    let size = try sandbox.events("*").count
    let line = try #require(try sandbox.events("task.started").first)
    #expect(size > 0 && line["id"]?.string == "t1")
    let index = try #require(
      try sandbox.cutlog("show", "night.jsonl.gz", "--json").output.split(separator: "\n").firstIndex {
        $0.contains(#""id":"t1""#)
      })
    try sandbox.expect("withhold", "night.jsonl.gz", "--index", "\(index)", "--reason", "secret", "-o", "copy.gz")
    func verdicts(_ options: String...) throws -> [String?] {
      let outcome = try sandbox.run(Sandbox.program, ["claims", "copy.gz", "--json"] + options)
      #expect(outcome.status == 1)
      return try JSONValue(parsing: Array(outcome.output.utf8))["claims"]?.array?.map { $0["verdict"]?.string } ?? []
    }
    #expect(try verdicts() == ["undecidable", "contradicted"])
    #expect(try verdicts("--accept-withheld", "\(index)") == ["holds", "contradicted"])
  }

  @Test func `a stream that was tampered with gives no verdict`() throws {
    let sandbox = try sandbox([Self.about("8m")])
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:11:00Z/' > bad.jsonl")
    let refused = try sandbox.cutlog("claims", "bad.jsonl")
    #expect(refused.status == 1 && refused.output == "")
    let unverified = try sandbox.cutlog("claims", "bad.jsonl", "--unverified")
    #expect(unverified.status == 1 && unverified.output.contains("contradicted"))
  }

  @Test func `a report has the claims, and none has no such part`() throws {
    let claiming = try sandbox([Self.about("8m"), Self.about("9m")])
    try claiming.expect("report", "night.jsonl.gz", "-o", "r.md")
    let page = try claiming.text("r.md")
    #expect(page.contains("\n### Claims\n") && page.contains("| **contradicted** | about 9m 00s ± 30s | 8m 00s"))
    try claiming.expect("report", "night.jsonl.gz", "-o", "r.json")
    let report = try JSONValue(parsing: claiming.bytes("r.json"))
    let answer = try JSONValue(parsing: Array(claiming.cutlog("claims", "night.jsonl.gz", "--json").output.utf8))
    #expect(report["claims"]?.array?.count == 2)
    #expect(
      JSONWriter.text(of: report["claims"] ?? .null) == JSONWriter.text(of: answer["claims"] ?? .null))
    let silent = try sandbox()
    try silent.expect("report", "night.jsonl.gz", "-o", "r.md")
    #expect(!(try silent.text("r.md")).contains("Claims"))
  }

  @Test func `what a claim says is shown and never obeyed`() throws {
    let sandbox = try sandbox([
      #""claim":"\u001b[31mred | **bold** <b>","relation":"about","from":{"source":"/test","id":"s1\u001b[0m"},"to":"2026-11-22T22:10:00Z","stated":"8m""#
    ])
    let page = try sandbox.cutlog("claims", "night.jsonl.gz").output
    #expect(!page.contains("\u{1b}"))
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md")
    let report = try sandbox.text("r.md")
    #expect(!report.contains("\u{1b}") && !report.contains("<b>") && !report.contains(" **bold**"))
  }
}
