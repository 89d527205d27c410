internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import JSONText
internal import Replay

/// The `result` of one run.
struct OSCALResult {
  let audit: RunAudit
  let resources: OSCALBackMatter.Resources
  private let program: ProgramName
  private let uuid: String
  /// The tool that judged, as an actor.
  let tool: String
  /// Each rule with the UUIDs of what says how it was judged, in the order of the policies.
  let rules: [JudgedRule]
  /// The entry of the assessment log for each cited line.
  let entries: [RunAudit.LinePlace: String]

  struct JudgedRule {
    var policy: RunAudit.JudgedPolicy
    var finding: RuleFinding
    var observation: String
    /// Only where the rule is violated.
    var risk: String?
  }

  init(
    _ audit: RunAudit, _ program: ProgramName, _ identifiers: inout OSCALIdentifiers,
    _ resources: OSCALBackMatter.Resources
  ) {
    self.audit = audit
    self.program = program
    self.resources = resources
    let head = audit.head
    uuid = identifiers.make("result", head + audit.policies.map(\.digest))
    tool = identifiers.make("tool", head + [program.name, program.version])
    var rules: [JudgedRule] = []
    for policy in audit.policies {
      for finding in policy.findings {
        let name = head + [policy.digest, finding.rule.id]
        rules.append(
          JudgedRule(
            policy: policy, finding: finding, observation: identifiers.make("observation", name),
            risk: finding.result == .violated ? identifiers.make("risk", name) : nil))
      }
    }
    self.rules = rules
    var entries: [RunAudit.LinePlace: String] = [:]
    for event in Self.cited(audit) {
      entries[RunAudit.LinePlace(event)] = identifiers.make(
        "event", head + ["\(event.stream)", "\(event.index)", audit.leaf(of: event) ?? ""])
    }
    self.entries = entries
  }

  /// The cited events, each once, by stream, then by line.
  static func cited(_ audit: RunAudit) -> [EventReference] {
    var seen: Set<RunAudit.LinePlace> = []
    let events = audit.findings.flatMap(\.events).filter { seen.insert(RunAudit.LinePlace($0)).inserted }
    return events.sorted { $0.place < $1.place }
  }

  func json(
    _ controls: inout OSCALControls, _ people: inout OSCALPeople, _ identifiers: inout OSCALIdentifiers
  ) -> JSONValue {
    let (start, end) = (audit.span?.lowerBound ?? audit.lastTime, audit.span?.upperBound)
    let run = audit.run.map(OSCALText.line)
    let log = assessmentLog(&people, &identifiers)
    let judged = judgedControls(&controls)
    return OSCALObject.of([
      ("uuid", .string(uuid)), ("title", .string(run.map { "Run \($0)" } ?? "A run without a name")),
      ("description", .string(description)), ("start", .string(OSCALText.time(start))),
      ("end", end.map { .string(OSCALText.time($0)) }), ("props", properties), ("links", links),
      ("local-definitions", ["components": [component]]),
      ("reviewed-controls", reviewedControls(judged, controls)), ("assessment-log", log),
      ("observations", .array(rules.map(observation))),
      ("risks", .array(rules.compactMap(risk))),
      ("findings", .array(judged.compactMap { finding($0, controls, &identifiers) })),
      ("remarks", remarks.map { .string($0) }),
    ])
  }

  private var description: String {
    let counts = RuleResult.allCases.map { result in
      "\(audit.findings.filter { $0.result == result }.count) \(result.rawValue)"
    }
    return """
      What the signed stream of a cutover shows of the rules of the policies: \(counts.joined(separator: ", ")). A vacuous or \
      undecidable rule is an observation and never satisfies a control.
      """
  }

  private var properties: JSONValue {
    let corrections = audit.corrections
    func count(_ number: Int) -> String? { number > 0 ? "\(number)" : nil }
    return OSCALObject.properties(
      [
        ("run", audit.run), ("verdict", audit.verdict?.rawValue), ("unverified", audit.isUnverified ? "true" : nil),
        ("signer-trusted", audit.isTrusted ? "true" : "false"), ("events-amended", count(corrections.amended)),
        ("events-retracted", count(corrections.retracted)), ("events-shifted", count(corrections.shifted)),
      ] + corrections.stated.map { ("clock-stated", "\($0.source) \($0.offset.readable)") }
        + audit.opening.map { ("opening", "\($0.name): \($0.value)") })
  }

  private var links: JSONValue {
    .array((resources.streams + [resources.plan].compactMap(\.self)).map { ["href": .string("#" + $0), "rel": "reference"] })
  }

  private var component: JSONValue {
    OSCALObject.of([
      ("uuid", .string(tool)), ("type", "software"), ("title", .string(OSCALText.line(program.name))),
      ("description", "The program that verified the streams and judged the rules."),
      ("props", [["name": "version", "value": .string(OSCALText.value(program.version))]]),
      ("status", ["state": "operational"]),
    ])
  }

  /// The tool as the origin of what it found.
  var origins: JSONValue { [["actors": [["type": "tool", "actor-uuid": .string(tool)]]]] }

  /// What the reader must know of the streams before believing anything.
  private var remarks: String? {
    var lines: [String] = []
    if audit.isUnverified { lines.append("A stream was not verified or does not verify. Nothing here is evidence, and no control is satisfied.") }
    if !audit.isUnverified, !audit.isTrusted {
      lines.append("A signer is not in the trust file of whoever made this document. Compare the keys with those that you were given.")
    }
    if !audit.corrections.isEmpty {
      lines.append("Later events of the streams amend, retract or shift others; the rules are judged with that. The lines are cited as they were recorded.")
    }
    if !audit.problems.isEmpty {
      lines.append(audit.problems.map { "- \($0.severity.rawValue): \(OSCALText.line($0.message))" }.joined(separator: "\n"))
    }
    return OSCALText.paragraphs(lines)
  }
}

extension RunAudit {
  /// Whether the reader trusts the signers of all streams.
  var isTrusted: Bool { !streams.isEmpty && streams.allSatisfy { $0.signer?.trusted == true } }
}

extension RunAudit.LinePlace {
  init(_ event: EventReference) { self.init(stream: event.stream, index: event.index) }
}
