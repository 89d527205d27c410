import CutoverModel
import Foundation
import TestSupport
import Testing

/// The report of a run in Markdown is the draft of a postmortem.
@Suite struct PostmortemTests {
  private static let payments = ["live", "failback"]

  private static func payment(_ file: String) -> String {
    Sandbox.package.appendingPathComponent("samples/aks-payments/\(file)").path
  }

  /// Every stream of the samples with the trust file beside it.
  private static let streams: [(stream: String, trust: String)] =
    SampleTests.names.map { (SampleTests.file($0, "\($0).jsonl.gz").path, SampleTests.file($0, "trust").path) }
    + ["live", "failback", "rehearsal-1", "rehearsal-2"].map { (payment("\($0).jsonl.gz"), payment("trust")) }

  private static func section(_ heading: String, of report: String) -> String {
    report.components(between: "\n## \(heading)\n", and: "\n## ") ?? ""
  }

  // MARK: - The samples

  @Test(arguments: payments) func `the report of a night is what its stream gives today`(name: String) throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.cutlog(
      "report", Self.payment("\(name).jsonl.gz"), "--trust", Self.payment("trust"), "-o", "report.md")
    #expect(outcome.status == 0, "\(outcome.error)")
    let report = try sandbox.text("report.md")
    let kept = URL(fileURLWithPath: Self.payment("\(name)-report.md"))
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try report.write(to: kept, atomically: true, encoding: .utf8)
    }
    #expect(report == (try String(contentsOf: kept, encoding: .utf8)))
  }

  @Test func `a report of each sample follows from its stream, as Markdown and as CSV`() throws {
    let sandbox = try Sandbox()
    for (stream, trust) in Self.streams {
      for file in ["r.md", "r.csv"] {
        let written = try sandbox.cutlog("report", stream, "--trust", trust, "-o", file)
        #expect(written.status == 0, "\(written.error)")
        let checked = try sandbox.cutlog("report", "--check", file, stream, "--trust", trust)
        #expect(checked.status == 0, "\(stream) \(file): \(checked.output)\(checked.error)")
      }
    }
  }

  @Test func `every link of a report leads to one of its headings`() throws {
    let sandbox = try Sandbox()
    for (stream, trust) in Self.streams {
      try sandbox.cutlog("report", stream, "--trust", trust, "-o", "r.md")
      let report = try sandbox.text("r.md")
      let headings = report.split(separator: "\n").filter { $0.hasPrefix("### ") }.map { line in
        // As GitHub names headings: what is neither letter, digit, blank, hyphen nor underline goes.
        line.dropFirst(4).lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
          .map { $0 == " " ? "-" : String($0) }.joined()
      }
      let links = report.matches(of: /\]\(#([^)]*)\)/).map { String($0.1) }
      #expect(!links.isEmpty)
      #expect(Set(links).isSubset(of: headings), "\(Set(links).subtracting(headings))")
      let days = headings.filter { $0.hasSuffix("-utc") }
      #expect(Set(days).count == days.count)
    }
  }

  @Test func `actors are named in the timeline and under the decisions alone`() throws {
    let sandbox = try Sandbox()
    try sandbox.cutlog("report", Self.payment("live.jsonl.gz"), "--trust", Self.payment("trust"), "-o", "r.md")
    var report = try sandbox.text("r.md")
    #expect(report.contains("alice@example.com"))
    for heading in ["Timeline", "Decisions"] {
      let section = Self.section(heading, of: report)
      #expect(section.contains("alice@example.com"))
      report = report.replacingOccurrences(of: section, with: "")
    }
    #expect(!report.contains("@example.com"))
  }

  @Test func `what people have to write is left to them`() throws {
    let report = try String(contentsOfFile: Self.payment("live-report.md"), encoding: .utf8)
    for heading in ["What went well", "What went badly", "Where we were lucky"] {
      #expect(Self.section(heading, of: report) == "\nTo be written by people.\n")
    }
    #expect(Self.section("Actions", of: report).hasSuffix("| action | owner | due |\n| --- | --- | --- |\n|  |  |  |\n"))
  }

  // MARK: - The summary

  private func summary(_ sandbox: Sandbox, _ stream: String, _ arguments: String...) throws -> String {
    let outcome = try sandbox.run(Sandbox.program, ["report", stream, "-o", "s.md"] + arguments)
    #expect(outcome.status == 0 || arguments.contains("--unverified"), "\(outcome.error)")
    return Self.section("Summary", of: try sandbox.text("s.md"))
  }

  @Test func `the summary says how a run that goes on stands`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.cutlog("event", "night.jsonl.gz", "run.began", "--at", "2026-11-22T22:00:00Z")
    let text = try summary(sandbox, "night.jsonl.gz")
    #expect(text.contains("began at 2026-11-22 22:00:00 UTC and had not ended where the log ends, which is still open"))
    #expect(text.contains("0 of 2 planned tasks completed, 2 not begun"))
    #expect(text.contains("The objective was **unknown**: `pay-rto` (`business` of `payments`) against a limit of 45m 00s is unknown: it lacks "))
    #expect(text.contains("and has not yet"))
  }

  @Test func `the summary says what a run was aborted by its own word, and that nothing was impaired`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for event in [
      ["run.began", "--at", "2026-11-22T22:00:00Z"],
      ["decision.made", "--set", "decision=no-go", "--at", "2026-11-22T22:01:00Z"],
      ["run.ended", "--set", "outcome=aborted", "--at", "2026-11-22T22:02:00Z"],
    ] { #expect(try sandbox.run(Sandbox.program, ["event", "night.jsonl.gz"] + event).status == 0) }
    let text = try summary(sandbox, "night.jsonl.gz")
    #expect(text.contains("**2m 00s** later, **aborted**"))
    #expect(text.contains("The objective doesn't apply: a no-go ended the run before any impact."))
    #expect(text.contains("and nothing of that was finished"))
  }

  @Test func `the summary of a log that doesn't verify says so before all else`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("zcat night.jsonl.gz | sed 's/payments moves/payments moved/; s/Payments moves/Payments moved/' > t.jsonl")
    let text = try summary(sandbox, "t.jsonl", "--unverified")
    #expect(text.contains("As told by a log that was not verified or does not verify: the "), "\(text)")
  }

  @Test func `the summary of a run that was rolled back is of the way back`() throws {
    let sandbox = try Sandbox()
    let text = try summary(sandbox, Self.payment("rehearsal-1.jsonl.gz"), "--trust", Self.payment("trust"))
    #expect(text.contains("The rehearsal **Payments from westeurope to northeurope** began at 2026-09-12 09:00:00 UTC"))
    #expect(text.contains("**rolled back**; 32 of 52 planned tasks completed, 1 failed, 19 given up by the rollback."))
    #expect(text.contains("The way back finished **4m 45s later** than planned"))
  }

  @Test func `withheld lines are told in the summary and asked for among the questions`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.cutlog("event", "night.jsonl.gz", "run.began", "--at", "2026-11-22T22:00:00Z")
    try sandbox.cutlog("event", "night.jsonl.gz", "note.added", "--set", "text=secret", "--at", "2026-11-22T22:01:00Z")
    try sandbox.cutlog("close", "night.jsonl.gz")
    let shown = try sandbox.cutlog("show", "night.jsonl.gz").output
    let line = try #require(shown.split(separator: "\n").last { $0.contains("secret") })
    let index = try #require(line.split(separator: " ").first.map(String.init))
    let withheld = try sandbox.cutlog("withhold", "night.jsonl.gz", "--index", index, "--reason", "secret", "-o", "w.jsonl.gz")
    #expect(withheld.status == 0, "\(withheld.error)")
    #expect(try summary(sandbox, "w.jsonl.gz").contains("1 line is withheld, and what it said is not known"))
    #expect(Self.section("Open questions", of: try sandbox.text("s.md")).contains("What does line \(index) of the stream say? It is withheld"))
  }

  // MARK: - Occurred and known

  @Test func `what was told late has both times, and what was told at once has one`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.cutlog("event", "night.jsonl.gz", "run.began", "--id", "began")
    try sandbox.cutlog("event", "night.jsonl.gz", "note.added", "--id", "late", "--set", "text=x", "--at", "2026-01-02T03:04:05Z")
    try sandbox.cutlog("event", "night.jsonl.gz", "note.added", "--id", "now", "--set", "text=y")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md")
    let timeline = Self.section("Timeline", of: try sandbox.text("r.md"))
    #expect(timeline.contains("| line, id | at | known | what |\n"))
    let late = try #require(timeline.split(separator: "\n").first { $0.contains("`late`") })
    #expect(late.wholeMatch(of: /\| [0-9]+ `late` \| 03:04:05 \| [0-9-]+ [0-9:.]+ \| .*/) != nil, "\(late)")
    let now = try #require(timeline.split(separator: "\n").first { $0.contains("`now`") })
    #expect(!now.contains(/\| [0-9]{4}-/), "\(now)")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.csv")
    let rows = try sandbox.text("r.csv").split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.first?[1] == "known")
    #expect(rows.first { $0.count > 6 && $0[6] == "late" }.map { !$0[1].isEmpty } == true)
    #expect(rows.first { $0.count > 6 && $0[6] == "now" }?[1].isEmpty == true)
  }
}
