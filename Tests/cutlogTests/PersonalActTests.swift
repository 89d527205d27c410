import Foundation
import JSONText
import TestSupport
import Testing

/// Personal acts as people record and check them, with keys that `ssh-keygen` makes.
@Suite struct PersonalActTests {
  private static let stream = "night.jsonl.gz"

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("for k in alice bob; do ssh-keygen -q -t ed25519 -N '' -C $k -f $k; done")
    return sandbox
  }

  /// Writes the trust file `auditor/trust` with an allowed-signers file beside it.
  private func list(_ sandbox: Sandbox, _ lines: String) throws {
    try sandbox.bash(
      "mkdir -p auditor; (cat .config/cutlog/trust; echo allowed-signers people) > auditor/trust")
    try sandbox.bash("cat > auditor/people <<END\n\(lines)\nEND")
  }

  private func approve(_ sandbox: Sandbox, _ stream: String = stream, with key: String = "alice") throws {
    try sandbox.expect("approve", stream, "go-live", "--sign", key, "--principal", "\(key)@example.com")
  }

  private func verify(
    _ sandbox: Sandbox, _ stream: String = stream, trust: String? = "auditor/trust"
  ) throws -> (status: Int32, acts: [JSONValue], problems: [JSONValue]) {
    let outcome = try sandbox.run(
      Sandbox.program, ["verify", stream, "--json"] + (trust.map { ["--trust", $0] } ?? []))
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    return (
      outcome.status, document["verification"]?["acts"]?.array ?? [], document["problems"]?.array ?? []
    )
  }

  /// The statement and the signature of the act that stands last.
  private func export(_ sandbox: Sandbox, _ stream: String = stream) throws {
    try sandbox.bash(
      """
      cutlog show \(stream) --json --type gate.approved | tail -n 1 > act.json
      jq -j .data.statement act.json > act.txt; jq -j .data.signature act.json > act.txt.sig
      """)
  }

  @Test func `each act is signed, and valid where the list allows the key`() throws {
    let sandbox = try sandbox()
    for arguments in [
      ["approve", Self.stream, "go-live"], ["reject", Self.stream, "go-live"],
      ["decide", Self.stream, "no-go", "--gate", "go-live"], ["decide", Self.stream, "hold"],
      ["waive", Self.stream, "smoke"], ["attest", Self.stream, "impact.none", "--service", "payments"],
    ] {
      let outcome = try sandbox.run(
        Sandbox.program, arguments + ["--sign", "alice", "--principal", "alice@example.com", "--comment", "\"é\"\n\t"])
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.output.contains("signed as alice@example.com with SHA256:"))
    }
    try list(sandbox, "alice@example.com namespaces=\"cutlog\" $(cat alice.pub)")
    let verified = try verify(sandbox)
    #expect(verified.status == 0)
    #expect(verified.acts.map { $0["result"]?.string } == Array(repeating: "valid", count: 6))
    #expect(
      verified.acts.map { $0["act"]?.string } == ["approve", "reject", "decide", "decide", "waive", "impact.none"])
    #expect(verified.acts[2]["gate"]?.string == "go-live")
    #expect(verified.problems.isEmpty)
    let shown = try sandbox.cutlog("show", Self.stream, "--trust", "auditor/trust").output
    #expect(shown.contains("[signed, key allowed, SHA256:"))
  }

  @Test func `ssh-keygen verifies what is recorded`() throws {
    let sandbox = try sandbox()
    try approve(sandbox)
    try export(sandbox)
    let check = "ssh-keygen -Y verify -f people -I alice@example.com -n cutlog -s act.txt.sig"
    try sandbox.bash("echo \"alice@example.com $(cat alice.pub)\" > people")
    #expect(try sandbox.bash("\(check) < act.txt").status == 0)
    #expect(try sandbox.bash("sed 's/approve/reject/' act.txt | \(check)").status != 0)
  }

  @Test func `a statement is signed elsewhere and then recorded, once`() throws {
    let sandbox = try sandbox()
    let request = try sandbox.expect(
      "approve", Self.stream, "go-live", "--request", "go.txt", "--principal", "bob@example.com")
    #expect(request.output.contains("ssh-keygen -Y sign -n cutlog -f SSHKEY go.txt"))
    // Others go on meanwhile.
    try approve(sandbox)
    try sandbox.bash("ssh-keygen -q -Y sign -n cutlog -f bob go.txt")
    try sandbox.expect("approve", Self.stream, "go-live", "--statement", "go.txt", "--signature", "go.txt.sig")
    let again = try sandbox.cutlog(
      "approve", Self.stream, "go-live", "--statement", "go.txt", "--signature", "go.txt.sig")
    #expect(again.status == 2)
    #expect(again.error.contains("counts once"))
    let acts = try verify(sandbox, trust: nil).acts
    #expect(acts.map { $0["principal"]?.string } == ["alice@example.com", "bob@example.com"])
    #expect(acts.map { $0["result"]?.string } == ["signed", "signed"])
  }

  @Test func `what doesn't fit is never recorded`() throws {
    let sandbox = try sandbox()
    try sandbox.expect("approve", Self.stream, "go-live", "--request", "go.txt", "--principal", "bob@example.com")
    try sandbox.bash(
      """
      ssh-keygen -q -Y sign -n cutlog -f bob go.txt; cp go.txt.sig good.sig
      ssh-keygen -q -Y sign -n git -f bob < go.txt > git.sig
      sed 's/bob@/eve@/' go.txt > edited.txt; sed 's/^size/SIZE/' go.txt > broken.txt; echo x > none.sig
      ssh-keygen -q -t rsa -b 1024 -N '' -f weak; ssh-keygen -q -Y sign -n cutlog -f weak < go.txt > weak.sig
      """)
    for (gate, statement, signature, reason) in [
      ("go-live", "go.txt", "git.sig", "made for another purpose, expected cutlog, found git"),
      ("go-live", "edited.txt", "good.sig", "one of the two was changed"),
      ("go-live", "broken.txt", "good.sig", "broken.txt:6: expected `size …`"),
      ("go-live", "go.txt", "none.sig", "none.sig: the signature does not stand between"),
      ("go-live", "go.txt", "weak.sig", "1024 bits"), ("other", "go.txt", "good.sig", "signed for another subject"),
    ] {
      let outcome = try sandbox.cutlog(
        "approve", Self.stream, gate, "--statement", statement, "--signature", signature)
      #expect(outcome.status == 2)
      #expect(outcome.error.contains(reason), "\(outcome.error)")
    }
    let reject = try sandbox.cutlog(
      "reject", Self.stream, "go-live", "--statement", "go.txt", "--signature", "good.sig")
    #expect(reject.error.contains("another act was signed"))
    let key = try sandbox.cutlog("approve", Self.stream, "go-live", "--sign", "nokey", "--principal", "p")
    #expect(key.status == 2)
    #expect(try verify(sandbox, trust: nil).acts.isEmpty)
  }

  @Test func `an act that nobody signs is recorded and listed as unsigned, an attestation is not`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.expect("approve", Self.stream, "go-live", "--actor", "alice@example.com")
    #expect(outcome.error.contains("recorded unsigned"))
    let verified = try verify(sandbox, trust: nil)
    #expect(verified.status == 0)
    #expect(verified.acts.map { $0["result"]?.string } == ["unsigned"])
    let attested = try sandbox.cutlog("attest", Self.stream, "impact.none", "--service", "payments")
    #expect(attested.status == 64)
  }

  @Test(arguments: [
    ["approve", stream, "g", "--sign", "alice"], ["approve", stream, "g", "--request", "r"],
    ["approve", stream, "g", "--statement", "r"], ["approve", stream, "g", "--signature", "r"],
    ["approve", stream, "g", "--sign", "k", "--request", "r", "--principal", "a"], ["decide", stream, "maybe"],
    ["approve", stream, "g", "--statement", "r", "--signature", "s", "--principal", "a"],
    ["attest", stream, "peace", "--service", "s"], ["approve", stream, "", "--actor", "a"],
    ["approve", stream, "g", "--sign", "k", "--principal", "a\nb"],
  ])
  func `what makes no sense is usage`(arguments: [String]) throws {
    #expect(try Sandbox().run(Sandbox.program, arguments).status == 64)
  }

  @Test func `nothing is signed for a closed stream, and a request never replaces it`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.cutlog("approve", Self.stream, "g", "--request", "r", "--principal", "a")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("the stream is closed"))
    let open = try self.sandbox()
    let over = try open.cutlog("approve", Self.stream, "g", "--request", Self.stream, "--principal", "a")
    #expect(over.status == 2)
    #expect(try open.cutlog("verify", Self.stream).status == 0)
  }

  // MARK: - What a verifier finds

  @Test(arguments: [
    ("bob@example.com $(cat alice.pub)", "signature.other-principal"),
    ("alice@example.com $(cat bob.pub)", "signature.unknown-key"),
    ("alice@example.com namespaces=\"git\" $(cat alice.pub)", "signature.other-namespace"),
    ("alice@example.com valid-before=\"20200101Z\" $(cat alice.pub)", "signature.not-then"),
  ])
  func `an act by a key that is not allowed for it leaves the question open`(line: String, rule: String) throws {
    let sandbox = try sandbox()
    try approve(sandbox)
    try list(sandbox, line)
    let verified = try verify(sandbox)
    #expect(verified.status == 3)
    #expect(verified.acts.first?["result"]?.string == "not-allowed")
    #expect(verified.acts.first?["rule"]?.string == rule)
    #expect(verified.problems.map { $0["rule"]?.string } == [rule])
    #expect(verified.problems.first?["severity"]?.string == "note")
    #expect(try verify(sandbox, trust: nil).status == 0)
  }

  /// Whoever can record can record anything: the recorder takes it, the verifier finds it.
  @Test(arguments: [
    (".id = \"x\"", "statement.replayed"), (".id = \"x\" | .gate = \"other\"", "statement.subject"),
    (".id = \"x\" | .actor = \"eve@example.com\"", "statement.principal"),
    (".id = \"x\" | .type = \"dev.cutlog.gate.rejected\"", "statement.act"),
    (".id = \"x\" | .time = \"2026-01-01T00:00:00Z\"", "statement.time"),
    (".id = \"x\" | .data.statement |= sub(\"alice\"; \"alicf\")", "signature.invalid"),
    (".id = \"x\" | .data.statement |= sub(\"size \"; \"size 0\")", "statement.form"),
    (".id = \"x\" | .data.comment = \"fine\"", "statement.comment"),
    (".id = \"x\" | .data.signature = \"x\"", "signature.form"),
    (".id = \"x\" | del(.data.statement)", "statement.missing"),
  ])
  func `a recorded act that was edited or replayed is found, and verify does not hold`(
    edit: String, rule: String
  ) throws {
    let sandbox = try sandbox()
    try approve(sandbox)
    try export(sandbox)
    try sandbox.bash("jq -c 'del(.acceptedtime) | \(edit)' act.json > edited.jsonl")
    try sandbox.expect("record", Self.stream, "edited.jsonl")
    let verified = try verify(sandbox, trust: nil)
    #expect(verified.status == 1)
    #expect(verified.acts.map { $0["result"]?.string } == ["signed", "invalid"])
    #expect(verified.acts.last?["rule"]?.string == rule)
    #expect(verified.problems.map { $0["rule"]?.string } == [rule])
    #expect(verified.problems.first?["severity"]?.string == "error")
    #expect(verified.problems.first?["index"]?.integer == verified.acts.last?["index"]?.integer)
  }

  @Test func `a statement of one stream that is recorded in another is found`() throws {
    let sandbox = try sandbox()
    try approve(sandbox)
    try export(sandbox)
    try sandbox.expect("open", "other.gz", "--plan", "plan.yaml", "--key", "ops.key")
    try sandbox.bash("jq -c 'del(.acceptedtime)' act.json > replayed.jsonl")
    try sandbox.expect("record", "other.gz", "replayed.jsonl")
    let verified = try verify(sandbox, "other.gz", trust: nil)
    #expect(verified.status == 1)
    #expect(verified.acts.first?["rule"]?.string == "statement.origin")
    let detached = try sandbox.cutlog(
      "approve", "other.gz", "go-live", "--statement", "act.txt", "--signature", "act.txt.sig")
    #expect(detached.status == 2)
    #expect(detached.error.contains("about another stream"))
  }

  @Test func `an attestation makes an objective met only if its signature holds and its key is allowed`() throws {
    let sandbox = try sandbox()
    func verdict(_ trust: String? = nil) throws -> (verdict: String?, rules: [String?]) {
      let outcome = try sandbox.run(
        Sandbox.program, ["objectives", Self.stream, "--json"] + (trust.map { ["--trust", $0] } ?? []))
      let document = try JSONValue(parsing: Array(outcome.output.utf8))
      return (document["verdict"]?.string, document["problems"]?.array?.map { $0["rule"]?.string } ?? [])
    }
    try sandbox.write(
      event(
        "impact.none", at: "2026-11-22T22:00:00Z", id: "x", ["service": "payments"],
        data: #"{"statement":"nothing was seen","signature":"honestly"}"#), to: "made-up.jsonl")
    try sandbox.expect("record", Self.stream, "made-up.jsonl")
    #expect(try verdict() == ("unknown", ["attestation-broken"]))
    try sandbox.expect(
      "attest", Self.stream, "impact.none", "--service", "payments", "--sign", "alice", "--principal", "alice@example.com")
    // Whose key it is can't be told without a list.
    #expect(try verdict() == ("unknown", ["attestation-broken", "impact-none-unchecked"]))
    try list(sandbox, "alice@example.com $(cat alice.pub)")
    #expect(try verdict("auditor/trust").verdict == "met")
    try list(sandbox, "alice@example.com $(cat bob.pub)")
    #expect(try verdict("auditor/trust") == ("unknown", ["attestation-broken", "attestation-not-allowed"]))
  }

  @Test func `an edited act breaks the seals first, and nothing is said of acts then`() throws {
    let sandbox = try sandbox()
    try approve(sandbox)
    try sandbox.bash("zcat \(Self.stream) | sed 's/act approve/act reject/' > bad.jsonl")
    let outcome = try sandbox.cutlog("verify", "bad.jsonl", "--json")
    #expect(outcome.status == 1)
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    guard case .null? = document["verification"]?["acts"] else {
      Issue.record("acts of a stream that can't be believed")
      return
    }
  }

  @Test func `who signs is told at once if the own list does not allow the key`() throws {
    let sandbox = try sandbox()
    try sandbox.bash(
      "echo 'allowed-signers people' >> .config/cutlog/trust; echo \"alice@example.com $(cat bob.pub)\" > .config/cutlog/people")
    let outcome = try sandbox.expect(
      "approve", Self.stream, "go-live", "--sign", "alice", "--principal", "alice@example.com")
    #expect(
      outcome.error.contains(
        "cutlog: warning: alice@example.com: the key is not in the reader's list of signers: SHA256:"))
    #expect(try verify(sandbox, trust: nil).status == 3)
    try sandbox.bash("rm .config/cutlog/people")
    let missing = try sandbox.cutlog("verify", Self.stream)
    #expect(missing.status == 2)
    #expect(missing.error.contains(".config/cutlog/people: no such file, expected the list of signers"))
  }

  @Test func `a list that can't be read is told with its line`() throws {
    let sandbox = try sandbox()
    try list(sandbox, "# people\nalice@example.com cert-authority $(cat alice.pub)")
    let outcome = try sandbox.cutlog("verify", Self.stream, "--trust", "auditor/trust")
    #expect(outcome.status == 2)
    #expect(
      outcome.error.hasPrefix("cutlog: error: auditor/people:2: certificate authorities are not taken\ncutlog: hint: "))
  }
}
