import Foundation
import JSONText
import SealedLog
import TestSupport
import Testing

/// `cutlog run`: a command as a task, as if nobody recorded it.
@Suite struct RunTests {
  private static let stream = "night.jsonl.gz"

  @Test func `output, errors and status pass through, and start and end are recorded`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog(
      "run", Self.stream, "freeze-writes", "--actor", "alice", "--service", "payments", "--", "sh", "-c",
      "printf out; printf err >&2; exit 7")
    #expect(outcome.status == 7)
    #expect(outcome.output == "out")
    #expect(outcome.error == "err")
    let start = try #require(try sandbox.events("task.started").first)
    #expect(start["task"]?.string == "freeze-writes")
    #expect(start["actor"]?.string == "alice")
    #expect(start["service"]?.string == "payments")
    #expect(start["data"]?["attempt"]?.integer == 1)
    #expect(start["data"]?["command"]?.array?.first?.string == "sh")
    let end = try #require(try sandbox.events("task.failed").first)
    #expect(end["causationid"]?.string == start["id"]?.string)
    #expect(end["data"]?["exitStatus"]?.integer == 7)
    #expect(end["data"]?["outputBytes"]?.integer == 6)
    #expect(end["data"]?["reason"]?.string == "ended with status 7")
    #expect(try #require(end["data"]?["durationSeconds"]?.double) > 0)
    #expect(Set(["outerr", "errout"]).contains(try #require(end["data"]?["outputTail"]?.string)))
    try sandbox.expectVerified()
  }

  @Test func `success completes the task, and the next start is the next attempt`() throws {
    let sandbox = try Sandbox.withOpenStream()
    #expect(try sandbox.cutlog("run", Self.stream, "freeze-writes", "--", "false").status == 1)
    #expect(try sandbox.cutlog("run", Self.stream, "freeze-writes", "--", "true").status == 0)
    #expect(try sandbox.cutlog("run", Self.stream, "freeze-writes", "--attempt", "9", "--", "true").status == 0)
    #expect(try sandbox.events("task.started").map { $0["data"]?["attempt"]?.integer } == [1, 2, 9])
    #expect(try sandbox.events("task.completed").map { $0["data"]?["attempt"]?.integer } == [2, 9])
    #expect(try sandbox.events("task.completed").allSatisfy { $0["data"]?["outputTail"] == nil })
  }

  @Test func `ten million bytes of any value pass unchanged, and the digest is theirs`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bash(
      "head -c 10000000 /dev/urandom > in; cutlog run night.jsonl.gz sync -- cat in > out 2> err; cmp in out && sha256sum < in | cut -d' ' -f1")
    #expect(outcome.status == 0)
    let end = try #require(try sandbox.events("task.completed").first)
    #expect(end["data"]?["outputSha256"]?.string == outcome.output.trimmingCharacters(in: .newlines))
    #expect(end["data"]?["outputBytes"]?.integer == 10_000_000)
    try sandbox.expectVerified()
  }

  @Test func `standard input, folder, environment and arguments are the command's own`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog(
      "run", Self.stream, "freeze-writes", "--", "sh", "-c", "cat; pwd; printf %s \"$MINE:$1\"", "-", "--json",
      input: "from outside\n", environment: ["MINE": "x=y"])
    #expect(outcome.output.hasPrefix("from outside\n/"))
    #expect(outcome.output.hasSuffix("x=y:--json"))
    // A file's name need not be UTF-8.
    let raw = try sandbox.bash(#"cutlog run night.jsonl.gz freeze-writes -- printf %s $'\xff\xfe' | od -An -tx1"#)
    #expect(raw.output == " ff fe\n")
    let command = try sandbox.events("task.started").last?["data"]?["command"]?.array
    #expect(command?.last?.string == "\u{FFFD}\u{FFFD}")
    #expect(try sandbox.events("task.completed").last?["data"]?["outputTail"]?.string == "\u{FFFD}\u{FFFD}")
  }

  @Test func `the tail is the last 4,096 bytes, from a whole character on, and is left out on demand`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(String(repeating: "ü", count: 3_000) + "end", to: "text")
    try sandbox.expect("run", Self.stream, "freeze-writes", "--", "cat", "text")
    let tail = try #require(try sandbox.events("task.completed").last?["data"]?["outputTail"]?.string)
    #expect(tail == String(repeating: "ü", count: 2_046) + "end")
    try sandbox.expect("run", Self.stream, "freeze-writes", "--no-output", "--no-command", "--", "echo", "secret")
    let data = try #require(try sandbox.events("task.completed").last?["data"])
    #expect(data["outputTail"] == nil)
    #expect(data["outputSha256"]?.string == Digest(hashing: Array("secret\n".utf8)).hex)
    #expect(!(try sandbox.bash("zcat night.jsonl.gz").output.contains("secret")))
  }

  @Test func `what I-JSON refuses in output and words is replaced, and long words are cut`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let word = String(decoding: [0x61, 0xEF, 0xBF, 0xBE, 0x62, 0xEF, 0xB7, 0x90] as [UInt8], as: UTF8.self)
    let long = String(repeating: "\u{1}", count: 20_000)
    #expect(try sandbox.cutlog("run", Self.stream, "freeze-writes", "--", "printf", "%s", word, long).status == 0)
    let data = try #require(try sandbox.events("task.started").last?["data"])
    #expect(data["command"]?.array?[2].string == "a\u{FFFD}b\u{FFFD}")
    #expect(data["commandIsCut"]?.bool == true)
    try sandbox.expectVerified()
  }

  @Test func `a command that isn't there ends with 125, and its task has failed`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog("run", Self.stream, "freeze-writes", "--", "./nosuch")
    #expect(outcome.status == 125)
    #expect(outcome.error == "cutlog: error: ./nosuch: could not be started: no such command\n")
    let end = try #require(try sandbox.events("task.failed").first)
    #expect(end["data"]?["reason"]?.string == "could not be started: no such command")
    #expect(end["data"]?["exitStatus"] == nil)
  }

  @Test func `wrong usage is told before anything is started`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes(Self.stream)
    for arguments in [["freeze-writes"], ["freeze-writes", "--"], ["freeze-writes", "--attempt", "0", "--", "touch", "x"]] {
      #expect(try sandbox.run(Sandbox.program, ["run", Self.stream] + arguments).status == 64)
    }
    #expect(try sandbox.bytes(Self.stream) == before)
    #expect(!sandbox.exists("x"))
  }

  @Test func `a task that the plan doesn't have is recorded and warned of`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog("run", Self.stream, "freeze-wirtes", "--", "true")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("cutlog: warning: freeze-wirtes: is no task of the plan"))
    #expect(try sandbox.events("task.completed").count == 1)
  }

  @Test func `others record while the command runs`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bash(
      """
      mkfifo started go
      cutlog run night.jsonl.gz freeze-writes -- sh -c 'echo > started; cat go' &
      cat started
      CUTLOG_LOCK_PATIENCE_MS=0 cutlog note night.jsonl.gz meanwhile || exit 9
      echo done > go
      wait $!
      """)
    #expect(outcome.status == 0, "\(outcome.error)")
    let types = try sandbox.expect("show", Self.stream, "--json").output.split(separator: "\n")
      .compactMap { try JSONValue(parsing: Array($0.utf8))["type"]?.string }.filter { $0.contains("task") || $0.contains("note") }
    #expect(types == ["dev.cutlog.task.started", "dev.cutlog.note.added", "dev.cutlog.task.completed"])
  }

  @Test func `a stream whose recorder was killed while its command ran verifies and goes on`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bash(
      """
      mkfifo started go
      cutlog run night.jsonl.gz freeze-writes -- sh -c 'echo $$ > started; read x < go' &
      read child < started
      kill -9 $!; wait $!; status=$?
      cutlog verify night.jsonl.gz && cutlog run night.jsonl.gz freeze-writes -- true || exit 1
      echo > go
      exit $status
      """)
    #expect(outcome.status == 137, "\(outcome.error)")
    #expect(try sandbox.events("task.*").map { $0["type"]?.string?.suffix(9) } == ["k.started", "k.started", "completed"])
    #expect(try sandbox.events("task.started").last?["data"]?["attempt"]?.integer == 2)
    try sandbox.expectVerified()
    try sandbox.expect("close", Self.stream, "--key", "ops.key")
    try sandbox.expectVerified()
  }

  @Test func `a reader that goes away ends the command as it would without us`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bash("cutlog run night.jsonl.gz sync -- yes | head -n 1; exit ${PIPESTATUS[0]}")
    #expect(outcome.status == 141)
    #expect(outcome.output == "y\n")
    #expect(try sandbox.events("task.failed").first?["data"]?["reason"]?.string == "killed by SIGPIPE")
  }

  @Test func `a full disk under the output loses the output, not the command`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bash("cutlog run night.jsonl.gz sync -- sh -c 'echo lost; touch was-here' > /dev/full")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("cutlog: warning: standard output: the disk is full"))
    #expect(sandbox.exists("was-here"))
    #expect(try sandbox.events("task.completed").first?["data"]?["outputTail"]?.string == "lost\n")
  }

  @Test func `what a command leaves running is passed on, and its end is recorded at once`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bash(
      """
      mkfifo go
      cutlog run night.jsonl.gz freeze-writes -- sh -c '(read x < go; echo later) & echo now' > out 2> err &
      until grep -q left err 2> /dev/null; do :; done
      cutlog show night.jsonl.gz --json --type task.completed > recorded
      echo > go
      wait $!
      """)
    #expect(outcome.status == 0)
    #expect(try sandbox.text("out") == "now\nlater\n")
    #expect(try sandbox.text("recorded").contains(#""outputTail":"now\n""#))
    #expect(try sandbox.text("err").hasPrefix("cutlog: note: sh has ended and is recorded"))
  }
}
