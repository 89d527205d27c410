import Foundation
import JSONText
import TestSupport
import Testing

/// Forks and rollbacks, shown as notes that an outsider can check.
@Suite struct ContradictionTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  private static let checker = """
    import base64, hashlib, sys
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    key = sys.argv[1]
    name, key_id, public = key.split("+", 2)
    for path in sys.argv[2:]:
        text, signatures = open(path, "rb").read().rsplit(b"\\n\\n", 1)
        line = [l for l in signatures.decode().splitlines() if l.split(" ")[1] == name][0]
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)[1:]).verify(
            base64.b64decode(line.split(" ")[2])[4:], text + b"\\n")
    print("both")
    """

  /// A stream whose file and state were put back to an earlier time and went on another way, after its checkpoint was
  /// seen. `second` is recorded the second time.
  private func forked(_ second: [String]) throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("cp night.jsonl.gz old.gz; cp night.jsonl.gz.state old.state")
    try sandbox.expect("note", "night.jsonl.gz", "one", "--id", "n")
    try sandbox.expect("verify", "night.jsonl.gz")
    try sandbox.bash("cp .state/cutlog/checkpoints/* held.checkpoint; cp night.jsonl.gz first.gz")
    // In place, as a snapshot of the machine would be.
    try sandbox.bash("cat old.gz > night.jsonl.gz; cat old.state > night.jsonl.gz.state; rm night.jsonl.gz.ids")
    try sandbox.write(second.joined(separator: "\n"), to: "second.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "second.jsonl")
    return sandbox
  }

  @Test func `a fork is shown by two notes of one size that the log has signed`() throws {
    let sandbox = try forked([event("note.added", at: "2026-11-22T22:00:00Z", id: "x")])
    let outcome = try sandbox.cutlog("verify", "night.jsonl.gz", "--json")
    #expect(outcome.status == 1)
    let verification = try #require(try json(outcome.output)["verification"])
    #expect(verification["verdict"]?.string == "tampered")
    #expect(verification["rolledBack"]?.members == nil)
    let fork = try #require(verification["fork"])
    let (held, seen) = (try #require(fork["held"]?.string), try #require(fork["seen"]?.string))
    #expect(held == (try sandbox.text("held.checkpoint")))
    #expect(held.split(separator: "\n")[1] == seen.split(separator: "\n")[1])
    #expect(held.split(separator: "\n")[2] != seen.split(separator: "\n")[2])
    let key = try #require(fork["signedBy"]?.array?.first?.string)
    #expect(key == verification["logs"]?.array?.first?.string)
    try sandbox.write(held, to: "held")
    try sandbox.write(seen, to: "seen")
    let checked = try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"), ["-c", Self.checker, key, sandbox.path("held"), sandbox.path("seen")])
    #expect(checked.output == "both\n", "\(checked.error)")
    let page = try sandbox.cutlog("verify", "night.jsonl.gz").output
    #expect(page.contains("a fork: two roots for size 7"))
    #expect(page.contains("Both signed by \(key)"))
    for line in (held + seen).split(separator: "\n") { #expect(page.contains(line)) }
  }

  @Test func `a checkpoint given by hand shows the fork as one that is remembered does`() throws {
    let sandbox = try forked([event("note.added", at: "2026-11-22T22:00:00Z", id: "x")])
    let fresh = ["XDG_STATE_HOME": sandbox.path(".none")]
    let outcome = try sandbox.cutlog(
      "verify", "night.jsonl.gz", "--at-least", "held.checkpoint", "--json", environment: fresh)
    #expect(outcome.status == 1)
    let fork = try json(outcome.output)["verification"]?["fork"]
    #expect(fork?["held"]?.string == (try sandbox.text("held.checkpoint")))
    #expect(fork?["heldFrom"]?.string == "held.checkpoint")
    // The other history, which was seen first, holds against its own checkpoint.
    #expect(try sandbox.cutlog("verify", "first.gz", "--at-least", "held.checkpoint", environment: fresh).status == 0)
  }

  @Test func `a proof of the other history contradicts the checkpoint that is remembered`() throws {
    let sandbox = try forked([event("note.added", at: "2026-11-22T22:00:00Z", id: "x")])
    let fresh = ["XDG_STATE_HOME": sandbox.path(".none")]
    #expect(try sandbox.cutlog("prove", "night.jsonl.gz", "--id", "x", "-o", "x.tlog-proof", environment: fresh).status == 0)
    try sandbox.bash("zcat night.jsonl.gz | sed -n 6p > x.json")
    let outcome = try sandbox.cutlog("check-proof", "x.tlog-proof", "x.json", "--json")
    #expect(outcome.status == 1)
    let proof = try #require(try json(outcome.output)["proof"])
    #expect(proof["findings"]?.array?.first?["rule"]?.string == "checkpoint.fork")
    #expect(proof["fork"]?["held"]?.string == (try sandbox.text("held.checkpoint")))
    #expect(proof["fork"]?["seen"]?.string == proof["checkpoint"]?.string)
  }

  @Test func `a held checkpoint of a size between the stream's seals is a fork, with the last seal beside it`() throws {
    let sandbox = try forked((1...4).map { event("note.added", at: "2026-11-22T22:00:00Z", id: "x\($0)") })
    let outcome = try sandbox.cutlog("verify", "night.jsonl.gz", "--json")
    #expect(outcome.status == 1)
    let verification = try #require(try json(outcome.output)["verification"])
    #expect(verification["verdict"]?.string == "tampered")
    let fork = try #require(verification["fork"])
    #expect(fork["fact"]?.string == "the stream has no seal of size 7")
    #expect(fork["seen"]?.string?.split(separator: "\n")[1] == "10")
    #expect(fork["signedBy"]?.array?.count == 1)
    let finding = verification["findings"]?.array?.first
    #expect(finding?["rule"]?.string == "checkpoint.fork")
    #expect(finding?["observed"]?.string == "no seal at size 7")
    let held = try sandbox.cutlog("objectives", "night.jsonl.gz")
    #expect(held.status == 1)
    #expect(held.output == "")
  }

  @Test func `a stream rolled back to before a recovery is not said to be opened twice`() throws {
    let sandbox = try Sandbox.withOpenStream()
    // Its last seal is not signed by the identity, that of the recovery is.
    try sandbox.expect("note", "night.jsonl.gz", "one")
    try sandbox.bash("cp night.jsonl.gz old.gz; rm night.jsonl.gz.state")
    try sandbox.expect("recover", "night.jsonl.gz", "--key", "ops.key")
    try sandbox.expect("verify", "night.jsonl.gz")
    let outcome = try sandbox.cutlog("verify", "old.gz")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("rolled-back"))
    #expect(outcome.output.replacing("\n", with: " ").contains("between the two a recovery gave the log new keys, or"))
  }

  @Test func `a stream rolled back shows the note that it falls short of`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("verify", "night.jsonl.gz")
    try sandbox.bash("zcat night.jsonl.gz | head -n -2 > cut.jsonl")
    let outcome = try sandbox.cutlog("verify", "cut.jsonl", "--json")
    #expect(outcome.status == 1)
    let verification = try #require(try json(outcome.output)["verification"])
    #expect(verification["verdict"]?.string == "rolled-back")
    #expect(verification["fork"]?.members == nil)
    #expect(verification["rolledBack"]?["held"]?.string == (try sandbox.text("night.jsonl.gz.checkpoint")))
    #expect(verification["rolledBack"]?["seen"]?.string?.split(separator: "\n")[1] == "14")
    #expect(try sandbox.cutlog("verify", "cut.jsonl").output.contains("rolled back: the stream ends before size 16"))
  }

  @Test func `the sidecar is the closing checkpoint, byte for byte, and may carry further signatures`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let sidecar = try sandbox.text("night.jsonl.gz.checkpoint")
    let last = try json(sandbox.bash("zcat night.jsonl.gz | tail -n 1").output)
    #expect(last["data"]?["checkpoint"]?.string == sidecar)
    // A cosignature and one of a kind that nobody knows yet.
    let cosignature = "— witness.example/w1 \(Data((0..<76).map { UInt8($0) }).base64EncodedString())\n"
    let unknown = "— witness.example/w2 \(Data(repeating: 6, count: 2432).base64EncodedString())\n"
    try sandbox.write(sidecar + cosignature + unknown, to: "night.jsonl.gz.checkpoint")
    let outcome = try sandbox.cutlog("verify", "night.jsonl.gz", "--at-least", "night.jsonl.gz.checkpoint", "--closed")
    #expect(outcome.status == 0, "\(outcome.error)")
    try sandbox.expect(
      "withhold", "night.jsonl.gz", "--index", "7", "--reason", "secret", "-o", "copy.jsonl.gz")
    #expect(try sandbox.text("copy.jsonl.gz.checkpoint") == sidecar + cosignature + unknown)
    // The log's signature altered, the identity's left: the note is refused whole.
    let words = sidecar.split(separator: "\n")[3].split(separator: " ")
    var signature = try #require(Data(base64Encoded: String(words[2])))
    signature[30] ^= 1
    try sandbox.write(
      sidecar.replacingOccurrences(of: words[2], with: signature.base64EncodedString()), to: "altered.checkpoint")
    let altered = try sandbox.cutlog("verify", "night.jsonl.gz", "--at-least", "altered.checkpoint")
    #expect(altered.status == 2)
    #expect(altered.error.contains("that does not verify"))
    try sandbox.write(sidecar.replacingOccurrences(of: "\n16\n", with: "\n12\n"), to: "wrong.checkpoint")
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz", "--at-least", "wrong.checkpoint").status == 2)
  }
}
