import JSONText
import Reports
import Testing

@Suite struct ReportDocumentTests {
  static let program = ProgramName(name: "cutlog", version: "0")

  @Test func `the members that all documents have stand around the verb's own`() throws {
    var document = ReportDocument(verb: "objectives", verdict: "met")
    var stream = StreamSummary(verdict: "closed", isIntact: true)
    stream.origin = "example.com/p"
    stream.run = "example.com/run"
    stream.size = 9
    stream.root = "AA=="
    stream.signer = .init(name: "example.com/lead", vkey: "example.com/lead+00000000+AQ==", trusted: false)
    document.streams = [stream]
    document.planDigest = "00ff"
    document.body = [JSONMember("objectives", .array([]))]
    document.problems = [
      ReportProblem(
        .warning, rule: "untrusted-signer", message: "say \"no\"", file: "a.gz", line: 3, column: 4, index: 5)
    ]
    #expect(
      String(decoding: document.bytes(program: Self.program), as: UTF8.self) == """
        {
          "type": "cutlog.objectives",
          "version": 1,
          "verdict": "met",
          "streams": [
            {
              "origin": "example.com/p",
              "run": "example.com/run",
              "size": 9,
              "root": "AA==",
              "verdict": "closed",
              "signer": {
                "name": "example.com/lead",
                "vkey": "example.com/lead+00000000+AQ==",
                "trusted": false
              }
            }
          ],
          "digests": {
            "plan": "00ff",
            "policy": null
          },
          "program": {
            "name": "cutlog",
            "version": "0"
          },
          "objectives": [],
          "problems": [
            {
              "severity": "warning",
              "rule": "untrusted-signer",
              "message": "say \\"no\\"",
              "file": "a.gz",
              "line": 3,
              "column": 4,
              "index": 5
            }
          ]
        }

        """)
  }

  @Test func `hostile text is exact in JSON and reads back as it was`() throws {
    var document = ReportDocument(verb: "show")
    let hostile = "\u{1B}[2J \"\\\u{202E}\n\u{0}"
    document.problems = [ReportProblem(.note, rule: "x", message: hostile)]
    let value = try JSONValue(parsing: document.bytes(program: Self.program))
    #expect(value["problems"]?.array?.first?["message"]?.string == hostile)
    #expect(value["verdict"].map { if case .null = $0 { true } else { false } } == true)
  }

  @Test func `a problem reads as one line whatever is in it`() {
    var page = Page()
    page.list([
      ReportProblem(
        .error, rule: "seal.root", message: "a\nb", file: "x\u{1B}.gz", line: 1, column: 2, index: 7, count: 3
      ).phrase
    ])
    #expect(
      TerminalForm().render(page)
        == "- error: x\\u{1b}.gz:1:2: a\\nb (seal.root, line 7 of the stream and 2 more)\n")
  }
}
