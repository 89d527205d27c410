import Attestation
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
    let signers = try signers()
    let needs = NeededResults(policies.flatMap(\.policy.rules))
    let (found, ends) = try fold { judged in
      // Only what some rule is judged by; each of these folds costs as much as many rules.
      let objectives = needs.objectives ? judged.objectivesFold(signers, acceptance) : nil
      let variance = needs.variance ? judged.varianceFold(acceptance) : nil
      let alignment = needs.checks.isEmpty ? nil : judged.alignmentFold(acceptance, asking: needs.checks)
      let results = FoldPair(
        FoldPair(MaybeFold(objectives), MaybeFold(variance)),
        FoldPair(MaybeFold(alignment), judged.auditFold(policies, signers, acceptance)))
      return FoldPair(results, RunEndsFold())
    }
    let (objectives, variance) = found.0
    var (alignment, result) = found.1
    if let objectives { alignment?.judge(objectives) }
    var audit = try audit(
      result, by: policies, signers, acceptance,
      RunResults(objectives: objectives, variance: variance, alignment: alignment, plan: judged.byPlan))
    audit.ends = ends
    return audit
  }

  /// The audit of a run whose folds have come to an end.
  ///
  /// - Parameters:
  ///   - result: What the fold of the rules found.
  ///   - results: What the other folds of the same pass found, by which some rules are judged.
  func audit(
    _ result: AuditFold.Result, by policies: [GivenPolicy], _ signers: AllowedSigners?,
    _ acceptance: WithheldEvidence.Acceptance, _ results: RunResults
  ) throws -> RunAudit {
    var result = result
    if let late = result.late {
      result = try foldAgain(judged.auditFold(policies, signers, acceptance, late: late))
    }
    result.judge(judged.plan == nil ? RunResults() : results)
    return try answer(result, policies)
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
    if !cited.isEmpty { (audit.leaves, audit.people) = try foldAgain(CitedLeaves(Set(cited)), asRecorded: true) }
    let notes = ReplayFinding.united([corrections.findings, result.report.notes])
    audit.problems = ownProblems + judged.planProblems + notes.map(\.problem)
    return audit
  }
}

extension JudgedPlan {
  /// The fold of all rules of some policies.
  ///
  /// - Parameter late: The events that came late in an earlier pass, for a further one.
  func auditFold(
    _ policies: [GivenPolicy], _ signers: AllowedSigners?, _ acceptance: WithheldEvidence.Acceptance,
    late: LateEvents? = nil
  ) -> AuditedFold {
    let facts = plan.map { PlanFacts($0, streamKind: selection.streamKind) }
    let rules = policies.flatMap(\.policy.rules)
    return AuditedFold(
      AuditFold(rules, plan: facts, people: principals, acceptance: acceptance, late: late), signers: signers)
  }

  /// What some rules are judged by beside the run: the plan, its schedule, and how it was found.
  var byPlan: RunResults.JudgedByPlan? {
    guard let plan, let schedule else { return nil }
    return RunResults.JudgedByPlan(plan, schedule, selection)
  }

  /// The principals of people's ids, where events name people by those.
  fileprivate var principals: [String: String] {
    Dictionary((plan?.people ?? []).compactMap { person in person.principal.map { (person.id, $0) } }) { first, _ in first }
  }
}
