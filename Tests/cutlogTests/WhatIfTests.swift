import CutoverModel
import Documents
import Foundation
import JSONText
import TestSupport
import Testing

@testable import cutlog

/// What an answer would be by another plan: `--with KEY=VALUE` and `--plan FILE`.
@Suite struct WhatIfTests {
  private func json(_ outcome: Sandbox.Outcome) throws -> JSONValue {
    try JSONValue(parsing: Array(outcome.output.utf8))
  }

  private func text(_ value: JSONValue?) -> String? { value.map { JSONWriter.text(of: $0) } }

  private func without(_ names: Set<String>, _ document: JSONValue) -> JSONValue {
    .object(document.members?.filter { !names.contains($0.name) } ?? [])
  }

  // MARK: - What is supposed

  @Test func `a limit that is supposed decides the verdict and the exit status, and the answer says so`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let sealed = try json(sandbox.expect("objectives", "night.jsonl.gz", "--json"))
    #expect(sealed["hypothetical"] == nil)
    let outcome = try sandbox.cutlog("objectives", "night.jsonl.gz", "--json", "--with", "objective.pay-rto.limit=5m")
    #expect(outcome.status == 1)
    let answer = try json(outcome)
    #expect(answer["verdict"]?.string == "missed")
    #expect(text(answer["digests"]) == text(sealed["digests"]))
    #expect(text(answer["streams"]) == text(sealed["streams"]))
    let hypothetical = answer["hypothetical"]
    #expect(
      text(hypothetical?["with"])
        == #"[{"key":"objective.pay-rto.limit","from":"45m","to":"5m","changesNothing":false}]"#)
    #expect(text(hypothetical?["plan"]) == "null")
    #expect(hypothetical?["asSealed"]?["verdict"]?.string == "met")
    // Nobody reads the verdict without what it rests on.
    #expect(answer.members?.map(\.name).prefix(4) == ["type", "version", "verdict", "hypothetical"])

