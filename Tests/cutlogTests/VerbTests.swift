import Foundation
import JSONText
import TestSupport
import Testing

/// Each verb as a user meets it.
@Suite struct VerbTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test func `keygen makes a secret that only its owner can read, and trusts its public half`() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    let attributes = try FileManager.default.attributesOfItem(atPath: sandbox.path("ops.key"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let vkey = try sandbox.text("ops.key.pub").trimmingCharacters(in: .newlines)
    #expect(vkey.hasPrefix("example.com/ops+"))
    #expect(try sandbox.text("ops.key").hasPrefix("PRIVATE+KEY+example.com/ops+"))
    #expect(try sandbox.text(".config/cutlog/trust") == "identity \(vkey)\n")
    #expect(outcome.output.contains(vkey))
    #expect(outcome.error == "")
  }

  @Test func `keygen never replaces a file`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("keygen", "a/b", "-o", "k")
    let before = try sandbox.bytes("k")
    let outcome = try sandbox.cutlog("keygen", "a/b", "-o", "k")
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("cutlog: error: k: is there already"))
    #expect(try sandbox.bytes("k") == before)
  }

  @Test func `open names the stream after key, plan and time, and says where the key lies`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    let outcome = try sandbox.cutlog("init", "n.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key", "--json")
    #expect(outcome.status == 0)
    let origin = try #require(try json(outcome.output)["origin"]?.string)
    #expect(try origin.wholeMatch(of: Regex("example\\.com/ops/payments/[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}")) != nil)
    #expect(outcome.error.contains("cutlog: warning: ops.key: the identity key lies on the recording host"))
    #expect(
      try sandbox.names() == [
        "n.jsonl.gz", "n.jsonl.gz.lock", "n.jsonl.gz.state", "ops.key", "ops.key.pub", "plan.yaml",
      ])
  }

  @Test func `what is given at open stands in line 0`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.cutlog(
      "open", "next.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key", "--origin", "example.com/next", "--run",
      "night-2", "--kind", "rehearsal", "--starts", "2026-11-29T22:00:00+01:00", "--environment", "staging", "--set",
      "batch=4", "--set", "colour=blue", "--set", "dry=true", "--set", "on=\"quoted\"", "--follows", "night.jsonl.gz",
      "--as", "rehearsal-of", "--salted")
    #expect(outcome.status == 0, "\(outcome.error)")
    let first = try sandbox.bash("zcat next.jsonl.gz | head -n 1").output
    let data = try #require(try json(first)["data"])
    #expect(data["origin"]?.string == "example.com/next")
    #expect(data["run"]?.string == "night-2")
    #expect(data["kind"]?.string == "rehearsal")
    #expect(data["starts"]?.string == "2026-11-29T22:00:00+01:00")
    #expect(data["environment"]?.string == "staging")
    #expect(data["sites"]?["target"]?.string == "north")
    #expect(data["parameters"]?["batch"]?.integer == 4)
    #expect(data["parameters"]?["colour"]?.string == "blue")
    #expect(data["parameters"]?["dry"]?.bool == true)
    #expect(data["parameters"]?["on"]?.string == "\"quoted\"")
    #expect(data["follows"]?.array?.first?["as"]?.string == "rehearsal-of")
    #expect(data["salted"]?.bool == true)
    #expect(try sandbox.cutlog("verify", "next.jsonl.gz").status == 0)
    #expect(try sandbox.cutlog("note", "next.jsonl.gz", "hello").status == 0)
    #expect(try sandbox.cutlog("verify", "next.jsonl.gz").status == 0)
  }

  @Test func `an event is typed as it is set, and its type may leave out the prefix`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect(
      "event", "night.jsonl.gz", "replication.observed", "--id", "e1", "--source", "/probe", "--dataset", "db", "--at",
      "2026-11-22T22:03:00.25Z", "--set", "side=target", "--set", "lagSeconds=0.40", "--set", "inSync=false", "--set",
      "list=[1,2]")
    let shown = try sandbox.expect("show", "night.jsonl.gz", "--json", "--type", "replication.observed").output
    #expect(
      shown.hasPrefix(
        #"{"specversion":"1.0","id":"e1","source":"/probe","type":"dev.cutlog.replication.observed","time":"2026-11-22T22:03:00.25Z","dataset":"db","data":{"side":"target","lagSeconds":0.40,"inSync":false,"list":[1,2]},"acceptedtime":""#
      ))
  }

  @Test func `an event without id and source gets them`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog("note", "night.jsonl.gz", "hello", "--json")
    let document = try json(outcome.output)
    #expect(try #require(document["id"]?.string).wholeMatch(of: try Regex("[0-9a-f]{32}")) != nil)
    #expect(try #require(document["source"]?.string).hasPrefix("cutlog/tester@"))
    #expect(document["accepted"]?.integer == 1)
  }

  @Test func `without USER and LOGNAME the source names the user as the system does`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let name = try sandbox.bash("id -un").output.trimmingCharacters(in: .whitespacesAndNewlines)
    let document = try json(try sandbox.bash("env -u USER -u LOGNAME cutlog note night.jsonl.gz hello --json").output)
    #expect(try #require(document["source"]?.string).hasPrefix("cutlog/\(name)@"))
  }

  @Test(arguments: [("start", "started"), ("done", "completed"), ("fail", "failed"), ("skip", "skipped")])
  func `short forms of task events`(verb: String, state: String) throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect(verb, "night.jsonl.gz", "freeze-writes", "--actor", "alice@example.com", "--set", "reason=why")
    let shown = try sandbox.expect("log", "night.jsonl.gz", "--type", "task.*").output
    #expect(shown.contains("task.\(state)"))
    #expect(shown.contains("task=freeze-writes  actor=alice@example.com  why"))
  }

  @Test func `the same event is taken once, another one under its id is refused with both shown`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let line = event("note.added", at: "2026-11-22T22:00:00Z", id: "n", data: #"{"text":"a"}"#)
    try sandbox.write(line + "\n", to: "one.jsonl")
    #expect(try sandbox.cutlog("record", "night.jsonl.gz", "one.jsonl").output.hasPrefix("accepted 1, duplicates 0"))
    #expect(try sandbox.cutlog("record", "night.jsonl.gz", "one.jsonl").output.hasPrefix("accepted 0, duplicates 1"))
    try sandbox.write(line.replacingOccurrences(of: "\"a\"", with: "\"b\""), to: "two.jsonl")
    let refused = try sandbox.cutlog("record", "night.jsonl.gz", "two.jsonl")
    #expect(refused.status == 2)
    #expect(refused.error.contains("two.jsonl:1:1: has the source and id of line 5 of night.jsonl.gz"))
    #expect(refused.error.contains(#"{"text":"a"}"#))
    #expect(refused.error.contains(#"{"text":"b"}"#))
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz").status == 0)
  }

  @Test func `close leaves a compressed stream and its checkpoint, and nothing secret`() throws {
    let sandbox = try Sandbox.withClosedStream()
    #expect(
      try sandbox.names() == [
        "events.jsonl", "night.jsonl.gz", "night.jsonl.gz.checkpoint", "ops.key", "ops.key.pub", "plan.yaml",
      ])
    let verified = try sandbox.cutlog("verify", "night.jsonl.gz", "--closed", "--at-least", "night.jsonl.gz.checkpoint")
    #expect(verified.status == 0)
    #expect(verified.output.hasPrefix("closed: example.com/ops/payments/"))
  }

  @Test func `zcat and jq read a stream`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let types = try sandbox.bash("zcat night.jsonl.gz | jq -c .type")
    #expect(types.status == 0)
    let lines = types.output.split(separator: "\n")
    #expect(lines.first == "\"dev.cutlog.stream.opened\"")
    #expect(lines.last == "\"dev.cutlog.seal\"")
    #expect(lines.count == 17)
  }

  @Test func `show prints the raw lines byte for byte, and filters`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let raw = try sandbox.expect("show", "night.jsonl.gz", "--json").output
    #expect(raw == (try sandbox.bash("zcat night.jsonl.gz").output))
    func count(_ arguments: String...) throws -> Int {
      try sandbox.run(Sandbox.program, ["show", "night.jsonl.gz"] + arguments).output.split(separator: "\n").count
    }
    #expect(try count("--type", "task.*") == 4)
    #expect(try count("--task", "freeze-writes") == 2)
    #expect(try count("--service", "payments") == 2)
    #expect(try count("--since", "2026-11-22T22:05:00Z", "--until", "2026-11-22T22:11:00Z", "--type", "task.*") == 1)
    #expect(try count("--type", "seal") == 3)
    #expect(try count("--actor", "nobody") == 0)
  }

  @Test func `extract gives the plan back as it was`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("extract", "night.jsonl.gz", "plan", "-o", "out.yaml")
    #expect(try sandbox.text("out.yaml") == Sandbox.plan)
    #expect(try sandbox.expect("extract", "night.jsonl.gz", "plan.yaml", "-o", "-").output == Sandbox.plan)
    let missing = try sandbox.cutlog("extract", "night.jsonl.gz", "other", "-o", "-")
    #expect(missing.status == 2)
    #expect(missing.error.contains("carries no document `other`"))
    #expect(missing.error.contains("cutlog: hint: it carries plan.yaml"))
  }

  @Test func `a stream is read from standard input too`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.bash("zcat night.jsonl.gz | cutlog verify - --json")
    #expect(outcome.status == 0)
    #expect(try json(outcome.output)["verification"]?["container"]?.string == "re-encoded")
  }

  @Test func `plan prints the schedule and judges what it promises`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    let good = try sandbox.cutlog("plan", "plan.yaml", "--json")
    #expect(good.status == 0)
    #expect(try json(good.output)["plan"]?["durationSeconds"]?.integer == 300)
    let late = Sandbox.plan.replacingOccurrences(of: "duration: 3m", with: "duration: 3m, finishBy: T+1m")
    try sandbox.write(late, to: "late.yaml")
    let bad = try sandbox.cutlog("plan", "late.yaml")
    #expect(bad.status == 1)
    #expect(bad.output.contains("infeasible"))
  }

  @Test func `judging verbs end with their own verdict`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let met = try sandbox.cutlog("objectives", "night.jsonl.gz", "--json")
    #expect(met.status == 0)
    let objective = try #require(try json(met.output)["objectives"]?.array?.first)
    #expect(objective["verdict"]?.string == "met")
    #expect(objective["seconds"]?.integer == 480)
    #expect(objective["from"]?["id"]?.string == "s1")
    #expect(objective["to"]?["index"]?.integer == 10)
    let variance = try sandbox.cutlog("variance", "night.jsonl.gz", "--json")
    #expect(variance.status == 0)
    #expect(try json(variance.output)["variance"]?["slipSeconds"]?.integer == 360)
    let timeline = try sandbox.cutlog("timeline", "night.jsonl.gz", "--json")
    #expect(timeline.status == 0)
    #expect(try json(timeline.output)["timeline"]?["entries"]?.array?.isEmpty == false)
  }

  @Test func `a prefix of what was known can be judged`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let before = try sandbox.cutlog("objectives", "night.jsonl.gz", "--as-known-at", "2020-01-01T00:00:00Z", "--json")
    #expect(before.status == 3)
    #expect(try json(before.output)["verdict"]?.string == "unknown")
  }

  @Test func `a report is written whole, in the form of its ending, and is the same each time`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("report", "night.jsonl.gz", "-o", "one.md")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "two.md")
    #expect(try sandbox.bytes("one.md") == sandbox.bytes("two.md"))
    #expect(try sandbox.text("one.md").hasPrefix("# Postmortem draft: Payments moves\n"))
    try sandbox.expect("report", "night.jsonl.gz", "-o", "one.json")
    #expect(try json(sandbox.text("one.json"))["type"]?.string == "cutlog.report")
    let other = try sandbox.cutlog("report", "night.jsonl.gz", "-o", "one.pdf")
    #expect(other.status == 64)
    #expect(!sandbox.exists("one.pdf"))
  }

  @Test func `streams of one run fold as one, others are refused`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for name in ["a", "b"] {
      try sandbox.expect(
        "open", "\(name).gz", "--plan", "plan.yaml", "--key", "ops.key", "--origin", "example.com/\(name)", "--run",
        "one")
    }
    try sandbox.expect(
      "event", "a.gz", "service.down", "--service", "payments", "--at", "2026-11-22T22:00:00Z", "--id", "x")
    try sandbox.expect(
      "event", "b.gz", "service.up", "--service", "payments", "--at", "2026-11-22T22:10:00Z", "--id", "y")
    let both = try sandbox.cutlog("objectives", "a.gz", "b.gz", "--json")
    #expect(both.status == 0, "\(both.error)")
    let judged = try json(both.output)["objectives"]?.array?.first
    #expect(judged?["seconds"]?.integer == 600)
    #expect(judged?["from"]?["stream"]?.string == "example.com/a")
    #expect(judged?["to"]?["stream"]?.string == "example.com/b")
    let page = try sandbox.cutlog("objectives", "a.gz", "b.gz").output
    #expect(page.contains("stream 2: example.com/b") && page.contains("from: stream:line, id"))
    #expect(page.contains("1:5 x") && page.contains("2:5 y"), "\(page)")
    let timeline = try sandbox.cutlog("timeline", "a.gz", "b.gz").output
    #expect(timeline.contains("stream:line  at"), "\(timeline)")
    #expect(!(try sandbox.cutlog("timeline", "a.gz").output.contains("stream:line")))
    let known = try sandbox.cutlog("objectives", "a.gz", "b.gz", "--as-known-at", "2020-01-01T00:00:00Z")
    #expect(known.status == 3 && known.output.contains("stream:line"), "\(known.output)")
    let mixed = try sandbox.cutlog("objectives", "a.gz", "night.jsonl.gz")
    #expect(mixed.status == 2)
    #expect(mixed.error.contains("compared, not merged"))
    let twice = try sandbox.cutlog("objectives", "a.gz", "a.gz")
    #expect(twice.status == 2)
    #expect(twice.error.contains("would count twice"))
  }

  @Test func `a plan that is longer than the front of the stream is judged by all the same`() throws {
    let sandbox = try Sandbox()
    let tasks = (0..<4_000).map {
      "  - { id: t\($0), title: \(UUID().uuidString)\(UUID().uuidString), duration: 1s }\n"
    }
    try sandbox.write(Sandbox.plan + "\n" + tasks.joined(), to: "plan.yaml")
    try sandbox.expect("keygen", "a/b", "-o", "k")
    try sandbox.expect("open", "s.gz", "--plan", "plan.yaml", "--key", "k")
    try sandbox.write(Sandbox.run.joined(separator: "\n"), to: "events.jsonl")
    try sandbox.expect("record", "s.gz", "events.jsonl")
    #expect(try sandbox.bytes("s.gz").count > 1 << 17)
    let outcome = try sandbox.cutlog("objectives", "s.gz", "--json")
    #expect(try json(outcome.output)["objectives"]?.array?.first?["seconds"]?.integer == 480, "\(outcome.error)")
    try sandbox.expect("extract", "s.gz", "plan", "-o", "out.yaml")
    #expect(try sandbox.bytes("out.yaml") == sandbox.bytes("plan.yaml"))
    let piped = try sandbox.bash("cutlog variance - --json < s.gz")
    #expect(try json(piped.output)["variance"]?["tasks"]?.array?.count == 4_002)
  }

  @Test func `state can be kept in a folder of its own`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "a/b", "-o", "k")
    try sandbox.expect("open", "s.gz", "--plan", "plan.yaml", "--key", "k", "--state", "secrets")
    #expect(sandbox.exists("secrets/s.gz.state"))
    #expect(!sandbox.exists("s.gz.state"))
    try sandbox.expect("note", "s.gz", "hello", "--state", "secrets")
    try sandbox.expect("close", "s.gz", "--state", "secrets")
    try sandbox.expect("verify", "s.gz", "--closed")
  }

  @Test func `documents of the recording verbs tell the stream's size, root, run and signer`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "k")
    let vkey = try sandbox.text("k.pub").trimmingCharacters(in: .newlines)
    func check(_ size: Int64, _ arguments: String..., input: String? = nil) throws {
      let outcome = try sandbox.run(Sandbox.program, arguments + ["--json"], input: input)
      #expect(outcome.status == 0, "\(outcome.error)")
      let document = try json(outcome.output)
      let stream = try #require(document["streams"]?.array?.first)
      #expect(document["size"]?.integer == size, "\(arguments)")
      #expect(stream["size"]?.integer == size, "\(arguments)")
      #expect(stream["run"]?.string == "night", "\(arguments)")
      #expect(stream["signer"]?["name"]?.string == "example.com/ops", "\(arguments)")
      #expect(stream["signer"]?["vkey"]?.string == vkey, "\(arguments)")
      #expect(stream["signer"]?["trusted"]?.bool == true, "\(arguments)")
      let verified = try json(sandbox.cutlog("verify", "s.gz", "--json").output)
      #expect(stream["root"]?.string == verified["verification"]?["root"]?.string, "\(arguments)")
      #expect(stream["verdict"]?.string == verified["verdict"]?.string, "\(arguments)")
    }
    try check(4, "open", "s.gz", "--plan", "plan.yaml", "--key", "k", "--run", "night")
    try check(4, "record", "s.gz", input: "")
    try check(4, "record", "s.gz", "--check", input: Sandbox.run[0])
    try check(7, "event", "s.gz", "note.added", "--id", "n", "--source", "/s", "--at", "2026-11-22T22:00:00Z")
    try check(7, "event", "s.gz", "note.added", "--id", "n", "--source", "/s", "--at", "2026-11-22T22:00:00Z")
    try check(10, "record", "s.gz", input: Sandbox.run[0])
    try check(10, "record", "s.gz", input: Sandbox.run[0])
    try sandbox.bash("rm s.gz.state")
    try check(13, "recover", "s.gz", "--key", "k")
    try check(15, "close", "s.gz", "--key", "k")
  }

  @Test func `verify counts in words that fit`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let empty = try sandbox.expect("verify", "night.jsonl.gz").output
    #expect(empty.contains("lines      5, of these no events and 1 seal\n"))
    try sandbox.expect("note", "night.jsonl.gz", "x")
    let noted = try sandbox.expect("verify", "night.jsonl.gz").output
    #expect(noted.contains("lines      8, of these 1 event and 2 seals\n"))
    // The recorder's clock has nine digits, and nobody reads more than three.
    let shown = try sandbox.expect("show", "night.jsonl.gz").output.split(separator: "\n")
    let time = try Regex("[-0-9T:]{19}\\.[0-9]{3}Z  ")
    for line in shown { #expect(try time.wholeMatch(in: String(line.dropFirst(8).prefix(26))) != nil, "\(line)") }
  }
}
