internal import CutoverModel

/// A constraint judged event by event, in order of time.
///
/// It keeps one course for each value of the correlation about which something is open or which allows something later.
struct ConstraintMonitor: Sendable {
  private let constraint: Constraint
  private let fresh: [Obligations]
  private var single: TraceCourse
  private var courses = TraceTable()
  private let isCorrelated: Bool
  /// Whether a trace of which nothing has been seen satisfies the rule, so that one that is as at the beginning can be
  /// forgotten.
  private let holdsWhenEmpty: Bool
  private var ledger: Ledger
  /// Events of the rule that lack a field of the correlation.
  private var unkeyed = 0
  private var firstUnkeyed: Occurrence?

  /// What all traces of the rule come to together.
  private struct Ledger: Sendable {
    let template: Template
    var possibilities: Possibilities?
    var evidence = Evidence()
    /// Pairs of events of which it is open which came first.
    var swaps = 0
    var firstSwap: (Occurrence, Occurrence)?

    mutating func take(_ letter: Letter, _ occurrence: Occurrence, in course: inout TraceCourse) {
      let before = course.take(letter, occurrence, template, &possibilities, &evidence)
      guard let before else { return }
      swaps += 1
      if firstSwap == nil { firstSwap = (before, occurrence) }
    }
  }

  init(_ constraint: Constraint) {
    self.constraint = constraint
    isCorrelated = !constraint.correlation.isEmpty
    let template = constraint.template
    switch template {
    case .existence, .exactly, .initial, .end, .choice, .exclusiveChoice, .absence: holdsWhenEmpty = false
    default: holdsWhenEmpty = true
    }
    fresh = template.parts.map { Obligations($0, limit: constraint.within) }
    single = TraceCourse(ordinal: 0, parts: fresh)
    let isDisjoint = constraint.target.map { constraint.activation.isDisjoint(from: $0) } ?? true
    ledger = Ledger(
      template: template, possibilities: Possibilities.beginning(of: template, canBeBoth: !isDisjoint))
  }

  /// Counts what is kept.
  func count(in kept: inout AuditFold.Kept) {
    kept.traces += courses.count
    for course in isCorrelated ? courses.ordered : [single] { course.count(in: &kept) }
  }

  /// - Parameter key: Nil for an event that lacks a field of the correlation.
  mutating func take(_ letter: Letter, _ key: CorrelationKey?, _ occurrence: Occurrence) {
    guard isCorrelated else { return ledger.take(letter, occurrence, in: &single) }
    guard let key else {
      guard !letter.isEmpty else { return }
      unkeyed += 1
      if firstUnkeyed == nil { firstUnkeyed = occurrence }
      return
    }
    let place = courses.place(of: key, at: occurrence, parts: fresh, forgets: holdsWhenEmpty)
    ledger.take(letter, occurrence, in: &courses[place])
  }

  // MARK: - The result

  mutating func finish(_ limits: EvidenceLimits, _ rule: Rule) -> RuleFinding {
    var all = isCorrelated ? courses.ordered : [single]
    for number in all.indices { all[number].finish(constraint.template, at: limits.end, &ledger.evidence) }
    let evidence = ledger.evidence
    let isViolated = evidence.violated > 0 || (evidence.pending > 0 && !limits.isOpen)
    let isVacuous = evidence.activations == 0
    var finding = RuleFinding(
      rule, evidence.violated + evidence.pending > 0 ? .violated : isVacuous ? .vacuous : .satisfied)
    finding.activations = evidence.activations
    finding.fulfilled = evidence.fulfilled
    finding.violated = evidence.violated + evidence.pending

    let toHold = cost(all, toHold: true, isViolated, limits.isOpen)
    let toBreak = cost(all, toHold: false, isViolated, limits.isOpen)
    let unseen = limits.withheld + unkeyed
    let canHold = toHold.map { $0 <= unseen } ?? false
    let canBreak = toBreak.map { $0 <= unseen } ?? false
    if !canHold {
      finding.result = .violated
    } else if canBreak {
      finding.result = .undecidable
      explain(&finding, all, isViolated, limits)
    } else if evidence.doubtful > 0 || isOrderOfLimitOpen {
      finding.result = .undecidable
      explainDoubts(&finding)
    } else if finding.result == .violated {
      // What looks violated and can't be broken is made to hold by what is not seen.
      finding.result = .undecidable
    }
    let isShownViolated = finding.asSeen == .violated
    finding.events =
      isShownViolated
      ? evidence.violations.events.isEmpty ? evidence.witnesses.events : evidence.violations.events
      : evidence.doubtful > 0 ? evidence.doubts.events : evidence.witnesses.events
    return finding
  }

