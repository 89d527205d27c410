import Foundation
import JSONText
import TestSupport
import Testing

/// `prove` and `check-proof` as their users meet them.
@Suite struct ProofVerbTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  /// A closed stream with the proof of its event s2, and that event's line.
  private func proved() throws -> Sandbox {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("prove", "night.jsonl.gz", "--id", "s2", "-o", "s2.tlog-proof")
    try sandbox.bash("cutlog show night.jsonl.gz --json | jq -c 'select(.id == \"s2\")' > s2.json")
    return sandbox
  }

  @Test func `a proof holds for whoever trusts the identity that closed the stream`() throws {
    let sandbox = try proved()
    let outcome = try sandbox.cutlog("check-proof", "s2.tlog-proof", "s2.json")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix("proved: line 10 of example.com/ops/payments/"))
    let piped = try sandbox.bash("zcat night.jsonl.gz | sed -n 11p | cutlog check-proof s2.tlog-proof - --json")
    #expect(piped.status == 0)
    #expect(try json(piped.output)["verdict"]?.string == "proved")
  }

  @Test func `without a trusted signer it is undecided, and the log's key decides it`() throws {
    let sandbox = try proved()
    let fresh = ["XDG_CONFIG_HOME": sandbox.path(".none"), "XDG_STATE_HOME": sandbox.path(".none")]
    let unknown = try sandbox.cutlog("check-proof", "s2.tlog-proof", "s2.json", environment: fresh)
    #expect(unknown.status == 3)
    #expect(unknown.output.hasPrefix("untrusted: "))
    #expect(unknown.error.contains("cutlog: hint: give the log's key with --log"))
    let verified = try json(sandbox.cutlog("verify", "night.jsonl.gz", "--json").output)
    let log = try #require(verified["verification"]?["logs"]?.array?.first?.string)
    #expect(try sandbox.cutlog("check-proof", "s2.tlog-proof", "s2.json", "--log", log, environment: fresh).status == 0)
    try sandbox.write(log + "\n", to: "log.vkey")
    let held = try sandbox.cutlog("check-proof", "s2.tlog-proof", "s2.json", "--log", "log.vkey", environment: fresh)
    #expect(held.status == 0)
    let identity = try sandbox.text("ops.key.pub").trimmingCharacters(in: .newlines)
    let other = try sandbox.cutlog("check-proof", "s2.tlog-proof", "s2.json", "--log", identity, environment: fresh)
    #expect(other.status == 1)
    #expect(other.output.contains("proof.origin"))
  }

  @Test func `the checkpoint of a stream that was verified before is remembered`() throws {
    let sandbox = try proved()
    try sandbox.expect("verify", "night.jsonl.gz")
    let outcome = try sandbox.cutlog("check-proof", "s2.tlog-proof", "s2.json", "--trust", "/dev/null", "--json")
    #expect(outcome.status == 0)
    #expect(try json(outcome.output)["proof"]?["remembered"]?.bool == true)
  }

  @Test func `an altered line, path, index or signature is refuted by name`() throws {
    let sandbox = try proved()
    let proof = try sandbox.text("s2.tlog-proof")
    func rule(_ proof: String, _ event: String) throws -> String? {
      try sandbox.write(proof, to: "altered.tlog-proof")
      let outcome = try sandbox.cutlog("check-proof", "altered.tlog-proof", event, "--json")
      #expect(outcome.status == 1, "\(outcome.error)")
      let document = try json(outcome.output)
      #expect(document["verdict"]?.string == "refuted")
      return document["problems"]?.array?.first?["rule"]?.string
    }
    try sandbox.bash("sed 's/22:10:00/22:09:00/' s2.json > other.json; jq . s2.json > pretty.json; true > empty.json")
    for event in ["other.json", "pretty.json", "empty.json"] { #expect(try rule(proof, event) == "proof.inclusion") }
    #expect(try rule(proof.replacingOccurrences(of: "index 10", with: "index 11"), "s2.json") == "proof.inclusion")
    let lines = proof.components(separatedBy: "\n")
    #expect(try rule((lines[..<2] + [lines[3], lines[2]] + lines[4...]).joined(separator: "\n"), "s2.json") == "proof.inclusion")
    // The identity's line is the last.
    let line = lines[lines.count - 2]
    let words = line.components(separatedBy: " ")
    var signature = try #require(Data(base64Encoded: words[2]))
    signature[20] ^= 1
    let altered = proof.replacingOccurrences(of: words[2], with: signature.base64EncodedString())
    #expect(try rule(altered, "s2.json") == "proof.signature")
    #expect(try rule(String(proof.dropFirst()), "s2.json") == "proof.form")
    #expect(try rule("", "s2.json") == "proof.form")
    #expect(try sandbox.cutlog("check-proof", "none", "s2.json").status == 2)
    #expect(try sandbox.cutlog("check-proof", "-", "-").status == 64)
    #expect(try sandbox.cutlog("check-proof", "s2.tlog-proof", "s2.json", "--log", "nonsense").status == 2)
  }

  @Test func `what can't be proved is refused with what is there instead`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let twins = try Sandbox.withOpenStream()
    try twins.write(
      [event("note.added", at: "2026-11-22T22:00:00Z", id: "n", source: "/a"),
       event("note.added", at: "2026-11-22T22:00:00Z", id: "n", source: "/b")].joined(separator: "\n"), to: "e.jsonl")
    try twins.expect("record", "night.jsonl.gz", "e.jsonl")
    let several = try twins.cutlog("prove", "night.jsonl.gz", "--id", "n", "-o", "p")
    #expect(several.status == 2)
    #expect(several.error.contains("has 2 events with id n, expected one: lines 5 (/a), 6 (/b)"))
    #expect(try twins.cutlog("prove", "night.jsonl.gz", "--id", "n", "--source", "/b", "-o", "p").status == 0)
    #expect(try twins.text("p").contains("\nindex 6\n"))
    for (arguments, status, words) in [
      (["--index", "16"], Int32(2), "line 16 is the last seal"), (["--index", "17"], 2, "its sealed lines are 0 to 16"),
      (["--id", "none"], 2, "has no event with id none"), ([], 64, "either --index or --id"),
      (["--index", "1", "--id", "x"], 64, "either --index or --id"), (["--index", "1", "--source", "x"], 64, "--source goes"),
    ] {
      let outcome = try sandbox.run(Sandbox.program, ["prove", "night.jsonl.gz", "-o", "p"] + arguments)
      #expect(outcome.status == status, "\(arguments)")
      #expect(outcome.error.contains(words), "\(outcome.error)")
    }
    #expect(!sandbox.exists("p"))
    let over = try sandbox.cutlog("prove", "night.jsonl.gz", "--index", "5", "-o", "night.jsonl.gz")
    #expect(over.status == 2)
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    #expect(try sandbox.cutlog("prove", "bad.jsonl", "--index", "5", "-o", "p").status == 1)
    #expect(!sandbox.exists("p"))
  }

  @Test func `a program that isn't ours proves the same event with the log's key`() throws {
    let sandbox = try proved()
    let log = try #require(
      try json(sandbox.cutlog("prove", "night.jsonl.gz", "--index", "10", "-o", "again.tlog-proof", "--json").output)[
        "proof"]?["log"]?.string)
    #expect(try sandbox.bytes("again.tlog-proof") == sandbox.bytes("s2.tlog-proof"))
    let script = Sandbox.package.appendingPathComponent("Tests/Foreign/check_proof.py").path
    func ask(_ event: String) throws -> Sandbox.Outcome {
      try sandbox.run(
        URL(fileURLWithPath: "/usr/bin/python3"), [script, sandbox.path("s2.tlog-proof"), sandbox.path(event), log])
    }
    let held = try ask("s2.json")
    #expect(held.status == 0, "\(held.error)")
    #expect(held.output == "proved\n")
    try sandbox.bash("sed 's/22:10:00/22:09:00/' s2.json > other.json")
    #expect(try ask("other.json").output == "root\n")
  }
}
