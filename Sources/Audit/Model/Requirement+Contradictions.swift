extension Requirement {
  /// The patterns of which no event can be one, by the key that they stand at, with the reason.
  package var contradictions: [(key: String, reason: String)] {
    var patterns: [(String, EventPattern?)] = []
    var among: EventPattern?
    switch self {
    case .constraint(let constraint):
      patterns = [("activation", constraint.activation), ("target", constraint.target), ("among", constraint.among)]
      among = constraint.among
    case .separation(let separation):
      patterns = [("separation", separation.activation), ("separation", separation.target)]
    case .objectives, .schedule, .state: break
    }
    return patterns.compactMap { key, pattern in
      guard let pattern else { return nil }
      if let reason = pattern.contradiction { return (key, reason) }
      if key != "among", let among, pattern.isDisjoint(from: among) {
        return (key, "no event of `\(key)` is among those that the rule looks at")
      }
      return nil
    }
  }

  /// Whether no run can keep both, as far as their descriptions of events show.
  ///
  /// Only what counts events, and what names the first or the last, is compared, for what relates events can always be kept
  /// by having none of them.
  package func contradicts(_ other: Requirement) -> Bool {
    guard case .constraint(let one) = self, case .constraint(let two) = other,
      one.correlation.isEmpty, two.correlation.isEmpty, one.among == two.among
    else { return false }
    return one.exceeds(two) || two.exceeds(one) || one.isElsewhere(than: two)
  }
}

extension Constraint {
  /// Whether this asks for more events than the other allows of the same, or of a wider description.
  fileprivate func exceeds(_ other: Constraint) -> Bool {
    guard let least = template.bounds?.lowerBound, let most = other.template.bounds?.upperBound, least > most else {
      return false
    }
    return counted.isCovered(by: other.counted)
  }

  /// Whether both say what the first event is, or the last, and no event is both.
  fileprivate func isElsewhere(than other: Constraint) -> Bool {
    guard template == other.template, template == .initial || template == .end else { return false }
    return activation.isComparable(with: other.activation) && activation.isDisjoint(from: other.activation)
  }

  /// The events that its template counts: of a choice both kinds.
  private var counted: EventPattern {
    guard let target else { return activation }
    var both = activation
    both.alternatives += target.all
    return both
  }
}

extension EventPattern {
  /// Whether every event of this is one of the other, as far as it can be seen from their words.
  fileprivate func isCovered(by other: EventPattern) -> Bool {
    if self == other { return true }
    guard isComparable(with: other) else { return false }
    return all.allSatisfy { one in other.all.contains { one.isWithin($0) } }
  }

  /// The same, alternatives aside.
  private func isWithin(_ other: EventPattern) -> Bool {
    let hasTypes = other.types.isEmpty || !types.isEmpty && types.allSatisfy(other.types.contains)
    return hasTypes && other.conditions.allSatisfy(conditions.contains)
  }

  /// Whether the two are small enough to be held against each other part by part: each rule is compared with all others.
  fileprivate func isComparable(with other: EventPattern) -> Bool { size * other.size <= 400 }

  private var size: Int { all.reduce(0) { $0 + 1 + $1.types.count + $1.conditions.count } }
}

extension Template {
  /// How many of the events that it counts a template allows; nil for those that relate events.
  fileprivate var bounds: ClosedRange<Int>? {
    switch self {
    case .existence(let count): count...Int.max
    case .absence(let count): 0...max(0, count - 1)
    case .exactly(let count): count...count
    case .initial, .end, .choice, .exclusiveChoice: 1...Int.max
    default: nil
    }
  }
}
