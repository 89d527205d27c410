import JSONText
import TestSupport
import Testing

/// What the lines of `show` and the entries of `timeline` tell.
@Suite struct ShowTests {
  private func recorded(_ lines: String...) throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "in.jsonl")
    return sandbox
  }

  @Test func `what an event decides or measures stands before its sentence`() throws {
    let sandbox = try recorded(
      event("decision.made", at: "2026-11-22T22:00:00Z", id: "d", ["gate": "go"], data: #"{"reason":"all well","decision":"no-go"}"#),
      event("data.lost", at: "2026-11-22T22:01:00Z", id: "l", ["dataset": "db"], data: #"{"detail":"dropped","unit":"writes","count":954}"#),
      event("check.failed", at: "2026-11-22T22:02:00Z", id: "c", data: #"{"reason":"red","check":"smoke","extra":{"a":[1]}}"#),
      event("endpoint.changed", at: "2026-11-22T22:03:00Z", id: "e", data: #"{"key":"db-url","value":"postgres://x"}"#),
      event("note.added", at: "2026-11-22T22:04:00Z", id: "n", data: #"{"text":"x  decision=go"}"#))
    let shown = try sandbox.expect("show", "night.jsonl.gz").output
    #expect(shown.contains("decision.made         gate=go  decision=no-go  all well\n"))
    #expect(shown.contains("data.lost             dataset=db  count=954 unit=writes  dropped\n"))
    #expect(shown.contains(#"check.failed          check=smoke extra={"a":[1]}  red"# + "\n"))
    #expect(shown.contains("endpoint.changed      key=db-url value=postgres://x\n"))
    #expect(shown.contains(#"note.added            text="x  decision=go""# + "\n"))
    let timeline = try sandbox.expect("timeline", "night.jsonl.gz").output
    #expect(timeline.contains("count 954, unit writes. dropped") || timeline.contains("unit writes, count 954. dropped"))
  }

  @Test func `unknown attributes and members are shown, escaped, on one line`() throws {
    let sandbox = try recorded(
      #"{"specversion":"1.0","id":"u","source":"/t","type":"dev.cutlog.note.added","time":"2026-11-22T22:00:00Z","ticket":"CHG 1","weight":3,"data":{"text":"hi","colour":"red\u001b[0m\nx","none":null}}"#,
      #"{"specversion":"1.0","id":"v","source":"/t","type":"com.example.moved","time":"2026-11-22T22:00:01Z","ticket":"CHG 2","data":{"rack":7}}"#)
    let shown = try sandbox.expect("show", "night.jsonl.gz", "--type", "note.added").output
    #expect(shown.split(separator: "\n").count == 1)
    #expect(shown.contains(#"colour="red\u001b[0m\nx" none=null  hi  ticket="CHG 1"  weight=3"#), "\(shown)")
    let entries = try JSONValue(
      parsing: Array(sandbox.expect("timeline", "night.jsonl.gz", "--json").output.utf8))["timeline"]?["entries"]?.array
    #expect(entries?.first?["text"]?.string == "colour red\u{1B}[0m\nx, none null. hi")
    #expect(entries?.last?["text"]?.string == "rack 7, ticket CHG 2")
  }

  @Test func `of a stream that does not verify the page says so, and from where on nothing is proved`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    let outcome = try sandbox.cutlog("show", "bad.jsonl", "--unverified")
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "note: this is not evidence: the stream is tampered; 12 lines after its last valid seal are not proved")
    let mark = try #require(lines.firstIndex(of: "note: from line 5 on no valid seal proves anything"))
    #expect(lines[mark - 1].contains("plan.adopted"))
    #expect(lines[mark + 1].contains("run.began"))
    #expect(outcome.error.contains("what follows is not evidence; 12 lines after its last valid seal are not proved"))
    #expect(try sandbox.cutlog("objectives", "bad.jsonl", "--unverified").output.hasPrefix(String(lines[0])))
    let raw = try sandbox.cutlog("show", "bad.jsonl", "--unverified", "--json").output
    #expect(try raw == sandbox.text("bad.jsonl"))
  }

  @Test func `lines after the last seal of an intact stream are left out, also with --unverified`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("note", "night.jsonl.gz", "hello", "--at", "2026-11-22T22:00:00Z")
    try sandbox.bash("zcat night.jsonl.gz > plain.jsonl")
    let line = event("note.added", at: "2026-11-22T22:00:00Z", id: "x", data: #"{"text":"unsealed"}"#).dropLast()
    try sandbox.write(
      try sandbox.text("plain.jsonl") + line + #","acceptedtime":"2026-11-22T22:00:00Z"}"# + "\n", to: "tail.jsonl")
    #expect(try sandbox.cutlog("verify", "tail.jsonl").status == 0)
    for verb in ["timeline", "show"] {
      for flags in [[], ["--unverified"]] {
        let outcome = try sandbox.run(Sandbox.program, [verb, "tail.jsonl"] + flags)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("hello") && !outcome.output.contains("unsealed"), "\(outcome.output)")
      }
    }
  }

  @Test func `a refused stream stands in the document with its verdict`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    for verb in ["timeline", "objectives", "variance"] {
      let document = try JSONValue(parsing: Array(sandbox.cutlog(verb, "bad.jsonl", "--json").output.utf8))
      #expect(document["verdict"]?.string == "failed")
      let streams = document["streams"]?.array
      #expect(streams?.count == 1)
      #expect(streams?.first?["verdict"]?.string == "tampered")
      #expect(streams?.first?["origin"]?.string?.hasPrefix("example.com/ops/payments/") == true)
    }
  }

  @Test func `a finding tells the true byte of a plain line, and none where it isn't known`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash(
      """
      zcat night.jsonl.gz | sed '9s/}$/ }/' > bad.jsonl; gzip -k bad.jsonl
      cat bad.jsonl | gzip -1 > one.gz; (head -n 8 bad.jsonl | gzip; tail -n +9 bad.jsonl | gzip) > two.gz
      """)
    func finding(_ file: String) throws -> JSONValue? {
      try JSONValue(parsing: Array(sandbox.cutlog("verify", file, "--json").output.utf8))["verification"]?["findings"]?
        .array?.first { $0["rule"]?.string == "line.grammar" }
    }
    let before = try sandbox.text("bad.jsonl").split(separator: "\n").prefix(8).reduce(0) { $0 + $1.utf8.count + 1 }
    let plain = try finding("bad.jsonl")
    #expect(plain?["index"]?.integer == 8)
    #expect(plain?["offset"]?.integer == Int64(before))
    for file in ["one.gz", "two.gz"] {
      let found = try finding(file)
      #expect(found?["index"]?.integer == 8)
      if case .null = found?["offset"] { } else { Issue.record("\(file): \(String(describing: found?["offset"]))") }
    }
  }
}
