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

  /// Whether no run can keep both: one demands of the same events what the other forbids.
  ///
  /// Only what counts is compared, for what relates events can always be kept by having none of them.
  package func contradicts(_ other: Requirement) -> Bool {
    guard case .constraint(let one) = self, case .constraint(let two) = other,
      let bounds = one.template.bounds, let others = two.template.bounds, !bounds.overlaps(others)
    else { return false }
    return one.correlation.isEmpty && two.correlation.isEmpty && one.among == two.among && one.activation == two.activation
  }
}

extension Template {
  /// How many activations a template that counts allows; nil for the others.
  fileprivate var bounds: ClosedRange<Int>? {
    switch self {
    case .existence(let count): count...Int.max
    case .absence(let count): 0...max(0, count - 1)
    case .exactly(let count): count...count
    case .initial, .end: 1...Int.max
    default: nil
    }
  }
}
