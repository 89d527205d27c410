import Foundation
import JSONText
import SealedLog
import TestSupport
import Testing

/// `revise`: a newer plan is sealed; which one is judged follows from where it stands.
@Suite struct ReviseTests {
  private static func plan(_ version: Int, limit: String = "45m", _ name: String = "payments") -> String {
    Sandbox.plan.replacingOccurrences(of: "version: 3", with: "version: \(version)")
      .replacingOccurrences(of: "limit: 45m", with: "limit: \(limit)")
      .replacingOccurrences(of: "plan: payments", with: "plan: \(name)")
  }

  private func verdict(_ sandbox: Sandbox) throws -> (limit: Double?, document: JSONValue) {
    let document = try JSONValue(parsing: Array(try sandbox.cutlog("objectives", "night.jsonl.gz", "--json").output.utf8))
    return (document["objectives"]?.array?.first?["limitSeconds"]?.double, document)
  }

  @Test func `a revision before the first task is judged`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Self.plan(4, limit: "5m"), to: "new.yaml")
    let outcome = try sandbox.expect("revise", "night.jsonl.gz", "--plan", "new.yaml", "--reason", "tighter")
    #expect(outcome.error == "")
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(Sandbox.run.joined(separator: "\n")))
    let (limit, document) = try verdict(sandbox)
    #expect(limit == 300)
    #expect(document["verdict"]?.string == "missed")
    #expect(document["digests"]?["plan"]?.string == Digest(hashing: Array(Self.plan(4, limit: "5m").utf8)).hex)
    #expect(try sandbox.cutlog("variance", "night.jsonl.gz").status == 0)
    try sandbox.expectVerified()
  }

  @Test func `a later revision is shown beside the judged plan`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(Sandbox.run.joined(separator: "\n")))
    try sandbox.write(Self.plan(4, limit: "5m"), to: "new.yaml")
    let outcome = try sandbox.expect("revise", "night.jsonl.gz", "--plan", "new.yaml", "--reason", "too late")
    #expect(outcome.error.contains("cutlog: note: the cutover has begun: version 3 stays the one that is judged"))
    let (limit, document) = try verdict(sandbox)
    #expect(limit == 2_700)
    #expect(document["verdict"]?.string == "met")
    let note = document["problems"]?.array?.first { $0["rule"]?.string == "plan-not-judged" }
    #expect(note?["message"]?.string == "plan payments, version 4, is not the one that is judged: too late")
    for verb in ["objectives", "variance", "timeline"] {
      #expect(try sandbox.cutlog(verb, "night.jsonl.gz").output.contains("version 4, is not the one that is judged: too late"))
    }
    try sandbox.expectVerified()
  }

  @Test func `variance compares with the judged plan and with the last one, and says once where they are the same`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(Sandbox.run.joined(separator: "\n")))
    #expect(try sandbox.expect("variance", "night.jsonl.gz").output.contains("original and current baseline are the same"))
    let later = Self.plan(4).replacingOccurrences(of: "duration: 3m", with: "duration: 9m")
    try sandbox.write(later, to: "new.yaml")
    try sandbox.expect("revise", "night.jsonl.gz", "--plan", "new.yaml", "--reason", "r")
    let outcome = try sandbox.expect("variance", "night.jsonl.gz", "--json")
    let variance = try JSONValue(parsing: Array(outcome.output.utf8))["variance"]
    let baselines = try #require(variance?["baselines"]?.array)
    #expect(baselines.compactMap { $0["which"]?.string } == ["original", "current"])
    #expect(baselines.compactMap { $0["version"]?.integer } == [3, 4])
    #expect(baselines.compactMap { $0["digest"]?.string } == [Sandbox.plan, later].map { Digest(hashing: Array($0.utf8)).hex })
    let slips = baselines.compactMap { $0["slipSeconds"]?.integer }
    #expect(slips.count == 2 && slips.first == variance?["slipSeconds"]?.integer)
    #expect(slips.first.map { $0 - 360 } == slips.last)
    #expect(baselines[0]["tasks"] == nil)
    let rows = baselines[1]["tasks"]?.array ?? []
    #expect(rows.compactMap { $0["id"]?.string } == ["freeze-writes", "open-writes"])
    #expect(try sandbox.expect("variance", "night.jsonl.gz").output.contains("Against the original and the current baseline"))
    #expect(try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md").status == 0)
    #expect(try sandbox.text("r.md").contains("current baseline"))
  }

  @Test func `extract gives the last plan, or the one of a version, or the judged one`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("start", "night.jsonl.gz", "freeze-writes")
    try sandbox.write(Self.plan(4), to: "new.yaml")
    try sandbox.expect("revise", "night.jsonl.gz", "--plan", "new.yaml", "--reason", "r")
    for (word, plan) in [("plan", Self.plan(4)), ("plan@4", Self.plan(4)), ("plan@3", Sandbox.plan), ("plan@judged", Sandbox.plan)] {
      #expect(try sandbox.expect("extract", "night.jsonl.gz", word, "-o", "-").output == plan)
    }
    let outcome = try sandbox.cutlog("extract", "night.jsonl.gz", "plan@5", "-o", "-")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("adopts no plan of version `5`"))
  }

  @Test func `another name or a version that doesn't rise is warned of, and sealed`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Self.plan(3, "other"), to: "new.yaml")
    let outcome = try sandbox.expect("revise", "night.jsonl.gz", "--plan", "new.yaml", "--reason", "r")
    #expect(outcome.error.contains("is plan `other`, the stream's was `payments`"))
    #expect(outcome.error.contains("has version 3, expected one above 3"))
    try sandbox.expectVerified()
  }

  @Test func `a malformed plan is refused with its place, and nothing is written`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    try sandbox.write(Self.plan(4) + "\ntusks: 1\n", to: "bad.yaml")
    let outcome = try sandbox.cutlog("revise", "night.jsonl.gz", "--plan", "bad.yaml", "--reason", "r")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("cutlog: error: bad.yaml:11:1: "))
    #expect(try sandbox.cutlog("revise", "night.jsonl.gz", "--plan", "plan.yaml", "--reason", " ").status == 64)
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
  }
}
