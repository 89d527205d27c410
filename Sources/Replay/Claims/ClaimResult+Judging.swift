internal import CutoverModel

extension ClaimResult {
  /// Judges a claim about a duration by the events that were found.
  mutating func judge(_ events: EventSearch) {
    guard let stated = claim.stated, let relation = claim.relation, let from = claim.from, let to = claim.to else { return }
    let start = moment(of: from, events)
    let stop = moment(of: to, events)
    self.from = start?.event
    self.to = stop?.event
    fromTime = start?.moment.stated
    toTime = stop?.moment.stated
    guard let start = start?.moment, let stop = stop?.moment else { return }
    guard from != to, self.from == nil || self.from != self.to else {
      return doubt("claim-same-place", "a claim begins and ends at the same place, so it is about no span", "two places")
    }
    let interval = SpanInterval(from: start, to: stop)
    guard interval.lower >= .zero else {
      if interval.upper <= .zero {
        return doubt(
          "claim-stops-before-start", "a claim is about a span that ends before it begins",
          "an end after the beginning")
      }
      return doubt(
        "claim-order-open", "two uncertain times whose order is open bound the span of a claim",
        "the order of beginning and end")
    }
    let value = MeasuredSpan(interval)
    guard !value.isOutOfRange else { return missing.append(MeasuredSpan.rangeName) }
    self.value = value
    verdict = Self.verdict(
      relation, stated: stated.span, tolerance: claim.spanTolerance, value: interval.stated, lower: interval.lower,
      upper: interval.upper)
  }

  /// Judges a claim about a count by what each kind of event states.
  mutating func judge(_ tallies: [CountTally]) {
    guard let stated = claim.count, let unit = claim.unit, let relation = claim.relation else { return }
    guard let tally = tallies.first else {
      return doubt(
        "claim-count-missing", "a claim is about a count that no event states", "an event that states a count of \(unit)")
    }
    guard tallies.count == 1 else {
      return doubt(
        "claim-count-ambiguous", "events of several kinds state what a claim counts, and may count the same twice",
        "one kind of event that counts \(unit); there are \(tallies.map(\.kind.rawValue).joined(separator: ", "))")
    }
    from = tally.first.event
    to = tally.last.event
    fromTime = tally.first.time
    toTime = tally.last.time
    let counted = tally.measured
    self.counted = counted
    verdict = Self.verdict(
      relation, stated: stated, tolerance: claim.countTolerance, value: counted.stated, lower: counted.lower,
      upper: counted.upper)
    if verdict == .undecidable { missing.append("a count in every event that tells of \(unit)") }
  }

  private mutating func doubt(_ rule: String, _ message: String, _ missing: String) {
    faults.append(ClaimFault(rule: rule, message: message))
    self.missing.append(missing)
  }

  private mutating func moment(
    of place: Claim.Place, _ events: EventSearch
  ) -> (moment: Moment, event: EventReference?)? {
    switch place {
    case .time(let moment): return (moment, nil)
    case .event(let source, let id):
      let name = source.map { "event \(id) of \($0)" } ?? "event \(id)"
      switch events.finding(.init(source: source, id: id)) {
      case .found(let found): return (found.moment, found.event)
      case .nowhere: doubt("claim-event-missing", "a claim names an event that is not there", name)
      case .ambiguous:
        doubt("claim-event-ambiguous", "a claim names an event of which there are several that differ", "one \(name)")
      }
      return nil
    }
  }
}

extension ClaimResult {
  /// The rule of claims, for durations as for counts.
  ///
  /// Holds if the value, by the times as stated, is on the side that the claim says, give or take the tolerance;
  /// contradicted if the whole interval is on the other; else undecidable.
  private static func verdict<Value: ClaimedValue>(
    _ relation: Claim.Relation, stated: Value, tolerance: Value, value: Value?, lower: Value, upper: Value?
  ) -> ClaimVerdict {
    let least: Value? = relation == .atMost ? nil : stated - tolerance
    let most: Value? = relation == .atLeast ? nil : stated + tolerance
    if let value, least.map({ value >= $0 }) ?? true, most.map({ value <= $0 }) ?? true { return .holds }
    // Without a value the least that it can be may be enough for a bound.
    if value == nil, most == nil, let least, lower >= least { return .holds }
    // A difference of two uncertain times is always longer than its lower bound and shorter than its upper one.
    let isPoint = lower == upper
    if let most, isPoint ? lower > most : lower >= most, value != nil || lower > most { return .contradicted }
    if let least, let upper, isPoint ? upper < least : upper <= least { return .contradicted }
    return .undecidable
  }
}

/// What can be claimed: a length of time, or a count.
private protocol ClaimedValue: Comparable {
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
}

extension TimeSpan: ClaimedValue {}
extension Int64: ClaimedValue {}
