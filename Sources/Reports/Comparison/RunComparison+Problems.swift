internal import CutoverModel
package import Replay

extension RunComparison {
  /// The findings as problems, at the first event concerned; streams are numbered over all runs.
  package var problems: [ReportProblem] {
    findings.map { finding in
      let severity: ReportProblem.Severity = finding.rule == .notAligned ? .note : .warning
      let against = finding.against.map { " against run \($0 + 1)" } ?? ""
      let event = finding.events.first
      var problem = ReportProblem(
        severity, rule: finding.rule.rawValue, message: "run \(finding.run + 1)\(against): \(finding.message)",
        index: event?.index)
      if let event {
        problem.stream = event.origin
        problem.streamNumber = streamsBefore(finding.run) + event.stream + 1
        problem.count = finding.events.count
      }
      return problem
    }
  }

  /// How many streams the runs before one have.
  package func streamsBefore(_ run: Int) -> Int { runs[..<run].reduce(0) { $0 + $1.origins.count } }
}
