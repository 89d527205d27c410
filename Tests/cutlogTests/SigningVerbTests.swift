import Foundation
import JSONText
import TestSupport
import Testing

/// Two folders that stand for two hosts: one records, the identity's key never leaves the other.
@Suite struct SigningVerbTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.bash("mkdir host office && cd office && cutlog keygen example.com/ops -o ops.key && cp ops.key.pub ../host")
    try sandbox.write(Sandbox.plan, to: "host/plan.yaml")
  }

  @discardableResult
  private func host(_ command: String, status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation) throws
    -> Sandbox.Outcome
  {
    let outcome = try sandbox.bash("cd host && cutlog \(command)")
    #expect(outcome.status == status, "\(command): \(outcome.error)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Carries a request to the office, signs it there, and carries the signature back.
  @discardableResult
  private func sign(_ name: String, key: String = "ops.key", status: Int32 = 0) throws -> Sandbox.Outcome {
    let outcome = try sandbox.bash(
      "cp host/\(name).request office && cd office && cutlog sign \(name).request --key \(key) -o \(name).sig && cp \(name).sig ../host")
    #expect(outcome.status == status, "\(outcome.error)")
    return outcome
  }

  private func open() throws {
    try host("open night.gz --plan plan.yaml --identity ops.key.pub --request open.request")
    try sign("open")
    try host("open night.gz --signature open.sig")
  }

  @Test func `a night is recorded without the identity's key on the recording host`() throws {
    let requested = try host("open night.gz --plan plan.yaml --identity ops.key.pub --request open.request")
    #expect(requested.error == "")
    #expect(requested.output.contains("cutlog sign open.request --key KEY -o SIGNATURE"))
    #expect(requested.output.contains("cutlog open night.gz --signature SIGNATURE"))
    let signed = try sign("open")
    #expect(signed.output == "")
    #expect(signed.error.contains("note: This opens the stream example.com/ops/payments/"))
    #expect(signed.error.contains("note: plan payments, version 3; run "))
    let opened = try host("open night.gz --signature open.sig --json")
    #expect(!opened.error.contains("lies on the recording host"))
    #expect(try JSONValue(parsing: Array(opened.output.utf8))["problems"]?.array?.isEmpty == true)
    try host("note night.gz hello")
    try host("close night.gz --request close.request")
    #expect(try sign("close").error.contains("for good. Events: 1."))
    try host("close night.gz --signature close.sig")
    try host("verify night.gz --closed")
    #expect(try sandbox.bash("grep -rl PRIVATE host").output == "")
    #expect(try sandbox.bash("ls host | grep -E 'pending|state|lock|ids'").output == "")
  }

  @Test func `the signature is one that other tools accept`() throws {
    try host("open night.gz --plan plan.yaml --identity ops.key.pub --request open.request")
    try sign("open")
    let check = """
      import base64, sys
      from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
      name, _, key = open("ops.key.pub").read().strip().split("+", 2)
      text = open("open.request").read().split("--- text\\n")[1].split("--- tree")[0]
      dash, signer, line = open("open.sig").read().strip().split(" ")
      assert dash == "\\u2014" and signer == name
      Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:]).verify(base64.b64decode(line)[4:], text.encode())
      print("good")
      """
    try sandbox.write(check, to: "host/check.py")
    #expect(try sandbox.bash("cd host && /usr/bin/python3 check.py").output == "good\n")
  }

  @Test func `sign signs nothing but an untouched request, and only with the key that is asked for`() throws {
    try host("open night.gz --plan plan.yaml --identity ops.key.pub --request open.request")
    try sandbox.bash("cd office && cutlog keygen example.com/other -o other.key")
    #expect(try sign("open", key: "other.key", status: 2).error.contains("is not asked to sign this"))
    try sandbox.bash("sed -n '/^--- text/,/^--- tree/p' host/open.request | sed '1d;$d' > host/bare.request")
    #expect(try sign("bare", status: 2).error.contains("is no signing request, or was altered"))
    try sandbox.bash("sed 's/(live)/(rehearsal)/' host/open.request > host/lie.request")
    #expect(try sign("lie", status: 2).error.contains("is no signing request, or was altered"))
    try sandbox.bash("sed 's/payments/payment5/' host/open.request > host/other.request")
    #expect(try sign("other", status: 2).error.contains("is no signing request, or was altered"))
    #expect(try sandbox.bash("ls office/*.sig").status != 0)
  }

  @Test func `a wrong or stale signature is refused with what to do, and the right one still opens`() throws {
    try host("open night.gz --plan plan.yaml --identity ops.key.pub --request open.request")
    try sign("open")
    try host("open other.gz --plan plan.yaml --identity ops.key.pub --request other.request")
    let refused = try host("open other.gz --signature open.sig", status: 2)
    #expect(refused.error.hasPrefix("cutlog: error: signature: of example.com/ops is not over what waits"))
    #expect(refused.error.contains("cutlog: hint: nothing was written"))
    try sandbox.write("hello\n", to: "host/no.sig")
    #expect(try host("open other.gz --signature no.sig", status: 2).error.contains("holds no signature"))
    let waits = try host("open other.gz --plan plan.yaml --identity ops.key.pub --request x", status: 2)
    #expect(waits.error.contains("a request for this stream waits for its signature"))
    #expect(try host("note other.gz x", status: 2).error.contains("no such file"))
    try sign("other")
    try host("open other.gz --signature other.sig")
    try host("open night.gz --cancel")
    #expect(try host("open night.gz --signature open.sig", status: 2).error.contains("nothing waits for a signature"))
    #expect(try sandbox.bash("ls host").output.contains("night.gz") == false)
  }

  @Test func `what is recorded after the request makes a closing void, and nothing is lost`() throws {
    try open()
    try host("close night.gz --request close.request")
    try sign("close")
    try host("note night.gz late")
    let refused = try host("close night.gz --signature close.sig", status: 2)
    #expect(refused.error.contains("night.gz: has grown since the request: it stands at size 7, the request is for 4"))
    #expect(refused.error.contains("ask again with `cutlog close --request FILE`"))
    try host("note night.gz later")
    try host("close night.gz --request close.request")
    try sign("close")
    try host("close night.gz --signature close.sig")
    try host("verify night.gz --closed")
  }

  @Test func `a lost state in a folder of its own is recovered with the key elsewhere`() throws {
    try host("open night.gz --plan plan.yaml --identity ops.key.pub --request open.request --state secrets")
    #expect(try sandbox.bash("ls host/secrets").output == "night.gz.pending\n")
    try sign("open")
    #expect(try host("open night.gz --signature open.sig", status: 2).error.contains("with `--state DIR` give the same folder"))
    try host("open night.gz --signature open.sig --state secrets")
    try sandbox.bash("rm -r host/secrets")
    try host("note night.gz x --state secrets", status: 2)
    try host("recover night.gz --request recover.request --state secrets")
    #expect(try sign("recover").error.contains("has lost the secrets of the stream"))
    try host("recover night.gz --signature recover.sig --state secrets")
    try host("note night.gz x --state secrets")
    try host("close night.gz --state secrets")
    #expect(try sandbox.bash("ls host/secrets").output == "")
    #expect(try host("verify night.gz --closed").output.contains("bridges"))
  }

  @Test func `a rotation may be signed on two other hosts, and either key is trusted afterwards`() throws {
    try open()
    try sandbox.bash("mkdir vault && cd vault && cutlog keygen example.com/next -o next.key --trust trust && cp next.key.pub ../host")
    try host("identity rotate night.gz --new-identity next.key.pub --request rotate.request")
    try sign("rotate")
    try sandbox.bash("cd vault && cutlog sign ../host/rotate.request --key next.key -o ../host/next.sig")
    let half = try host("identity rotate night.gz --new-identity next.key.pub --signature rotate.sig", status: 2)
    #expect(half.error.contains("signature: is none of example.com/next+"))
    try host("identity rotate night.gz --new-identity next.key.pub --signature rotate.sig --signature next.sig")
    #expect(try host("verify night.gz").output.contains("trusted as the successor of example.com/ops+"))
    try host("verify night.gz --trust ../vault/trust")
    try host("identity compromise night.gz --key ../vault/next.key --vkey ops.key.pub --since 6")
    try host("close night.gz --key ../office/ops.key", status: 2)
    try host("close night.gz --key ../vault/next.key")
    try host("verify night.gz --closed --trust ../vault/trust")
    #expect(try host("verify night.gz --closed").error.contains("declares it compromised"))
  }

  @Test func `a compromise that reaches a seal of the key turns the stream red, and says so`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog(
      "identity", "compromise", "night.jsonl.gz", "--key", "ops.key", "--since", "4", "--json")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("the key has sealed line 4: the stream no longer verifies"))
    #expect(try JSONValue(parsing: Array(outcome.output.utf8))["problems"]?.array?.first?["index"]?.integer == 4)
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz").status == 1)
    let beyond = try sandbox.cutlog("identity", "compromise", "night.jsonl.gz", "--key", "ops.key", "--since", "99")
    #expect(beyond.status != 0)
  }

  @Test func `a state's folder serves streams of different names only`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("mkdir a b")
    let state = ["--plan", "plan.yaml", "--key", "ops.key", "--state", "secrets"]
    #expect(try sandbox.run(Sandbox.program, ["open", "a/s.gz"] + state).status == 0)
    let same = try sandbox.run(Sandbox.program, ["open", "b/s.gz"] + state)
    #expect(same.status == 2)
    #expect(same.error.contains("holds the secrets of another stream"))
    try sandbox.bash("mv a/s.gz a/t.gz; cp night.jsonl.gz a/s.gz")
    for verb in [["note", "a/s.gz", "x"], ["close", "a/s.gz"]] {
      let foreign = try sandbox.run(Sandbox.program, verb + ["--state", "secrets"])
      #expect(foreign.status == 2)
      #expect(foreign.error.contains("belongs to another file"))
    }
    try sandbox.bash("mv a/t.gz a/s.gz")
    try sandbox.expect("start", "a/s.gz", "freeze-writes", "--state", "secrets")
    try sandbox.expect("close", "a/s.gz", "--state", "secrets")
  }
}
