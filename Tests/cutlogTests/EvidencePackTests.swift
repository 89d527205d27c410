import Attestation
import Foundation
import JSONText
import SealedLog
import TestSupport
import Testing

/// The evidence pack, checked by nothing but the commands on its own page.
@Suite struct EvidencePackTests {
  static let policy = """
    policy: ours
    version: 1
    controls: [ { id: C1, title: Changes are authorised, source: ours } ]
    rules:
      - id: approved
        title: Somebody approved
        why: Nobody acts alone.
        severity: high
        controls: [C1]
        cannotShow: Whether it was understood.
        template: existence
        activation: gate.approved
        examples:
          conforms: [ { events: [ { type: gate.approved, gate: go-live } ] } ]
          violates: [ { events: [ { type: run.began } ] } ]
      - id: never-down
        title: The service is never down
        why: Users notice.
        severity: high
        controls: [C1]
        cannotShow: What nobody saw.
        template: absence
        activation: service.down
        examples:
          conforms: [ { events: [ { type: run.began } ] } ]
          violates: [ { events: [ { type: service.down, service: payments } ] } ]
    """

  /// A command of a pack's page, and what the page says that it prints.
  struct Step {
    var command: String
    var output: String
  }

  static func steps(_ sandbox: Sandbox, _ pack: String) throws -> [Step] {
    var steps: [Step] = []
    var block: (kind: String, lines: [String])?
    for line in try sandbox.text("\(pack)/README.md").components(separatedBy: "\n") {
      if let open = block {
        guard line == "```" else {
          block?.lines.append(line)
          continue
        }
        let text = open.lines.joined(separator: "\n")
        if open.kind == "sh" { steps.append(Step(command: text, output: "")) } else { steps[steps.count - 1].output = text + "\n" }
        block = nil
      } else if line.hasPrefix("```"), !line.hasPrefix("````") {
        block = (String(line.dropFirst(3)), [])
      }
    }
    return steps
  }

  /// Runs a step as its page asks; nil if it does what the page says.
  static func failure(of step: Step, _ sandbox: Sandbox, _ pack: String) throws -> String? {
    let outcome = try sandbox.bash("cd \(pack); set -o pipefail\n\(step.command)")
    if outcome.status == 0, outcome.output == step.output { return nil }
    return "\(step.command)\nstatus \(outcome.status)\n\(outcome.output)\(outcome.error)"
  }

  /// Whether a step looks only at the list of digests.
  static func isOfManifest(_ step: Step) -> Bool { step.command.contains("MANIFEST") }

  /// Expects that every command on the page does what it says there.
  func expectChecked(_ sandbox: Sandbox, _ pack: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let steps = try Self.steps(sandbox, pack)
    #expect(steps.count >= 9, sourceLocation: sourceLocation)
    for step in steps {
      let failure = try Self.failure(of: step, sandbox, pack)
      #expect(failure == nil, "\(failure ?? "")", sourceLocation: sourceLocation)
    }
    let all = try sandbox.bash("cd \(pack); sed -n '/^```sh$/,/^```$/{/^```/!p}' README.md | bash -eo pipefail")
    #expect(all.status == 0, "\(all.error)", sourceLocation: sourceLocation)
    #expect(all.output == steps.map(\.output).joined(), sourceLocation: sourceLocation)
    // With the program the findings follow from what is in the pack.
    let line = try sandbox.text("\(pack)/README.md").components(separatedBy: "computed anew: `").dropFirst().first
    guard let again = line?.split(separator: "`").first else { return }
    let check = try sandbox.bash("cd \(pack); XDG_CONFIG_HOME=/none XDG_STATE_HOME=/none \(again)")
    #expect(check.status == 0, "\(check.output)\(check.error)", sourceLocation: sourceLocation)
  }

  @discardableResult
  func pack(_ sandbox: Sandbox, _ arguments: String...) throws -> Sandbox.Outcome {
    try sandbox.write(Self.policy, to: "ours.yaml")
    let outcome = try sandbox.run(
      Sandbox.program, ["report", "-o", "report.md", "--policy", "ours.yaml"] + arguments)
    #expect(outcome.status == 0, "\(outcome.error)")
    return outcome
  }

