package import CutoverModel

/// How long it took from noticing to acting: detected, declared, decided, acted.
///
/// Taken are the first detection and the first declaration of an incident, then the first decision not before the
/// later of the two, then the first start of a task not before that decision. Without an incident the decision is the
/// first of the run.
package struct DecisionLatency: Hashable, Sendable {
  package var detected: EventMoment?
  package var declared: EventMoment?
  package var decided: EventMoment?
  package var acted: EventMoment?

  package var toDeclare: SpanInterval? { Self.span(detected, declared) }
  package var toDecide: SpanInterval? { Self.span(declared, decided) }
  package var toAct: SpanInterval? { Self.span(decided, acted) }
  /// From the detection to the first action.
  package var whole: SpanInterval? { Self.span(detected, acted) }

  private static func span(_ from: EventMoment?, _ to: EventMoment?) -> SpanInterval? {
    guard let from, let to else { return nil }
    return SpanInterval(from: from.moment, to: to.moment)
  }

  init(
    detected: EventMoment?, declared: EventMoment?, decisions: [EventMoment], starts: [EventMoment]
  ) {
    self.detected = detected
    self.declared = declared
    var noticed = detected
    if let declared { noticed.keepLatest(declared) }
    decided = Self.first(of: decisions, notBefore: noticed)
    if let decided { acted = Self.first(of: starts, notBefore: decided) }
  }

  private static func first(
    of moments: [EventMoment], notBefore limit: EventMoment?
  ) -> EventMoment? {
    var first: EventMoment?
    for moment in moments {
      if let limit, moment.time < limit.time { continue }
      first.keepEarliest(moment)
    }
    return first
  }
}
