import Foundation
import JSONText
import TestSupport
import Testing

/// `variance`: what it answers where the plan, the streams or the run are not as they should be.
@Suite struct VarianceVerbTests {
  private func answer(_ outcome: Sandbox.Outcome) throws -> (variance: JSONValue, rules: [String]) {
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    return (
      try #require(document["variance"]), document["problems"]?.array?.compactMap { $0["rule"]?.string } ?? []
    )
  }

  @Test func `a stream without a plan has all that was done as not planned, and a finding`() throws {
    let sandbox = try Sandbox.withClosedStream()
    // No verb opens such a stream; other tools may.
    try sandbox.bash("zcat night.jsonl.gz | grep -v 'plan.adopted' > bare.jsonl")
    let outcome = try sandbox.cutlog("variance", "bare.jsonl", "--unverified", "--json")
    #expect(outcome.status == 1, "for what doesn't verify")
    let (variance, rules) = try answer(outcome)
    #expect(rules.contains("plan-absent"))
    #expect(variance["unplanned"]?.array?.compactMap { $0["id"]?.string } == ["freeze-writes", "open-writes"])
    #expect(variance["tasks"]?.array?.isEmpty == true && variance["baselines"]?.array?.isEmpty == true)
    #expect(variance["slipSeconds"]?.double == nil)
    let page = try sandbox.cutlog("variance", "bare.jsonl", "--unverified").output
    #expect(page.contains("There is no plan to compare with: 2 tasks not planned."))
  }

  @Test func `a stream whose plan has a cycle names its members`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let script = """
      import hashlib, json, sys
      for line in sys.stdin:
          event = json.loads(line)
          data = event.get("data") or {}
          if event["type"].endswith("document.attached"):
              plan = data["content"].replace("duration: 2m }", "duration: 2m, after: [open-writes] }")
              digest = hashlib.sha256(plan.encode()).hexdigest()
              data.update(content=plan, sha256=digest, size=len(plan.encode()))
          if event["type"].endswith("plan.adopted"):
              data["document"] = digest
          print(json.dumps(event, separators=(",", ":")))
      """
    try sandbox.write(script, to: "bend.py")
    try sandbox.bash("zcat night.jsonl.gz | python3 bend.py > cyclic.jsonl")
    let outcome = try sandbox.cutlog("variance", "cyclic.jsonl", "--unverified", "--json")
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    let problem = document["problems"]?.array?.first { $0["rule"]?.string == "plan-unreadable" }
    let message = try #require(problem?["message"]?.string)
    #expect(message.contains("freeze-writes") && message.contains("open-writes") && message.contains("cycle"), "\(message)")
    #expect(document["variance"]?["unplanned"]?.array?.count == 2)
  }

  @Test func `streams of a run are compared as one, in whatever order they are named`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect(
      "open", "second.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "one", "--starts", "2026-11-22T22:00:00Z")
    try sandbox.expect(
      "open", "first.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "one", "--starts", "2026-11-22T22:00:00Z")
    let lines = [
      event("task.started", at: "2026-11-22T22:00:00Z", ["task": "freeze-writes"]),
      event("task.completed", at: "2026-11-22T22:04:00Z", ["task": "freeze-writes"]),
      event("task.started", at: "2026-11-22T22:04:00Z", ["task": "open-writes"]),
      event("task.completed", at: "2026-11-22T22:07:00Z", ["task": "open-writes"]),
    ]
    try sandbox.expect("record", "first.gz", try sandbox.file(lines[...1].joined(separator: "\n")))
    try sandbox.expect("record", "second.gz", try sandbox.file(lines[2...].joined(separator: "\n")))
    let (variance, _) = try answer(sandbox.expect("variance", "first.gz", "second.gz", "--json"))
    #expect(variance["slipSeconds"]?.integer == 120)
    let (other, _) = try answer(sandbox.expect("variance", "second.gz", "first.gz", "--json"))
    #expect(JSONWriter.text(of: other) == JSONWriter.text(of: variance))
    let (half, _) = try answer(sandbox.expect("variance", "first.gz", "--json"))
    #expect(half["slipSeconds"]?.double == nil)
  }

  @Test func `a run of which one stream is still open is not over, and one that stopped halfway says so`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for name in ["first", "second"] {
      try sandbox.expect(
        "open", "\(name).gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "one", "--starts", "2026-11-22T22:00:00Z")
    }
    try sandbox.expect("record", "first.gz", try sandbox.file([Sandbox.run[1], Sandbox.run[3]].joined(separator: "\n")))
    try sandbox.expect("close", "first.gz", "--key", "ops.key")
    let (open, _) = try answer(sandbox.expect("variance", "first.gz", "second.gz", "--json"))
    #expect(open["slipSeconds"]?.double == nil && open["undone"]?.array?.isEmpty == true)
    try sandbox.expect("close", "second.gz", "--key", "ops.key")
    let (over, rules) = try answer(sandbox.expect("variance", "first.gz", "second.gz", "--json"))
    #expect(over["slipSeconds"]?.double != nil && over["undone"]?.array?.map(\.string) == ["open-writes"])
    #expect(rules.contains("task-not-executed"))
    let page = try sandbox.expect("variance", "first.gz", "second.gz").output
    #expect(page.contains("not finished: 1 task or gate not done, the last was done at "), "\(page)")
  }

  @Test func `the page of the sample's night is at most 80 columns wide on such a terminal`() throws {
    let sandbox = try Sandbox()
    let samples = Sandbox.package.appendingPathComponent("samples/aks-payments")
    let page = try sandbox.expect(
      "variance", samples.appendingPathComponent("live.jsonl.gz").path, "--trust",
      samples.appendingPathComponent("trust").path
    ).output
    let tables = page.split(separator: "\n").filter { $0.contains("  ") && !$0.contains(". ") }
    #expect(tables.count > 130)
    #expect(tables.allSatisfy { $0.count <= 80 }, "\(tables.filter { $0.count > 80 })")
  }
}