  /// With a limit of time the automaton doesn't tell what another order would change.
  private var isOrderOfLimitOpen: Bool { constraint.within != nil && ledger.swaps > 0 }

  /// How many unseen events it takes at least for the rule to hold, or not to hold; nil if no number does.
  private func cost(
    _ courses: [TraceCourse], toHold holds: Bool, _ isViolated: Bool, _ isOpen: Bool
  ) -> Int? {
    let free = costWithoutLimit(courses, toHold: holds, isOpen)
    guard constraint.within != nil else { return free }
    // A bound from below: a limit makes a demand harder to keep and a prohibition harder to break.
    let isNegative = constraint.template.isNegative
    if holds {
      guard isViolated else { return 0 }
      if isNegative { return constraint.template.looksAtNeighbours ? 1 : nil }
      return free.map { max(1, $0) }
    }
    if isViolated || isOpen { return 0 }
    return isNegative ? max(1, free ?? 1) : 1
  }

  private func costWithoutLimit(_ courses: [TraceCourse], toHold holds: Bool, _ isOpen: Bool) -> Int? {
    var costs = courses.map { cost($0, toHold: holds, isOpen) }
    if holds {
      var sum = 0
      for one in costs {
        guard let one else { return nil }
        sum += one
      }
      return sum
    }
    if isCorrelated {
      // A trace of which nothing has been seen needs an event of its own.
      let empty = cost(TraceCourse(ordinal: 0, parts: []), toHold: false, isOpen)
      costs.append(empty.map { isOpen ? $0 : max(1, $0) })
    }
    return costs.compactMap { $0 }.min()
  }

  private func cost(_ course: TraceCourse, toHold holds: Bool, _ isOpen: Bool) -> Int? {
    if let possibilities = ledger.possibilities { return possibilities.cost(of: course.states, toHold: holds, isOpen: isOpen) }
    guard let number = constraint.template.count else { return nil }
    let missing = max(0, number - course.count)
    switch (constraint.template, holds) {
    case (.existence, true): return isOpen ? 0 : missing
    case (.existence, false): return missing > 0 ? 0 : nil
    case (.absence, true): return missing > 0 ? 0 : nil
    case (.absence, false): return isOpen ? 0 : missing
    case (.exactly, true): return course.count > number ? nil : isOpen ? 0 : missing
    default: return course.count != number || isOpen ? 0 : 1
    }
  }

  // MARK: - Reasons

  private func explain(
    _ finding: inout RuleFinding, _ courses: [TraceCourse], _ isViolated: Bool, _ limits: EvidenceLimits
  ) {
    finding.reasons = limits.withheldLines.map { "\($0), could decide it" }
    if let firstUnkeyed {
      let fields = constraint.correlation.map(\.name).joined(separator: ", ")
      let place = "line \(firstUnkeyed.reference.index)"
      finding.reasons.append(
        unkeyed == 1
          ? "the event at \(place) lacks a field of the correlation (\(fields)), so it could belong anywhere"
          : "\(unkeyed) events, the first at \(place), lack a field of the correlation (\(fields)), so they could belong anywhere"
      )
    }
    if limits.isOpen { finding.reasons.append("a stream is open: what follows can decide it") }
    let holds = cost(courses, toHold: true, isViolated, false) == 0
    if holds, cost(courses, toHold: false, isViolated, false) == 0 { explainSwap(&finding) }
    if ledger.evidence.doubtful > 0 { explainDoubts(&finding) }
  }

  private func explainDoubts(_ finding: inout RuleFinding) {
    let evidence = ledger.evidence
    if evidence.doubtful > 0, let limit = constraint.within {
      finding.reasons.append(
        "for \(evidence.doubtful) of \(evidence.activations) the limit of \(limit.readable) lies within the accuracy of the times")
    }
    if isOrderOfLimitOpen { explainSwap(&finding) }
  }

  private func explainSwap(_ finding: inout RuleFinding) {
    guard let (one, other) = ledger.firstSwap else { return }
    let others = ledger.swaps > 1 ? ", and so are \(ledger.swaps - 1) more pairs" : ""
    finding.reasons.append(
      "the order of the events at lines \(one.reference.index) and \(other.reference.index) is open by their times\(others)")
  }
}
