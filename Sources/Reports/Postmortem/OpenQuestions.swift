internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What the record of a run can't answer for lack of evidence, as questions for people.
///
/// Each comes from something that a fold left unknown: nothing is asked that the record answers.
package struct OpenQuestions {
  /// How many questions of one kind are asked one by one.
  private static let listed = 20

  package private(set) var questions: [Phrase] = []
  private let report: RunReport
  private var streams: Int { report.timeline.streams }

  package init(_ report: RunReport) {
    self.report = report
    ask(aboutLog())
    ask(aboutEnd())
    ask(aboutObjectives())
    ask(aboutUsers())
    ask(aboutIncidents())
    ask(aboutTasks())
    ask(aboutState())
    ask(aboutRules())
    ask(aboutClaims())
    ask(aboutClocks())
  }

  private mutating func ask(_ asked: [Phrase]) {
    questions += asked.prefix(Self.listed)
    let further = asked.count - Self.listed
    if further > 0 { questions.append("and \(Count.of(further, "question")) more of that kind, which the sections above raise") }
  }

  private func anchor(_ event: EventReference) -> Phrase { EventText.anchor(event, among: streams) }

  private static func lacking(_ missing: [String]) -> Phrase {
    missing.isEmpty ? "" : " The record lacks \(missing.joined(separator: ", "))."
  }

  // MARK: - The log and the run

  private func aboutLog() -> [Phrase] {
    var asked: [Phrase] = []
    for (number, stream) in report.streams.enumerated() {
      let name: Phrase = report.streams.count > 1 ? "stream \(number + 1)" : "the stream"
      if !stream.isIntact { asked.append("What did " + name + " say before it was changed? It is \(stream.verdict).") }
      if stream.signer?.trusted != true { asked.append("Is " + name + " signed by the recorder that was meant to? Whoever made this report doesn't trust its key.") }
      guard !stream.withheld.isEmpty else { continue }
      let isOne = stream.withheld.count == 1
      asked.append(
        "What \(isOne ? "does line" : "do lines") \(LineRanges(stream.withheld).text) of " + name
          + " say? \(isOne ? "It is" : "They are") withheld, and could change what is judged here.")
    }
    return asked
  }

  private func aboutEnd() -> [Phrase] {
    var asked: [Phrase] = []
    if report.isOpen {
      asked.append("What happened after the last seal? The log is still open.")
    } else if let run = report.runReading, run.ended == nil {
      asked.append("When did the run end, and how? No end of it was recorded.")
    } else if report.ends.ended != nil, report.ends.outcome == nil {
      asked.append("How did the run end? Its last event says no outcome.")
    }
    return asked
  }

  // MARK: - What was promised, and what users saw

  /// The objectives that lack something: those that are unknown, and those that were missed by nobody knows how much.
  private var lackingObjectives: [ObjectiveResult] {
    report.objectives?.objectives.filter { result in
      result.applies && (result.verdict == .unknown || (result.verdict == .missed && !result.missing.isEmpty))
    } ?? []
  }

  private func aboutObjectives() -> [Phrase] {
    lackingObjectives.map { result in
      let limit: Phrase = result.limitCount.map { "\($0) \(result.unit ?? "")" } ?? "\(SpanText.of(result.limit))"
      let asked: Phrase = result.verdict == .missed ? "By how much was \(code: result.id) missed" : "Was \(code: result.id) kept"
      var phrase: Phrase = asked + " (\(result.measured), at most \(limit))?"
      if let value = result.value { phrase = phrase + " It came to \(SpanText.of(value))" + between(result) + "." }
      return phrase + Self.lacking(result.missing)
    }
  }

  private func between(_ result: ObjectiveResult) -> Phrase {
    guard let from = result.from, let to = result.to else { return "" }
    return ", from " + anchor(from) + " to " + anchor(to)
  }

  private func aboutUsers() -> [Phrase] {
    guard let objectives = report.objectives else { return [] }
    let judged = lackingObjectives
    return UnseenService.all(of: objectives).filter { unseen in
      // An objective on the service that lacks the same asks it already.
      !judged.contains { $0.service == unseen.service && $0.missing == unseen.missing }
    }.map { unseen in
      "What did users of \(code: unseen.service) see?" + Self.lacking(unseen.missing)
    }
  }

  private func aboutIncidents() -> [Phrase] {
    report.timeline.incidents.compactMap { incident in
      guard incident.resolved == nil, let begins = incident.detected ?? incident.declared ?? incident.mitigated else { return nil }
      let of: Phrase = incident.service.map { " of \(code: $0)" } ?? ""
      return "When was the incident" + of + " over that " + anchor(begins.event) + " begins? No resolution of it was recorded."
    }
  }

  // MARK: - What was done

  private func aboutTasks() -> [Phrase] {
    guard let variance = report.variance else { return [] }
    var asked: [Phrase] = []
    for task in variance.tasks {
      let lasts = task.state == .started || task.state == .paused
      if lasts, variance.isOver, !task.isAbandoned, let start = task.actualStart {
        asked.append("When did \(code: task.id) end? It began with " + anchor(start.event) + ", and no end of it was recorded.")
      }
      if task.verified == .noCheck, !task.unseenChecks.isEmpty, let finish = task.actualFinish {
        let checks = Phrase.enumeration(task.unseenChecks.map { .code($0) })
        asked.append("Did \(code: task.id) do what it should? After its completion, " + anchor(finish.event) + ", nothing was seen of " + checks + ".")
      }
    }
    for milestone in report.timeline.milestones where milestone.reached == nil && variance.isOver {
      asked.append("Was the milestone \(code: milestone.id) reached? Nothing says so.")
    }
    return asked
  }

  // MARK: - Checks, rules, claims

  private func aboutState() -> [Phrase] {
    guard let alignment = report.alignment else { return [] }
    let expectations = alignment.expectations.filter { entry in
      // What a check of the same subject asks too is asked once.
      entry.result == .unknown && !alignment.checks.contains { $0.outcome == .undecidable && $0.subject == entry.subject }
    }.map { entry -> Phrase in
      "Was \(code: entry.subject) as the plan expects (\(entry.expected))? It isn't known: \(entry.message)." + resting(on: entry.events)
    }
    let checks = alignment.checks.filter { $0.outcome == .undecidable }.map { check -> Phrase in
      let of: Phrase = check.subject.map { " of \(code: $0)" } ?? ""
      return "Does the check \(code: check.rule.rawValue)" + of + " hold? It isn't known: \(check.message)." + resting(on: check.events)
    }
    return expectations + checks
  }

  private func aboutRules() -> [Phrase] {
    let policies = report.audit?.policies ?? []
    return policies.flatMap { policy in
      policy.findings.filter { $0.result == .undecidable }.map { finding -> Phrase in
        let why: Phrase = finding.reasons.isEmpty ? "" : " It isn't known: \(finding.reasons.joined(separator: "; "))."
        return "Was the rule \(code: finding.rule.id) of \(code: policy.policy.id) kept (\(finding.rule.title))?" + why
      }
    }
  }

  private func aboutClaims() -> [Phrase] {
    let claims = report.claims?.claims ?? []
    return claims.enumerated().filter { $0.element.verdict == .undecidable }.map { number, result in
      let text: Phrase = result.claim.text.map { ": \($0)" } ?? ""
      return "Does claim \(number + 1) hold\(text)?" + Self.lacking(result.missing)
    }
  }

  // MARK: - Clocks

  /// The rules by which folds say that they could not tell an order, or that a clock was wrong.
  ///
  /// An event that was told out of order is none of them: it states its time.
  private static let clockRules: Set<String> = [
    "incident-order-open", "gate-order-open", "clock-not-estimated", "time-zone-slip",
    "run-ended-before-began", "task-ended-before-start", "timeaccuracy-malformed",
  ]

  private func aboutClocks() -> [Phrase] {
    var asked = report.corrections.estimated.map { clock -> Phrase in
      let ways = [
        clock.before > .zero ? "\(SpanText.of(clock.before)) too late" : nil,
        clock.after > .zero ? "\(SpanText.of(clock.after)) too early" : nil,
      ].compactMap(\.self)
      return "How wrong was the clock of \(code: clock.source)? Its times may be \(ways.joined(separator: " or "))."
    }
    for problem in report.problems where Self.clockRules.contains(problem.rule) {
      guard let index = problem.index else { continue }
      let number = (problem.streamNumber ?? 1) - 1
      let line = Phrase.event(problem.streamNumber.map { "\($0):\(index)" } ?? "\(index)", EventPlace(stream: number, index: index))
      let others: Phrase = problem.count.map { $0 > 1 ? " and \($0 - 1) more" : "" } ?? ""
      asked.append("When did line " + line + others + " happen? Of that the record says: \(problem.message).")
    }
    return asked
  }

  // MARK: - Words

  /// The first event that something rests on.
  private func resting(on events: [EventReference]) -> Phrase {
    guard let first = events.first else { return "" }
    return " It rests on " + anchor(first) + (events.count > 1 ? " and \(events.count - 1) more." : ".")
  }
}
