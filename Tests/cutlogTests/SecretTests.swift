import Foundation
import Testing

/// Secret keys where they don't belong.
@Suite struct SecretTests {
  /// What only the secret half has.
  private func secretPart(_ sandbox: Sandbox) throws -> String {
    let text = try sandbox.text("ops.key").trimmingCharacters(in: .newlines)
    return String(text.split(separator: "+", maxSplits: 4).last ?? "")
  }

  @Test func `a secret key given for something else is told and never echoed`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let part = try secretPart(sandbox)
    let secret = try sandbox.text("ops.key").trimmingCharacters(in: .newlines)
    try sandbox.write("identity \(secret)\n", to: "trust")
    try sandbox.expect("open", "open.gz", "--plan", "plan.yaml", "--key", "ops.key")
    for arguments in [
      ["verify", "night.jsonl.gz", "--trust", "ops.key"], ["verify", "night.jsonl.gz", "--trust", "trust", "--json"],
      ["plan", "ops.key"], ["plan", "ops.key", "--json"], ["verify", "night.jsonl.gz", "--at-least", "ops.key"],
      ["verify", secret], ["verify", secret, "--json"], ["show", "night.jsonl.gz", "--since", secret], [secret],
      ["open", "s.gz", "--plan", "ops.key", "--key", "ops.key"], ["record", "open.gz", "ops.key"],
      ["record", "open.gz", "ops.key", "--quarantine", "q"], ["event", "open.gz", "note.added", "--at", secret],
      ["keygen", "a/b", "-o", "other.key", "--trust", "trust"], ["verify", "ops.key"],
    ] {
      let outcome = try sandbox.run(Sandbox.program, arguments)
      #expect(outcome.status != 0, "\(arguments)")
      for text in [outcome.output, outcome.error] {
        #expect(!text.contains("PRIVATE+KEY+") && !text.contains(part.prefix(12)), "\(arguments): \(text)")
      }
    }
    let trusted = try sandbox.cutlog("verify", "night.jsonl.gz", "--trust", "ops.key")
    #expect(
      trusted.error
        == "cutlog: error: ops.key: this is a secret key, expected its public half, the .pub file\n")
    #expect(
      try sandbox.cutlog("plan", "ops.key").error == "cutlog: error: ops.key: this is a secret key, expected a plan\n")
  }

  @Test func `a private key of OpenSSH is never echoed`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("ssh-keygen -q -t ed25519 -N '' -f person")
    let body = try #require(try sandbox.text("person").split(separator: "\n").dropFirst(2).first)
    for arguments in [
      ["verify", "night.jsonl.gz", "--trust", "person"], ["plan", "person"],
      ["verify", "night.jsonl.gz", "--at-least", "person"], ["verify", "night.jsonl.gz", "--trust", "person", "--json"],
    ] {
      let outcome = try sandbox.run(Sandbox.program, arguments)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.error.contains("this is a secret key"), "\(outcome.error)")
      #expect(!(outcome.output + outcome.error).contains(body.prefix(12)))
    }
  }

  @Test func `nothing replaces or adds to a secret key or the state of a stream`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("open", "open.gz", "--plan", "plan.yaml", "--key", "ops.key")
    try sandbox.bash("ln -s ops.key link.md")
    for (kept, path) in [("ops.key", "ops.key"), ("ops.key", "link.md"), ("open.gz.state", "open.gz.state")] {
      let before = try sandbox.bytes(kept)
      for arguments in [
        ["extract", "night.jsonl.gz", "plan", "-o", path],
        ["record", "open.gz", "events.jsonl", "--quarantine", path],
      ] {
        let outcome = try sandbox.run(Sandbox.program, arguments)
        #expect(outcome.status == 2, "\(arguments): \(outcome.error)")
        #expect(outcome.error.hasPrefix("cutlog: error: \(path): can't be"), "\(outcome.error)")
        #expect(try sandbox.bytes(kept) == before)
      }
    }
    let report = try sandbox.cutlog("report", "night.jsonl.gz", "-o", "link.md")
    #expect(report.error.contains("it holds a secret key"))
    #expect(try sandbox.text("ops.key").hasPrefix("PRIVATE+KEY+"))
  }
}
