import CloudEvents
import CutoverModel
import Foundation
import JSONText
import Replay
import TestSupport
import Testing

@testable import Audit
@testable import Reports
@testable import cutlog

/// OSCAL assessment results: by models generated from NIST's schema of OSCAL 1.2.1, and by rules of our own in Python.
@Suite struct OSCALDocumentTests {
  static let program = ProgramName(name: "cutlog", version: "test")
  private static let packs = ControlPack.all.map(\.name)

  // MARK: - Judging and checking

  /// The audits of some streams, one for each run.
  static func audits(
    _ streams: [String], trust: String? = nil, unverified: Bool = false, by policies: [String]
  ) throws -> [RunAudit] {
    var options = ReadingOptions.none
    options.trust = trust
    options.unverified = unverified
    let console = Console(output: { _ in true }, error: { _ in true }, form: .init())
    let services = SystemServices.recorder([:])
    let surroundings = Surroundings(console: console, environment: [:], services: services, remembered: nil)
    let given = try policies.map { try GivenPolicy($0) }
    return try RunInput.runs(of: streams, options, surroundings).map { run in
      var run = run
      return try run.audit(by: given)
    }
  }

  /// A night of the sample of a bank's payments.
  static func night(_ names: [String] = ["live"], by policies: [String]) throws -> [RunAudit] {
    try audits(
      names.map { SampleTests.file("aks-payments", "\($0).jsonl.gz").path },
      trust: SampleTests.file("aks-payments", "trust").path, by: policies)
  }

  static func bytes(_ audits: [RunAudit]) -> [UInt8] { OSCALAssessmentResults(audits, program: program).bytes }

