import Foundation
import JSONText
import TestSupport
import Testing

/// What a reader is told of a stream that isn't what it was.
@Suite struct TamperTests {
  /// The stream as plain lines with one word of an event changed.
  private func tampered(_ sandbox: Sandbox) throws {
    try sandbox.bash("zcat night.jsonl.gz | sed 's/freeze-writes\",\"data/x/; s/22:10:00Z/22:09:00Z/' > bad.jsonl")
  }

  @Test func `a changed event is found, and no answer is given from the stream`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try tampered(sandbox)
    let verified = try sandbox.cutlog("verify", "bad.jsonl", "--json")
    #expect(verified.status == 1)
    let verification = try JSONValue(parsing: Array(verified.output.utf8))["verification"]
    #expect(verification?["verdict"]?.string == "tampered")
    #expect(verification?["findings"]?.array?.isEmpty == false)
    for arguments in [
      ["show", "bad.jsonl"], ["objectives", "bad.jsonl"], ["timeline", "bad.jsonl"], ["state", "bad.jsonl"], ["status", "bad.jsonl"], ["variance", "bad.jsonl"],
      ["extract", "bad.jsonl", "plan", "-o", "-"], ["report", "bad.jsonl", "-o", "r.md"],
    ] {
      let outcome = try sandbox.run(Sandbox.program, arguments)
      #expect(outcome.status == 1, "\(arguments)")
      #expect(outcome.output == "", "\(arguments)")
      #expect(outcome.error.hasPrefix("cutlog: error: bad.jsonl: the stream is tampered"), "\(outcome.error)")
    }
    #expect(!sandbox.exists("r.md"))
  }

  @Test func `asked for regardless, every form says that it is no evidence`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try tampered(sandbox)
    let shown = try sandbox.cutlog("objectives", "bad.jsonl", "--unverified")
    #expect(shown.status == 1)
    #expect(shown.error.contains("cutlog: warning: bad.jsonl: the stream is tampered: what follows is not evidence"))
    #expect(shown.output.hasPrefix("note: this is not evidence"))
    let document = try JSONValue(
      parsing: Array(sandbox.cutlog("timeline", "bad.jsonl", "--unverified", "--json").output.utf8))
    #expect(document["problems"]?.array?.first?["rule"]?.string == "unverified")
    #expect(document["streams"]?.array?.first?["verdict"]?.string == "tampered")
    _ = try sandbox.cutlog("report", "bad.jsonl", "--unverified", "-o", "r.md")
    #expect(try sandbox.text("r.md").contains("> The log was not verified"))
  }

  @Test func `a cut end is open, and closed was asked`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("zcat night.jsonl.gz | head -n -2 > cut.jsonl")
    #expect(
      try sandbox.cutlog("verify", "cut.jsonl", environment: ["XDG_STATE_HOME": sandbox.path(".fresh")]).status == 0)
    let closed = try sandbox.cutlog(
      "verify", "cut.jsonl", "--closed", environment: ["XDG_STATE_HOME": sandbox.path(".fresh")])
    #expect(closed.status == 3)
    let atLeast = try sandbox.cutlog(
      "verify", "cut.jsonl", "--at-least", "night.jsonl.gz.checkpoint",
      environment: ["XDG_STATE_HOME": sandbox.path(".fresh")])
    #expect(atLeast.status == 1)
    #expect(atLeast.output.hasPrefix("rolled-back"))
  }

  @Test func `the last checkpoint seen is remembered, and an older stream is then rolled back`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("zcat night.jsonl.gz | head -n -2 > cut.jsonl")
    try sandbox.expect("timeline", "night.jsonl.gz")
    let outcome = try sandbox.cutlog("verify", "cut.jsonl", "--json")
    #expect(outcome.status == 1)
    #expect(try JSONValue(parsing: Array(outcome.output.utf8))["verdict"]?.string == "rolled-back")
    #expect(try sandbox.cutlog("objectives", "cut.jsonl").status == 1)
  }

  @Test func `an older stream is seen as rolled back in any container`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("verify", "night.jsonl.gz")
    for command in ["gzip -1", "gzip -9", "cat"] {
      try sandbox.bash("zcat night.jsonl.gz | head -n -2 | \(command) > cut")
      #expect(try sandbox.cutlog("verify", "cut").status == 1, "\(command)")
      #expect(try sandbox.cutlog("timeline", "cut").status == 1, "\(command)")
      #expect(try sandbox.bash("cat cut | cutlog verify -").status == 1, "\(command)")
    }
    try sandbox.bash("zcat night.jsonl.gz | gzip -9 > whole")
    #expect(try sandbox.cutlog("verify", "whole").status == 0)
  }

  @Test func `verify takes --unverified and reports all the same`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try tampered(sandbox)
    let plain = try sandbox.cutlog("verify", "bad.jsonl")
    let regardless = try sandbox.cutlog("verify", "bad.jsonl", "--unverified")
    #expect(regardless.status == 1)
    #expect(regardless.output == plain.output)
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz", "--unverified").status == 0)
  }

  @Test func `what can't be remembered is told and hinders nothing`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.cutlog("verify", "night.jsonl.gz", environment: ["XDG_STATE_HOME": "/dev/null"])
    #expect(outcome.status == 0)
    #expect(outcome.error.hasPrefix("cutlog: note: the checkpoint could not be remembered"))
  }

  @Test func `a checkpoint of another stream is a mistake, not a rollback`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("open", "other.gz", "--plan", "plan.yaml", "--key", "ops.key")
    let outcome = try sandbox.cutlog("verify", "other.gz", "--at-least", "night.jsonl.gz.checkpoint")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("is a checkpoint of"))
  }

  @Test func `an untrusted signer is a 3 for verify, and is told by all others`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write("# nobody\n", to: "nobody.trust")
    let verified = try sandbox.cutlog("verify", "night.jsonl.gz", "--trust", "nobody.trust")
    #expect(verified.status == 3)
    #expect(verified.error.contains("the signer is not trusted"))
    let judged = try sandbox.cutlog("objectives", "night.jsonl.gz", "--trust", "nobody.trust", "--json")
    #expect(judged.status == 0)
    #expect(judged.error.contains("which is not trusted"))
    let stream = try JSONValue(parsing: Array(judged.output.utf8))["streams"]?.array?.first
    #expect(stream?["signer"]?["trusted"]?.bool == false)
    #expect(stream?["signer"]?["name"]?.string == "example.com/ops")
    let pinned = try sandbox.cutlog("verify", "night.jsonl.gz", "--trust", "ops.key.pub")
    #expect(pinned.status == 0)
  }

  @Test func `a missing end-of-file block is a damaged container around an intact log`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("head -c -28 night.jsonl.gz > cut.gz")
    let verified = try sandbox.cutlog("verify", "cut.gz", "--json")
    #expect(verified.status == 1)
    let verification = try JSONValue(parsing: Array(verified.output.utf8))["verification"]
    #expect(verification?["verdict"]?.string == "closed")
    #expect(verification?["container"]?.string == "damaged")
    let judged = try sandbox.cutlog("objectives", "cut.gz")
    #expect(judged.status == 0)
    #expect(judged.error.contains("the container is damaged"))
  }

  @Test(arguments: [1, 100])
  func `a hundred lines that are none take nothing from what a seal before them proves`(count: Int) throws {
    let sandbox = try Sandbox.withOpenStream()
    for number in 1...3 { try sandbox.expect("note", "night.jsonl.gz", "step \(number)") }
    func size(_ stream: String) throws -> Int? {
      let answer = try sandbox.cutlog("verify", stream, "--json").output
      return try JSONValue(parsing: Array(answer.utf8))["verification"]?["size"]?.integer.map { Int($0) }
    }
    let proved = try #require(try size("night.jsonl.gz"))
    try sandbox.bash("(zcat night.jsonl.gz; yes x | head -n \(count)) > bad.jsonl; gzip -k bad.jsonl")
    #expect(try size("bad.jsonl") == proved)
    #expect(try size("bad.jsonl.gz") == proved)
  }

  @Test func `all bytes are counted that can't be decoded, however many`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("cat night.jsonl.gz <(head -c 3000000 /dev/zero | tr '\\0' y) > bad.jsonl.gz")
    let answer = try sandbox.cutlog("verify", "bad.jsonl.gz", "--json").output
    let tail = try JSONValue(parsing: Array(answer.utf8))["verification"]?["tail"]
    #expect(tail?["bytes"]?.integer == 3_000_000)
  }
}
