import ArgumentParser
import CloudEvents
import Foundation
import JSONText
import Reports
import SealedLog
import TestSupport
import Testing

@testable import cutlog

/// `status`: the moment, the clock, and how it ends.
@Suite struct StatusVerbTests {
  /// The answer with the machine's clock at a time.
  private func answer(_ sandbox: Sandbox, clock: String, _ arguments: String...) throws -> String {
    let now = try Timestamp(clock)
    var written: [UInt8] = []
    let console = Console(
      output: { bytes in
        written += bytes
        return true
      }, error: { _ in true }, form: .init())
    var services = SystemServices.recorder([:])
    services.now = { now }
    var verb = try #require(
      try CutlogCommand.parseAsRoot(
        ["status", sandbox.path("night.jsonl.gz"), "--trust", sandbox.path("ops.key.pub")] + arguments) as? any Verb)
    #expect(
      verb.execute(in: Surroundings(console: console, environment: [:], services: services, remembered: nil)) == .done)
    return String(decoding: written, as: UTF8.self)
  }

  private func status(_ text: String) throws -> JSONValue? { try JSONValue(parsing: Array(text.utf8))["status"] }

  private func isNull(_ value: JSONValue?) -> Bool { if case .null? = value { true } else { false } }

  /// The first two tasks of the sandbox' plan, the second not ended.
  private func openStream() throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Sandbox.run.prefix(5).joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    return sandbox
  }

  @Test func `an open stream is told as of now, up to the whole second`() throws {
    let sandbox = try openStream()
    let status = try status(answer(sandbox, clock: "2026-11-22T22:05:29.2Z", "--json"))
    #expect(status?["timeBasis"]?.string == "clock" && status?["time"]?.string == "2026-11-22T22:05:30Z")
    let now = status?["now"]?.array
    #expect(now?.map { $0["id"]?.string } == ["open-writes"])
    #expect(now?.first?["elapsedSeconds"]?.integer == 30)
    #expect(status?["over"]?.bool == false)
    #expect(status?["lastEventAgeSeconds"]?.integer == 30)
  }

  @Test func `the clock decides nothing else than a moment that is named`() throws {
    let sandbox = try openStream()
    for time in ["2026-11-22T22:03:00Z", "2026-11-22T22:05:30Z", "2026-11-23T00:00:00Z"] {
      let byClock = try status(answer(sandbox, clock: time, "--json"))
      let stated = try status(answer(sandbox, clock: "2030-01-01T00:00:00Z", "--at", time, "--json"))
      #expect(stated?["timeBasis"]?.string == "stated")
      for name in ["time", "tasks", "now", "late", "next", "gates", "objectives", "forecastFinish", "services"] {
        #expect(byClock?[name].map { JSONWriter.text(of: $0) } == stated?[name].map { JSONWriter.text(of: $0) }, "\(name) at \(time)")
      }
    }
  }

  @Test func `a run that is over is told as of its end, whatever the clock says`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let text = try answer(sandbox, clock: "2026-11-22T22:01:00Z", "--json")
    #expect(try text == answer(sandbox, clock: "2040-01-01T00:00:00Z", "--json"))
    let status = try status(text)
    #expect(status?["timeBasis"]?.string == "end" && status?["time"]?.string == "2026-11-22T22:12:00Z")
    #expect(status?["over"]?.bool == true && isNull(status?["secondsToDecide"]))
    #expect(status?["ended"]?["id"]?.string == "r2")
    let page = try answer(sandbox, clock: "2040-01-01T00:00:00Z")
    #expect(page.hasPrefix("late    "), "\(page)")
  }

  @Test func `an event whose clock is ahead doesn't count yet, and that is told`() throws {
    let sandbox = try openStream()
    let text = try answer(sandbox, clock: "2026-11-22T22:04:30Z", "--json")
    #expect(try status(text)?["now"]?.array?.isEmpty == true)
    #expect(text.contains(#""rule": "event-after-now""#))
  }

  @Test func `what was known then leaves out what was typed in later`() throws {
    let sandbox = try openStream()
    let known = try #require(try sandbox.events("task.started").last?["acceptedtime"]?.string)
    try sandbox.expect(
      "event", "night.jsonl.gz", "task.completed", "--task", "open-writes", "--at", "2026-11-22T22:06:00Z", "--id", "late")
    let so = try status(answer(sandbox, clock: known, "--at", "T+7m", "--json"))
    let then = try status(answer(sandbox, clock: known, "--at", "T+7m", "--as-known-at", known, "--json"))
    #expect(so?["now"]?.array?.isEmpty == true)
    #expect(then?["now"]?.array?.map { $0["id"]?.string } == ["open-writes"])
    let alone = try status(answer(sandbox, clock: "2040-01-01T00:00:00Z", "--as-known-at", known, "--json"))
    #expect(alone?["time"]?.string == known && alone?["timeBasis"]?.string == "stated")
  }

  @Test func `without a plan that can be read it says what runs, and that a plan is missing`() throws {
    let sandbox = try openStream()
    // The same run from an opening whose document is cut: lines of a stream that isn't sealed are no evidence.
    try sandbox.bash("zcat night.jsonl.gz | grep -v plan.adopted > bare.jsonl")
    let outcome = try sandbox.cutlog("status", "bare.jsonl", "--unverified", "--at", "2026-11-22T22:05:30Z", "--json")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains(#""rule": "plan-absent""#), "\(outcome.output)\(outcome.error)")
    let status = try status(outcome.output)
    #expect(status?["now"]?.array?.map { $0["id"]?.string } == ["open-writes"])
    #expect(isNull(status?["forecastFinish"]) && isNull(status?["tasks"]))
  }

  @Test func `streams of one run are one, in whatever order they are named, also from a pipe`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for (origin, line) in [("a", Sandbox.run[1]), ("b", Sandbox.run[3])] {
      try sandbox.expect(
        "open", "\(origin).gz", "--plan", "plan.yaml", "--key", "ops.key", "--origin", "example.com/\(origin)", "--run", "r",
        "--starts", "2026-11-22T22:00:00Z")
      try sandbox.write(line + "\n", to: "line.jsonl")
      try sandbox.expect("record", "\(origin).gz", "line.jsonl")
    }
    let outputs = try [["a.gz", "b.gz"], ["b.gz", "a.gz"]].map { order in
      try sandbox.run(Sandbox.program, ["status"] + order + ["--at", "T+5m", "--json"]).output
    }
    #expect(outputs[0] == outputs[1])
    #expect(try status(outputs[0])?["tasks"]?["done"]?.integer == 1)
    #expect(try status(sandbox.cutlog("status", "a.gz", "--at", "T+5m", "--json").output)?["tasks"]?["running"]?.integer == 1)
    let piped = try sandbox.bash("cat a.gz | '\(Sandbox.program.path)' status - --at T+5m --json")
    #expect(try status(piped.output)?["tasks"]?["running"]?.integer == 1)
  }
}
