package import CloudEvents
internal import CutoverModel
package import Replay

/// Judges many rules in one pass over the events of a run.
///
/// Rules see events in order of time, ties by stream and line. Where the events that rules speak of stand in that order
/// one pass is enough, and memory grows only with what is open: activations that wait, and values of correlations that
/// something is remembered of. Events that come late by their time are kept, and the pass is to be repeated with them;
/// that is where memory grows with the number of late events. Lines of the recorder are no events of the run.
package struct AuditFold: EventFold {
  /// What a pass gave.
  package struct Result: Sendable {
    package var report: AuditReport
    /// The late events that the pass found; where there are any the report doesn't count, and the pass must be repeated
    /// with them. Nil after a pass that was given them, or that found none.
    package var late: LateEvents?
    /// The first and the last time that an event of the run states; nil where there is none.
    package let span: ClosedRange<Timestamp>?
    /// What limits the evidence.
    fileprivate let limits: EvidenceLimits

    /// Judges the rules that rest on what other folds found; until then they are undecidable.
    package mutating func judge(_ results: RunResults) {
      for number in report.findings.indices where report.findings[number].rule.requirement.restsOnResults {
        report.findings[number] = results.judge(report.findings[number].rule, limits)
      }
    }
  }

  private enum Monitor: Sendable {
    case constraint(ConstraintMonitor)
    case separation(SeparationMonitor)
    case result
  }

  private let rules: [Rule]
  private let table: RuleTable
  private let people: [String: String]
  private let isWhole: Bool
  private let late: LateEvents?
  private var monitors: [Monitor]
  private var streams = StreamCounter()
  private var findings = FindingCollector()
  private var withheld: WithheldEvidence
  /// The streams that a closing line was seen of.
  private var closed: Set<Int> = []
  private var end: Moment?
  private var begin: Timestamp?
  /// The latest event by time so far that a rule speaks of.
  private var latest: Int64 = .min
  private var found = LateEvents()
  private var nextLate = 0

  /// - Parameters:
  ///   - people: The principals of people's ids, where events name people by those.
  ///   - isWhole: Whether the events are all there are, so that no closing line is asked for.
  ///   - late: What an earlier pass over the same events found to come late.
  package init(
    _ rules: [Rule], people: [String: String] = [:],
    acceptance: WithheldEvidence.Acceptance = WithheldEvidence.Acceptance(), isWhole: Bool = false,
    late: LateEvents? = nil
  ) {
    self.rules = rules
    self.people = people
    self.isWhole = isWhole
    self.late = late
    table = RuleTable(rules)
    withheld = WithheldEvidence(acceptance)
    monitors = rules.map { rule in
      switch rule.requirement {
      case .constraint(let constraint): .constraint(ConstraintMonitor(constraint))
      case .separation(let separation): .separation(SeparationMonitor(separation))
      case .objectives, .schedule, .state: .result
      }
    }
  }

  package mutating func apply(_ view: EventView) { apply(view, signature: nil) }

  /// Takes in one event with what is known of its signature.
  package mutating func apply(_ view: EventView, signature: ActSignature?) {
    if streams.advance(to: view) { findings.streams = streams }
    let kind = EventKind(view)
    if kind == nil, EventKind.isRecordersOwn(view) {
      withheld.apply(view)
      if view.isType("dev.cutlog.stream.closed") { closed.insert(streams.stream) }
      return
    }
    if view.time.nanoseconds > end?.stated.nanoseconds ?? .min { end = Moment(view.time, before: view.clock.before) }
    if begin.map({ view.time < $0 }) ?? true { begin = view.time }
    let candidates = table.candidates(kind, view)
    guard !candidates.isEmpty else { return }
    var probe = EventProbe(view, signature: signature)
    var occurrence: Occurrence?
    let isLate = view.time.nanoseconds < latest
    if isLate, late != nil { return }
    var marks: [LateEvents.Mark] = []
    var principal: Principal?
    for candidate in candidates {
      guard let mark = table.mark(candidate, &probe) else { continue }
      if occurrence == nil {
        let new = Occurrence(view, streams)
        if !isLate { beginAt(new) }
        occurrence = new
        principal = probe.principal(people)
      }
      if isLate { marks.append(mark) } else if let occurrence { give(mark, occurrence, principal) }
    }
    if isLate, let occurrence {
      found.add(LateEvents.Entry(occurrence: occurrence, principal: principal, marks: marks))
    }
  }

  package consuming func finish() -> Result {
    giveLate(before: nil)
    withheld.finish()
    withheld.note(in: &findings)
    let isOpen = !isWhole && closed.count < streams.count
    let limits = EvidenceLimits(
      withheld: withheld.count, withheldLines: withheld.missing, isOpen: isOpen, end: end)
    var judged: [RuleFinding] = []
    for (number, rule) in rules.enumerated() {
      switch monitors[number] {
      case .constraint(var monitor): judged.append(monitor.finish(limits, rule))
      case .separation(let monitor): judged.append(monitor.finish(limits, rule))
      case .result: judged.append(RunResults().judge(rule, limits))
      }
    }
    let last = end?.stated
    let span = begin.flatMap { first in last.map { first...max(first, $0) } }
    let report = AuditReport(findings: judged, notes: findings.findings, streams: streams.count)
    found.sort()
    return Result(report: report, late: late == nil && !found.isEmpty ? found : nil, span: span, limits: limits)
  }

  /// How many traces of correlated rules are kept.
  package var keptTraces: Int {
    monitors.reduce(0) { sum, monitor in
      if case .constraint(let monitor) = monitor { sum + monitor.keptTraces } else { sum }
    }
  }

  // MARK: - Order

  private mutating func beginAt(_ occurrence: Occurrence) {
    giveLate(before: occurrence)
    latest = occurrence.moment.stated.nanoseconds
  }

  /// Gives the rules the late events that belong before an event; all that are left where there is none.
  private mutating func giveLate(before occurrence: Occurrence?) {
    guard let late else { return }
    while nextLate < late.entries.count {
      let entry = late.entries[nextLate]
      if let occurrence, !Occurrence.precedes(entry.occurrence, occurrence) { return }
      for mark in entry.marks { give(mark, entry.occurrence, entry.principal) }
      nextLate += 1
    }
  }

  private mutating func give(_ mark: LateEvents.Mark, _ occurrence: Occurrence, _ principal: Principal?) {
    switch monitors[mark.rule] {
    case .constraint(var monitor):
      monitors[mark.rule] = .result
      monitor.take(mark.letter, mark.key, occurrence)
      monitors[mark.rule] = .constraint(monitor)
    case .separation(var monitor):
      monitors[mark.rule] = .result
      let isCorrelated = mark.key != nil || !needsKey(mark.rule)
      monitor.take(
        mark.letter, isCorrelated ? mark.key ?? CorrelationKey() : nil, occurrence, principal)
      monitors[mark.rule] = .separation(monitor)
    case .result: break
    }
  }

  private func needsKey(_ rule: Int) -> Bool {
    if case .separation(let separation) = rules[rule].requirement { !separation.correlation.isEmpty } else { false }
  }
}

extension Occurrence {
  /// The event that a view shows.
  fileprivate init(_ view: EventView, _ streams: StreamCounter) {
    reference = EventReference(
      index: view.index, source: view.source, id: view.id, time: view.time, type: view.type, stream: streams.stream,
      origin: streams.origin)
    let accuracy = view.string("timeaccuracy").flatMap { TimeSpan($0) }
    let own = TimeSpan(nanoseconds: accuracy.map { max(0, $0.nanoseconds) } ?? view.time.resolutionNanoseconds)
    moment = Moment(
      view.time, accuracy: (own + TimeSpan(nanoseconds: view.clock.after)).nanoseconds, before: view.clock.before)
  }
}
