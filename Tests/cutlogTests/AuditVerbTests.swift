import Audit
import JSONText
import Reports
import TestSupport
import Testing

/// `cutlog audit` as an auditor meets it.
@Suite struct AuditVerbTests {
  private static let policy = """
    policy: ours
    version: 1
    title: What ours keep
    controls: [ { id: C1, title: One, secondHand: true }, { id: C2, title: Two } ]
    rules:
      - { id: ended, title: What is started is ended, why: w, controls: [C1], template: response, activation: task.started, target: task.completed, per: [task] }
      - { id: no-failure, title: No task fails, why: w, severity: high, controls: [C1, C2], template: absence, activation: task.failed }
      - { id: reconciled, title: Loss is reconciled, why: w, severity: low, template: response, activation: data.lost, target: data.reconciled, per: [dataset] }
    """

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  /// `night.jsonl.gz`, closed, in which everything holds, and a policy.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy, to: "ours.yaml")
    return sandbox
  }

  /// A further stream, a day later, in which these happen beside the run; open.
  private func add(_ name: String, to sandbox: Sandbox, run: String, _ more: [String] = []) throws {
    try sandbox.expect(
      "open", name, "--plan", "plan.yaml", "--key", "ops.key", "--run", run, "--starts", "2026-11-23T22:00:00Z")
    let events = (Sandbox.run + more).map { $0.replacing("2026-11-22", with: "2026-11-23") }
    try sandbox.expect("record", name, try sandbox.file(events.joined(separator: "\n")))
  }

  private func results(_ document: JSONValue?) -> [String] {
    (document?["findings"]?.array ?? []).map { "\($0["rule"]?.string ?? "") \($0["result"]?.string ?? "")" }
  }

  @Test func `rules on the plan cite the events that show that they hold`() throws {
    let audits = try OSCALDocumentTests.night(["live"], by: ["cutover-baseline"])
    for id in ["tasks-accounted-for", "no-unplanned-task", "order-kept", "window-kept", "done-verified", "gates-checked"] {
      let finding = try #require(audits.first?.findings.first { $0.rule.id == id })
      #expect(finding.result == .satisfied && !finding.events.isEmpty, "\(id)")
    }
  }

  @Test func `judges each rule, and cites events by index, id and leaf hash`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.cutlog("audit", "night.jsonl.gz", "--policy", "ours.yaml", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let document = try json(outcome.output)
    #expect(document["verdict"]?.string == "vacuous")
    #expect(results(document["audit"]) == ["ended satisfied", "no-failure satisfied", "reconciled vacuous"])
    let event = try #require(document["audit"]?["findings"]?.array?.first?["events"]?.array?.first)
    let index = try #require(event["index"]?.integer)
    // The leaf is the hash of a zero byte and the line, as anybody can compute it.
    let leaf = try sandbox.bash(
      "(printf '\\0'; zcat night.jsonl.gz | sed -n \(index + 1)p | tr -d '\\n') | sha256sum | cut -d' ' -f1")
    #expect(event["leaf"]?.string == leaf.output.split(separator: "\n").first.map(String.init))
    #expect(document["audit"]?["summary"]?["rules"]?.integer == 3)
    let controls = document["audit"]?["controls"]?.array ?? []
    #expect(controls.map { $0["result"]?.string } == ["satisfied", "satisfied"])
    #expect(controls.map { $0["secondHand"]?.bool } == [true, false])
  }

  @Test func `ends with 1 for what is violated, 3 for what is open, and as it was asked`() throws {
    let sandbox = try sandbox()
    try add("open.gz", to: sandbox, run: "open", [event("task.started", at: "2026-11-22T22:30:00Z", id: "x", ["task": "more"])])
    try add("bad.gz", to: sandbox, run: "bad", [event("task.failed", at: "2026-11-22T22:30:00Z", id: "x", ["task": "more"])])
    func status(_ stream: String, _ options: String...) throws -> Int32 {
      try sandbox.run(Sandbox.program, ["audit", stream, "--policy", "ours.yaml"] + options).status
    }
    #expect(try status("night.jsonl.gz") == 0)
    #expect(try status("night.jsonl.gz", "--fail-on", "vacuous") == 1)
    #expect(try status("night.jsonl.gz", "--fail-on", "vacuous", "--severity", "medium") == 0)
    #expect(try status("open.gz") == 3)
    #expect(try status("open.gz", "--fail-on", "undecidable") == 1)
    #expect(try status("bad.gz") == 1)
    // The rule that is violated is of severity high, those that are open of less.
    #expect(try status("bad.gz", "--severity", "high") == 1)
    #expect(try status("bad.gz", "--severity", "critical") == 3)
    #expect(try status("night.jsonl.gz", "--fail-on", "satisfied") == 64)
    #expect(try status("night.jsonl.gz", "--fail-on", "bad") == 64)
    #expect(try sandbox.cutlog("audit", "night.jsonl.gz").status == 64)
    #expect(try sandbox.cutlog("audit", "-", "--policy", "-").status == 64)
    #expect(try sandbox.cutlog("audit", "none.gz", "--policy", "ours.yaml").status == 2)
  }

  @Test func `streams of several runs are a population, in whatever order they are named`() throws {
    let sandbox = try sandbox()
    try add("bad.gz", to: sandbox, run: "bad", [event("task.failed", at: "2026-11-22T22:30:00Z", id: "x", ["task": "more"])])
    let outcome = try sandbox.cutlog("audit", "bad.gz", "night.jsonl.gz", "--policy", "ours.yaml", "--json")
    #expect(outcome.status == 1, "\(outcome.error)")
    let document = try json(outcome.output)
    let runs = document["audit"]?["runs"]?.array ?? []
    #expect(runs.map { $0["verdict"]?.string } == ["vacuous", "violated"])
    #expect(runs.map { $0["streams"]?.array?.count } == [1, 1])
    #expect(runs.map { $0["end"]?.string } == ["2026-11-22T22:12:00Z", "2026-11-23T22:12:00Z"])
    #expect(document["streams"]?.array?.count == 2 && document["audit"]?["findings"]?.array?.count == 6)
    #expect(document["audit"]?["summary"]?["runs"]?.integer == 2)
    // Both runs are judged by one plan.
    #expect(document["digests"]?["plan"]?.string != nil)
    let again = try sandbox.cutlog("audit", "night.jsonl.gz", "bad.gz", "--policy", "ours.yaml", "--json")
    #expect(again.output == outcome.output)
    let page = try sandbox.cutlog("audit", "night.jsonl.gz", "bad.gz", "--policy", "ours.yaml").output
    #expect(page.contains("Population: 2 runs, 2 streams") && page.contains("Violated in run 2, bad"))
  }

  @Test func `two streams of one run are one row of the population`() throws {
    let sandbox = try sandbox()
    try sandbox.expect("open", "one.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "both", "--origin", "a/one")
    try sandbox.expect("open", "two.gz", "--plan", "plan.yaml", "--key", "ops.key", "--run", "both", "--origin", "a/two")
    try sandbox.expect("record", "one.gz", try sandbox.file(Sandbox.run[..<4].joined(separator: "\n")))
    try sandbox.expect("record", "two.gz", try sandbox.file(Sandbox.run[4...].joined(separator: "\n")))
    let document = try json(
      try sandbox.cutlog("audit", "two.gz", "night.jsonl.gz", "one.gz", "--policy", "ours.yaml", "--json").output)
    #expect(document["audit"]?["runs"]?.array?.map { $0["streams"]?.array?.count } == [1, 2])
    let page = try sandbox.cutlog("audit", "two.gz", "one.gz", "--policy", "ours.yaml")
    #expect(page.output.contains("stream:line"), "\(page.error)")
  }

  @Test func `a tampered stream of a population gives no answer, and the ones before it are told`() throws {
    let sandbox = try sandbox()
    try add("other.gz", to: sandbox, run: "other")
    try sandbox.bash("zcat other.gz | sed 's/22:10:00Z/22:09:00Z/' > altered.jsonl")
    let outcome = try sandbox.cutlog("audit", "night.jsonl.gz", "altered.jsonl", "--policy", "ours.yaml", "--json")
    #expect(outcome.status == 1)
    let document = try json(outcome.output)
    #expect(document["verdict"]?.string == "failed" && document["audit"] == nil)
    #expect(document["streams"]?.array?.map { $0["verdict"]?.string } == ["closed", "tampered"])
    let regardless = try sandbox.cutlog("audit", "altered.jsonl", "--policy", "ours.yaml", "--unverified")
    #expect(regardless.status == 1 && regardless.output.contains("note:"))
  }

  @Test func `a withheld line leaves open what it could decide, unless the reader accepts it`() throws {
    let sandbox = try sandbox()
    try sandbox.expect("withhold", "night.jsonl.gz", "--index", "7", "--reason", "legal", "-o", "copy.gz")
    let closed = try sandbox.cutlog("audit", "copy.gz", "--policy", "ours.yaml", "--json")
    #expect(closed.status == 3, "\(closed.error)")
    #expect(results(try json(closed.output)["audit"]).contains("no-failure undecidable"))
    let accepted = try sandbox.cutlog("audit", "copy.gz", "--policy", "ours.yaml", "--accept-withheld", "7", "--json")
    #expect(results(try json(accepted.output)["audit"]).contains("no-failure satisfied"))
  }

  @Test func `several policies are judged together, and each is named by its digest`() throws {
    let sandbox = try sandbox()
    try sandbox.write(Self.policy.replacing("policy: ours", with: "policy: theirs"), to: "theirs.yaml")
    let outcome = try sandbox.cutlog(
      "audit", "night.jsonl.gz", "--policy", "ours.yaml", "--policy", "theirs.yaml", "--json")
    let document = try json(outcome.output)
    #expect(document["audit"]?["policies"]?.array?.map { $0["id"]?.string } == ["ours", "theirs"])
    let digests = try sandbox.bash("sha256sum ours.yaml theirs.yaml | cut -d' ' -f1").output
    #expect(document["digests"]?["policy"]?.array?.compactMap(\.string) == digests.split(separator: "\n").map(String.init))
    let twice = try sandbox.cutlog("audit", "night.jsonl.gz", "--policy", "ours.yaml", "--policy", "./ours.yaml")
    #expect(twice.status == 64)
    #expect(twice.error.hasPrefix("cutlog: error: ./ours.yaml: is a policy ours, which is given already"))
  }

  @Test func `what is wrong in a policy is told with its place, on paper and in JSON`() throws {
    let sandbox = try sandbox()
    try sandbox.write(Self.policy.replacing("template: absence", with: "template: absense"), to: "bad.yaml")
    let outcome = try sandbox.cutlog("audit", "night.jsonl.gz", "--policy", "bad.yaml", "--json")
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("cutlog: error: bad.yaml:7:99: unknown template `absense` in rule `no-failure`\n"))
    let problem = try #require(try json(outcome.output)["problems"]?.array?.first)
    #expect(problem["file"]?.string == "bad.yaml" && problem["line"]?.integer == 7 && problem["column"]?.integer == 99)
  }

  @Test(arguments: ["rehearsal-1", "rehearsal-2", "live", "failback"])
  func `every pack judges the sample, and no rule is without a reader's way to its evidence`(run: String) throws {
    let sandbox = try Sandbox()
    let ids = try ControlPackNames.all(sandbox)
    let outcome = try sandbox.run(
      Sandbox.program,
      ["audit", PaymentsSampleTests.path("\(run).jsonl.gz"), "--trust", PaymentsSampleTests.path("trust"), "--json"]
        + ids.flatMap { ["--policy", $0] })
    #expect([0, 1, 3].contains(outcome.status), "\(outcome.error)")
    let findings = try #require(try json(outcome.output)["audit"]?["findings"]?.array)
    for finding in findings {
      let name = finding["id"]?.string ?? ""
      let events = finding["events"]?.array ?? []
      let reasons = finding["reasons"]?.array ?? []
      if finding["result"]?.string == "violated" || finding["result"]?.string == "undecidable" {
        #expect(!events.isEmpty || !reasons.isEmpty, "\(name)")
      }
      #expect(events.allSatisfy { $0["leaf"]?.string?.utf8.count == 64 }, "\(name)")
    }
  }
}
