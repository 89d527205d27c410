package import Replay

extension ReplayFinding {
  /// The finding as a problem: a warning at the first event concerned, with the number of all.
  package var problem: ReportProblem {
    var problem = ReportProblem(
      .warning, rule: rule, message: message, index: places.first?.index, count: count)
    problem.stream = origin
    problem.streamNumber = streamNumber
    return problem
  }
}
