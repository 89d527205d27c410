import Foundation
import JSONText
import TestSupport
import Testing

/// `report --history`: a run beside earlier ones.
@Suite struct ReportHistoryTests {
  private static func stream(_ name: String) -> String { SampleTests.file("aks-payments", "\(name).jsonl.gz").path }
  private static let trust = SampleTests.file("aks-payments", "trust").path

  private func check(_ sandbox: Sandbox, _ arguments: String...) throws -> (status: Int32, verdict: String?, rules: Set<String>) {
    let outcome = try sandbox.run(
      Sandbox.program, ["report", "--check"] + arguments + ["--json", "--trust", Self.trust])
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    let rules = Set(document["problems"]?.array?.compactMap { $0["rule"]?.string } ?? [])
    return (outcome.status, document["verdict"]?.string, rules)
  }

  @Test(arguments: ["run.md", "run.json", "run.html"])
  func `the report tells of earlier runs, follows with their streams, and is undecided without`(file: String) throws {
    let sandbox = try Sandbox()
    let live = Self.stream("live")
    let (one, two) = (Self.stream("rehearsal-1"), Self.stream("rehearsal-2"))
    try sandbox.expect("report", live, "--trust", Self.trust, "-o", file, "--history", one, two)
    let text = try sandbox.text(file)
    #expect(text.contains(file.hasSuffix("json") ? #""comparison":"# : "Earlier runs"))
    let whole = try check(sandbox, file, live, "--history", two, one)
    #expect(whole.status == 0 && whole.verdict == "follows", "\(whole)")
    // Which streams are of earlier runs, the report says.
    let mixed = try check(sandbox, file, one, live, two)
    #expect(mixed.verdict == "follows", "\(mixed)")
    let partial = try check(sandbox, file, live, "--history", one)
    #expect(partial.status == 3 && partial.verdict == "undecided", "\(partial)")
    #expect(partial.rules.contains("report-history-missing"))
  }

  @Test func `a stream that the report doesn't name is no reason to doubt it`() throws {
    let sandbox = try Sandbox()
    let live = Self.stream("live")
    try sandbox.expect("report", live, "--trust", Self.trust, "-o", "run.md")
    #expect(try !sandbox.text("run.md").contains("Earlier runs"))
    let answer = try check(sandbox, "run.md", live, "--history", Self.stream("rehearsal-1"))
    #expect(answer.verdict == "follows", "\(answer)")
    #expect(answer.rules.contains("report-history-unused"))
  }

  @Test func `the run itself is no earlier one`() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.run(
      Sandbox.program,
      ["report", Self.stream("live"), "--trust", Self.trust, "-o", "run.md", "--history", Self.stream("live")])
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("is the run that the report is about"))
  }

  @Test(arguments: [["-o", "x.csv"], ["-o", "x.md", "--form", "test-record"], ["-o", "x.md", "--pack", "p"]])
  func `what doesn't tell of earlier runs refuses them`(options: [String]) throws {
    let sandbox = try Sandbox()
    let live = Self.stream("live")
    let outcome = try sandbox.run(
      Sandbox.program, ["report", live, "--policy", "cutover-baseline"] + options + ["--history", Self.stream("rehearsal-1")])
    #expect(outcome.status == 64, "\(outcome)")
  }
}
