import Foundation
import JSONText
import TestSupport
import Testing

/// `report -o x.html`: the page itself, without a browser.
@Suite struct PageFrameTests {
  private static let live = PaymentsSampleTests.path("live.jsonl.gz")
  private static let trust = PaymentsSampleTests.path("trust")

  /// Reads a page as a parser of HTML does; all texts must be shown in it.
  private func expectOwnStructure(
    _ sandbox: Sandbox, _ page: String, shows texts: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let program = Sandbox.package.appendingPathComponent("Tests/page/structure.py").path
    let outcome = try sandbox.run(URL(fileURLWithPath: "/usr/bin/python3"), [program, page] + texts)
    #expect(outcome.output == "as it must be\n", "\(outcome.error)", sourceLocation: sourceLocation)
  }

  private func check(_ sandbox: Sandbox, _ page: String, _ stream: String) throws -> (status: Int32, answer: JSONValue) {
    let outcome = try sandbox.run(Sandbox.program, ["report", "--check", page, "--json", stream, "--trust", Self.trust])
    return (outcome.status, try JSONValue(parsing: Array(outcome.output.utf8)))
  }

  private func kinds(_ answer: JSONValue) -> Set<String> {
    Set(answer["check"]?["differences"]?.array?.compactMap { $0["kind"]?.string } ?? [])
  }

  // MARK: - What it is

  @Test(arguments: SampleTests.names + ["live", "failback", "rehearsal-1", "rehearsal-2"])
  func `the page of each sample holds what cutlog writes and nothing else, and its policy names its very bytes`(name: String) throws {
    let sandbox = try Sandbox()
    let isSample = SampleTests.names.contains(name)
    let stream = SampleTests.file(isSample ? name : "aks-payments", "\(name).jsonl.gz").path
    try sandbox.expect("report", stream, "--policy", "cutover-baseline", "-o", "night.html")
    try expectOwnStructure(sandbox, "night.html")
  }

