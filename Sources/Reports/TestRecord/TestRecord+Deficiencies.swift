internal import Audit
internal import CutoverModel
internal import Replay

/// What was not as it should be, and what isn't known.
extension TestRecord {
  /// One thing of a list.
  struct Matter {
    /// What kind of thing it is: `rule`, `objective`, `check`, `state`, `task`, `gate`, `slip`, `stream`, `plan`.
    var kind: String
    /// What it is about; with the kind a name that stays the same.
    var subject: String? = nil
    var text: Phrase
    var severity: String? = nil
    var events: [EventReference] = []
  }

  /// How many events of a matter are named, and parts of a slip.
  static let namedEvents = 5

  /// Violated rules, missed objectives, failed checks, what is not as the plan expects, and slips.
  var deficiencies: [Matter] {
    rules(.violated) { "violated: \($0.rule.title)" } + missedObjectives + failedChecks + wrongStates + failedTasks + lateGates
      + slips
  }

  /// What is undecided: a record of a test that leaves it so has not shown it.
  var open: [Matter] {
    let undecided = rules(.undecidable) { finding in
      "undecidable: \(finding.rule.title)\(finding.reasons.first.map { ": \($0)" } ?? "")"
    }
    let vacuous = rules(.vacuous) { "nothing happened that the rule speaks of: \($0.rule.title)" }
    return undecided + vacuous + unknownObjectives + openChecks + unknownStates + openEvidence
  }

  // MARK: - Rules

  private func rules(_ result: RuleResult, _ text: (RuleFinding) -> Phrase) -> [Matter] {
    (audit?.policies ?? []).flatMap { policy in
      policy.findings.filter { $0.result == result }.map { finding in
        Matter(
          kind: "rule", subject: "\(policy.policy.id)/\(finding.rule.id)", text: text(finding),
          severity: finding.rule.severity.rawValue, events: result == .violated ? finding.events : [])
      }
    }
  }

  // MARK: - Objectives

  private var missedObjectives: [Matter] {
    judgedObjectives.filter { $0.verdict == .missed }.map { result in
      let actual = result.count.map { "\($0) \(result.unit ?? "")" } ?? SpanText.of(result.value)
      let limit = result.limitCount.map { "\($0) \(result.unit ?? "")" } ?? SpanText.of(result.limit)
      return Matter(
        kind: "objective", subject: result.id, text: "missed: \(actual), the limit is \(limit)",
        events: [result.from, result.to].compactMap(\.self))
    }
  }

  private var unknownObjectives: [Matter] {
    judgedObjectives.filter { $0.verdict == .unknown }.map { result in
      let lacking = result.missing.joined(separator: ", ")
      return Matter(
        kind: "objective", subject: result.id, text: lacking.isEmpty ? "unknown" : "unknown, it lacks \(lacking)",
        events: [result.from, result.to].compactMap(\.self))
    }
  }

  private var judgedObjectives: [ObjectiveResult] { report.objectives?.objectives.filter(\.applies) ?? [] }

  // MARK: - Checks

  private var failedChecks: [Matter] {
    facts.checks.filter { $0.failed > 0 }.map { check in
      let end: Phrase = check.last == .failed ? "failed at last" : "\(check.last.rawValue) at last"
      return Matter(
        kind: "check", subject: check.check, text: "failed \(Count.of(check.failed, "time")), \(end)",
        events: check.failures.map(\.event))
    }
  }

  private var openChecks: [Matter] {
    let last = facts.checks.filter { $0.last == .inconclusive || $0.last == .waived }.map { check in
      Matter(kind: "check", subject: check.check, text: "\(check.last.rawValue) at last", events: [check.lastEvent.event])
    }
    let unseen = (report.plan?.checks ?? []).filter { planned in
      planned.required && !facts.checks.contains { $0.check.utf8.elementsEqual(planned.id.utf8) }
    }
    return last + unseen.map { Matter(kind: "check", subject: $0.id, text: "required, and never seen") }
  }

  // MARK: - State against the plan

  private var wrongStates: [Matter] {
    let expected = (report.alignment?.expectations ?? []).filter { $0.result == .misaligned }
    let checked = (report.alignment?.checks ?? []).filter { $0.outcome == .violated && !isToldElsewhere($0.rule) }
    return Self.matters(checked, expected)
  }

