import Audit
import CutoverModel
import JSONText
import Replay
import Reports
import SealedLog

extension RunInput {
  /// Everything that is to be said of the run; a further pass where something is claimed.
  ///
  /// - Parameters:
  ///   - policies: What it is audited by.
  ///   - acceptance: Which withheld lines the reader accepts.
  mutating func wholeReport(
    by policies: [GivenPolicy] = [], _ acceptance: WithheldEvidence.Acceptance = .init()
  ) throws -> RunReport {
    let signers = try signers()
    let (corrected, asRecorded) = try foldBoth { judged in
      FoldPair(
        FoldPair(
          judged.objectivesFold(signers, acceptance), TimelineFold(plan: judged.plan, schedule: judged.schedule)),
        FoldPair(
          FoldPair(MaybeFold(judged.varianceFold(acceptance)), ClaimsGathering()),
          FoldPair(
            judged.alignmentFold(acceptance),
            FoldPair(
              MaybeFold(policies.isEmpty ? nil : judged.auditFold(policies, signers, acceptance)),
              FoldPair(
                RunEndsFold(),
                FoldPair(
                  RunSeriesFold(plan: judged.plan, streamKind: judged.selection.streamKind),
                  ServiceBandFold(plan: judged.plan, streamKind: judged.selection.streamKind)))))))
    }
    var (objectives, timeline) = corrected.0
    var (variance, claims) = corrected.1.0
    var (alignment, (rules, (ends, (series, bands)))) = corrected.1.1
    timeline.mark(corrections)
    variance?.mark(corrections)
    alignment.judge(objectives)
    var report = RunReport(timeline: timeline)
    report.asRecorded = asRecorded?.0.0
    report.corrections = corrections
    report.ends = ends
    report.objectives = objectives
    report.planned = judged.schedule?.objectives ?? []
    report.variance = variance
    report.series = series
    report.bands = bands
    if !claims.isEmpty {
      report.claims = try foldAgain(ClaimsFold(claims, acceptance: acceptance))
      report.claimsAsRecorded = try asRecorded.map {
        try foldAgain(ClaimsFold($0.1.0.1, acceptance: acceptance), asRecorded: true)
      }
    }
    if let rules {
      report.audit = try audit(
        rules, by: policies, signers, acceptance,
        RunResults(objectives: objectives, variance: variance, alignment: alignment, plan: judged.byPlan))
      report.audit?.ends = ends
    }
    report.alignmentAsRecorded = asRecorded?.1.1.0
    if let asRecorded { report.alignmentAsRecorded?.judge(asRecorded.0.0) }
    report.alignment = alignment
    report.streams = summaries
    report.plan = judged.plan
    report.planDigest = planDigest
    report.otherPlans = judged.selection.others
    report.opening = opening
    report.isUnverified = isUnverified
    // What several of them found is said once.
    let findings = ReplayFinding.united([
      corrections.findings, objectives.findings, variance?.findings ?? [], report.claims?.findings ?? [],
      alignment.findings, timeline.findings, series.findings,
    ])
    report.problems = problems + alignment.problems + findings.map(\.problem)
    for problem in report.audit?.problems ?? [] where !report.problems.contains(problem) {
      // Other plans stand where it says what the run was.
      if problem.rule != "plan-not-judged" { report.problems.append(problem) }
    }
    return report
  }

  /// What the first stream says of itself.
  var opening: [(name: String, value: String)] {
    guard let opened = streams.first?.verification.opened else { return [] }
    var facts: [(name: String, value: String)] = [("kind", opened.kind.rawValue)]
    if let starts = opened.starts { facts.append(("starts", starts)) }
    if let environment = opened.environment { facts.append(("environment", environment)) }
    if let sites = opened.sites {
      facts.append(("from", sites.source))
      facts.append(("to", sites.target))
    }
    for (name, value) in opened.parameters {
      facts.append(("parameter \(name)", value.string ?? JSONWriter.text(of: value)))
    }
    for followed in opened.follows { facts.append((followed.relation.rawValue, followed.origin)) }
    return facts
  }
}