  /// Gives a document to both judges.
  static func check(_ document: [UInt8], _ options: String...) throws -> Sandbox.Outcome {
    let sandbox = try Sandbox()
    try sandbox.write(document, to: "document.oscal.json")
    let package = Sandbox.package
    return try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      [
        package.appendingPathComponent("Tests/Foreign/check_oscal.py").path, "--models",
        package.appendingPathComponent(".build/oscal-models").path,
      ] + options + [sandbox.path("document.oscal.json")])
  }

  static func expectGood(_ document: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try check(document)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)", sourceLocation: sourceLocation)
  }

  /// The `result` of each run.
  private func results(_ document: [UInt8]) throws -> [JSONValue] {
    try #require(try JSONValue(parsing: document)["assessment-results"]?["results"]?.array)
  }

  private func property(_ name: String, of value: JSONValue) -> String? {
    value["props"]?.array?.first { $0["name"]?.string == name }?["value"]?.string
  }

  /// The state of each control that has a finding, by its id.
  private func states(_ result: JSONValue) -> [String: String] {
    let findings = result["findings"]?.array ?? []
    return Dictionary(
      findings.compactMap { finding in
        guard let name = property("control", of: finding) ?? property("rule", of: finding) else { return nil }
        return finding["target"]?["status"]?["state"]?.string.map { (name, $0) }
      }) { first, _ in first }
  }

  // MARK: - Real runs

  @Test func `the night and its failback by all packs are good, and a document broken in any of many ways is refused`() throws {
    let document = Self.bytes(try Self.night(["live", "failback"], by: Self.packs))
    let outcome = try Self.check(document, "--mutations")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    #expect(outcome.output == "good, 39 mutations refused\n")
    let runs = try results(document).compactMap { property("run", of: $0) }
    #expect(runs == ["payments-aks/live", "payments-aks/failback"])
  }

  @Test(arguments: SampleTests.names) func `every sample by every pack is good`(name: String) throws {
    let stream = SampleTests.file(name, "\(name).jsonl.gz").path
    let audits = try Self.audits([stream], trust: SampleTests.file(name, "trust").path, by: Self.packs)
    try Self.expectGood(Self.bytes(audits))
  }

  static let policy = """
    policy: night
    version: 3
    title: What a night must show
    controls:
      - { id: AU-9(3), title: Cryptographic protection, source: NIST SP 800-53 r5 }
      - { id: CP-4, title: Contingency plan testing, source: NIST SP 800-53 r5 }
      - { id: CP-10, title: System recovery and reconstitution, source: NIST SP 800-53 r5 }
      - { id: CC8.1, title: Changes are authorised, source: TSP section 100, secondHand: true }
    rules:
      - id: approved-first
        title: No half of the traffic moves before the gate was passed
        why: What moves with the traffic can't be taken back.
        severity: high
        controls: [CC8.1]
        cannotShow: Whether the approver had understood what was approved.
        template: precedence
        activation: { type: gate.approved, where: { gate: go-live } }
        target: { type: traffic.shifted, where: { data.percent: { atLeast: 50 } } }
      - { id: objectives, title: The objectives are met, why: They were promised., severity: critical, controls: [CP-10], objectives: all }
      - { id: moved, title: No listener is left on the old side, why: It would take what is meant for the new one., controls: [CP-10], state: listener-moved }
      - { id: all-tried, title: Every planned task was tried, why: A plan that isn't carried out proves nothing., controls: [CP-4], schedule: all-tasks-tried }
      - id: rollback-decided
        title: Whoever rolls back has decided it
        why: A rollback is a change too.
        severity: low
        controls: [AU-9(3), CP-4]
        template: responded-existence
        activation: { type: phase.entered, where: { data.phase: rollback } }
        target: { type: decision.made, where: { data.decision: rollback } }
    """

  private func withPolicy(_ text: String = policy, _ body: (String) throws -> Void) throws {
    let sandbox = try Sandbox()
    try sandbox.write(text, to: "policy.yaml")
    try body(sandbox.path("policy.yaml"))
  }

  @Test func `the document of the night and its failback is kept byte for byte`() throws {
    try withPolicy { policy in
      let document = Self.bytes(try Self.night(["live", "failback"], by: [policy]))
      try Self.expectGood(document)
      #expect(try GoldenFile.difference(String(decoding: document, as: UTF8.self), "aks-payments.oscal.json") == nil)
    }
  }

  @Test func `the same streams give the same bytes, whichever way they are named`() throws {
    try withPolicy { policy in
      let one = Self.bytes(try Self.night(["live", "failback"], by: [policy]))
      #expect(try Self.bytes(Self.night(["failback", "live"], by: [policy])) == one)
      #expect(try Self.bytes(Self.night(["live"], by: [policy])) != one)
    }
  }

  @Test func `a violated rule is a finding against its control and a risk, a vacuous one neither`() throws {
    try withPolicy { policy in
      let result = try #require(results(Self.bytes(Self.night(by: [policy]))).first)
      #expect(states(result) == ["CC8.1": "satisfied", "CP-10": "not-satisfied", "CP-4": "satisfied"])
      #expect(result["risks"]?.array?.compactMap { property("rule", of: $0) } == ["objectives"])
      let observed = result["observations"]?.array?.compactMap { property("result", of: $0) }
      #expect(observed == ["satisfied", "violated", "satisfied", "satisfied", "vacuous"])
    }
  }

  @Test func `each cited event has its place, its leaf hash and who logged it`() throws {
    try withPolicy { policy in
      let audits = try Self.night(by: [policy])
      let result = try #require(results(Self.bytes(audits)).first)
      let entries = try #require(result["assessment-log"]?["entries"]?.array)
      let cited = Set(audits[0].findings.flatMap(\.events).map { "\($0.index)" })
      #expect(Set(entries.compactMap { property("sequence", of: $0) }) == cited)
      #expect(entries.allSatisfy { property("leaf-hash", of: $0)?.utf8.count == 64 })
      let go = try #require(entries.first { property("event-id", of: $0) == "alice-012" })
      #expect(property("actor", of: go) == "alice@example.com")
      #expect(go["logged-by"]?.array?.count == 1)
    }
  }

  // MARK: - What can't be believed

  @Test func `a signer who isn't trusted is said, and a stream that doesn't verify satisfies nothing`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(
      """
      policy: p
      version: 1
      controls: [ { id: A, title: Ends }, { id: B, title: Begins } ]
      rules:
        - { id: e, title: It ends, why: w, controls: [A], template: existence, activation: run.ended }
        - { id: n, title: Nothing fails, why: w, controls: [B], template: absence, count: 1, activation: run.began }
      """, to: "p.yaml")
    func document(_ stream: String, trust: String, unverified: Bool = false) throws -> [UInt8] {
      Self.bytes(
        try Self.audits(
          [sandbox.path(stream)], trust: sandbox.path(trust), unverified: unverified, by: [sandbox.path("p.yaml")]))
    }
    let trusted = try document("night.jsonl.gz", trust: "ops.key.pub")
    #expect(try states(results(trusted)[0]) == ["A": "satisfied", "B": "not-satisfied"])
    #expect(try property("signer-trusted", of: results(trusted)[0]) == "true")
    try sandbox.expect("keygen", "example.com/others", "-o", "others.key")
    let untrusted = try document("night.jsonl.gz", trust: "others.key.pub")
    let findings = try #require(try results(untrusted)[0]["findings"]?.array)
    #expect(findings.allSatisfy { property("signer-trusted", of: $0) == "false" })
    #expect(try results(untrusted)[0]["remarks"]?.string?.contains("not in the trust file") == true)
    try sandbox.bash("zcat night.jsonl.gz | sed 's/\"id\":\"s1\"/\"id\":\"s9\"/' > bent.jsonl")
    let bent = try document("bent.jsonl", trust: "ops.key.pub", unverified: true)
    #expect(try !states(results(bent)[0]).values.contains("satisfied"))
    #expect(try property("unverified", of: results(bent)[0]) == "true")
    for document in [trusted, untrusted, bent] { try Self.expectGood(document) }
  }

  // MARK: - Controls

  private func rule(_ id: String, _ controls: [String], _ result: RuleResult) -> RuleFinding {
    let requirement = Requirement.objectives(ObjectiveRequirement())
    return RuleFinding(Rule(id: id, title: "rule \(id)", why: "w", controls: controls, requirement: requirement), result)
  }

  private func audit(
    _ policies: [(Policy, [RuleFinding])], run: String = "r", unverified: Bool = false
  ) -> RunAudit {
    var audit = RunAudit()
    var stream = StreamSummary(verdict: "closed", isIntact: !unverified)
    stream.origin = "o/\(run)"
    stream.run = run
    stream.size = 9
    stream.signer = .init(name: "s", vkey: "s+1+A", trusted: true)
    audit.streams = [stream]
    audit.isUnverified = unverified
    audit.policies = policies.enumerated().map { number, judged in
      var policy = judged.0
      policy.rules = judged.1.map(\.rule)
      return .init(
        policy: policy, isPack: false, digest: String(repeating: "\(number)", count: 64), findings: judged.1)
    }
    return audit
  }

  private func state(of results: RuleResult..., unverified: Bool = false) throws -> String? {
    let findings = results.enumerated().map { rule("r\($0.offset)", ["C"], $0.element) }
    let policy = Policy(id: "p", version: 1, controls: [Control(id: "C")])
    let document = Self.bytes([audit([(policy, findings)], unverified: unverified)])
    try Self.expectGood(document)
    return states(try self.results(document)[0])["C"]
  }

  @Test func `a control is satisfied only by a satisfied rule, and by none that is open or broken`() throws {
    #expect(try state(of: .satisfied) == "satisfied")
    #expect(try state(of: .satisfied, .vacuous) == "satisfied")
    #expect(try state(of: .vacuous) == nil)
    #expect(try state(of: .undecidable) == nil)
    #expect(try state(of: .satisfied, .undecidable) == nil)
    #expect(try state(of: .vacuous, .undecidable) == nil)
    #expect(try state(of: .satisfied, .violated) == "not-satisfied")
    #expect(try state(of: .undecidable, .violated) == "not-satisfied")
    #expect(try state(of: .satisfied, unverified: true) == nil)
    #expect(try state(of: .satisfied, .violated, unverified: true) == "not-satisfied")
  }

  @Test func `a clause of one source is one control in two policies, and of two sources two`() throws {
    func policy(_ id: String, source: String) -> Policy {
      Policy(id: id, version: 1, controls: [Control(id: "6.5.1", source: source)])
    }
    func tokens(_ one: String, _ other: String) throws -> [String] {
      let document = Self.bytes([
        audit([
          (policy("p", source: one), [rule("a", ["6.5.1"], .satisfied)]),
          (policy("q", source: other), [rule("b", ["6.5.1"], .violated)]),
        ])
      ])
      try Self.expectGood(document)
      let objectives = try JSONValue(parsing: document)["assessment-results"]?["local-definitions"]?["objectives-and-methods"]
      return objectives?.array?.compactMap { $0["control-id"]?.string } ?? []
    }
    #expect(try tokens("PCI DSS", "PCI DSS") == ["_6.5.1"])
    #expect(try tokens("PCI DSS", "ISO 22301") == ["_6.5.1", "_6.5.1-2"])
  }

  @Test func `several runs, policies without rules, without controls and named alike make a good document`() throws {
    let bare = Policy(id: "p", version: 1)
    let judged = [
      audit([(bare, [])]), audit([]), audit([(bare, [rule("a", [], .violated)]), (bare, [rule("a", [], .satisfied)])], run: "s"),
      audit([(bare, [rule("a", [], .violated)]), (bare, [rule("a", [], .satisfied)])], run: "s"),
    ]
    for audits in [[judged[0]], [judged[1]], [judged[2]], judged] { try Self.expectGood(Self.bytes(audits)) }
    let broken = try results(Self.bytes([judged[2]]))[0]
    #expect(broken["findings"]?.array?.count == 2)
  }

  // MARK: - Texts

  @Test func `hostile texts of events, plans and policies stay inside the grammar and show nothing that steers`() throws {
    let hostile = " a\n\t\u{1B}[2J\u{202E}\u{2028}<script>[x](javascript:y)\u{FEFF}\"\\ \n"
    var finding = rule(hostile, [hostile, "", "\u{0}", "É(1)"], .violated)
    finding.rule.title = hostile
    finding.rule.why = hostile
    finding.rule.cannotShow = hostile
    finding.reasons = [hostile, ""]
    finding.events = [
      EventReference(
        index: 3, source: hostile, id: hostile, time: .earliest, type: hostile, stream: 0, origin: hostile),
      EventReference(index: 4, source: "", id: "", time: .latest, type: "", stream: 7, origin: nil),
    ]
    let control = Control(id: hostile, title: hostile, text: hostile, source: hostile, isSecondHand: true)
    let policy = Policy(id: hostile, version: .min, title: hostile, controls: [control])
    var judged = audit([(policy, [finding])], run: hostile)
    judged.streams[0].origin = hostile
    judged.streams[0].checkpoint = hostile
    judged.streams[0].root = hostile
    judged.opening = [(hostile, hostile), ("", "")]
    judged.span = .earliest ... .latest
    var plan = Plan(plan: hostile, version: 1)
    plan.title = hostile
    var person = Plan.Person(id: hostile)
    person.principal = hostile
    person.team = ""
    plan.people = [person]
    judged.plan = plan
    judged.planDigest = hostile
    judged.people = [.init(stream: 0, index: 3): try #require(.init(actor: hostile, onBehalfOf: nil, recordedBy: nil))]
    judged.problems = [ReportProblem(.warning, rule: hostile, message: hostile)]
    let document = Self.bytes([judged])
    try Self.expectGood(document)
    let text = String(decoding: document, as: UTF8.self)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.steersOrHides })
    let markdown = Self.markdown(in: try JSONValue(parsing: document))
    #expect(markdown.count > 20)
    for text in markdown { #expect(!text.contains("<script>") && !text.contains("[x]")) }
  }

  /// All that OSCAL takes for Markdown.
  private static func markdown(in value: JSONValue) -> [String] {
    let names = ["title", "description", "remarks", "prose", "statement"]
    let own = value.members?.filter { names.contains($0.name) }.compactMap(\.value.string) ?? []
    let inner = value.members?.map(\.value) ?? value.array ?? []
    return own + inner.flatMap { markdown(in: $0) }
  }

  @Test func `ids become tokens as the catalogues write them`() {
    let tokens = ["AU-9(3)", "9(4)(e)", "CC8.1", "A.5.30", "Art. 17", "", "É", "(x)", "cp-10_obj"]
      .map { OSCALText.token($0) }
    #expect(tokens == ["au-9.3", "_9.4.e", "cc8.1", "a.5.30", "art._17", "_", "__", "x", "cp-10_obj"])
  }

  @Test func `UUIDs are those that Python makes of the same names, and nothing has two`() throws {
    let script = """
      import uuid
      namespace = uuid.uuid5(uuid.NAMESPACE_URL, "https://cutlog.dev/ns/oscal")
      print(uuid.uuid5(namespace, "3:run,2:é,0:,"))
      """
    let made = try Sandbox().run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script]).output
    #expect(OSCALUUID.of(["run", "é", ""]) + "\n" == made)
    var identifiers = OSCALIdentifiers()
    let uuids = ["a", "a", "b", "a"].map { identifiers.make("kind", [$0]) } + [identifiers.make("kind", ["a", "1"])]
    #expect(Set(uuids).count == 5)
  }
}
