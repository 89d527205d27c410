package import Replay

/// Which other folds some rules are judged by.
package struct NeededResults: Hashable, Sendable {
  /// Those of the objectives, by which checks of the state are judged too.
  package var objectives = false
  package var variance = false
  /// Checks of the state.
  package var checks: Set<AlignmentRule> = []

  package init(_ rules: [Rule]) {
    for rule in rules {
      switch rule.requirement {
      case .constraint, .separation: break
      case .objectives: objectives = true
      case .schedule(.sealedBeforeAction): objectives = true
      case .schedule(let requirement): variance = variance || !requirement.isOfPlanAlone
      case .state(let check):
        objectives = true
        checks.insert(check)
      }
    }
  }
}
