import Audit
import CutoverModel
import Replay
import Reports

extension RunInput {
  /// Judges the rules of some policies over the run: one pass, one more where events came late by their time, and one for
  /// the hashes of what is cited.
  ///
  /// - Parameter acceptance: Which withheld lines the reader accepts.
  /// - Throws: `Failure` if a stream is refused or the streams are not of one run.
  mutating func audit(
    by policies: [GivenPolicy], _ acceptance: WithheldEvidence.Acceptance = .init()
  ) throws -> RunAudit {
    let rules = policies.flatMap(\.policy.rules)
    let signers = try signers()
    let (found, ends) = try fold { judged in
      let results = FoldPair(
        FoldPair(judged.objectivesFold(signers, acceptance), MaybeFold(judged.varianceFold(acceptance))),
        FoldPair(
          judged.alignmentFold(acceptance),
          AuditedFold(judged.auditFold(rules, acceptance), signers: signers)))
      return FoldPair(results, RunEndsFold())
    }
    let (objectives, variance) = found.0
    var (alignment, result) = found.1
    alignment.judge(objectives)
    if let late = result.late {
      result = try foldAgain(AuditedFold(judged.auditFold(rules, acceptance, late: late), signers: signers))
    }
    result.judge(
      judged.plan == nil
        ? RunResults()
        : RunResults(objectives: objectives, variance: variance, alignment: alignment, plan: judged.byPlan))
    var audit = try answer(result, policies)
    audit.ends = ends
    return audit
  }

  private func answer(_ result: AuditFold.Result, _ policies: [GivenPolicy]) throws -> RunAudit {
    var audit = RunAudit()
    audit.streams = summaries
    audit.opening = opening
    audit.plan = judged.plan
    audit.planDigest = planDigest
    audit.span = result.span
    audit.corrections = corrections
    audit.isUnverified = isUnverified
    var findings = result.report.findings[...]
    for policy in policies {
      let count = policy.policy.rules.count
      audit.policies.append(
        .init(
          policy: policy.policy, isPack: policy.isPack, digest: policy.digest, findings: Array(findings.prefix(count))))
      findings = findings.dropFirst(count)
    }
    let cited = audit.findings.flatMap(\.events).map { RunAudit.LinePlace(stream: $0.stream, index: $0.index) }
    if !cited.isEmpty { audit.leaves = try foldAgain(CitedLeaves(Set(cited)), asRecorded: true) }
    let notes = ReplayFinding.united([corrections.findings, result.report.notes])
    audit.problems = ownProblems + judged.planProblems + notes.map(\.problem)
    return audit
  }
}

extension JudgedPlan {
  fileprivate func auditFold(
    _ rules: [Rule], _ acceptance: WithheldEvidence.Acceptance, late: LateEvents? = nil
  ) -> AuditFold {
    let facts = plan.map { PlanFacts($0, streamKind: selection.streamKind) }
    return AuditFold(rules, plan: facts, people: principals, acceptance: acceptance, late: late)
  }

  fileprivate var byPlan: RunResults.JudgedByPlan? {
    guard let plan, let schedule else { return nil }
    return RunResults.JudgedByPlan(plan, schedule, selection)
  }

  /// The principals of people's ids, where events name people by those.
  fileprivate var principals: [String: String] {
    Dictionary((plan?.people ?? []).compactMap { person in person.principal.map { (person.id, $0) } }) { first, _ in first }
  }
}