    let page = try sandbox.cutlog("objectives", "night.jsonl.gz", "--with", "objective.pay-rto.limit=5m")
    #expect(page.status == 1)
    #expect(page.output.hasPrefix("note: HYPOTHETICAL: "))
    #expect(page.output.contains("\n- objective.pay-rto.limit is 5m instead of 45m\n"))
    #expect(page.output.contains("\nnote: by the plan as sealed pay-rto is met, 8m 00s (7m 59s … 8m 01s)\n"))
    #expect(page.output.contains("\npay-rto    would be missed  8m 00s"))
    let unknown = try sandbox.cutlog("objectives", "night.jsonl.gz", "--with", "objective.pay-rto.clock=since-fault")
    #expect(unknown.status == 3)
    #expect(unknown.output.contains("\npay-rto    would be unknown  unknown"))
  }

  /// Without what only a plan has that was adopted: the digest of its document.
  private func unadopted(_ document: JSONValue) -> JSONValue {
    guard let members = document.members else { return document }
    return .object(
      members.map { member in
        guard member.name == "variance" else { return member }
        let parts = member.value.members ?? []
        return JSONMember(
          "variance",
          .object(
            parts.map { part in
              guard part.name == "baselines" else { return part }
              return JSONMember("baselines", .array(part.value.array?.map { without(["digest"], $0) } ?? []))
            }))
      })
  }

  /// Each change with what the plan's file would say.
  static let edits = [
    ("objective.pay-rto.limit=5m", "limit: 45m", "limit: 5m"),
    ("objective.pay-rto.clock=downtime", "clock: business", "clock: downtime"),
    ("objective.pay-rto.clock=task:freeze-writes.started/task:open-writes.completed", "service: payments, clock: business",
     "service: payments, clock: { from: 'task:freeze-writes.started', to: 'task:open-writes.completed' }"),
    ("objective.pay-rto.minimumLevel=50", "limit: 45m", "limit: 45m, minimumLevel: 50"),
    ("objective.pay-rto.exclude=announced", "limit: 45m", "limit: 45m, exclude: announced"),
    ("objective.pay-rto.settle=1m", "limit: 45m", "limit: 45m, settle: 1m"),
    ("service.payments.freezeImpact=down", "datasets: [db]", "datasets: [db], freezeImpact: down"),
    ("task.freeze-writes.duration=20m", "duration: 2m", "duration: 20m"),
    ("task.open-writes.duration=1m/2m/6m", "duration: 3m", "duration: { optimistic: 1m, likely: 2m, pessimistic: 6m }"),
    ("task.open-writes.start=T+9m", "duration: 3m", "duration: 3m, start: T+9m"),
  ]

  /// A night in which each of these changes makes a difference to something.
  private static let night =
    Sandbox.run + [
      event("maintenance.announced", at: "2026-11-22T20:00:00Z", id: "m", ["service": "payments"],
        data: #"{"from":"2026-11-22T22:00:00Z","to":"2026-11-22T22:05:00Z"}"#),
      event("service.degraded", at: "2026-11-22T22:11:30Z", id: "d1", ["service": "payments"], data: #"{"level":60}"#),
      event("service.up", at: "2026-11-22T22:11:50Z", id: "d2", ["service": "payments"]),
      event("writes.frozen", at: "2026-11-22T22:01:30Z", id: "w1", ["dataset": "db"], data: #"{"side":"source"}"#),
      event("writes.opened", at: "2026-11-22T22:10:30Z", id: "w2", ["dataset": "db"], data: #"{"side":"source"}"#),
    ]

  private func open(_ stream: String, _ plan: String, in sandbox: Sandbox) throws {
    try sandbox.write(plan, to: "\(stream).yaml")
    try sandbox.expect(
      "open", stream, "--plan", "\(stream).yaml", "--key", "ops.key", "--starts", "2026-11-22T22:00:00Z",
      "--origin", "example.com/ops/night", "--state", "\(stream).d")
    let events = try sandbox.file(Self.night.joined(separator: "\n") + "\n")
    try sandbox.expect("record", stream, events, "--state", "\(stream).d")
  }

  @Test func `what is supposed gives the answers of a night recorded with that plan`() throws {
    let sandbox = try Sandbox()
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.bash("mkdir a.gz.d")
    try open("a.gz", Sandbox.plan, in: sandbox)
    var answers: Set<String> = []
    for (number, (change, before, after)) in Self.edits.enumerated() {
      let plan = Sandbox.plan.replacing(before, with: after)
      try #require(plan != Sandbox.plan, "\(change)")
      let edited = "b\(number).gz"
      try sandbox.bash("mkdir \(edited).d; rm -rf .state")
      try open(edited, plan, in: sandbox)
      for verb in [["objectives"], ["variance"], ["state", "--expected"], ["status", "--at", "2026-11-22T22:06:00Z"]] {
        for supposed in [["--with", change], ["--plan", "\(edited).yaml"]] {
          // Two streams of one origin: what was remembered of the one would make a fork of the other.
          try sandbox.bash("rm -rf .state")
          let here = try sandbox.run(Sandbox.program, verb + ["a.gz", "--json"] + supposed)
          try sandbox.bash("rm -rf .state")
          let there = try sandbox.run(Sandbox.program, verb + [edited, "--json"])
          #expect(here.status == there.status, "\(verb) \(supposed): \(here.error)")
          let own: Set = ["streams", "digests", "hypothetical"]
          #expect(
            text(unadopted(without(own, try json(here)))) == text(unadopted(without(own, try json(there)))),
            "\(verb) \(supposed)")
          if verb == ["objectives"] || verb == ["variance"] {
            answers.insert(JSONWriter.text(of: without(own, try json(here))))
          }
        }
      }
    }
    // Otherwise this would prove little.
    #expect(answers.count > Self.edits.count)
  }

  @Test(arguments: [
    ["objectives", "--with", "objective.pay-rto.limit=PT45M"], ["objectives", "--plan", "plan.yaml"],
    ["objectives", "--with", "objective.pay-rto.settle=15m", "--with", "objective.pay-rto.exclude=none"],
    ["variance", "--with", "task.open-writes.duration=3m"], ["variance", "--plan", "plan.yaml"],
    ["state", "--expected", "--with", "objective.pay-rto.clock=business"], ["state", "--expected", "--plan", "plan.yaml"],
    ["objectives", "--as-known-at", "2100-01-01T00:00:00Z", "--with", "task.freeze-writes.duration=2m"],
  ])
  func `what the plan says already changes no byte but the mark`(question: [String]) throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Self.night.joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    try sandbox.expect("amend", "night.jsonl.gz", "--id", "s2", "--set-attribute", "time=2026-11-22T22:09:00Z", "--reason", "r")
    let plain = Array(question.prefix { $0 != "--with" && $0 != "--plan" })
    let stream = [question[0], "night.jsonl.gz"]
    let (asked, sealed) = (stream + question.dropFirst(), stream + plain.dropFirst())
    let here = try sandbox.run(Sandbox.program, asked + ["--json"])
    let there = try sandbox.run(Sandbox.program, sealed + ["--json"])
    #expect(here.status == there.status, "\(here.error)")
    let document = try json(here)
    #expect(document["hypothetical"]?["changesNothing"]?.bool == true)
    let unmarked = JSONWriter.bytes(of: without(["hypothetical"], document), .indented) + [0x0A]
    #expect(String(decoding: unmarked, as: UTF8.self) == there.output)

    let page = try sandbox.run(Sandbox.program, asked).output
    let body = try sandbox.run(Sandbox.program, sealed).output
    #expect(page.hasPrefix("note: HYPOTHETICAL: "))
    func words(_ text: String) -> [Substring] { text.replacing("would be ", with: "").split { $0 == " " || $0 == "\n" } }
    let mark = page.range(of: "\n\nexample.com/ops")?.lowerBound
    var unmarkedPage = String(page[try #require(mark)...])
    unmarkedPage = unmarkedPage.replacing("note: by the plan as sealed every verdict is the same\n", with: "")
    #expect(words(unmarkedPage) == words(body))
    #expect(!body.contains("HYPOTHETICAL"))
  }

  @Test func `an objective that the plan doesn't have is judged beside the others`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.cutlog(
      "objectives", "night.jsonl.gz", "--with", "objective.quick.metric=rto", "--with", "objective.quick.service=payments",
      "--with", "objective.quick.clock=downtime", "--with", "objective.quick.limit=9m")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\nnote: the plan as sealed has no objective quick\n"))
    #expect(outcome.output.contains("\nquick      would be met  8m 00s"))
  }

  @Test func `another plan counts as if it had been adopted, and its values can be changed too`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(
      Sandbox.plan.replacing("id: pay-rto", with: "id: other").replacing("version: 3", with: "version: 7"), to: "other.yaml")
    let outcome = try sandbox.cutlog(
      "objectives", "night.jsonl.gz", "--plan", "other.yaml", "--with", "objective.other.limit=1m", "--json")
    #expect(outcome.status == 1)
    let answer = try json(outcome)
    #expect(answer["objectives"]?.array?.map { $0["id"]?.string } == ["other"])
    let plan = answer["hypothetical"]?["plan"]
    #expect(plan?["file"]?.string == "other.yaml")
    #expect(plan?["version"]?.integer == 7)
    let digest = try sandbox.bash("sha256sum < other.yaml").output.prefix(64)
    #expect(plan?["digest"]?.string.map { $0[...] } == digest)
    #expect(answer["digests"]?["plan"]?.string.map { $0[...] } == (try sandbox.bash("sha256sum < plan.yaml").output.prefix(64)))
    let page = try sandbox.cutlog("objectives", "night.jsonl.gz", "--plan", "-", input: try sandbox.text("other.yaml"))
    #expect(page.output.contains("- as if standard input had been adopted: plan payments, version 7, SHA-256 \(digest)\n"))
    #expect(page.output.contains("note: by the plan as sealed pay-rto is met, 8m 00s (7m 59s … 8m 01s); here it is not judged\n"))
  }

  @Test func `planned durations that are supposed move the planned times and the slip`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let sealed = try json(sandbox.expect("variance", "night.jsonl.gz", "--json"))["variance"]
    let outcome = try sandbox.expect("variance", "night.jsonl.gz", "--json", "--with", "task.open-writes.duration=9m")
    let supposed = try json(outcome)["variance"]
    #expect(sealed?["plannedFinish"]?.string == "2026-11-22T22:05:00Z")
    #expect(supposed?["plannedFinish"]?.string == "2026-11-22T22:11:00Z")
    #expect(text(supposed?["actualFinish"]) == text(sealed?["actualFinish"]))
    #expect(text(sealed?["slipSeconds"]) == "360")
    #expect(text(supposed?["slipSeconds"]) == "0")
    let judged = "The judged plan is the last one"
    #expect(try sandbox.expect("variance", "night.jsonl.gz").output.contains(judged))
    #expect(try !sandbox.expect("variance", "night.jsonl.gz", "--with", "task.open-writes.duration=9m").output.contains(judged))
  }

  @Test func `a plan's schedule is told as it would be, and the file stays as it is`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan.replacing("tasks:\n", with: "window: { opens: T, closes: T+1h }\ntasks:\n"), to: "plan.yaml")
    let before = try sandbox.bytes("plan.yaml")
    #expect(try sandbox.cutlog("plan", "plan.yaml").status == 0)
    let outcome = try sandbox.cutlog("plan", "plan.yaml", "--with", "task.freeze-writes.duration=2h", "--json")
    #expect(outcome.status == 1)
    let answer = try json(outcome)
    #expect(text(answer["plan"]?["durationSeconds"]) == "7380")
    #expect(answer["hypothetical"]?["with"]?.array?.count == 1)
    #expect(answer["hypothetical"]?["asSealed"] == nil)
    #expect(answer["digests"]?["plan"]?.string.map { $0[...] } == (try sandbox.bash("sha256sum < plan.yaml").output.prefix(64)))
    let closes = answer["problems"]?.array?.first { $0["rule"]?.string == "window-closes" }
    #expect(closes?["line"]?.integer == 8)
    // A value that stands in no file has no place in one.
    let page = try sandbox.cutlog("plan", "plan.yaml", "--with", "window.closes=T+1m")
    #expect(page.status == 1)
    #expect(page.output.contains("verdict        would be infeasible\n"))
    #expect(page.output.contains("- error: the plan finishes at T+5m, its window closes at T+1m (window-closes)\n"))
    #expect(try sandbox.bytes("plan.yaml") == before)
  }

  @Test func `the state is compared with what is supposed to be expected`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(
      Sandbox.plan + "\nexpect: { endpoints: [ { key: db, value: north } ] }\n", to: "other.yaml")
    let outcome = try sandbox.cutlog("state", "night.jsonl.gz", "--expected", "--plan", "other.yaml")
    #expect(outcome.status == 3)
    #expect(outcome.output.hasPrefix("note: HYPOTHETICAL: "))
    #expect(outcome.output.contains("would be unknown"))
  }

  @Test func `streams of one run are judged by the same supposition, in any order`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect(
      "open", "second.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run",
      try #require(try json(sandbox.cutlog("verify", "night.jsonl.gz", "--json"))["streams"]?.array?[0]["run"]?.string))
    try sandbox.write(Self.night.joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "second.gz", "events.jsonl")
    for order in [["night.jsonl.gz", "second.gz"], ["second.gz", "night.jsonl.gz"]] {
      let outcome = try sandbox.run(Sandbox.program, ["objectives"] + order + ["--with", "objective.pay-rto.limit=1m"])
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("would be missed"))
    }
  }

  // MARK: - Status and forecast

  @Test func `the status is told by what is supposed, above all else and with the sealed digest`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Sandbox.run.prefix(5).joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    let question = ["status", "night.jsonl.gz", "--at", "2026-11-22T22:06:00Z"]
    let sealed = try json(sandbox.run(Sandbox.program, question + ["--json"]))
    let supposed = try json(sandbox.run(Sandbox.program, question + ["--json", "--with", "task.open-writes.duration=9m"]))
    #expect(supposed.members?.map(\.name).prefix(4) == ["type", "version", "verdict", "hypothetical"])
    #expect(
      text(supposed["hypothetical"])
        == #"{"with":[{"key":"task.open-writes.duration","from":"3m","to":"9m","changesNothing":false}],"plan":null,"changesNothing":false}"#)
    #expect(text(supposed["digests"]) == text(sealed["digests"]))
    // Planned 0–2 and 2–5, now 2–11; the second began at 22:05 and is to take 9 instead of 3.
    #expect(sealed["status"]?["plannedFinish"]?.string == "2026-11-22T22:05:00Z")
    #expect(sealed["status"]?["forecastFinish"]?.string == "2026-11-22T22:08:00Z")
    #expect(supposed["status"]?["plannedFinish"]?.string == "2026-11-22T22:11:00Z")
    #expect(supposed["status"]?["forecastFinish"]?.string == "2026-11-22T22:14:00Z")
    #expect(sealed["hypothetical"] == nil)
    // What happened is no supposition.
    let late = try sandbox.run(Sandbox.program, question + ["--with", "task.open-writes.duration=9m"])
    #expect(late.output.contains("service payments is down since 22:02:00"), "\(late.output)")
    let page = try sandbox.run(Sandbox.program, question + ["--with", "task.open-writes.duration=12m"])
    #expect(page.status == 0)
    #expect(page.output.hasPrefix("note: HYPOTHETICAL: "))
    #expect(page.output.contains("\n- task.open-writes.duration is 12m instead of 3m\n"))
    #expect(page.output.contains("\nlate    would be yes, by 3m 00s"), "\(page.output)")
  }

  @Test func `the forecast is told by what is supposed, and the plan's file and digest stay`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan.replacing("tasks:\n", with: "window: { opens: T, closes: T+1h }\ntasks:\n"), to: "plan.yaml")
    let before = try sandbox.bytes("plan.yaml")
    let question = ["forecast", "plan.yaml", "--draws", "10"]
    let change = ["--with", "task.freeze-writes.duration=2h"]
    let outcome = try sandbox.run(Sandbox.program, question + change + ["--json"])
    #expect(outcome.status == 0)
    let answer = try json(outcome)
    #expect(answer.members?.map(\.name).prefix(4) == ["type", "version", "verdict", "hypothetical"])
    #expect(answer["hypothetical"]?["with"]?.array?.count == 1)
    #expect(answer["digests"]?["plan"]?.string.map { $0[...] } == (try sandbox.bash("sha256sum < plan.yaml").output.prefix(64)))
    #expect(text(answer["forecast"]?["p50Seconds"]) == "7380")
    #expect(text(answer["forecast"]?["windowProbability"]) == "0")
    let page = try sandbox.run(Sandbox.program, question + change)
    #expect(page.output.hasPrefix("note: HYPOTHETICAL: "))
    #expect(page.output.contains("\n- task.freeze-writes.duration is 2h instead of 2m\n"))
    // A file that says so gives the same answer, unmarked.
    try sandbox.write(try sandbox.text("plan.yaml").replacing("duration: 2m", with: "duration: 2h"), to: "other.yaml")
    let other = try sandbox.run(Sandbox.program, ["forecast", "other.yaml", "--draws", "10", "--json"])
    let own: Set = ["digests", "hypothetical"]
    #expect(text(without(own, answer)) == text(without(own, try json(other))))
    #expect(try json(other)["hypothetical"] == nil)
    #expect(try sandbox.bytes("plan.yaml") == before)
  }

  // MARK: - Refusals

  @Test func `what can't be supposed is a usage error that names the change and what was meant`() throws {
    let sandbox = try Sandbox.withClosedStream()
    func refused(_ arguments: String..., status: Int32 = 64) throws -> String {
      let outcome = try sandbox.run(Sandbox.program, arguments)
      #expect(outcome.status == status, "\(outcome.error)")
      #expect(outcome.output.isEmpty)
      return outcome.error
    }
    #expect(
      try refused("objectives", "night.jsonl.gz", "--with", "objective.pay-rot.limit=1h") == """
        cutlog: error: --with objective.pay-rot.limit=1h: unknown objective `pay-rot`
        cutlog: hint: did you mean `pay-rto`?

        """)
    #expect(try refused("variance", "night.jsonl.gz", "--with", "task.open-writes.duration=5x").contains("expected a duration"))
    #expect(try refused("plan", "plan.yaml", "--with", "window.closes=T+1h").contains("`opens` is missing in `window`"))
    let twice = ["--with", "objective.pay-rto.limit=1h", "--with", "objective.pay-rto.limit=1h"]
    #expect(try sandbox.run(Sandbox.program, ["plan", "plan.yaml"] + twice).error.contains("is given twice"))
    #expect(try refused("state", "night.jsonl.gz", "--with", "task.open-writes.duration=5m").contains("--expected"))
    #expect(try refused("forecast", "plan.yaml", "--with", "task.open-writes.duration=5x").contains("expected a duration"))
    #expect(try refused("forecast", "plan.yaml", "--with", "task.open-write.duration=5m").contains("did you mean `open-writes`?"))
    #expect(try refused("forecast", "plan.yaml", "--plan", "plan.yaml").contains("--plan"))
    #expect(try refused("status", "night.jsonl.gz", "--with", "task.open-write.duration=5m").contains("did you mean `open-writes`?"))
    #expect(try refused("status", "night.jsonl.gz", "--with", "nonsense").contains("--with nonsense"))
    #expect(try refused("objectives", "-", "--plan", "-").contains("not both"))
    #expect(try refused("status", "-", "--plan", "-").contains("not both"))
    #expect(try refused("objectives", "night.jsonl.gz", "--plan", "none.yaml", status: 2).contains("none.yaml"))
    try sandbox.write("plan: p\nversion: 1\ntasks: [ { id: a, after: [b] }, { id: b, after: [a] } ]\n", to: "cyclic.yaml")
    #expect(try refused("objectives", "night.jsonl.gz", "--plan", "cyclic.yaml", status: 2).contains("cyclic.yaml:3:"))
    #expect(try refused("objectives", "night.jsonl.gz", "--plan", "ops.key", status: 2).contains("this is a secret key"))
    // A report is handed on as evidence.
    #expect(try refused("report", "night.jsonl.gz", "-o", "r.md", "--with", "objective.pay-rto.limit=1h").contains("--with"))
    #expect(!sandbox.exists("r.md"))
    let answer = try json(sandbox.cutlog("objectives", "night.jsonl.gz", "--with", "x=1", "--json"))
    #expect(answer["verdict"]?.string == "failed")
  }

  @Test func `a stream that does not verify is refused before anything is supposed`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    let outcome = try sandbox.cutlog("objectives", "bad.jsonl", "--with", "objective.nosuch.limit=1h")
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(!outcome.error.contains("nosuch"))
  }

  @Test func `where no plan can be read only a whole plan can be supposed`() throws {
    let change = try PlanChange("objective.pay-rto.limit=1h")
    let error = #expect(throws: Failure.self) {
      _ = try Supposition(changes: [change]).applied(to: JudgedPlan(), of: "night.jsonl.gz")
    }
    #expect(error?.status == .impossible)
    #expect(error?.text.contains("hint: `--plan FILE`") == true)
    let document = try PlanDocument.read(bytes: Array(Sandbox.plan.utf8), name: "plan.yaml")
    let other = Supposition.OtherPlan(file: "plan.yaml", digest: "d", document: document)
    let judged = try Supposition(plan: other, changes: [change]).applied(to: JudgedPlan(), of: "night.jsonl.gz")
    #expect(judged.plan?.objectives[0].limit == .span(TimeSpan(seconds: 3600)))
    #expect(judged.hypothesis?.plan?.changesNothing == false)
    #expect(judged.sealed == nil)
  }

  // MARK: - Documents

  @Test func `hypothetical documents fit their schemas`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let documents = JSONDocumentTests()
    let with = ["--with", "objective.pay-rto.limit=1m", "--with", "objective.pay-rto.exclude=none", "--json"]
    for question in [["objectives", "night.jsonl.gz"], ["variance", "night.jsonl.gz"], ["state", "night.jsonl.gz", "--expected"], ["status", "night.jsonl.gz"], ["plan", "plan.yaml"],
      ["forecast", "plan.yaml", "--draws", "10"],
    ] {
      try documents.validate(sandbox, try sandbox.run(Sandbox.program, question + with).output, question[0])
      guard question[1] != "plan.yaml" else { continue }
      let other = try sandbox.run(Sandbox.program, question + ["--plan", "plan.yaml", "--json"])
      try documents.validate(sandbox, other.output, question[0])
    }
  }
}