  /// A closed stream with everything that a pack may show: acts of a person who is allowed and of one who is not, time
  /// stamps and cosignatures in it and beside it, by those who are trusted and by strangers, a new identity, a withheld line.
  static func rich() throws -> Sandbox {
    let authority = try TestAuthority()
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash(
      """
      set -e
      for k in alice bob mallory; do ssh-keygen -q -t ed25519 -N '' -C $k -f $k; done
      { echo "alice@example.com namespaces=\\"cutlog\\",valid-after=\\"20200101Z\\",valid-before=\\"20990101Z\\" $(cat alice.pub)"
        echo "mallory@example.com $(cat mallory.pub)"; } > .config/cutlog/people
      { echo 'the password of the authority is swordfish'; cat \(authority.path("trusted.pem")); } > .config/cutlog/root.pem
      echo 'tsa root.pem' >> .config/cutlog/trust
      echo 'allowed-signers people' >> .config/cutlog/trust
      """)
    try sandbox.write(Sandbox.run.joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    try sandbox.expect("note", "night.jsonl.gz", "the codeword is heron")
    for name in ["alice", "bob"] {
      try sandbox.expect(
        "approve", "night.jsonl.gz", "go-live", "--sign", name, "--principal", "\(name)@example.com")
    }
    let witness = try #require(SigningKey(name: "witness.example/w1", seed: Array(0..<32)))
    let key = try #require(WitnessKey(witness.verifier.text))
    try sandbox.bash("echo 'witness w1 \(key.text)' >> .config/cutlog/trust")
    func anchor(_ stream: String) throws {
      for signer in [TestAuthority.Signer.ecdsa, .stranger] {
        if stream != "night.jsonl.gz", signer == .stranger { continue }
        try sandbox.expect("anchor", stream, "--request", "query.tsq")
        try sandbox.write(authority.reply(to: sandbox.bytes("query.tsq"), signer), to: "reply.tsr")
        try sandbox.expect("anchor", stream, "--attach", "reply.tsr")
      }
      try sandbox.expect("anchor", stream, "--request", "query.checkpoint")
      let note = try #require(SignedNote(try sandbox.text("query.checkpoint")))
      let seconds = Int64(Date().timeIntervalSince1970)
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) }
      let line = SignedNote.Signature(
        name: key.name, identifier: key.identifier,
        bytes: bytes + witness.signature(over: Cosignature.message(note.text, seconds))).line
      try sandbox.write(note.description + line, to: "cosigned")
      try sandbox.expect("anchor", stream, "--attach", "cosigned")
    }
    try anchor("night.jsonl.gz")
    try sandbox.expect("keygen", "example.com/ops2", "-o", "new.key")
    try sandbox.expect("identity", "rotate", "night.jsonl.gz", "--key", "ops.key", "--new-key", "new.key")
    try sandbox.expect("close", "night.jsonl.gz", "--key", "new.key")
    let index = try #require(
      sandbox.events("note.added").isEmpty ? nil : sandbox.bash("cutlog show night.jsonl.gz --json | grep -n heron").output)
    let line = try #require(Int(index.prefix { $0 != ":" }))
    try sandbox.expect(
      "withhold", "night.jsonl.gz", "--index", "\(line - 1)", "--reason", "secret", "-o", "public.jsonl.gz")
    try anchor("public.jsonl.gz")
    return sandbox
  }

  // MARK: - What holds

  @Test func `each command on the page of the sample night does what the page says`() throws {
    let sandbox = try Sandbox()
    try sandbox.bash("cp -r \(Sandbox.package.path)/samples/aks-payments night")
    try pack(sandbox, "night/live.jsonl.gz", "--trust", "night/trust", "--pack", "pack")
    try expectChecked(sandbox, "pack")
    #expect(try sandbox.text("pack/README.md").contains("The maker of this pack trusts it."))
    #expect(try Self.steps(sandbox, "pack").contains { $0.command.contains("ssh-keygen -Y verify") })
    // As recorded and packed: the same lines give the same blocks.
    #expect(try sandbox.bytes("pack/stream-1/stream.jsonl.gz") == sandbox.bytes("night/live.jsonl.gz"))

    // Elsewhere, later, from a plain copy under another name.
    try sandbox.bash("mkdir -p other/place; zcat night/live.jsonl.gz > other/place/x; touch -d 2001-01-01 other/place/x")
    try pack(sandbox, "other/place/x", "--trust", "night/trust", "--pack", "other/pack/")
    let differences = try sandbox.bash("diff -r pack other/pack")
    #expect(differences.status == 0, "\(differences.output)")
    #expect(try sandbox.bash("grep -rqF \(sandbox.folder.path) pack other/pack").status == 1)
  }

  @Test func `each command holds where there are anchors, acts, withheld lines and a new identity`() throws {
    let sandbox = try Self.rich()
    try pack(sandbox, "public.jsonl.gz", "--pack", "pack")
    try expectChecked(sandbox, "pack")
    let page = try sandbox.text("pack/README.md")
    let steps = try Self.steps(sandbox, "pack")
    #expect(steps.contains { $0.output == "Verification: OK\nVerification: OK\n" }, "\(page)")
    #expect(steps.count { $0.command.contains(".cosignature") } == 1)
    #expect(steps.contains { $0.command.contains("|| test $? -eq 3") })
    #expect(steps.contains { $0.command.contains("check-novalidate") && $0.command.contains("acts/not-allowed") })
    #expect(page.contains("stream-1: 4 keys, 1 plan, 5 anchors, 2 acts, 3 lines"))
    // The list of signers holds who signed, and nobody else; the certificates come without what stood around them.
    #expect(try sandbox.text("pack/trust/allowed_signers").split(separator: "\n").count == 1)
    for secret in ["heron", "swordfish", "mallory", "PRIVATE"] {
      #expect(try sandbox.bash("zcat pack/stream-1/stream.jsonl.gz > all; grep -rql \(secret) all pack").status == 1, "\(secret)")
    }
  }

  @Test func `several streams of one run lie side by side`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let opened = try sandbox.cutlog("verify", "night.jsonl.gz", "--json")
    let run = try #require(try JSONValue(parsing: Array(opened.output.utf8))["streams"]?.array?.first?["run"]?.string)
    try sandbox.expect(
      "open", "dba.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", run, "--starts", "2026-11-22T22:00:00Z")
    try sandbox.write(Sandbox.run.prefix(4).joined(separator: "\n"), to: "one.jsonl")
    try sandbox.write(Sandbox.run.dropFirst(4).joined(separator: "\n"), to: "two.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "one.jsonl")
    try sandbox.expect("record", "dba.jsonl.gz", "two.jsonl")
    try sandbox.expect("approve", "dba.jsonl.gz", "go-live", "--actor", "carol")
    try sandbox.expect("close", "night.jsonl.gz", "--key", "ops.key")
    try pack(sandbox, "dba.jsonl.gz", "night.jsonl.gz", "--pack", "pack")
    try expectChecked(sandbox, "pack")
    let page = try sandbox.text("pack/README.md")
    #expect(page.contains("> `stream-2` is open"))
    #expect(page.contains("stream-1: 3 keys, 1 plan, no anchors, no acts, 1 line\nstream-2: "))
    #expect(page.contains("findings: 2 citations of 2 lines, by 1 document"))
  }

  @Test func `an excerpt holds the cited events and nothing of the others`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Sandbox.run.joined(separator: "\n"), to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    try sandbox.expect("note", "night.jsonl.gz", "the codeword is heron")
    try pack(sandbox, "night.jsonl.gz", "--pack", "pack", "--excerpt", "third-party")
    try expectChecked(sandbox, "pack")
    #expect(try sandbox.text("pack/README.md").contains("\n> An excerpt: "))
    #expect(try sandbox.bash("zcat pack/stream-1/stream.jsonl.gz | grep -c third-party").output == "8\n")
    #expect(try sandbox.bash("zcat pack/stream-1/stream.jsonl.gz > all; grep -rq heron all pack").status == 1)
  }

  @Test func `a signer who is not trusted is named at the top`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try pack(sandbox, "night.jsonl.gz", "--trust", "/dev/null", "--pack", "pack")
    try expectChecked(sandbox, "pack")
    let lines = try sandbox.text("pack/README.md").split(separator: "\n")
    #expect(lines[1].hasPrefix("> `stream-1` is signed by `example.com/ops+"))
    #expect(lines[1].contains("does not trust"))
    #expect(!sandbox.exists("pack/trust"))
  }

  @Test func `an act that is broken is said to be so, and its command ends as the page says`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("ssh-keygen -q -t ed25519 -N '' -f alice")
    try sandbox.expect("approve", "night.jsonl.gz", "go-live", "--sign", "alice", "--principal", "alice")
    try sandbox.bash(
      #"cutlog show night.jsonl.gz --json --type gate.approved | jq -c 'del(.acceptedtime) | .id = "again"' > again.json"#)
    try sandbox.expect("record", "night.jsonl.gz", "again.json")
    try pack(sandbox, "night.jsonl.gz", "--pack", "pack")
    try expectChecked(sandbox, "pack")
    let page = try sandbox.text("pack/README.md")
    #expect(page.contains("broken: statement.replayed"))
    #expect(page.contains("|| test $? -eq 1"))
  }

  @Test func `nothing that a person or an event is called comes into a command`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("ssh-keygen -q -t ed25519 -N '' -f alice")
    let name = "'; touch owned; `touch owned` $(touch owned) | ```sh <b> key \u{202E}é"
    let act = try sandbox.cutlog(
      "approve", "night.jsonl.gz", "go-live", "--sign", "alice", "--principal", name, "--id", "../../\(name)\n```sh\ntouch owned\n```")
    #expect(act.status == 0, "\(act.error)")
    try sandbox.bash("echo \"* $(cat alice.pub)\" > .config/cutlog/people; echo 'allowed-signers people' >> .config/cutlog/trust")
    try pack(sandbox, "night.jsonl.gz", "--pack", "pack")
    try expectChecked(sandbox, "pack")
    #expect(try Self.steps(sandbox, "pack").allSatisfy { !$0.command.contains("owned") && !$0.output.contains("owned") })
    #expect(try sandbox.bash("find . -name '*owned*'").output.isEmpty)
  }

  // MARK: - What doesn't hold

  @Test func `a byte that is altered in any file is found`() throws {
    let sandbox = try Self.rich()
    try pack(sandbox, "public.jsonl.gz", "--pack", "pack")
    let files = try sandbox.bash("cd pack; find . -type f | cut -c 3- | LC_ALL=C sort").output.split(separator: "\n").map(String.init)
    #expect(files.count > 40)
    let steps = try Self.steps(sandbox, "pack")
    #expect(try steps.allSatisfy { try Self.failure(of: $0, sandbox, "pack") == nil })
    for file in files {
      try altering(file, sandbox) {
        let found = try steps.contains { try Self.failure(of: $0, sandbox, "pack") != nil }
        #expect(found, "\(file)")
      }
    }
    try sandbox.bash("echo x > pack/added")
    #expect(try steps.contains { try Self.failure(of: $0, sandbox, "pack") != nil })
  }

  @Test func `evidence that is altered is found even if the list of digests is renewed`() throws {
    let sandbox = try Self.rich()
    try pack(sandbox, "public.jsonl.gz", "--pack", "pack")
    let steps = try Self.steps(sandbox, "pack").filter { !Self.isOfManifest($0) }
    #expect(try steps.allSatisfy { try Self.failure(of: $0, sandbox, "pack") == nil })
    let files = try sandbox.bash("cd pack; find stream-* trust policies -type f ! -path trust/trust | LC_ALL=C sort").output.split(separator: "\n")
    // One file of each kind: they are treated alike.
    var kinds: Set<String> = []
    for file in files.map(String.init) {
      let url = URL(fileURLWithPath: file)
      let stem = url.deletingLastPathComponent().lastPathComponent
      let name = Int(url.lastPathComponent.prefix { $0 != "." }) == nil ? url.lastPathComponent : url.pathExtension
      guard kinds.insert(stem + "/" + name).inserted else { continue }
      try altering(file, sandbox) {
        let found = try steps.contains { try Self.failure(of: $0, sandbox, "pack") != nil }
        #expect(found, "\(file)")
      }
    }
    #expect(kinds.count > 20, "\(kinds)")
    let findings = try sandbox.text("pack/findings.json")
    let leaf = try #require(findings.range(of: #""leaf": ""#)).upperBound
    var other = findings
    other.replaceSubrange(leaf...leaf, with: findings[leaf] == "0" ? "1" : "0")
    try sandbox.write(other, to: "pack/findings.json")
    #expect(try steps.contains { try Self.failure(of: $0, sandbox, "pack") != nil })
    // A line that is taken away with its proof is missed by who looks for it.
    try sandbox.write(findings, to: "pack/findings.json")
    let first = try #require(sandbox.bash("cd pack/stream-1/proofs; ls | head -n 1").output.split(separator: ".").first)
    try sandbox.bash("rm pack/stream-1/proofs/\(first).*")
    #expect(try steps.contains { try Self.failure(of: $0, sandbox, "pack") != nil })
  }

  /// Alters one bit in the middle of a file for a while.
  private func altering(_ file: String, _ sandbox: Sandbox, _ body: () throws -> Void) throws {
    let bytes = try sandbox.bytes("pack/\(file)")
    var altered = bytes
    altered[bytes.count / 2] ^= 1
    try sandbox.write(altered, to: "pack/\(file)")
    try body()
    try sandbox.write(bytes, to: "pack/\(file)")
  }

  @Test func `no pack is made from a stream that was tampered with, and nothing is left`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy, to: "ours.yaml")
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    let before = try sandbox.names()
    for flags in [[], ["--unverified"]] {
      let outcome = try sandbox.run(
        Sandbox.program, ["report", "bad.jsonl", "-o", "r.md", "--policy", "ours.yaml", "--pack", "pack"] + flags)
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("tampered"))
      #expect(try sandbox.names() == before)
    }
  }

  @Test func `a folder that is there is not written into, and what can't be is refused`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy, to: "ours.yaml")
    try sandbox.bash("mkdir full empty; echo x > full/x; echo x > file; ln -s empty link; ln -s nowhere dangling")
    let before = try sandbox.names()
    for (arguments, status, words) in [
      (["--pack", "full"], Int32(2), "not empty"), (["--pack", "file"], 2, "is no folder"), (["--pack", "."], 64, "would lie in the evidence pack"),
      (["--pack", "none/pack"], 2, "there is no folder none"), (["--pack", "dangling"], 2, "is no folder"), (["--pack", ""], 2, "names no folder"),
      (["--pack", "p", "-o", "./p/r.md"], 2, "there is no folder ./p"), (["--pack", "empty/", "-o", "link/r.md"], 64, "would lie"),
      (["--pack", "p", "-o", "none/r.md"], 2, "there is no folder none"), (["--excerpt", "legal"], 64, "goes with --pack"), (["--pack", "p", "--policy", "gone.yaml"], 2, "is neither a file nor a control pack"),
    ] {
      let outcome = try sandbox.run(
        Sandbox.program,
        ["report", "night.jsonl.gz", "--policy", "ours.yaml"] + arguments + (arguments.contains("-o") ? [] : ["-o", "r.md"]))
      #expect(outcome.status == status, "\(arguments): \(outcome.error)")
      #expect(outcome.error.contains(words), "\(arguments): \(outcome.error)")
      #expect(try sandbox.names() == before, "\(arguments)")
    }
    let piped = try sandbox.bash("cat night.jsonl.gz | cutlog report - -o r.md --policy ours.yaml --pack p")
    #expect(piped.status == 64)
    #expect(try sandbox.text("full/x") == "x\n")
    for folder in ["link", "empty"] {
      try sandbox.bash("rm -rf empty/*")
      try pack(sandbox, "night.jsonl.gz", "--pack", folder)
      try expectChecked(sandbox, "empty")
    }
  }

  @Test func `a disk that is full leaves no half pack`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy, to: "ours.yaml")
    let before = try sandbox.names()
    let outcome = try sandbox.bashWithSignals(
      "trap '' XFSZ; ulimit -f 4; cutlog report night.jsonl.gz -o r.md --policy ours.yaml --pack pack")
    #expect(outcome.status == 2, "\(outcome.error)")
    #expect(try sandbox.names() == before)
  }

  @Test func `what was written is told, also to programs`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let told = try pack(sandbox, "night.jsonl.gz", "--pack", "pack", "--json")
    try JSONDocumentTests().validate(sandbox, told.output, "report")
    let answer = try #require(try JSONValue(parsing: Array(told.output.utf8))["pack"])
    #expect(answer["folder"]?.string == "pack")
    let manifest = try sandbox.bash("sha256sum < pack/MANIFEST | cut -c 1-64; find pack -type f | wc -l").output.split(separator: "\n")
    #expect(answer["manifest"]?.string == String(manifest[0]))
    #expect(answer["files"]?.integer == Int64(manifest[1]))
  }
}
