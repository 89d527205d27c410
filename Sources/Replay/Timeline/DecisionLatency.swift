package import CutoverModel

/// How long it took from noticing to acting: detected, declared, decided, acted.
///
/// Each declaration of an incident has its own. The decision is the first not before the later of detection and
/// declaration that isn't about another incident, the action the first start of a task not before that decision.
/// Without an incident the decision is the first of the run. Events of dry runs and of isolated copies don't count.
package struct DecisionLatency: Hashable, Sendable {
  /// What the incident calls itself: its `correlationid`.
  package var incident: String?
  package var service: String?
  /// As the declaration states it, else the detection.
  package var severity: String?
  package var detected: EventMoment?
  package var declared: EventMoment?
  package var decided: EventMoment?
  package var acted: EventMoment?
  package var mitigated: EventMoment?
  package var resolved: EventMoment?
  /// The word of the decision.
  package var decision: String?
  /// The task that was started.
  package var task: String?
  var subject: IncidentSubject?

  package var toDeclare: SpanInterval? { Self.span(detected, declared) }
  package var toDecide: SpanInterval? { Self.span(declared, decided) }
  package var toAct: SpanInterval? { Self.span(decided, acted) }
  /// From the detection to the first action.
  package var whole: SpanInterval? { Self.span(detected, acted) }
  /// From the detection, else the declaration.
  package var toMitigate: SpanInterval? { Self.span(detected ?? declared, mitigated) }
  package var toResolve: SpanInterval? { Self.span(detected ?? declared, resolved) }

  /// Nil also where the order of the two is open, or the wrong one.
  private static func span(_ from: EventMoment?, _ to: EventMoment?) -> SpanInterval? {
    guard let from, let to else { return nil }
    let span = SpanInterval(from: from.moment, to: to.moment)
    return span.lower >= .zero ? span : nil
  }

  /// The steps that were recorded, in the order in which they should come.
  private var steps: [EventMoment] { [detected, declared, decided, acted].compactMap(\.self) }

  /// Where it begins.
  var begins: EventMoment? {
    var first: EventMoment?
    for moment in steps + [mitigated, resolved].compactMap(\.self) { first.keepEarliest(moment) }
    return first
  }

  init() {}

  /// Finds decision and action; decisions and starts are in order of time.
  mutating func follow(_ decisions: [DecisionRecord], _ starts: [(task: String, at: EventMoment)]) {
    var noticed = detected
    if let declared { noticed.keepLatest(declared) }
    let decision = decisions.first { decision in
      if let noticed, decision.at.time < noticed.time { return false }
      return subject.map { $0.agrees(with: decision.subject) } ?? true
    }
    guard let decision else { return }
    decided = decision.at
    self.decision = decision.decision
    guard let start = starts.first(where: { $0.at.time >= decision.at.time }) else { return }
    acted = start.at
    task = start.task
  }

  /// Notes steps whose order is open or wrong; each such length is unknown.
  func noteDisorder(in findings: inout FindingCollector) {
    for (before, after) in zip(steps, steps.dropFirst()) + [(detected ?? declared, resolved)].compactMap({ pair in
      if let from = pair.0, let to = pair.1 { (from, to) } else { nil }
    }) where Self.span(before, after) == nil {
      findings.note(
        rule: "incident-order-open",
        message: "two steps of an incident are in the wrong order, or their order is open", at: after.event.place)
    }
  }
}
