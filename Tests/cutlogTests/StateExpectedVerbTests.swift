import Foundation
import JSONText
import TestSupport
import Testing

/// `cutlog state --expected` on real streams.
@Suite struct StateExpectedVerbTests {
  private static let plan = """
    plan: payments
    version: 1
    sites: { source: west, target: north }
    services: [ { id: payments, datasets: [db] } ]
    objectives:
      - { id: pay-rto, metric: rto, service: payments, clock: business, limit: 45m }
    tasks: [ { id: move, duration: 10m, checks: [read] } ]
    checks: [ { id: read, kind: configuration } ]
    expect:
      endpoints: [ { key: db-url, value: ne-db, legacy: [we-db] } ]
      consumers: [ { topic: payments, group: settle, side: target } ]
    """

  private static func run(_ type: String, _ minute: Int, _ attributes: [String: String] = [:], _ data: String? = nil) -> String {
    event(type, at: "2026-11-22T22:\(minute < 10 ? "0" : "")\(minute):00Z", attributes, data: data)
  }

  private static let events = [
    run("run.began", 0), run("task.started", 1, ["task": "move"]),
    run("endpoint.observed", 2, [:], #"{"key":"db-url","value":"we-db"}"#),
    run("task.completed", 10, ["task": "move"]),
    run("endpoint.changed", 11, [:], #"{"key":"db-url","value":"ne-db"}"#),
    run("consumer.bound", 12, [:], #"{"topic":"payments","group":"settle","side":"target"}"#),
    run("check.passed", 13, [:], #"{"check":"read"}"#), run("run.ended", 20),
  ]

  private func sandbox(_ events: [String] = events, kind: String = "live") throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.expect("open", "night.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key", "--kind", kind)
    try sandbox.write(events.joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    return sandbox
  }

  private func document(_ sandbox: Sandbox, _ status: Int32, _ arguments: String...) throws -> JSONValue {
    let outcome = try sandbox.run(Sandbox.program, ["state", "night.jsonl.gz", "--expected", "--json"] + arguments)
    #expect(outcome.status == status, "\(outcome.error)\(outcome.output)")
    try JSONDocumentTests().validate(sandbox, outcome.output, "state")
    #expect(try JSONValue(parsing: Array(outcome.output.utf8))["state"]?["endpoints"]?.array != nil)
    return try JSONValue(parsing: Array(outcome.output.utf8))
  }

  @Test func `ends with 0 where all is aligned, and names the events behind it`() throws {
    let sandbox = try sandbox()
    let document = try document(sandbox, 0)
    #expect(document["verdict"]?.string == "aligned")
    let expectations = try #require(document["alignment"]?["expectations"]?.array)
    #expect(expectations.map { $0["result"]?.string } == ["aligned", "aligned"])
    #expect(expectations[0]["events"]?.array?.first?["type"]?.string == "dev.cutlog.endpoint.changed")
    let page = try sandbox.cutlog("state", "night.jsonl.gz", "--expected")
    #expect(page.status == 0)
    #expect(page.output.contains("db-url"))
    #expect(page.output.contains("done-verified"))
  }

  @Test func `ends with 1 where something is not aligned, and says what as an error`() throws {
    let sandbox = try sandbox(Self.events.filter { !$0.contains("consumer.bound") })
    let document = try document(sandbox, 1)
    #expect(document["verdict"]?.string == "misaligned")
    let problems = document["problems"]?.array ?? []
    let errors = problems.filter { $0["severity"]?.string == "error" }
    #expect(errors.map { $0["rule"]?.string } == ["consumer-bound"])
    #expect(errors.first?["message"]?.string?.hasPrefix("payments (settle): it had not bound at north") == true)
  }

  @Test func `ends with 3 where something is not known`() throws {
    let sandbox = try sandbox(Self.events.filter { !$0.contains("check.passed") })
    let document = try document(sandbox, 3)
    #expect(document["verdict"]?.string == "unknown")
    let warnings = (document["problems"]?.array ?? []).filter { $0["rule"]?.string == "done-verified" }
    #expect(warnings.map { $0["severity"]?.string } == ["warning"])
  }

  @Test func `what was retracted counts for nothing, and what it would change is told`() throws {
    let sandbox = try sandbox()
    #expect(try document(sandbox, 0)["alignment"]?["withoutAmendments"] == nil)
    let bound = try #require(try sandbox.events("consumer.bound").first?["id"]?.string)
    try sandbox.expect("retract", "night.jsonl.gz", "--id", bound, "--reason", "not so")
    let document = try document(sandbox, 1)
    #expect(document["verdict"]?.string == "misaligned")
    #expect(document["alignment"]?["withoutAmendments"]?.string == "aligned")
    let expectations = try #require(document["alignment"]?["expectations"]?.array)
    #expect(expectations.map { $0["withoutAmendments"]?.string } == ["aligned", "aligned"])
    let page = try sandbox.cutlog("state", "night.jsonl.gz", "--expected").output
    #expect(page.contains("by the events as first recorded consumer-bound of payments (settle) is satisfied"))
  }

  @Test func `answers for a moment, and for what was known`() throws {
    let sandbox = try sandbox()
    let before = try document(sandbox, 1, "--at", "2026-11-22T22:05:00Z")
    #expect(before["alignment"]?["time"]?.string == "2026-11-22T22:05:00Z")
    #expect(before["alignment"]?["expectations"]?.array?.map { $0["result"]?.string } == ["misaligned", "unknown"])
    let nothing = try document(sandbox, 3, "--as-known-at", "2020-01-01T00:00:00Z")
    #expect(nothing["alignment"]?["expectations"]?.array?.map { $0["result"]?.string } == ["unknown", "unknown"])
  }

  @Test func `leaves nothing aligned with a line withheld, unless that is accepted`() throws {
    let sandbox = try sandbox()
    try sandbox.expect("close", "night.jsonl.gz", "--key", "ops.key")
    // Line 5 is the first event, behind the five lines of the opening.
    try sandbox.expect("withhold", "night.jsonl.gz", "--index", "5", "--reason", "legal", "-o", "copy.gz")
    let refused = try sandbox.cutlog("state", "copy.gz", "--expected", "--json")
    #expect(refused.status == 3)
    #expect(try sandbox.cutlog("state", "copy.gz", "--expected", "--accept-withheld", "5").status == 0)
  }

  @Test func `judges a failback the other way round, with its objectives`() throws {
    let sandbox = try sandbox(kind: "failback")
    // The objective is not known, and so the whole is not.
    let document = try document(sandbox, 3)
    #expect(document["alignment"]?["expectations"]?.array?.map { $0["expected"]?.string } == ["ne-db", "bound at west"])
    #expect(document["alignment"]?["expectations"]?.array?.map { $0["result"]?.string } == ["aligned", "aligned"])
    let objectives = (document["alignment"]?["checks"]?.array ?? []).filter { $0["rule"]?.string == "objectives-met" }
    #expect(objectives.map { $0["subject"]?.string } == ["pay-rto"])
    #expect(objectives.map { $0["result"]?.string } == ["undecidable"])
  }

  @Test func `is a section of the report, and its findings are the report's`() throws {
    let sandbox = try sandbox(Self.events.filter { !$0.contains("consumer.bound") })
    try sandbox.expect("report", "night.jsonl.gz", "-o", "night.md")
    let text = try sandbox.text("night.md")
    #expect(text.contains("\n### State against the plan\n"))
    #expect(text.contains("error: payments (settle): it had not bound at north"))
    try sandbox.expect("report", "night.jsonl.gz", "-o", "night.json")
    try JSONDocumentTests().validate(sandbox, try sandbox.text("night.json"), "report")
    let report = try JSONValue(parsing: sandbox.bytes("night.json"))
    #expect(report["alignment"]?["expectations"]?.array?.count == 2)
  }

  @Test func `asks for a plan that expects something`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.cutlog("state", "night.jsonl.gz", "--expected")
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("The plan says nothing of the state that must be so at the end."))
    #expect(try sandbox.cutlog("state", "none.gz", "--expected").status == 2)
  }
}
