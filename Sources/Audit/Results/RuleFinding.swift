package import CutoverModel

/// The judgement of one rule, with what it rests on.
package struct RuleFinding: Hashable, Sendable {
  package var rule: Rule
  package var result: RuleResult
  /// What the result would be by the events seen alone, with nothing withheld and nothing to follow.
  package var asSeen: RuleResult
  /// How many of the things happened that the rule demands something for.
  package var activations: Int
  /// For how many of them the rule holds, and for how many not.
  package var fulfilled: Int
  package var violated: Int
  /// Those that violate the rule, or else those that show that it holds; at most the first hundred, in order of time.
  package var events: [EventReference]
  /// Why the rule is undecidable, and what else to know of the result; sentences without a final period.
  package var reasons: [String]

  package init(_ rule: Rule, _ result: RuleResult) {
    self.rule = rule
    self.result = result
    asSeen = result
    activations = 0
    fulfilled = 0
    violated = 0
    events = []
    reasons = []
  }
}

extension RuleFinding {
  /// Takes in what the rule comes to if none of the signatures is allowed whose signers the reader can't tell.
  ///
  /// Where that is something else the answer is open; but a rule that holds either way holds, if only for want of acts.
  mutating func unite(withNoneAllowed other: RuleFinding) {
    guard result != other.result else { return }
    let holds = max(result, other.result) <= .vacuous
    if holds {
      result = .vacuous
      asSeen = max(asSeen, other.asSeen)
    } else {
      reasons = result == .undecidable ? reasons : []
      if other.result == .violated { events = other.events }
      if asSeen != other.asSeen { asSeen = .undecidable }
      result = .undecidable
    }
    reasons.append("acts are signed, and without a list of allowed signers it isn't known whose signatures they are")
  }
}
