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
    fileprivate let beginnings: RunBeginnings

    /// Judges the rules that rest on what other folds found; until then they are undecidable.
    package mutating func judge(_ results: RunResults) {
      for number in report.findings.indices where report.findings[number].rule.requirement.restsOnResults {
        report.findings[number] = results.judge(report.findings[number].rule, limits, beginnings)
      }
    }
  }

  /// Where a rule is judged.
  private enum Place: Sendable {
    /// By the constraint of this number.
    case constraint(Int)
    /// By the separation of this number.
    case separation(Int, isCorrelated: Bool)
    /// By what other folds find.
    case result
    /// Nothing to judge: the rule asks what a plan says, and there is none.
    case planless
  }

  private let rules: [Rule]
  /// Rules that ask how acts are signed stand behind the others once more, for there the signatures whose signers aren't
  /// known are taken for such as are not allowed; with the numbers that they have before.
  private let twins: [Int]
  private var table: RuleTable
  private let background: AskedEvent.Background
  private let isWhole: Bool
  private let late: LateEvents?
  private var places: [Place] = []
  private var constraints: [ConstraintMonitor] = []
  private var separations: [SeparationMonitor] = []
  private var streams = StreamCounter()
  private var findings = FindingCollector()
  private var withheld: WithheldEvidence
  /// The streams that a closing line was seen of.
  private var closed: Set<Int> = []
  private var end: Moment?
  private var begin: Timestamp?
  /// The latest event by time so far that a rule speaks of.
  private var latest: Int64 = .min
  private var beginnings = RunBeginnings()
  private var probe = EventProbe()
  private var texts = RecentTexts()
  private var found = LateEvents()
  private var nextLate = 0

  /// - Parameters:
  ///   - plan: What the plan says; without it, rules that ask for that are undecidable.
  ///   - people: The principals of people's ids, where events name people by those.
  ///   - isWhole: Whether the events are all there are, so that no closing line is asked for.
  ///   - late: What an earlier pass over the same events found to come late.
  package init(
    _ rules: [Rule], plan: PlanFacts? = nil, people: [String: String] = [:],
    acceptance: WithheldEvidence.Acceptance = WithheldEvidence.Acceptance(), isWhole: Bool = false,
    late: LateEvents? = nil
  ) {
    self.rules = rules
    background = AskedEvent.Background(plan, people)
    self.isWhole = isWhole
    self.late = late
    twins = rules.indices.filter { rules[$0].requirement.asksForSignatures }
    let all = rules + twins.map { rules[$0] }
    let judged = all.map { plan != nil || $0.requirement.planFields.isEmpty }
    table = RuleTable(
      all, judged: judged,
      signedAs: rules.map { $0.requirement.asksForSignatures ? .valid : nil } + twins.map { _ in .notAllowed })
    withheld = WithheldEvidence(acceptance)
    for (rule, isJudged) in zip(all, judged) {
      guard isJudged else {
        places.append(.planless)
        continue
      }
      switch rule.requirement {
      case .constraint(let constraint):
        places.append(.constraint(constraints.count))
        constraints.append(ConstraintMonitor(constraint))
      case .separation(let separation):
        places.append(.separation(separations.count, isCorrelated: !separation.correlation.isEmpty))
        separations.append(SeparationMonitor(separation))
      case .objectives, .schedule, .state: places.append(.result)
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
      beginnings.noteRecorder(view, streams)
      if view.isType("dev.cutlog.stream.closed") { closed.insert(streams.stream) }
      return
    }
    if view.time.nanoseconds > end?.stated.nanoseconds ?? .min { end = Moment(view.time, before: view.clock.before) }
    if begin.map({ view.time < $0 }) ?? true { begin = view.time }
    if let kind, !beginnings.hasActed(in: streams.stream) { beginnings.note(kind, view, streams) }
    let candidates = table.candidates(view)
    guard !candidates.isEmpty else { return }
    let isLate = view.time.nanoseconds < latest
    if isLate, late != nil { return }
    let event = AskedEvent(view: view, signature: signature, background: background)
    probe.begin(table.questions)
    if isLate { keep(event, candidates) } else { judge(event, candidates) }
  }

  /// Gives an event in its order to the rules that it is something to.
  private mutating func judge(_ event: AskedEvent, _ candidates: [RuleTable.Candidate]) {
    var known: Occurrence?
    var principal: Principal??
    for candidate in candidates {
      guard let letter = probe.letter(candidate, event, table.questions) else { continue }
      let occurrence: Occurrence
      if let known {
        occurrence = known
      } else {
        occurrence = makeOccurrence(event.view)
        known = occurrence
        beginAt(occurrence)
      }
      let key = candidate.correlation.flatMap { probe.key($0, event, table.questions) }
      if case .separation = places[candidate.rule], principal == nil { principal = .some(EventProbe.principal(event)) }
      give(candidate.rule, letter, key, occurrence, principal ?? nil)
    }
  }

  /// Keeps a late event with what it is to the rules.
  private mutating func keep(_ event: AskedEvent, _ candidates: [RuleTable.Candidate]) {
    var marks: [LateEvents.Mark] = []
    for candidate in candidates {
      guard let letter = probe.letter(candidate, event, table.questions) else { continue }
      let key = candidate.correlation.flatMap { probe.key($0, event, table.questions) }
      marks.append(LateEvents.Mark(rule: candidate.rule, letter: letter, key: key))
    }
    guard !marks.isEmpty else { return }
    let occurrence = makeOccurrence(event.view)
    found.add(LateEvents.Entry(occurrence: occurrence, principal: EventProbe.principal(event), marks: marks))
  }

  /// The event that a view shows.
  private mutating func makeOccurrence(_ view: EventView) -> Occurrence {
    let reference = EventReference(
      index: view.index, source: texts.text(at: view.layout.source, of: view), id: view.id, time: view.time,
      type: texts.text(at: view.layout.type, of: view), stream: streams.stream, origin: streams.origin)
    let accuracy = view.string("timeaccuracy").flatMap { TimeSpan($0) }
    let own = TimeSpan(nanoseconds: accuracy.map { max(0, $0.nanoseconds) } ?? view.time.resolutionNanoseconds)
    let moment = Moment(
      view.time, accuracy: (own + TimeSpan(nanoseconds: view.clock.after)).nanoseconds, before: view.clock.before)
    return Occurrence(reference, moment)
  }

  package consuming func finish() -> Result {
    giveLate(before: nil)
    withheld.finish()
    withheld.note(in: &findings)
    let isOpen = !isWhole && closed.count < streams.count
    let limits = EvidenceLimits(
      withheld: withheld.count, withheldLines: withheld.missing, isOpen: isOpen, end: end)
    var judged: [RuleFinding] = []
    for (number, rule) in rules.enumerated() { judged.append(finding(number, rule, limits)) }
    for (place, number) in twins.enumerated() {
      judged[number].unite(withNoneAllowed: finding(rules.count + place, rules[number], limits))
    }
    let last = end?.stated
    let span = begin.flatMap { first in last.map { first...max(first, $0) } }
    let report = AuditReport(findings: judged, notes: findings.findings, streams: streams.count)
    found.sort()
    return Result(report: report, late: late == nil && !found.isEmpty ? found : nil, span: span, limits: limits,
      beginnings: beginnings)
  }

  private func finding(_ number: Int, _ rule: Rule, _ limits: EvidenceLimits) -> RuleFinding {
    switch places[number] {
    case .constraint(let place):
      var monitor = constraints[place]
      return monitor.finish(limits, rule)
    case .separation(let place, _): return separations[place].finish(limits, rule)
    case .result: return RunResults().judge(rule, limits, beginnings)
    case .planless:
      var finding = RuleFinding(rule, .undecidable)
      let fields = rule.requirement.planFields.map { "`\($0.rawValue)`" }
      finding.reasons = ["the run has no plan that says \(fields.joined(separator: ", "))"]
      return finding
    }
  }

  /// How much is kept of the events so far.
  package struct Kept: Hashable, Sendable {
    /// Traces of correlated rules.
    package var traces = 0
    /// Activations that wait for a target, or for none to come.
    package var waiting = 0
    /// The same with those that wait no more and were not cleared away yet.
    package var buffered = 0
  }

  package var kept: Kept { constraints.reduce(into: Kept()) { $1.count(in: &$0) } }

  // MARK: - Order

  private mutating func beginAt(_ occurrence: Occurrence) {
    giveLate(before: occurrence)
    latest = occurrence.stated
  }

  /// Gives the rules the late events that belong before an event; all that are left where there is none.
  private mutating func giveLate(before occurrence: Occurrence?) {
    guard let late else { return }
    while nextLate < late.entries.count {
      let entry = late.entries[nextLate]
      if let occurrence, !Occurrence.precedes(entry.occurrence, occurrence) { return }
      for mark in entry.marks { give(mark.rule, mark.letter, mark.key, entry.occurrence, entry.principal) }
      nextLate += 1
    }
  }

  private mutating func give(
    _ rule: Int, _ letter: Letter, _ key: CorrelationKey?, _ occurrence: Occurrence, _ principal: Principal?
  ) {
    switch places[rule] {
    case .constraint(let place): constraints[place].take(letter, key, occurrence)
    case .separation(let place, let isCorrelated):
      separations[place].take(letter, isCorrelated ? key : CorrelationKey(), occurrence, principal)
    case .result, .planless: break
    }
  }
}
