package import Audit

/// Runs that were judged by the same policies: what an auditor draws a sample from.
package struct AuditPopulation: Sendable {
  /// In the order of their first openings; each has the same policies.
  package var runs: [RunAudit]

  package init(_ runs: [RunAudit]) { self.runs = runs }

  package var streams: [StreamSummary] { runs.flatMap(\.streams) }

  /// The worst verdict of all runs; nil where no rule was judged.
  package var verdict: RuleResult? { runs.compactMap(\.verdict).max() }

  /// Whether any stream is used although it can't be believed.
  package var isUnverified: Bool { runs.contains(where: \.isUnverified) }

  /// The digest of the plan's document, where all runs are judged by the same.
  package var planDigest: String? {
    let digests = Set(runs.map(\.planDigest))
    return digests.count == 1 ? digests.first ?? nil : nil
  }

  /// What is to be said of the evidence of each run, with the streams numbered over all runs.
  package var problems: [ReportProblem] {
    guard runs.count > 1 else { return runs.first?.problems ?? [] }
    var before = 0
    return runs.flatMap { run in
      defer { before += run.streams.count }
      let single = run.streams.count == 1 ? run.streams.first?.origin : nil
      return run.problems.map { problem in
        var problem = problem
        if problem.stream == nil { problem.stream = single }
        if problem.streamNumber != nil || single != nil || problem.index != nil {
          problem.streamNumber = before + (problem.streamNumber ?? 1)
        }
        return problem
      }
    }
  }

  /// What each policy came to in each run, policy by policy.
  var policies: [[RunAudit.JudgedPolicy]] {
    (runs.first?.policies.indices ?? 0..<0).map { number in runs.map { $0.policies[number] } }
  }

  /// How many rules came to each result, over all runs.
  package var counts: ResultCounts { ResultCounts(runs.flatMap(\.findings).map(\.result)) }
}
