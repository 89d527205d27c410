internal import Audit
internal import JSONText

/// The controls: which were looked at, and those of which there is something to say.
extension OSCALResult {
  /// A control with the rules of this run that bear on it.
  struct JudgedControl {
    /// Its place among the controls of the document.
    var place: Int
    var rules: [JudgedRule] = []

    func count(_ result: RuleResult) -> Int { rules.filter { $0.finding.result == result }.count }

    /// Whether the control is satisfied; nil where that isn't known.
    ///
    /// One violated rule is enough against it. It is satisfied only if a rule is, and none is undecidable; a vacuous rule
    /// says nothing of it. A stream that can't be believed satisfies nothing.
    func isSatisfied(unverified: Bool) -> Bool? {
      if count(.violated) > 0 { return false }
      if unverified || count(.undecidable) > 0 || count(.satisfied) == 0 { return nil }
      return true
    }
  }

  /// In the order of the document.
  func judgedControls(_ controls: inout OSCALControls) -> [JudgedControl] {
    var judged: [Int: JudgedControl] = [:]
    for rule in rules {
      for place in controls.controls(of: rule.finding.rule, rule.policy) {
        judged[place, default: JudgedControl(place: place)].rules.append(rule)
      }
    }
    return judged.keys.sorted().compactMap { judged[$0] }
  }

  func reviewedControls(_ judged: [JudgedControl], _ controls: OSCALControls) -> JSONValue {
    // One of them must be named, or all.
    let tokens = judged.isEmpty ? ["_no-rule-was-judged"] : judged.map { controls.all[$0.place].token }
    let objectives = judged.map { controls.all[$0.place].objective }
    return OSCALObject.of([
      (
        "description",
        """
        The controls that the rules of the policies bear on. What is judged of each of them, and what the events can't show, \
        is said by its objective.
        """
      ),
      ("control-selections", [["include-controls": .array(tokens.map { ["control-id": .string($0)] })]]),
      (
        "control-objective-selections",
        objectives.isEmpty
          ? nil : [["include-objectives": .array(objectives.map { ["objective-id": .string($0)] })]]
      ),
    ])
  }

  /// Nil where nothing can be said of the control.
  func finding(
    _ judged: JudgedControl, _ controls: OSCALControls, _ identifiers: inout OSCALIdentifiers
  ) -> JSONValue? {
    guard let isSatisfied = judged.isSatisfied(unverified: audit.isUnverified) else { return nil }
    let entry = controls.all[judged.place]
    let wanted: RuleResult = isSatisfied ? .satisfied : .violated
    let deciding = judged.rules.filter { $0.finding.result == wanted }
    let counts = RuleResult.allCases.filter { judged.count($0) > 0 }.map { "\(judged.count($0)) \($0.rawValue)" }
    let name = [entry.control.title.map { "\(entry.control.id): \($0)" } ?? entry.control.id]
    let uuid = identifiers.make("finding", audit.head + audit.policies.map(\.digest) + [entry.token])
    let description = "Of the rules that bear on it: \(counts.joined(separator: ", "))."
    let remarks = judged.count(.vacuous) > 0 ? "Nothing happened that its vacuous rules speak of; they count for nothing." : nil
    return OSCALObject.of([
      ("uuid", .string(uuid)), ("title", .string(name.map(OSCALText.line).joined())), ("description", .string(description)),
      (
        "props",
        OSCALObject.properties(
          [
            (entry.isRule ? "rule" : "control", entry.control.id),
            ("signer-trusted", audit.isTrusted ? nil : "false"), ("unverified", audit.isUnverified ? "true" : nil),
          ] + RuleResult.allCases.filter { judged.count($0) > 0 }.map { ("rules-\($0.rawValue)", "\(judged.count($0))") })
      ),
      ("origins", origins),
      (
        "target",
        OSCALObject.of([
          ("type", "objective-id"), ("target-id", .string(entry.objective)),
          (
            "status",
            OSCALObject.of([
              ("state", isSatisfied ? "satisfied" : "not-satisfied"), ("reason", isSatisfied ? "pass" : "fail"),
              ("remarks", remarks.map { .string($0) }),
            ])
          ),
        ])
      ),
      ("related-observations", .array(deciding.map { ["observation-uuid": .string($0.observation)] })),
      ("related-risks", .array(deciding.compactMap(\.risk).map { ["risk-uuid": .string($0)] })),
    ])
  }
}
