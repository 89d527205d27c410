import JSONText
import TestSupport
import Testing

/// Amendments, retractions and clocks as the verbs that judge and tell take them.
@Suite struct CorrectionVerbTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  private func withRun() throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(Sandbox.run.joined(separator: "\n")))
    return sandbox
  }

  @Test func `objectives are judged with amendments, and told without`() throws {
    let sandbox = try withRun()
    let before = try #require(try sandbox.events("service.up").first?["acceptedtime"]?.string)
    #expect(try json(sandbox.cutlog("objectives", "night.jsonl.gz", "--json").output)["corrections"] == nil)
    try sandbox.expect(
      "amend", "night.jsonl.gz", "--id", "s2", "--set-attribute", "time=2026-11-22T22:52:00Z", "--reason", "typed early")
    let outcome = try sandbox.cutlog("objectives", "night.jsonl.gz", "--json")
    #expect(outcome.status == 1)
    let document = try json(outcome.output)
    #expect(document["corrections"]?["amended"]?.integer == 1)
    let objective = try #require(document["objectives"]?.array?.first)
    #expect(objective["verdict"]?.string == "missed" && objective["seconds"]?.integer == 3_000)
    #expect(objective["to"]?["time"]?.string == "2026-11-22T22:52:00Z")
    let without = try #require(objective["withoutAmendments"])
    #expect(without["verdict"]?.string == "met" && without["seconds"]?.integer == 480)
    #expect(without["lowerSeconds"]?.integer == 479 && without["upperSeconds"]?.integer == 481)

    let page = try sandbox.cutlog("objectives", "night.jsonl.gz").output
    #expect(page.contains("corrected: 1 event amended"))
    #expect(page.contains("by the events as first recorded pay-rto is met, 8m 00s"))

    let known = try sandbox.cutlog("objectives", "night.jsonl.gz", "--as-known-at", before, "--json")
    #expect(known.status == 0)
    let earlier = try json(known.output)
    #expect(earlier["corrections"] == nil)
    #expect(earlier["objectives"]?.array?.first?["withoutAmendments"] == nil)
    #expect(try sandbox.cutlog("objectives", "night.jsonl.gz", "--as-known-at", before).output.contains("corrected") == false)
  }

  @Test func `timeline, variance and report say what was corrected, and mark it`() throws {
    let sandbox = try withRun()
    try sandbox.expect(
      "amend", "night.jsonl.gz", "--id", "t4", "--set-attribute", "time=2026-11-22T22:20:00Z", "--reason", "r")
    try sandbox.expect("retract", "night.jsonl.gz", "--id", "r2", "--reason", "r")
    let timeline = try json(sandbox.expect("timeline", "night.jsonl.gz", "--json").output)
    #expect(timeline["corrections"]?["amended"]?.integer == 1 && timeline["corrections"]?["retracted"]?.integer == 1)
    let entries = try #require(timeline["timeline"]?["entries"]?.array)
    let marked = entries.filter { $0["amended"]?.bool == true }
    #expect(marked.map { $0["task"]?.string } == ["open-writes"])
    #expect(marked.first?["amendment"]?["type"]?.string == "dev.cutlog.event.amended")
    #expect(!entries.contains { $0["event"]?["id"]?.string == "r2" })
    #expect(try sandbox.expect("timeline", "night.jsonl.gz").output.contains("(amended)"))

    let variance = try json(sandbox.expect("variance", "night.jsonl.gz", "--json").output)
    #expect(variance["corrections"]?["amended"]?.integer == 1)
    #expect(variance["variance"]?["tasks"]?.array?.map { $0["amended"]?.bool } == [nil, true])

    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.json")
    let report = try json(sandbox.text("r.json"))
    #expect(report["corrections"]?["retracted"]?.integer == 1)
    #expect(report["objectives"]?.array?.first?["withoutAmendments"]?["verdict"]?.string == "met")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md")
    #expect(try sandbox.text("r.md").contains("corrected: 1 event amended, 1 event retracted"))
  }

  @Test func `a correction that can't count is a problem of every answer`() throws {
    let sandbox = try withRun()
    let remark = event(
      "event.retracted", at: "2026-11-22T22:30:00Z", id: "x",
      data: #"{"about":{"source":"/test","id":"nosuch"},"reason":"r"}"#)
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(remark))
    for verb in ["objectives", "timeline", "variance"] {
      let document = try json(sandbox.expect(verb, "night.jsonl.gz", "--json").output)
      #expect(document["problems"]?.array?.map { $0["rule"]?.string }.contains("correction-of-nothing") == true, "\(verb)")
      #expect(document["corrections"] == nil)
      #expect(try sandbox.expect(verb, "night.jsonl.gz").output.contains("correction-of-nothing"), "\(verb)")
    }
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md")
    #expect(try sandbox.text("r.md").contains("correction-of-nothing"))
  }

  @Test func `the plan that is judged follows what was retracted`() throws {
    let sandbox = try withRun()
    try sandbox.write(Sandbox.plan.replacing("limit: 45m", with: "limit: 5m"), to: "later.yaml")
    try sandbox.expect("revise", "night.jsonl.gz", "--plan", "later.yaml", "--reason", "late")
    #expect(try sandbox.cutlog("objectives", "night.jsonl.gz").status == 0)
    for id in ["t1", "s1", "t2", "t3", "t4"] { try sandbox.expect("retract", "night.jsonl.gz", "--id", id, "--reason", "r") }
    let objective = try #require(
      try json(sandbox.cutlog("objectives", "night.jsonl.gz", "--json").output)["objectives"]?.array?.first)
    #expect(objective["limitSeconds"]?.integer == 300)
    #expect(objective["withoutAmendments"]?["verdict"]?.string == "met")
  }

  @Test func `the order in which streams are named changes no byte`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for name in ["b", "a"] {
      try sandbox.expect(
        "open", "\(name).gz", "--plan", "plan.yaml", "--key", "ops.key", "--origin", "example.com/\(name)", "--run", "night",
        "--starts", "2026-11-22T22:00:00Z")
    }
    func part(_ lines: ArraySlice<String>) throws -> String { try sandbox.file(lines.joined(separator: "\n")) }
    try sandbox.expect("record", "a.gz", try part(Sandbox.run[..<4]))
    try sandbox.expect("record", "b.gz", try part(Sandbox.run[3...]))
    try sandbox.expect("amend", "b.gz", "--id", "s2", "--set-attribute", "time=2026-11-22T22:09:00Z", "--reason", "r")
    for form in [["--json"], []] {
      for verb in ["objectives", "timeline"] {
        let one = try sandbox.run(Sandbox.program, [verb, "a.gz", "b.gz"] + form)
        let other = try sandbox.run(Sandbox.program, [verb, "b.gz", "a.gz"] + form)
        #expect(one.status == other.status && one.output == other.output, "\(verb)")
        #expect(!one.output.isEmpty)
      }
    }
    try sandbox.expect("report", "a.gz", "b.gz", "-o", "1.md")
    try sandbox.expect("report", "b.gz", "a.gz", "-o", "2.md")
    #expect(try sandbox.bytes("1.md") == sandbox.bytes("2.md"))
    // The one opened first is the first, whichever way they are named.
    let streams = try json(sandbox.cutlog("timeline", "a.gz", "b.gz", "--json").output)["streams"]?.array
    #expect(streams?.map { $0["origin"]?.string } == ["example.com/b", "example.com/a"])
  }

  @Test func `a clock that is ahead of the recorder widens what is judged`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("date -u -d '+2 minutes' +%Y-%m-%dT%H:%M:%SZ > ahead; date -u -d '-5 minutes' +%Y-%m-%dT%H:%M:%SZ > down")
    func time(_ name: String) throws -> String { String(try sandbox.text(name).dropLast()) }
    let lines = [
      event("service.down", at: try time("down"), id: "d", ["service": "payments"]),
      event("service.up", at: try time("ahead"), id: "u", source: "/ahead", ["service": "payments"]),
    ]
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(lines.joined(separator: "\n")))
    let document = try json(sandbox.cutlog("objectives", "night.jsonl.gz", "--json").output)
    #expect(document["corrections"]?["estimates"]?.array?.map { $0["source"]?.string } == ["/ahead"])
    #expect(document["problems"]?.array?.contains { $0["rule"]?.string == "time-after-acceptance" } == true)
    let objective = try #require(document["objectives"]?.array?.first)
    let without = try #require(objective["withoutAmendments"])
    #expect(objective["seconds"]?.double == without["seconds"]?.double)
    #expect(objective["upperSeconds"]?.double == without["upperSeconds"]?.double)
    #expect(try #require(objective["lowerSeconds"]?.double) < #require(without["lowerSeconds"]?.double))
  }

  @Test func `claims are judged with amendments, and told without`() throws {
    let (stream, trust) = (PaymentsSampleTests.path("live.jsonl.gz"), PaymentsSampleTests.path("trust"))
    let document = try json(Sandbox().cutlog("claims", stream, "--trust", trust, "--json").output)
    let claims = try #require(document["claims"]?.array)
    // Detected at 22:05:02, 44 s after the kill; first recorded was 21:05:02, before it.
    #expect(claims.map { $0["verdict"]?.string } == ["contradicted", "holds", "holds", "holds"])
    #expect(
      claims.map { $0["withoutAmendments"]?["verdict"]?.string } == ["contradicted", "undecidable", "holds", "holds"])
    #expect(claims[1]["computedSeconds"]?.integer == 44)
    let page = try Sandbox().cutlog("claims", stream, "--trust", trust).output
    #expect(page.contains("by the events as first recorded claim 2 is undecidable"))
  }
}
