/// How a rule was judged; missing evidence is never `satisfied`.
package enum RuleResult: String, CaseIterable, Hashable, Sendable, Comparable {
  /// The rule holds, and something happened that it speaks of.
  case satisfied
  /// The rule holds because nothing happened that it speaks of.
  case vacuous
  /// What isn't seen could make it hold, or not.
  case undecidable
  /// The rule doesn't hold.
  case violated

  private var rank: Int {
    switch self {
    case .satisfied: 0
    case .vacuous: 1
    case .undecidable: 2
    case .violated: 3
    }
  }

  /// From the best to the worst.
  package static func < (left: RuleResult, right: RuleResult) -> Bool { left.rank < right.rank }
}
