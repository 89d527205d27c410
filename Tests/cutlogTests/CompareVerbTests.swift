import JSONText
import TestSupport
import Testing

/// `cutlog compare` as a user meets it.
@Suite struct CompareVerbTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  /// `night.jsonl.gz`, and the same run a day later and named `again`, in which `open-writes` took 20 minutes.
  private func sandbox(_ plan: String = Sandbox.plan) throws -> Sandbox {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(plan, to: "plan2.yaml")
    try sandbox.expect(
      "open", "again.gz", "--plan", "plan2.yaml", "--key", "ops.key", "--run", "again", "--kind", "rehearsal",
      "--starts", "2026-11-23T22:00:00Z")
    let events = Sandbox.run.map {
      $0.replacing("2026-11-22", with: "2026-11-23").replacing("T22:11:00Z", with: "T22:25:00Z")
        .replacing("T22:12:00Z", with: "T22:26:00Z")
    }
    try sandbox.expect("record", "again.gz", try sandbox.file(events.joined(separator: "\n")))
    return sandbox
  }

  @Test func `compares an open stream with a closed one`() throws {
    let sandbox = try sandbox()
    let document = try json(sandbox.expect("compare", "again.gz", "night.jsonl.gz", "--json").output)
    let comparison = document["comparison"]
    #expect(comparison?["runs"]?.array?.map { $0["kind"]?.string } == ["live", "rehearsal"])
    #expect(document["streams"]?.array?.map { $0["verdict"]?.string } == ["closed", "open"])
    let tasks = comparison?["tasks"]?.array ?? []
    // 22:01 to 22:04 both times; 22:05 to 22:11, then to 22:25.
    #expect(tasks.map { $0["changes"]?.array?.first?["change"]?.string } == ["same", "regression"])
    #expect(tasks.last?["changes"]?.array?.first?["seconds"]?.integer == 840)
    #expect(tasks.last?["runs"]?.array?.map { $0["seconds"]?.integer } == [360, 1200])
    #expect(comparison?["expired"]?.array?.isEmpty == true)
    let page = try sandbox.expect("compare", "again.gz", "night.jsonl.gz").output
    #expect(page.contains("1 took longer, 0 less time, 1 about the same; the greatest difference is open-writes with +14m 00s"))
    #expect(page.contains("open-writes    6m 00s  20m 00s ↑"))
  }

  @Test func `needs two runs, and says so`() throws {
    let sandbox = try sandbox()
    let one = try sandbox.cutlog("compare", "night.jsonl.gz")
    #expect(one.status == 64)
    #expect(one.error.contains("only one stream is named; expected streams of two runs or more"))
    try sandbox.expect("open", "more.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "again", "--origin", "a/more")
    let same = try sandbox.cutlog("compare", "again.gz", "more.gz", "--json")
    #expect(same.status == 2)
    #expect(same.error.contains("again.gz, more.gz: are streams of one run, expected streams of two runs or more"))
    #expect(try json(same.output)["verdict"]?.string == "failed")
    #expect(try sandbox.cutlog("compare", "night.jsonl.gz", "nosuch").status == 2)
  }

  @Test func `folds streams that share a run as one, wherever they are named`() throws {
    let sandbox = try sandbox()
    try sandbox.expect("open", "more.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "again", "--origin", "a/more")
    try sandbox.expect("start", "more.gz", "extra", "--at", "2026-11-23T22:30:00Z", "--id", "x1")
    try sandbox.expect("done", "more.gz", "extra", "--at", "2026-11-23T22:40:00Z", "--id", "x2")
    let document = try json(sandbox.expect("compare", "more.gz", "night.jsonl.gz", "again.gz", "--json").output)
    let runs = document["comparison"]?["runs"]?.array ?? []
    #expect(runs.map { $0["origins"]?.array?.count } == [1, 2])
    let extra = document["comparison"]?["tasks"]?.array?.last
    #expect(extra?["id"]?.string == "extra")
    #expect(extra?["runs"]?.array?.last?["seconds"]?.integer == 600)
    #expect(extra?["changes"]?.array?.first?["change"]?.string == "new")
    #expect(extra?["runs"]?.array?.last?["to"]?["stream"]?.string == "a/more")
    let twice = try sandbox.cutlog("compare", "night.jsonl.gz", "again.gz", "again.gz")
    #expect(twice.status == 2)
    #expect(twice.error.contains("which is given already"))
  }

  @Test func `answers nothing from a stream that was tampered with, unless it is asked to`() throws {
    let sandbox = try sandbox()
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    let refused = try sandbox.cutlog("compare", "again.gz", "bad.jsonl", "--json")
    #expect(refused.status == 1)
    #expect(try json(refused.output)["comparison"] == nil)
    let answered = try sandbox.cutlog("compare", "again.gz", "bad.jsonl", "--unverified")
    #expect(answered.status == 1)
    #expect(answered.output.hasPrefix("note: this is not evidence: the stream is tampered"))
  }

  @Test func `applies corrections to each run`() throws {
    let sandbox = try sandbox()
    try sandbox.expect(
      "amend", "again.gz", "--id", "t4", "--set-attribute", "time=2026-11-23T22:11:00Z", "--reason", "typed wrongly")
    let comparison = try json(sandbox.expect("compare", "again.gz", "night.jsonl.gz", "--json").output)["comparison"]
    #expect(comparison?["tasks"]?.array?.last?["changes"]?.array?.first?["change"]?.string == "same")
    #expect(comparison?["tasks"]?.array?.last?["runs"]?.array?.last?["amended"]?.bool == true)
    #expect(comparison?["runs"]?.array?.last?["corrections"]?["amended"]?.integer == 1)
    #expect(comparison?["runs"]?.array?.first?["corrections"] == nil)
  }

  @Test func `says that a line is withheld, and of which stream, unless the reader accepts it`() throws {
    let sandbox = try sandbox()
    try sandbox.expect("withhold", "night.jsonl.gz", "--index", "7", "--reason", "legal", "-o", "copy.gz")
    func rules(_ arguments: String...) throws -> [String] {
      let outcome = try sandbox.run(Sandbox.program, ["compare", "copy.gz", "again.gz", "--json"] + arguments)
      #expect(outcome.status == 0)
      return try json(outcome.output)["problems"]?.array?.compactMap { $0["rule"]?.string } ?? []
    }
    #expect(try rules().contains("line-withheld"))
    let accepted = try rules("--accept-withheld", "7")
    #expect(!accepted.contains("line-withheld") && accepted.contains("line-withheld-accepted"))
    #expect(try sandbox.cutlog("compare", "copy.gz", "again.gz", "--accept-withheld", "5").error.contains("line 5 is not withheld"))
  }

  @Test func `tells which tasks of the plan changed, but for titles and links`() throws {
    let changed = Sandbox.plan.replacing("duration: 3m", with: "duration: 4m")
      .replacing("{ id: freeze-writes, duration: 2m }", with: "{ duration: 2m, title: Freeze, id: freeze-writes }")
    let expired = try json(sandbox(changed).expect("compare", "again.gz", "night.jsonl.gz", "--json").output)["comparison"]?[
      "expired"]?.array ?? []
    #expect(expired.count == 1)
    #expect(expired.first?["tasks"]?.array?.map { $0["id"]?.string } == ["open-writes"])
    #expect(expired.first?["changes"]?.array?.map { $0["changesWork"]?.bool } == [false, true])
    // The same in JSON is the same plan.
    let written = """
      {"tasks":[{"duration":"2m","id":"freeze-writes"},{"after":["freeze-writes"],"id":"open-writes","duration":"3m"}],"plan":"payments","version":4}
      """
    let same = try sandbox(written)
    let other = try json(same.expect("compare", "again.gz", "night.jsonl.gz", "--json").output)["comparison"]
    #expect(other?["expired"]?.array?.allSatisfy { $0["tasks"]?.array?.isEmpty == true } == true)
    let digests = other?["runs"]?.array?.map { $0["plan"]?["tasks"]?.string } ?? []
    #expect(digests.first == digests.last)
  }

  @Test func `finds what was done too fast to be true, in a run over in no time, with its events`() throws {
    let sandbox = try sandbox()
    try sandbox.expect(
      "open", "fast.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "fast", "--kind", "rehearsal",
      "--starts", "2026-11-20T22:00:00Z")
    let events = ["freeze-writes", "open-writes"].flatMap { task in
      ["started", "completed"].map { type in
        event("task.\(type)", at: "2026-11-20T22:00:00Z", id: "\(type)-\(task)", ["task": task, "mode": "dry-run"])
      }
    }
    try sandbox.expect("record", "fast.gz", try sandbox.file(events.joined(separator: "\n")))
    let comparison = try json(sandbox.expect("compare", "night.jsonl.gz", "fast.gz", "--json").output)["comparison"]
    #expect(comparison?["runs"]?.array?.map { $0["rehearsal"]?.bool } == [true, false])
    #expect(comparison?["runs"]?.array?.first?["modes"]?.array?.map(\.string) == ["dry-run"])
    let finding = comparison?["findings"]?.array?.first { $0["rule"]?.string == "task-too-fast" }
    #expect(finding?["run"]?.string == "fast")
    #expect(finding?["tasks"]?.array?.map(\.string) == ["freeze-writes", "open-writes"])
    #expect(
      finding?["events"]?.array?.map { $0["id"]?.string } == [
        "started-freeze-writes", "completed-freeze-writes", "started-open-writes", "completed-open-writes",
      ])
    let page = try sandbox.expect("compare", "night.jsonl.gz", "fast.gz").output
    #expect(page.contains("  1  rehearsal, dry-run  2026-11-20T22:00:00Z"))
    #expect(page.contains("run 1: done too fast to be true: freeze-writes in 0s, against 2m 00s planned; open-writes in 0s"))
  }

  @Test func `says that no task was completed in both where that is so`() throws {
    let sandbox = try sandbox()
    try sandbox.expect("open", "empty.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "empty")
    let page = try sandbox.expect("compare", "empty.gz", "again.gz").output
    #expect(page.contains("2 runs in order of their start. From run 1 to run 2 no task was completed in both."))
    #expect(page.contains("not executed in run 2: freeze-writes, open-writes"))
  }
}