  @Test func `it carries the stream byte by byte`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", Self.live, "-o", "night.html")
    let text = try sandbox.text("night.html")
    let element = try #require(text.split(separator: "id=\"stream-0\">\n").dropFirst().first)
    let encoded = element.prefix { $0 != "<" }.filter { $0 != "\n" }
    #expect(Data(base64Encoded: String(encoded)) == (try Data(contentsOf: URL(fileURLWithPath: Self.live))))
  }

  @Test func `what comes through a pipe gives the same page as the file`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", Self.live, "-o", "file.html")
    let outcome = try sandbox.bash("cutlog report - -o pipe.html < '\(Self.live)' && cutlog report <(cat '\(Self.live)') -o other.html")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try sandbox.bytes("pipe.html") == sandbox.bytes("file.html"))
    #expect(try sandbox.bytes("other.html") == sandbox.bytes("file.html"))
  }

  @Test func `an audit and a test record are not written as a page`() throws {
    let sandbox = try Sandbox()
    for form in ["audit", "test-record"] {
      let outcome = try sandbox.cutlog("report", Self.live, "--form", form, "--policy", "failback", "-o", "x.html")
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("only the report of a run is written as .html"))
    }
  }

  // MARK: - Whether it follows

  @Test func `it follows from its stream, however that is packed, and not from another`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", Self.live, "--trust", Self.trust, "--policy", "failback", "-o", "night.html")
    try sandbox.bash("zcat '\(Self.live)' > plain.jsonl; gzip -n < plain.jsonl > other.gz")
    for stream in [Self.live, "plain.jsonl", "other.gz"] {
      let (status, answer) = try check(sandbox, "night.html", stream)
      #expect(status == 0 && answer["verdict"]?.string == "follows", "\(stream): \(answer)")
    }
    let (status, answer) = try check(sandbox, "night.html", PaymentsSampleTests.path("failback.jsonl.gz"))
    #expect(status == 1 && kinds(answer).contains("stream"), "\(answer)")
  }

  @Test(arguments: [
    (">missed<", ">met<", "objectives"), ("51m 10s", "41m 10s", ""), ("8JZpgL9URYu", "8JZpgL9URYv", ""),
    ("\"use strict\";", "\"use  strict\";", ""), ("--ground: #f7f6f3", "--ground: #f7f6f4", ""),
  ])
  func `a page in which something was changed does not follow, and the line is named`(old: String, new: String, section: String) throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", Self.live, "--trust", Self.trust, "-o", "night.html")
    let text = try sandbox.text("night.html")
    let place = try #require(text.range(of: old))
    try sandbox.write(text.replacingCharacters(in: place, with: new), to: "forged.html")
    let (status, answer) = try check(sandbox, "forged.html", Self.live)
    #expect(status == 1 && answer["verdict"]?.string == "differs", "\(answer)")
    let difference = answer["check"]?["differences"]?.array?.first { $0["kind"]?.string == "content" }
    #expect(difference?["line"]?.integer != nil && difference?["path"]?.string != nil)
  }

  @Test func `a page that carries another stream than it names does not follow`() throws {
    let sandbox = try Sandbox()
    let other = PaymentsSampleTests.path("failback.jsonl.gz")
    try sandbox.expect("report", Self.live, "--trust", Self.trust, "-o", "night.html")
    try sandbox.expect("report", other, "--trust", Self.trust, "-o", "other.html")
    func carried(_ text: String) throws -> Range<String.Index> {
      let start = try #require(text.range(of: "id=\"stream-0\">\n")).upperBound
      return start..<(try #require(text[start...].firstIndex(of: "<")))
    }
    let (text, foreign) = (try sandbox.text("night.html"), try sandbox.text("other.html"))
    try sandbox.write(text.replacingCharacters(in: try carried(text), with: foreign[try carried(foreign)]), to: "forged.html")
    let (status, answer) = try check(sandbox, "forged.html", Self.live)
    #expect(status == 1 && kinds(answer) == ["stream"], "\(answer)")
    try sandbox.write(text.replacingCharacters(in: try carried(text), with: "AAAA\n"), to: "cut.html")
    #expect(try check(sandbox, "cut.html", Self.live).status == 1)
  }

  @Test func `a page of a stream that has grown since follows from the lines up to its seal`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Sandbox.run.prefix(4).joined(separator: "\n") + "\n", to: "early.jsonl")
    try sandbox.write(Sandbox.run.dropFirst(4).joined(separator: "\n") + "\n", to: "late.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "early.jsonl")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "night.html")
    try sandbox.expect("record", "night.jsonl.gz", "late.jsonl")
    try sandbox.expect("close", "night.jsonl.gz", "--key", "ops.key")
    let outcome = try sandbox.cutlog("report", "--check", "night.html", "night.jsonl.gz")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
  }

  @Test func `HTML that is no report says so`() throws {
    let sandbox = try Sandbox()
    for text in ["<!doctype html>\n<p>cutlog/report/v1</p>\n", "<pre id=\"basis\">cutlog/report/v2</pre>\n", "<pre id=\"basis\">cutlog/report/v1\n"] {
      try sandbox.write(text, to: "x.html")
      let outcome = try sandbox.cutlog("report", "--check", "x.html", Self.live)
      #expect(outcome.status == 2, "\(text): \(outcome.error)")
    }
  }

  @Test func `a page without its stream differs where that is small enough to be carried`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", Self.live, "--trust", Self.trust, "-o", "night.html")
    var text = try sandbox.text("night.html")
    let start = try #require(text.range(of: "<script type=\"application/gzip;base64\"")).lowerBound
    let end = try #require(text[start...].range(of: "</script>")).upperBound
    text.removeSubrange(start..<end)
    try sandbox.write(text, to: "bare.html")
    let (status, answer) = try check(sandbox, "bare.html", Self.live)
    #expect(status == 1 && kinds(answer).contains("stream"), "\(answer)")
  }

  @Test func `blanks at the ends of a page's lines change nothing`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", Self.live, "--trust", Self.trust, "-o", "night.html")
    try sandbox.bash("sed 's/$/ \t/' night.html > blanks.html")
    let (status, answer) = try check(sandbox, "blanks.html", Self.live)
    #expect(status == 0 && kinds(answer) == ["text"], "\(answer)")
  }

  // MARK: - What it says

  @Test func `each verdict at the top says what it is of, and the sentences say who computed them`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", Self.live, "--trust", Self.trust, "--policy", "cutover-baseline", "-o", "night.html")
    let text = try sandbox.text("night.html")
    for figure in ["log\" data-stream=\"0", "signer\" data-stream=\"0", "objectives", "rules"] {
      #expect(text.contains(" data-figure=\"\(figure)\"><a href="), "\(figure)")
    }
    #expect(text.contains("were computed by cutlog<span"))
  }

  @Test func `a page of a rotated key pins the key that is trusted, and follows whomever its reader trusts`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("keygen", "example.com/new", "-o", "new.key")
    try sandbox.expect("identity", "rotate", "night.jsonl.gz", "--key", "ops.key", "--new-key", "new.key")
    try sandbox.expect("close", "night.jsonl.gz", "--key", "new.key")
    let old = try sandbox.text("ops.key.pub").split(separator: "\n").joined()
    let vkey = old.hasPrefix("identity ") ? String(old.dropFirst(9)) : old
    try sandbox.write("identity \(vkey)\n", to: "old")
    try sandbox.write("# nobody\n", to: "nobody")
    try sandbox.expect("report", "night.jsonl.gz", "--trust", "old", "-o", "night.html")
    let text = try sandbox.text("night.html")
    #expect(text.contains("\"pin\":\"\(vkey)\"") && text.contains("\"pins\":[\"\(vkey)\"]"))
    #expect(text.contains("trusted by whoever made this page as the successor of <code>\(vkey)</code>"))
    for trust in ["old", "nobody"] {
      let outcome = try sandbox.cutlog("report", "--check", "night.html", "night.jsonl.gz", "--trust", trust)
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    }
    try sandbox.expect("report", "night.jsonl.gz", "--trust", "nobody", "-o", "other.html")
    #expect(try sandbox.text("other.html").contains("\"pin\":null"))
  }

  @Test(arguments: [1_500, 10_000])
  func `a page of many events with long texts has under 3 MB beyond its stream, and says what it leaves out`(count: Int) throws {
    let sandbox = try Sandbox.withOpenStream()
    let long = String(repeating: "<wörter> & ", count: 100)
    let lines = (0..<count).map { number in
      event("note.added", at: "2026-11-22T22:00:00Z", id: "n\(number)", ["actor": long], data: "{\"text\":\"\(long)\"}")
    }
    try sandbox.write(lines.joined(separator: "\n") + "\n", to: "many.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "many.jsonl")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "night.html")
    let text = try sandbox.text("night.html")
    let start = try #require(text.range(of: "id=\"stream-0\">")).upperBound
    let end = try #require(text[start...].range(of: "</script>")).lowerBound
    #expect(text.utf8.count - text[start..<end].utf8.count < 3_000_000)
    #expect(text.contains("more, is in the table of events, and <code>cutlog timeline</code>"))
    #expect(text.contains("id=\"events-note\""))
    try expectOwnStructure(sandbox, "night.html")
  }

  // MARK: - Golden

  @Test(arguments: ["live", "failback"]) func `the page of the payments sample is the golden one`(name: String) throws {
    let sandbox = try Sandbox()
    try sandbox.expect("report", PaymentsSampleTests.path("\(name).jsonl.gz"), "--trust", Self.trust, "--policy", "cutover-baseline", "-o", "x.html")
    // Script, style and stream are files of their own: only what is written around them is compared.
    var text = try sandbox.text("x.html")
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>"), ("id=\"stream-0\">", "</script>"), ("content=\"default-src", ">")] {
      let from = try #require(text.range(of: start)).upperBound
      let to = try #require(text[from...].range(of: end)).lowerBound
      text.replaceSubrange(from..<to, with: "…")
    }
    let difference = try GoldenFile.difference(text, "report/aks-payments-\(name).html")
    #expect(difference == nil, "\(difference ?? "")")
  }
}
