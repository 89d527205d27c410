extension EvidencePage {
  func addOpening(_ out: inout CommandPage) {
    var page = Page()
    page.heading("Evidence pack", level: 1)
    for warning in warnings { page.note(warning) }
    page.paragraph(
      "What \(program.name) \(program.version) found of run \(code: run ?? "unknown"), and the evidence for it. This page tells how to check the evidence without \(program.name) and without a network.")
    var facts: [(String, Phrase?)] = streams.map { ($0.folder, $0.summary.phrase) }
    for policy in policies {
      let kind = policy.isPack ? ", a control pack of \(program.name)" : ""
      facts.append((policy.file, "policy \(code: policy.id), version \(policy.version)\(kind)"))
    }
    facts.append(("results", results))
    page.facts(facts)
    page.list(problems.map(\.phrase))
    var files = Table([.init("file"), .init("holds")])
    for (name, text) in contents { files.add([.code(name), "\(text)"]) }
    page.table(files)
    page.heading("What you need")
    page.paragraph(
      "bash with the GNU tools of every Linux, \(code: "openssl") 3.0 or later, \(code: "ssh-keygen") of OpenSSH 9.1 or later, and \(code: "python3") with the package \(code: "cryptography") (Debian: \(code: "apt install python3-cryptography")). Run the commands in this folder, in one shell, and begin with:")
    out.add(page)
    out.command("set -o pipefail", prints: "")
    out.say(
      "Each command prints what stands below it and ends with status 0. If one prints something else, or ends otherwise, what it checks does not hold. All of them at once: \(code: "sed -n '/^```sh$/,/^```$/{/^```/!p}' README.md | bash -eo pipefail")")
  }

  private var contents: [(String, String)] {
    var rows = [
      ("findings.md, findings.json", "each rule with its result and the lines that it rests on"),
      ("MANIFEST", "the SHA-256 of every other file"),
      ("tools/", "programs in Python, written from the specification and not from the program's source"),
      ("stream-N/stream.jsonl.gz", excerpt == nil ? "the stream" : "the stream, with the events left out that no finding cites"),
      ("stream-N/stream.jsonl.gz.checkpoint", "its last checkpoint: a signed note"),
      ("stream-N/checkpoint.txt", "what of that is signed"),
      ("stream-N/keys/", "the keys that signed it, as vkey and in PEM; the stream names them too"),
      ("stream-N/proofs/", "each cited line, by its index, with the proof that it is in the stream"),
    ]
    if !policies.isEmpty { rows.insert(("policies/", "the policies that the run was judged by"), at: 1) }
    if streams.contains(where: { !$0.plans.isEmpty }) { rows.append(("stream-N/plans/", "the plans as they were sealed, by the index of their line")) }
    if streams.contains(where: { $0.acts.contains { $0.file != nil } }) {
      rows.append(("stream-N/acts/", "what persons signed, by the index of the line, with the signature"))
    }
    if streams.contains(where: { !$0.anchors.isEmpty || $0.otherAnchors > 0 }) {
      rows.append(("stream-N/anchors/", "time stamps and cosignatures, by the index of the line, with what they are over"))
    }
    if hasTrustFile || hasSigners || hasWitnesses || hasAuthorities {
      rows.append(("trust/", "whom the maker of this pack trusts: replace it by your own, where you have it"))
    }
    return rows
  }

  func addManifest(_ out: inout CommandPage) {
    out.heading("Nothing was altered or added")
    out.say("Since the pack was written, as far as its list goes. Whoever can write the list can write another; the checks further down rest on signatures.")
    out.command("sha256sum --check --strict --quiet MANIFEST && echo unaltered", prints: "unaltered")
    out.command(
      "diff <(cut -c 67- MANIFEST | LC_ALL=C sort) <(find . -type f ! -path ./MANIFEST | cut -c 3- | LC_ALL=C sort) && echo complete",
      prints: "complete")
  }

  func addKeys(_ out: inout CommandPage) {
    out.heading("Whose key it is")
    out.say("All rests on the identity key. Compare it with the key that you were given by another way than this pack:")
    for stream in streams {
      out.command("cat \(stream.folder)/keys/identity.vkey", prints: stream.summary.signer?.vkey ?? "")
    }
    let untrusted = streams.filter { $0.summary.signer?.trusted != true }
    out.say(
      untrusted.isEmpty
        ? "The maker of this pack trusts \(streams.count == 1 ? "it" : "them")."
        : "The maker of this pack does not trust the signer of \(untrusted.map(\.folder).joined(separator: ", ")).")
  }

  func addStreams(_ out: inout CommandPage) {
    out.heading(streams.count == 1 ? "The stream" : "The streams")
    out.say(
      "Every line is hashed, every seal is checked with its keys, and so are the time stamps, the cosignatures and what persons signed. \(code: "trusted") is about the key that is named by \(code: "--identity"): put yours there. Without \(code: "| grep …") the whole report is shown.")
    for stream in streams {
      out.command(verification(of: stream), prints: verified(stream))
      if stream.status == 3 {
        out.say("It ends with status 3, as there are acts that are signed with a key that the list of signers does not allow.")
      } else if stream.status != 0 {
        out.say("It ends with status \(stream.status), as there are acts or anchors that do not hold; its report names them.")
      }
    }
  }

  private func verification(of stream: Stream) -> String {
    var words = [
      "python3 tools/verify_stream.py \(stream.file)", "--identity \"$(cat \(stream.folder)/keys/identity.vkey)\"",
      "--at-least \(stream.file).checkpoint",
    ]
    if hasWitnesses { words.append("$(sed 's/^/--witness /' trust/witnesses)") }
    if hasAuthorities { words.append("--tsa trust/tsa.pem") }
    if hasSigners { words.append("--allowed-signers trust/allowed_signers") }
    let filter = "| grep -E '^  \"(verdict|size|root|lines|events|seals|withheld|trusted)\":'"
    let ending = stream.status == 0 ? "" : " || test $? -eq \(stream.status)"
    return words.joined(separator: " \\\n  ") + " \\\n  \(filter)\(ending)"
  }

  private func verified(_ stream: Stream) -> String {
    let summary = stream.summary
    return """
        "verdict": "\(summary.verdict)",
        "size": \(summary.size ?? 0),
        "root": "\(summary.root ?? "")",
        "lines": \(stream.lines),
        "events": \(stream.events),
        "seals": \(stream.seals),
        "withheld": \(stream.withheld),
        "trusted": true,
      """
  }

  func addLooseFiles(_ out: inout CommandPage) {
    out.heading("The other files are what the streams say")
    out.say(
      "Checkpoints, keys, plans, anchors, acts and lines are compared with the streams, and each citation in \(code: "findings.json") with the line that it cites, by its leaf hash.")
    var prints = streams.map { stream in
      let counts = [
        Count.of(stream.keys, "key"), Count.of(stream.plans.count, "plan"),
        Count.of(stream.anchors.count + stream.otherAnchors, "anchor"),
        Count.of(stream.acts.count { $0.file != nil }, "act"), Count.of(stream.proofs, "line"),
      ]
      return "\(stream.folder): " + counts.joined(separator: ", ")
    }
    prints.append(
      "findings: \(Count.of(citations, "citation")) of \(Count.of(citedLines, "line")), by \(Count.of(policies.count, "document"))")
    out.command("python3 tools/check_pack.py", prints: prints.joined(separator: "\n"))
  }

  func addProofs(_ out: inout CommandPage) {
    let proved = streams.filter { $0.proofs > 0 }
    guard !proved.isEmpty else { return }
    out.heading("Each cited line is in its stream")
    out.say(
      "A proof (C2SP tlog-proof) leads from the line to the checkpoint, without the stream. The line's leaf hash is the SHA-256 of a zero byte and the line without its end.")
    for stream in proved {
      out.command(
        "python3 tools/check_proof.py \(stream.folder)/proofs \"$(cat \(stream.folder)/keys/log.vkey)\"",
        prints: "proved: \(Count.of(stream.proofs, "line"))")
    }
  }

  func addLimits(_ out: inout CommandPage) {
    out.heading("What this does not show")
    var page = Page()
    var items: [Phrase] = [
      "That an event is true, or that nothing was left unrecorded. A stream proves what was recorded, in which order, and that it was not changed since.",
      "That a finding follows from the stream. The findings are computed by \(program.name) \(program.version); the lines that they cite are there to be read. " + anew,
      "That a person's key is that person's. The list of signers in \(code: "trust") is that of the pack's maker, cut down to the keys that occur; compare it with your own.",
      "That the maker of the pack showed you all streams of the run.",
    ]
    if streams.allSatisfy({ $0.anchors.isEmpty }) {
      items.append("When anything was recorded, by another clock than the recorder's: no time stamp or cosignature counts here.")
    }
    if excerpt != nil {
      items.append("What the events say that were left out (as \(excerpt ?? "")): their places and hashes are there, so that nothing else can be put in their place. The findings were computed with them.")
    }
    page.list(items)
    out.add(page)
  }

  private var anew: Phrase {
    if isReport { return "With \(program.name) they can be computed anew: \(code: again)" }
    return excerpt == nil ? "" : "From an excerpt they can't be computed anew."
  }

  /// How the findings are computed anew.
  private var again: String {
    let trust = hasTrustFile || hasSigners || hasWitnesses || hasAuthorities ? ["--trust", "trust/\(Self.trustFile)"] : []
    let words = ["report", "--check", "findings.json"] + streams.map(\.file) + policies.flatMap { ["--policy", $0.file] } + trust
    return "\(program.name) " + words.joined(separator: " ")
  }
}
