import Foundation
import JSONText
import TestSupport
import Testing

/// What can't be recorded when it happens is kept, and recorded as soon as it can be.
@Suite struct SpoolTests {
  private static let locked = ["CUTLOG_LOCK_PATIENCE_MS": "0"]

  /// Runs a line of bash while another process holds the stream's lock.
  private func whileLocked(_ sandbox: Sandbox, _ script: String) throws -> Sandbox.Outcome {
    try sandbox.bash("exec 9<>night.jsonl.gz.lock; flock 9; \(script)", environment: Self.locked)
  }

  @Test func `the command runs although the stream is locked, and the next event records it with its times`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try whileLocked(sandbox, "cutlog run night.jsonl.gz freeze-writes -- sh -c 'echo ran; exit 3'")
    #expect(outcome.status == 3)
    #expect(outcome.output == "ran\n")
    #expect(outcome.error.contains("cutlog: warning: night.jsonl.gz: the start of freeze-writes is not recorded yet, it is kept in night.jsonl.gz.spool-"))
    #expect(outcome.error.contains("cutlog: hint: the next `run`, `check`, `event` or `record` on this stream records it"))
    let files = try sandbox.spooled()
    #expect(files.count == 2)
    let times = try files.map { try JSONValue(parsing: sandbox.bytes($0).dropLast())["time"]?.string }
    #expect(try sandbox.events("task.*").isEmpty)
    let attributes = try FileManager.default.attributesOfItem(atPath: sandbox.path(files[0]))
    #expect(attributes[.posixPermissions] as? Int == 0o600)

