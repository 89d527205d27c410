import Testing

@testable import cutlog

/// What is said of arguments that can't be taken.
@Suite struct ArgumentTests {
  @Test func `a time or a member that is none is refused with what was expected`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let time = "expected an RFC 3339 time with zone such as 2026-11-22T22:00:00Z"
    let open = ["open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key"]
    for (arguments, expected) in [
      (open + ["--starts", "noon"], time), (open + ["--set", "x"], "expected NAME=VALUE"),
      (["event", "night.jsonl.gz", "note.added", "--at", "2026-11-22"], time),
      (["event", "night.jsonl.gz", "note.added", "--set", "=x"], "expected NAME=VALUE"),
      (["show", "night.jsonl.gz", "--since", "foo"], time), (["show", "night.jsonl.gz", "--until", "foo"], time),
      (["objectives", "night.jsonl.gz", "--as-known-at", "foo"], time), (["state", "night.jsonl.gz", "--at", "T+x"], time),
    ] {
      let outcome = try sandbox.run(Sandbox.program, arguments)
      #expect(outcome.status == 64, "\(arguments)")
      #expect(outcome.error.hasPrefix("cutlog: error: cutlog \(arguments[0]): the value "), "\(outcome.error)")
      #expect(outcome.error.contains(expected), "\(outcome.error)")
    }
  }

  @Test func `an argument that is no UTF-8 is refused before anything is done`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    let outcome = try sandbox.bash(#"cutlog note night.jsonl.gz $'caf\xe9'"#)
    #expect(outcome.status == 64)
    #expect(outcome.error.hasPrefix(#"cutlog: error: cutlog: argument 3, `caf\xe9`, is no UTF-8, expected text in UTF-8"#))
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    #expect(ArgumentText.failure([[0xFF], Array("é".utf8)]) == nil)
  }

  @Test func `a folder that isn't there is named, and the file as it was given`() throws {
    let sandbox = try Sandbox.withClosedStream()
    for arguments in [
      ["open", "none/s.gz", "--plan", "plan.yaml", "--key", "ops.key"],
      ["extract", "night.jsonl.gz", "plan", "-o", "none/s.gz"], ["keygen", "a/b", "-o", "none/s.gz"],
    ] {
      let outcome = try sandbox.run(Sandbox.program, arguments)
      #expect(outcome.status == 2)
      #expect(outcome.error.contains("cutlog: error: none/s.gz: there is no folder none\n"), "\(outcome.error)")
    }
  }

  @Test func `where the state is missing, its folder is asked for before a recovery`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "a/b", "-o", "k")
    try sandbox.expect("open", "s.gz", "--plan", "plan.yaml", "--key", "k", "--state", "st")
    let outcome = try sandbox.cutlog("note", "s.gz", "hello")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("hint: if it was opened with --state DIR, name that folder; only if it is lost: `cutlog recover"))
    #expect(try sandbox.cutlog("note", "s.gz", "hello", "--state", "st").status == 0)
  }
}
