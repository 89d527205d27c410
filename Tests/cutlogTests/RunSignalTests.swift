import JSONText
import TestSupport
import Testing

/// Signals to `cutlog run` are the command's, and only its own end ends it.
@Suite struct RunSignalTests {
  @Test func `a command that kills itself gives 128 and the signal`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for (name, number) in [("KILL", 9), ("TERM", 15), ("ABRT", 6)] {
      let outcome = try sandbox.bashWithSignals(
        "exec cutlog run night.jsonl.gz freeze-writes -- sh -c 'ulimit -c 0; kill -\(name) $$'")
      #expect(outcome.status == 128 + Int32(number))
      let data = try sandbox.events("task.failed").last?["data"]
      #expect(data?["exitStatus"]?.integer == 128 + Int64(number))
      #expect(data?["reason"]?.string == "killed by SIG\(name)")
    }
  }

  @Test(arguments: ["TERM", "HUP", "INT", "QUIT", "USR1", "USR2"])
  func `a signal is passed on`(name: String) throws {
    let sandbox = try Sandbox.withOpenStream()
    // A shell starts background commands with SIGINT and SIGQUIT ignored.
    let outcome = try sandbox.bashWithSignals(
      """
      mkfifo started wait
      env --default-signal=INT,QUIT cutlog run night.jsonl.gz freeze-writes -- \
        bash -c 'trap "echo got; exit 5" \(name); exec 8<>wait; echo > started; while :; do read x <&8; done' &
      cat started
      kill -\(name) $!
      wait $!
      """)
    #expect(outcome.status == 5, "\(outcome.error)")
    #expect(outcome.output.contains("got\n"))
    #expect(try sandbox.events("task.failed").first?["data"]?["exitStatus"]?.integer == 5)
  }

  @Test func `a command that ignores a signal goes on, and so does its recorder`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.bashWithSignals(
      """
      mkfifo started go
      cutlog run night.jsonl.gz freeze-writes -- sh -c 'trap "" TERM; echo > started; read x < go; echo survived' &
      cat started
      kill -TERM $!
      echo > go
      wait $!
      """)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("survived"))
    #expect(try sandbox.events("task.completed").count == 1)
  }

  @Test func `the command has the signals as they were outside`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let script = "grep -E '^Sig(Blk|Ign)' /proc/self/status"
    let outside = try sandbox.bashWithSignals("env --ignore-signal=HUP,PIPE \(script)").output
    let inside = try sandbox.bashWithSignals("env --ignore-signal=HUP,PIPE cutlog run night.jsonl.gz freeze-writes -- \(script)").output
    #expect(inside == outside)
    #expect(inside.contains("SigBlk:\t0000000000000000"))
  }
}