  private var unknownStates: [Matter] {
    let expected = (report.alignment?.expectations ?? []).filter { $0.result == .unknown }
    let checked = (report.alignment?.checks ?? []).filter { $0.outcome == .undecidable && !isToldElsewhere($0.rule) }
    return Self.matters(checked, expected)
  }

  /// A check may say of an entry what its expectation says; then it is said once.
  private static func matters(_ checks: [AlignmentCheck], _ expectations: [ExpectationResult]) -> [Matter] {
    checks.map(matter)
      + expectations.filter { result in
        !checks.contains { $0.message == result.message && $0.events == result.events }
      }.map(matter)
  }

  /// Whether a rule sums up what stands in this record piece by piece.
  private func isToldElsewhere(_ rule: AlignmentRule) -> Bool { rule == .objectivesMet || rule == .smokePassed }

  private static func matter(_ result: ExpectationResult) -> Matter {
    Matter(
      kind: "state", subject: "\(result.section.rawValue)/\(result.subject)", text: "\(result.message)", events: result.events)
  }

  private static func matter(_ check: AlignmentCheck) -> Matter {
    let subject = check.subject.map { "\(check.rule.rawValue)/\($0)" } ?? check.rule.rawValue
    return Matter(kind: "state", subject: subject, text: "\(check.message)", events: check.events)
  }

  // MARK: - The plan

  private var failedTasks: [Matter] {
    guard let variance = report.variance else { return [] }
    let failed = variance.tasks.compactMap { task -> Matter? in
      let failures = task.attempts.filter { $0.outcome == .failed }
      if !failures.isEmpty {
        return Matter(
          kind: "task", subject: task.id,
          text: "failed \(Count.of(failures.count, "time")), \(task.state.rawValue) at last",
          events: failures.compactMap { $0.end?.event })
      }
      guard task.verified == .failed else { return nil }
      return Matter(
        kind: "task", subject: task.id, text: "done, and a check of it failed",
        events: [task.actualFinish?.event].compactMap(\.self))
    }
    let left = variance.notExecuted.map { Matter(kind: "task", subject: $0, text: "planned, and never tried") }
    let undone = variance.undone.filter { !variance.notExecuted.contains($0) }
      .map { Matter(kind: "task", subject: $0, text: "not done when the run was over") }
    let unplanned = variance.unplanned.map {
      Matter(
        kind: "task", subject: $0.id, text: "not planned, and done all the same",
        events: [$0.history.first?.event].compactMap(\.self))
    }
    return failed + left + undone + unplanned
  }

  private var lateGates: [Matter] {
    report.timeline.gates.filter { $0.inTime == .missed }.map { gate in
      Matter(
        kind: "gate", subject: gate.gate, text: "not passed by its deadline",
        events: [gate.passed?.event].compactMap(\.self))
    }
  }

  private var slips: [Matter] {
    guard let variance = report.variance, let slip = variance.slip, slip > .zero else { return [] }
    let largest = variance.attribution.filter { $0.slip > .zero }.enumerated()
      .sorted { ($1.element.slip, $0.offset) < ($0.element.slip, $1.offset) }.prefix(Self.namedEvents)
    var text: Phrase = "finished \(SpanText.of(slip)) later than planned"
    for (number, part) in largest.map(\.element).enumerated() {
      text = text + (number == 0 ? "; most of it " : ", ")
      text = text + "\(SpanText.signed(part.slip)) by the \(part.kind.rawValue) of \(code: part.task)"
    }
    return [Matter(kind: "slip", text: text, events: [variance.actualFinish?.event].compactMap(\.self))]
  }

  // MARK: - The evidence itself

  private var openEvidence: [Matter] {
    var matters: [Matter] = []
    for stream in report.streams {
      if !stream.isIntact {
        matters.append(Matter(kind: "stream", subject: stream.origin, text: "does not verify: this is not evidence"))
      } else if stream.verdict == "open" {
        matters.append(Matter(kind: "stream", subject: stream.origin, text: "still open: what follows isn't known"))
      }
      if stream.signer?.trusted != true {
        matters.append(Matter(kind: "stream", subject: stream.origin, text: "its signer is not trusted by whoever made this record"))
      }
    }
    if report.timeline.withheld > 0 {
      matters.append(Matter(kind: "stream", subject: nil, text: "\(Count.of(report.timeline.withheld, "line")) withheld"))
    }
    if let remark = report.objectives?.planStanding.remark {
      matters.append(Matter(kind: "plan", subject: report.plan?.plan, text: "\(remark)"))
    }
    return matters
  }
}
