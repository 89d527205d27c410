package import Replay

extension ReplayFinding {
  /// The finding as a problem: a warning at the first event concerned, with the number of all.
  package var problem: ReportProblem {
    ReportProblem(.warning, rule: rule, message: message, index: indexes.first, count: count)
  }
}