    let next = try sandbox.cutlog("note", "night.jsonl.gz", "next")
    #expect(next.status == 0)
    #expect(next.error.contains("2 events that could not be recorded at the time: recorded now"))
    #expect(try sandbox.spooled().isEmpty)
    let events = try sandbox.events("task.*")
    #expect(events.map { $0["type"]?.string } == ["dev.cutlog.task.started", "dev.cutlog.task.failed"])
    #expect(events.map { $0["time"]?.string } == times)
    try sandbox.expectVerified()
  }

  @Test(arguments: ["run night.jsonl.gz open-writes -- true", "check night.jsonl.gz smoke -- true", "record night.jsonl.gz", "close night.jsonl.gz"])
  func `the next command that writes records it`(command: String) throws {
    let sandbox = try Sandbox.withOpenStream()
    _ = try whileLocked(sandbox, "cutlog run night.jsonl.gz freeze-writes -- true")
    #expect(try sandbox.spooled().count == 2)
    #expect(try sandbox.bash("cutlog \(command) < /dev/null").status == 0)
    #expect(try sandbox.spooled().isEmpty)
    #expect(try sandbox.events("task.*").prefix(4).filter { $0["task"]?.string == "freeze-writes" }.count == 2)
    try sandbox.expectVerified()
  }

  @Test func `a spooled file can be recorded by hand, and is not recorded twice`() throws {
    let sandbox = try Sandbox.withOpenStream()
    _ = try whileLocked(sandbox, "cutlog check night.jsonl.gz smoke -- true")
    let file = try #require(try sandbox.spooled().first)
    try sandbox.bash("cp \(file) copy; mv \(file) elsewhere")
    #expect(try sandbox.expect("record", "night.jsonl.gz", "copy").output.hasPrefix("accepted 1"))
    try sandbox.bash("mv elsewhere \(file)")
    let next = try sandbox.cutlog("note", "night.jsonl.gz", "next")
    #expect(!next.error.contains("recorded now"))
    #expect(try sandbox.spooled().isEmpty)
    #expect(try sandbox.events("check.passed").count == 1)
  }

  @Test func `a start that was kept is recorded before its end`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bash(
      """
      exec 9<>night.jsonl.gz.lock; flock 9
      CUTLOG_LOCK_PATIENCE_MS=0 cutlog run night.jsonl.gz freeze-writes -- flock -u 9
      """)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try sandbox.events("task.*").map { $0["type"]?.string } == ["dev.cutlog.task.started", "dev.cutlog.task.completed"])
    #expect(try sandbox.spooled().isEmpty)
  }

  @Test func `must-record refuses to start what can't be recorded`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for verb in ["run", "check"] {
      let outcome = try whileLocked(sandbox, "cutlog \(verb) night.jsonl.gz freeze-writes --must-record -- touch was-here")
      #expect(outcome.status == 125)
      #expect(outcome.error.contains("cutlog: error: touch: was not started, for --must-record was given"))
      #expect(!sandbox.exists("was-here"))
    }
    #expect(try sandbox.spooled().isEmpty)
    try sandbox.expect("run", "night.jsonl.gz", "freeze-writes", "--must-record", "--", "true")
    try sandbox.expect("check", "night.jsonl.gz", "smoke", "--must-record", "--", "true")
    #expect(try sandbox.events("task.started").count == 1)
  }

  @Test func `a closed stream keeps nothing from running, and close tells of what waits`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.cutlog("run", "night.jsonl.gz", "freeze-writes", "--", "echo", "ran")
    #expect(outcome.status == 0)
    #expect(outcome.output == "ran\n")
    #expect(outcome.error.contains("the stream is closed"))
    #expect(outcome.error.contains("an addendum can take it"))
    #expect(!outcome.error.contains("the next `run`"))
    #expect(try sandbox.spooled().count == 2)
    try sandbox.expectVerified()
  }

  @Test func `where the stream's folder takes nothing the user's state folder does`() throws {
    let sandbox = try Sandbox.withOpenStream()
    // No folder can be made of a file: neither a stream nor a spool is there.
    let outcome = try sandbox.cutlog("run", "plan.yaml/night.jsonl.gz", "freeze-writes", "--", "echo", "ran")
    #expect(outcome.status == 0)
    #expect(outcome.output == "ran\n")
    let folder = sandbox.path(".state/cutlog/spool")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
    #expect(outcome.error.contains("it is kept in \(folder)/"))
    // And where no disk takes it, the event is told.
    let told = try sandbox.cutlog(
      "check", "plan.yaml/night.jsonl.gz", "smoke", "--", "true", environment: ["XDG_STATE_HOME": sandbox.path("plan.yaml")])
    #expect(told.status == 0)
    #expect(told.error.contains("no disk keeps it"))
    #expect(told.error.contains(#""type":"dev.cutlog.check.passed""#))
  }

  @Test func `what is no regular file is not opened, and a file of many events is told and left`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let lines = (0..<1_001).map { event("note.added", at: "2026-11-22T22:00:00Z", id: "m\($0)") }
    try sandbox.write(lines.joined(separator: "\n"), to: "night.jsonl.gz.spool-many")
    try sandbox.write(event("note.added", at: "2026-11-22T22:00:00Z", id: "single"), to: "night.jsonl.gz.spool-one")
    // A pipe that nobody writes into would be waited for.
    try sandbox.bash("mkfifo night.jsonl.gz.spool-pipe; ln -s /dev/zero night.jsonl.gz.spool-zero")
    let outcome = try sandbox.bash("timeout 60 cutlog note night.jsonl.gz next")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("spool-many: holds 1001 events, expected one"))
    #expect(try sandbox.events("note.added").count == 2)
    #expect(try sandbox.spooled().count == 3)
  }

  @Test func `a file limit that the stream has reached is a reason to keep the events`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    let outcome = try sandbox.bash("ulimit -f 1; cutlog run night.jsonl.gz freeze-writes -- echo ran")
    #expect(outcome.status == 0)
    #expect(outcome.output == "ran\n")
    #expect(try sandbox.bytes("night.jsonl.gz") == before || outcome.error.isEmpty)
    try sandbox.expect("note", "night.jsonl.gz", "next")
    #expect(try sandbox.events("task.*").count == 2)
    try sandbox.expectVerified()
  }
}
