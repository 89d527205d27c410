import Foundation
import JSONText
import TestSupport
import Testing

/// `state`: the instant, what was known of it, and how it ends.
@Suite struct StateVerbTests {
  private func state(_ sandbox: Sandbox, _ arguments: String...) throws -> JSONValue? {
    let outcome = try sandbox.run(Sandbox.program, ["state"] + arguments + ["--json"])
    #expect(outcome.status == 0, "\(outcome.error)")
    return try JSONValue(parsing: Array(outcome.output.utf8))["state"]
  }

  private func word(_ state: JSONValue?) -> String? { state?["services"]?.array?.first?["state"]?.string }

  @Test func `a time and a distance from the stated start name the same instant`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let absolute = try state(sandbox, "night.jsonl.gz", "--at", "2026-11-22T22:05:30Z")
    let relative = try state(sandbox, "night.jsonl.gz", "--at", "T+5m30s")
    #expect(relative?["time"]?.string == "2026-11-22T22:05:30Z")
    #expect(absolute.map { JSONWriter.text(of: $0) } == relative.map { JSONWriter.text(of: $0) })
    #expect(word(absolute) == "down")
    #expect(try word(state(sandbox, "night.jsonl.gz", "--at", "T-1s")) == "unknown")
    let end = try state(sandbox, "night.jsonl.gz")
    #expect(word(end) == "up" && end?["end"]?.bool == true && end?["time"]?.string == "2026-11-22T22:12:00Z")
    #expect(end?["services"]?.array?.first?["event"]?["id"]?.string == "s2")
  }

  @Test func `a distance from a start that no stream states can't be answered`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "a/b", "-o", "k")
    try sandbox.expect("open", "s.gz", "--plan", "plan.yaml", "--key", "k")
    let outcome = try sandbox.cutlog("state", "s.gz", "--at", "T+5m")
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("cutlog: error: --at T+5m: no stream says when T is\n"), "\(outcome.error)")
    #expect(try sandbox.cutlog("state", "s.gz", "--at", "2026-11-22T22:00:00Z").status == 0)
  }

  @Test func `what was so and what was known are different questions`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect(
      "event", "night.jsonl.gz", "service.down", "--service", "payments", "--at", "2026-11-22T22:01:00Z", "--id", "down")
    let accepted = try #require(try sandbox.events("service.down")[0]["acceptedtime"]?.string)
    // Typed in afterwards, of an earlier time.
    try sandbox.expect(
      "event", "night.jsonl.gz", "service.up", "--service", "payments", "--at", "2026-11-22T22:05:00Z", "--id", "up")
    #expect(try word(state(sandbox, "night.jsonl.gz", "--at", "T+10m")) == "up")
    #expect(try word(state(sandbox, "night.jsonl.gz", "--at", "T+10m", "--as-known-at", accepted)) == "down")
    #expect(try word(state(sandbox, "night.jsonl.gz", "--at", "T+10m", "--as-known-at", "2020-01-01T00:00:00Z")) == "unknown")
    let page = try sandbox.expect("state", "night.jsonl.gz", "--at", "T+10m", "--as-known-at", accepted).output
    #expect(page.contains("note: as known at \(accepted)\n"))
  }

  @Test func `a tampered stream answers only if it is asked regardless`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    let refused = try sandbox.cutlog("state", "bad.jsonl")
    #expect(refused.status == 1 && refused.output == "")
    for arguments in [["--at", "T+9m30s"], ["--at", "2026-11-22T22:09:30Z"]] {
      let outcome = try sandbox.run(Sandbox.program, ["state", "bad.jsonl", "--unverified"] + arguments)
      #expect(outcome.status == 1)
      #expect(outcome.output.hasPrefix("note: this is not evidence"), "\(outcome.output)\(outcome.error)")
    }
  }

  @Test func `streams of one run are one, in whatever order they are named, also from a pipe`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for (origin, type, time) in [("a", "service.down", "22:01"), ("b", "service.up", "22:05")] {
      try sandbox.expect(
        "open", "\(origin).gz", "--plan", "plan.yaml", "--key", "ops.key", "--origin", "example.com/\(origin)", "--run", "r",
        "--starts", "2026-11-22T22:00:00Z")
      try sandbox.expect(
        "event", "\(origin).gz", type, "--service", "payments", "--at", "2026-11-22T\(time):00Z", "--id", origin)
    }
    for order in [["a.gz", "b.gz"], ["b.gz", "a.gz"]] {
      for (at, expected) in [("T+2m", "down"), ("T+6m", "up")] {
        let outcome = try sandbox.run(Sandbox.program, ["state"] + order + ["--at", at, "--json"])
        let state = try JSONValue(parsing: Array(outcome.output.utf8))["state"]
        #expect(word(state) == expected)
      }
    }
    let page = try sandbox.expect("state", "a.gz", "b.gz").output
    #expect(page.contains("2:5"), "\(page)")
    let piped = try sandbox.bash("cat a.gz | cutlog state - --at T+2m --json | jq -r '.state.services[0].state'")
    #expect(piped.output == "down\n", "\(piped.error)")
    #expect(try sandbox.cutlog("state", "a.gz", "night.jsonl.gz").status == 2)
  }
}
