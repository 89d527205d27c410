import JSONText
import TestSupport
import Testing

@Suite struct `The verb timeline` {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    let lines = Sandbox.run + [
      event("task.failed", at: "2026-11-22T22:30:00Z", id: "x1", ["task": "verify", "layer": "compute"], data: #"{"exitStatus":3}"#),
      event("gate.requested", at: "2026-11-22T22:31:00Z", id: "x2", ["gate": "g"]),
      event("gate.approved", at: "2026-11-22T22:32:00Z", id: "x3", ["gate": "g", "actor": "alice"], data: #"{"comment":"fine"}"#),
      event("role.taken", at: "2026-11-22T22:33:00Z", id: "x4", ["actor": "bob"], data: #"{"role":"lead"}"#),
      event("incident.detected", at: "2026-11-22T22:34:00Z", id: "x5"),
      event("decision.made", at: "2026-11-22T22:35:00Z", id: "x6", data: #"{"decision":"rollback"}"#),
    ]
    try sandbox.write(lines.joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    return sandbox
  }

  private func timeline(_ sandbox: Sandbox, _ arguments: String...) throws -> JSONValue {
    let outcome = try sandbox.run(Sandbox.program, ["timeline", "night.jsonl.gz", "--json"] + arguments)
    #expect(outcome.status == 0, "\(outcome.error)")
    try JSONDocumentTests().validate(sandbox, outcome.output, "timeline")
    return try JSONValue(parsing: Array(outcome.output.utf8))
  }

  @Test func `tells attempts, gates, decisions, roles, gaps and lanes in JSON, and findings as problems`() throws {
    let sandbox = try sandbox()
    let document = try timeline(sandbox)
    let told = try #require(document["timeline"])
    let verify = told["entries"]?.array?.first { $0["task"]?.string == "verify" }
    #expect(verify?["attempts"]?.array?.first?["exitStatus"]?.integer == 3)
    #expect(told["gates"]?.array?.first?["acts"]?.array?.first?["reason"]?.string == "fine")
    #expect(told["gates"]?.array?.first?["waited"]?["seconds"]?.integer == 60)
    #expect(told["decisions"]?.array?.first?["decision"]?.string == "rollback")
    #expect(told["roles"]?.array?.first?["holder"]?.string == "bob")
    #expect(told["gaps"]?["spans"]?.array?.first?["after"]?.string == "freeze-writes")
    #expect(told["lanes"]?.array?.contains { $0["by"]?.string == "layer" && $0["name"]?.string == "compute" } == true)
    let rules = document["problems"]?.array?.compactMap { $0["rule"]?.string } ?? []
    #expect(rules.contains("task-unknown") && rules.contains("gate-unknown") && rules.contains("task-start-missing"))
    #expect(try sandbox.expect("timeline", "night.jsonl.gz").output.contains("task-start-missing"))
  }

  @Test func `groups by lanes and shows parts`() throws {
    let sandbox = try sandbox()
    let lanes = try sandbox.expect("timeline", "night.jsonl.gz", "--by", "service").output
    #expect(lanes.contains("service payments") && lanes.contains("no service"))
    let part = try timeline(sandbox, "--service", "payments", "--until", "2026-11-22T22:05:00Z")["timeline"]
    #expect(part?["entries"]?.array?.count == 1)
    #expect(part?["filter"]?["service"]?.string == "payments")
    let task = try sandbox.expect("timeline", "night.jsonl.gz", "--task", "verify", "--since", "2026-11-22T22:00:00Z").output
    #expect(task.contains("verify") && !task.contains("freeze-writes —"))
    for option in ["--layer", "--region"] {
      #expect(try sandbox.expect("timeline", "night.jsonl.gz", option, "none").output.contains("Nothing fits the question."))
    }
    #expect(try sandbox.cutlog("timeline", "night.jsonl.gz", "--by", "colour").status == 64)
  }
}
