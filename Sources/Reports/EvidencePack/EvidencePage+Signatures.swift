extension EvidencePage {
  func addCheckpoints(_ out: inout CommandPage) {
    out.heading("The checkpoint, with openssl")
    out.say(
      "The signatures stand in the checkpoint, below the empty line, in base64: 4 bytes that hint at the key, then 64 of Ed25519, over the first three lines. The log's key signs every seal; the identity signs the first, and the last where it was at hand.")
    for stream in streams {
      out.command("head -n 3 \(stream.file).checkpoint | cmp - \(stream.folder)/checkpoint.txt && echo same", prints: "same")
      for signature in stream.signatures {
        let cut = "sed -n \(4 + signature.line)p \(stream.file).checkpoint | cut -d ' ' -f 3 | base64 -d | tail -c 64"
        out.command(
          verifying(
            key: "\(stream.folder)/keys/\(signature.key).pem", text: "\(stream.folder)/checkpoint.txt", signature: cut),
          prints: Self.isVerified)
      }
      out.say(
        "The keys in PEM are those of the vkeys; here the \(stream.signatures.last?.key ?? "log") key's:")
      let key = "\(stream.folder)/keys/\(stream.signatures.last?.key ?? "log")"
      out.command(
        "{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cut -d + -f 3- \(key).vkey | base64 -d | tail -c 32; } \\\n  | openssl pkey -pubin -inform DER -pubout | cmp - \(key).pem && echo same",
        prints: "same")
    }
  }

  private static let isVerified = "Signature Verified Successfully"

  private func verifying(key: String, text: String, signature: String) -> String {
    "openssl pkeyutl -verify -pubin -inkey \(key) -rawin -in \(text) \\\n  -sigfile <(\(signature))"
  }

  private func table(_ anchors: [Anchor]) -> Page {
    var table = Table([.init("file"), .init("over size", .right), .init("time"), .init("by")])
    for anchor in anchors { table.add([.code(anchor.file), "\(anchor.size)", "\(anchor.time)", "\(anchor.name)"]) }
    var page = Page()
    page.table(table)
    return page
  }

  func addTokens(_ out: inout CommandPage) {
    for stream in streams {
      let tokens = stream.anchors.filter(\.isToken)
      guard !tokens.isEmpty else { continue }
      out.heading("Time stamps of \(stream.folder), with openssl")
      out.say(
        "An authority saw the checkpoint of that size at that time; so every line before existed then. Each is checked at its own time: certificates may have run out since. The authority's certificate in \(code: "trust/tsa.pem") is what the pack's maker trusts.")
      out.add(table(tokens))
      // Several at once; what openssl remarks on standard error is no part of the answer.
      out.command(
        """
        failed=0
        for token in \(stream.folder)/anchors/*.tst; do
          time=$(openssl ts -reply -token_in -in "$token" -token_out -text 2> /dev/null \\
            | sed -n '/^Time stamp: /{s/^Time stamp: //;s/\\.[0-9]*//;p}')
          openssl ts -verify -token_in -in "$token" -data "${token%.tst}.txt" -attime "$(date -u -d "$time" +%s)" \\
            -CAfile trust/tsa.pem -untrusted trust/tsa.pem -partial_chain 2> /dev/null || failed=1
        done
        [ $failed = 0 ]
        """, prints: tokens.map { _ in "Verification: OK" }.joined(separator: "\n"))
    }
  }

  func addCosignatures(_ out: inout CommandPage) {
    for stream in streams {
      let cosignatures = stream.anchors.filter { !$0.isToken }
      guard !cosignatures.isEmpty else { continue }
      out.heading("Cosignatures of \(stream.folder), with openssl")
      out.say(
        "A witness saw the checkpoint of that size at that time, and signed both. The keys are those of \(code: "trust/witnesses").")
      out.add(table(cosignatures))
      out.command(
        """
        failed=0
        for line in \(stream.folder)/anchors/*.cosignature; do
          openssl pkeyutl -verify -pubin -inkey "${line%.cosignature}.pem" -rawin -in "${line%.cosignature}.message" \\
            -sigfile <(cut -d ' ' -f 3 "$line" | base64 -d | tail -c 64) || failed=1
        done
        [ $failed = 0 ]
        """, prints: cosignatures.map { _ in Self.isVerified }.joined(separator: "\n"))
    }
  }

  func addActs(_ out: inout CommandPage) {
    for stream in streams where !stream.acts.isEmpty {
      out.heading("What persons signed in \(stream.folder), with ssh-keygen")
      out.say(
        "Each signature is over the statement, as it stands in the file, with the person's own SSH key. A statement names the stream, and a seal that the person had seen.")
      var table = Table([
        .init("line", .right), .init("act"), .init("about"), .init("who"), .init("key"), .init("result"),
      ])
      for act in stream.acts {
        table.add([
          "\(act.index)", .code(act.act), "\(act.subject)", "\(act.principal)", .code(act.fingerprint), "\(act.phrase)",
        ])
      }
      var page = Page()
      page.table(table)
      out.add(page)
      // The second time by which a key must be allowed, that of acceptance, is checked by the verifier above.
      addActs(
        stream.acts.filter { $0.standing == .allowed }, in: "\(stream.folder)/acts", &out,
        by: hasSigners
          ? """
            ssh-keygen -Y verify -f trust/allowed_signers -n cutlog -s "${act%.txt}.sig" \\
                -I "$(sed -n 's/^principal //p' "$act")" \\
                -O verify-time="$(sed -n 's/^time //p' "$act" | tr -dc 0-9 | cut -c 1-14)"
            """
          : "ssh-keygen -Y check-novalidate -n cutlog -s \"${act%.txt}.sig\"")
      let unlisted = stream.acts.filter { $0.standing == .unlisted }
      if !unlisted.isEmpty {
        out.say("These are signed, but the list of signers does not allow the key for that name at that time:")
        addActs(
          unlisted, in: "\(stream.folder)/acts/not-allowed", &out,
          by: "ssh-keygen -Y check-novalidate -n cutlog -s \"${act%.txt}.sig\"")
      }
    }
  }

  private func addActs(_ acts: [Act], in folder: String, _ out: inout CommandPage, by command: String) {
    guard !acts.isEmpty else { return }
    out.command(
      """
      export TZ=UTC; failed=0
      for act in \(folder)/*.txt; do
        \(command) \\
          < "$act" | sed "s|.* key |${act}: good, |" || failed=1
      done
      [ $failed = 0 ]
      """,
      prints: acts.map { "\($0.file ?? "").txt: good, \($0.fingerprint)" }.joined(separator: "\n"))
  }

  func addDocuments(_ out: inout CommandPage) {
    let plans = streams.flatMap(\.plans)
    guard !plans.isEmpty || !policies.isEmpty else { return }
    out.heading("The plans and the policies")
    if !plans.isEmpty {
      out.say("A plan's digest was sealed in the stream, in the line that adopts it. The findings name the one that the run is judged by.")
      var table = Table([.init("file"), .init("plan"), .init("version", .right), .init("adopted by line", .right), .init("")])
      for plan in plans {
        table.add([.code(plan.file), "\(plan.plan)", "\(plan.version)", "\(plan.index)", plan.isJudged ? "judged" : ""])
      }
      var page = Page()
      page.table(table)
      out.add(page)
    }
    out.say("The digests in \(code: "findings.json"):")
    let files = plans.map { ($0.file, $0.digest) } + policies.map { ($0.file, $0.digest) }
    var seen: Set<String> = []
    let once = files.filter { seen.insert($0.0).inserted }
    out.command(
      "sha256sum " + once.map(\.0).joined(separator: " "), prints: once.map { "\($0.1)  \($0.0)" }.joined(separator: "\n"))
  }
}
