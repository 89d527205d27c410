#if canImport(Glibc)
  import Glibc
#endif
import Foundation
import JSONText
import TestSupport
import Testing

/// Each mistake ends in a clear error in one form, the right exit status, nothing half-written and nothing lost.
@Suite struct BadInputTests {
  /// `cutlog: error: SUBJECT: …`, lower case, no final period, hints behind.
  private func expectError(
    _ outcome: Sandbox.Outcome, status: Int32 = 2, _ subject: String, _ words: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == status, "\(outcome.error)", sourceLocation: sourceLocation)
    let lines = outcome.error.split(separator: "\n").filter { !$0.hasPrefix("cutlog: warning:") }
    #expect(
      lines.first?.hasPrefix("cutlog: error: \(subject): ") == true, "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.error.contains(words), "\(outcome.error)", sourceLocation: sourceLocation)
    for line in lines {
      #expect(
        line.hasPrefix("cutlog: error: ") || line.hasPrefix("cutlog: hint: "), "\(line)", sourceLocation: sourceLocation
      )
      #expect(!line.hasSuffix("."), "\(line)", sourceLocation: sourceLocation)
    }
  }

  @Test func `a bad plan is refused with line and column, and no stream is made`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("keygen", "a/b", "-o", "k")
    try sandbox.write(
      "plan: p\nversion: 1\ntasks:\n  - { id: a, duration: soon }\n  - { id: b, after: [c] }\n", to: "bad.yaml")
    let plan = try sandbox.cutlog("plan", "bad.yaml", "--json")
    expectError(plan, "bad.yaml:4:24", "soon")
    #expect(plan.error.contains("bad.yaml:5:"))
    let document = try JSONValue(parsing: Array(plan.output.utf8))
    #expect(document["verdict"]?.string == "malformed")
    #expect(document["problems"]?.array?.first?["line"]?.integer == 4)
    expectError(try sandbox.cutlog("open", "s.gz", "--plan", "bad.yaml", "--key", "k"), "bad.yaml:4:24", "soon")
    #expect(!sandbox.exists("s.gz"))
  }

  @Test func `a cyclic plan is refused and its members are named`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      "plan: p\nversion: 1\ntasks:\n  - { id: a, after: [b] }\n  - { id: b, after: [a] }\n", to: "plan.yaml")
    let outcome = try sandbox.cutlog("plan", "plan.yaml")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("a") && outcome.error.contains("b"))
    #expect(outcome.error.contains("cutlog: error: plan.yaml:"))
  }

  @Test func `a missing or wrong key is refused, and no stream is made`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    expectError(try sandbox.cutlog("open", "s.gz", "--plan", "plan.yaml", "--key", "nope"), "nope", "no such file")
    try sandbox.expect("keygen", "a/b", "-o", "k")
    expectError(
      try sandbox.cutlog("open", "s.gz", "--plan", "plan.yaml", "--key", "k.pub"), "k.pub", "holds no secret key")
    try sandbox.write("PRIVATE+KEY+a/b+00000000+AAAA\n", to: "torn")
    expectError(
      try sandbox.cutlog("open", "s.gz", "--plan", "plan.yaml", "--key", "torn"), "torn", "holds no secret key")
    #expect(!sandbox.exists("s.gz"))
    #expect(try sandbox.cutlog("open", "s.gz", "--plan", "plan.yaml").status == 64)
  }

  @Test func `a stream that is there already is never replaced`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    expectError(
      try sandbox.cutlog("open", "night.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key"), "night.jsonl.gz",
      "is there already")
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
  }

  @Test func `a held lock is waited for and then given up`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let descriptor = open(sandbox.path("night.jsonl.gz.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    #expect(flock(descriptor, LOCK_EX) == 0)
    let before = try sandbox.bytes("night.jsonl.gz")
    let outcome = try sandbox.cutlog("note", "night.jsonl.gz", "x", environment: ["CUTLOG_LOCK_PATIENCE_MS": "30"])
    expectError(outcome, "night.jsonl.gz.lock", "another writer has held the lock")
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    close(descriptor)
    try sandbox.expect("note", "night.jsonl.gz", "x")
  }

  @Test func `nothing follows a closed stream`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    expectError(try sandbox.cutlog("note", "night.jsonl.gz", "late"), "night.jsonl.gz", "the stream is closed")
    expectError(try sandbox.cutlog("record", "night.jsonl.gz", input: ""), "night.jsonl.gz", "the stream is closed")
    expectError(try sandbox.cutlog("close", "night.jsonl.gz"), "night.jsonl.gz", "the stream is closed")
    expectError(
      try sandbox.cutlog("recover", "night.jsonl.gz", "--key", "ops.key"), "night.jsonl.gz", "the stream is closed")
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
  }

  @Test func `a copied state is refused, for it would fork the log`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("cp night.jsonl.gz copy.gz && cp night.jsonl.gz.state copy.gz.state")
    let outcome = try sandbox.cutlog("note", "copy.gz", "x")
    expectError(outcome, "copy.gz.state", "belongs to another file")
    #expect(outcome.error.contains("cutlog: hint: `cutlog recover"))
  }

  @Test func `a renamed pair of stream and state goes on`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("mv night.jsonl.gz n.gz && mv night.jsonl.gz.state n.gz.state")
    try sandbox.expect("note", "n.gz", "x")
    try sandbox.expect("verify", "n.gz")
  }

  @Test func `a stream that was rolled back is refused by its state`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    try sandbox.expect("note", "night.jsonl.gz", "x")
    let length = before.count
    try sandbox.bash("truncate -s \(length) night.jsonl.gz")
    expectError(try sandbox.cutlog("note", "night.jsonl.gz", "y"), "night.jsonl.gz", "it was rolled back")
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
  }

  @Test func `a lost state is recovered with the identity, and every verification lists the bridge`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("note", "night.jsonl.gz", "x")
    try sandbox.bash("rm night.jsonl.gz.state")
    let refused = try sandbox.cutlog("note", "night.jsonl.gz", "y")
    #expect(refused.status == 2)
    #expect(refused.error.contains("cutlog recover"))
    try sandbox.expect("keygen", "other/key", "-o", "other")
    expectError(
      try sandbox.cutlog("recover", "night.jsonl.gz", "--key", "other"), "other/key",
      "is not the identity that has to sign")
    try sandbox.expect("recover", "night.jsonl.gz", "--key", "ops.key")
    try sandbox.expect("note", "night.jsonl.gz", "y")
    let verified = try sandbox.expect("verify", "night.jsonl.gz", "--json").output
    let verification = try JSONValue(parsing: Array(verified.utf8))["verification"]
    #expect(verification?["bridges"]?.array?.map(\.integer) == [8])
    #expect(verification?["events"]?.integer == 2)
  }

  @Test func `a recovery that isn't needed and a foreign key are refused, and nothing changes`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("keygen", "other/key", "-o", "other")
    let before = try sandbox.bytes("night.jsonl.gz")
    expectError(
      try sandbox.cutlog("recover", "night.jsonl.gz", "--key", "ops.key"), "night.jsonl.gz.state", "nothing to recover")
    expectError(
      try sandbox.cutlog("close", "night.jsonl.gz", "--key", "other"), "other/key", "is not the identity that has to sign")
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    try sandbox.expect("note", "night.jsonl.gz", "x")
  }

  @Test func `what a crash leaves behind the last seal is set aside, told and kept`() throws {
    let sandbox = try Sandbox.withOpenStream()
    // The front of a block, as a write that was cut off leaves it.
    let front = try sandbox.bytes("night.jsonl.gz").prefix(40)
    try sandbox.bash("head -c 40 night.jsonl.gz > front; cat front >> night.jsonl.gz")
    let open = try sandbox.cutlog("verify", "night.jsonl.gz")
    #expect(open.status == 0)
    #expect(open.output.contains("no evidence"))
    let outcome = try sandbox.expect("note", "night.jsonl.gz", "after")
    #expect(outcome.error.contains("cutlog: warning: night.jsonl.gz: 40 bytes without a seal were set aside"))
    let torn = try #require(try sandbox.names().first { $0.contains(".torn-") })
    #expect(try sandbox.bytes(torn) == Array(front))
    try sandbox.expect("verify", "night.jsonl.gz")
  }

  @Test func `a full disk is told, and what was acknowledged stays whole`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("note", "night.jsonl.gz", "before")
    let before = try sandbox.bytes("night.jsonl.gz")
    let noise = (0..<2_000).map { number in
      event(
        "note.added", at: "2026-11-22T22:00:00Z", id: "n\(number)",
        data: "{\"text\":\"\(UUID().uuidString)\(UUID().uuidString)\"}")
    }
    try sandbox.write(noise.joined(separator: "\n"), to: "noise.jsonl")
    // A limit on the size of files strikes as a full disk does; blocks of bash are 1,024 bytes.
    let outcome = try sandbox.bash("ulimit -f 32; exec cutlog record night.jsonl.gz noise.jsonl")
    expectError(outcome, "night.jsonl.gz", "the disk is full")
    #expect(outcome.output.hasPrefix("accepted 0, duplicates 0, refused 0"))
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    try sandbox.expect("verify", "night.jsonl.gz")
    let again = try sandbox.cutlog("record", "night.jsonl.gz", "noise.jsonl")
    #expect(again.output.hasPrefix("accepted 2000"), "\(again.error)")
    try sandbox.expect("verify", "night.jsonl.gz")
  }

  @Test func `a report that does not fit the disk leaves no half file`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.bash("ulimit -f 1; exec cutlog report night.jsonl.gz -o report.md")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("cutlog: error: report.md: the disk is full"))
    #expect(try sandbox.names().filter { $0.hasPrefix("report.md") } == [])
  }

  @Test func `a full standard output is an error`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.bash("cutlog objectives night.jsonl.gz > /dev/full")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("cutlog: error: standard output: the disk is full: could not write"))
  }

  @Test func `a directory instead of a file is named as one`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for arguments in [
      ["verify", "."], ["show", "."], ["objectives", "."], ["plan", "."], ["record", "night.jsonl.gz", "."],
      ["note", ".", "x"], ["open", "s.gz", "--plan", ".", "--key", "ops.key"],
      ["verify", "night.jsonl.gz", "--trust", "."],
    ] {
      let outcome = try sandbox.run(Sandbox.program, arguments)
      expectError(outcome, ".", "is a directory")
    }
    expectError(
      try sandbox.cutlog("open", ".", "--plan", "plan.yaml", "--key", "ops.key"), ".", "is there already")
  }

  @Test func `a file that isn't there is named`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for arguments in [
      ["verify", "nope"], ["show", "nope"], ["extract", "nope", "plan", "-o", "x"], ["timeline", "nope"], ["state", "nope"],
      ["objectives", "nope"], ["variance", "nope"], ["status", "nope"], ["report", "nope", "-o", "x.md"], ["plan", "nope"],
      ["record", "night.jsonl.gz", "nope"], ["note", "nope", "x"], ["close", "nope"],
      ["verify", "night.jsonl.gz", "--trust", "nope"],
      ["verify", "night.jsonl.gz", "--at-least", "nope"],
    ] {
      expectError(try sandbox.run(Sandbox.program, arguments), "nope", "no such file")
    }
  }

  @Test func `something that is no stream is unreadable and gives no answer`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("not a stream\n", to: "x")
    let verified = try sandbox.cutlog("verify", "x", "--json")
    #expect(verified.status == 2)
    #expect(try JSONValue(parsing: Array(verified.output.utf8))["verdict"]?.string == "unreadable")
    let shown = try sandbox.cutlog("show", "x")
    expectError(shown, "x", "is unreadable")
    #expect(shown.output == "")
  }

  @Test func `the recorder's own types and misspelt ones are refused, others are free`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for type in ["seal", "stream.closed", "dev.cutlog.anchor", "withheld"] {
      expectError(
        try sandbox.cutlog("event", "night.jsonl.gz", type), type.hasPrefix("dev.") ? type : "dev.cutlog.\(type)",
        "reserved for the recorder")
    }
    let misspelt = try sandbox.cutlog("event", "night.jsonl.gz", "task.stated")
    expectError(misspelt, "dev.cutlog.task.stated", "not in cutlog's vocabulary")
    #expect(misspelt.error.contains("task.started"))
    try sandbox.expect("event", "night.jsonl.gz", "com.example.thing")
  }

  @Test func `nothing from an event or a name steers the terminal`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let hostile = "x\u{1B}[2J\u{202E}"
    var said = [
      try sandbox.cutlog("verify", hostile), try sandbox.cutlog("event", "night.jsonl.gz", hostile, "--id", hostile),
    ]
    try sandbox.expect(
      "event", "night.jsonl.gz", "service.down", "--service", hostile, "--actor", hostile, "--set", "note=\(hostile)")
    try sandbox.expect("note", "night.jsonl.gz", "| \(hostile) <script>")
    for verb in ["show", "timeline", "state", "status", "objectives", "variance", "verify"] {
      said.append(try sandbox.cutlog(verb, "night.jsonl.gz"))
    }
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md")
    let report = try sandbox.text("r.md")
    #expect(!report.contains("<script>"))
    for text in said.flatMap({ [$0.output, $0.error] }) + [report] {
      #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }, "\(text.debugDescription)")
    }
  }

  @Test func `usage errors end with 64`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for arguments in [
      [], ["nonsense"], ["verify"], ["verify", "a", "b"], ["keygen", "bad name", "-o", "x"], ["keygen", "a/b"],
      ["open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key", "--kind", "other"],
      ["open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key", "--starts", "tomorrow"],
      ["open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key", "--follows", "night.jsonl.gz"],
      ["event", "night.jsonl.gz", "note.added", "--set", "novalue"],
      ["event", "night.jsonl.gz", "note.added", "--at", "now"],
      ["report", "night.jsonl.gz", "-o", "x.pdf"],
    ] where !arguments.isEmpty {
      #expect(try sandbox.run(Sandbox.program, arguments).status == 64, "\(arguments)")
    }
  }
}
