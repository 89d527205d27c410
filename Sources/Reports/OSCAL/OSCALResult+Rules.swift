internal import Audit
internal import CloudEvents
internal import JSONText

/// The rules: how each was judged, and what is at stake where it is violated.
extension OSCALResult {
  func observation(_ judged: JudgedRule) -> JSONValue {
    let (rule, finding) = (judged.finding.rule, judged.finding)
    let reasons = finding.reasons.map { OSCALText.line($0) + "." }
    return OSCALObject.of([
      ("uuid", .string(judged.observation)), ("title", .string(OSCALText.line(rule.title))),
      ("description", OSCALText.paragraphs([Self.meaning(of: finding.result)] + reasons).map { .string($0) }),
      ("props", properties(judged)), ("methods", ["TEST"]), ("origins", origins), ("subjects", subjects(finding.events)),
      ("relevant-evidence", .array(finding.events.map(evidence))), ("collected", .string(OSCALText.time(audit.lastTime))),
      (
        "remarks",
        rule.cannotShow.map { .string("What the events can't show: \(OSCALText.line($0))") }
      ),
    ])
  }

  private func properties(_ judged: JudgedRule) -> JSONValue {
    let finding = judged.finding
    return OSCALObject.properties(
      [
        ("policy", judged.policy.policy.id), ("policy-version", "\(judged.policy.policy.version)"),
        ("policy-sha256", judged.policy.digest), ("rule", finding.rule.id), ("severity", finding.rule.severity.rawValue),
        ("template", finding.rule.requirement.templateName), ("result", finding.result.rawValue),
        ("as-seen", finding.asSeen.rawValue), ("activations", "\(finding.activations)"),
        ("fulfilled", "\(finding.fulfilled)"), ("violated", "\(finding.violated)"),
      ] + finding.rule.controls.map { ("control", $0) })
  }

  private static func meaning(of result: RuleResult) -> String {
    switch result {
    case .satisfied: "Satisfied: the rule holds, and something happened that it speaks of."
    case .vacuous: "Vacuous: nothing happened that the rule speaks of. This proves nothing."
    case .undecidable: "Undecidable: what isn't seen could make the rule hold, or not."
    case .violated: "Violated: the rule doesn't hold."
    }
  }

  /// Nil where the rule isn't violated.
  func risk(_ judged: JudgedRule) -> JSONValue? {
    guard let uuid = judged.risk else { return nil }
    let rule = judged.finding.rule
    return OSCALObject.of([
      ("uuid", .string(uuid)), ("title", .string(OSCALText.line("Violated: \(rule.title)"))),
      ("description", .string("The run did not keep the rule. What follows from that is for people to judge.")),
      ("statement", .string(OSCALText.line(rule.why))),
      ("props", OSCALObject.properties([("rule", rule.id), ("severity", rule.severity.rawValue)])), ("status", "open"),
      ("origins", origins), ("related-observations", [["observation-uuid": .string(judged.observation)]]),
    ])
  }
}
