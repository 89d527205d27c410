import Audit
import CloudEvents
import CutoverModel
@testable import Replay
import TestSupport
import Testing

/// Rules that are judged by what other folds found.
@Suite struct ResultRuleTests {
  private func judge(
    _ requirement: Requirement, _ results: RunResults, _ lines: [String] = [], isWhole: Bool = true
  ) throws -> RuleFinding {
    let rule = Rule(id: "r", title: "t", why: "w", requirement: requirement)
    var judged = try folding(AuditFold([rule], isWhole: isWhole), at: lines.placed(from: 1))
    judged.judge(results)
    return try #require(judged.report.findings.first)
  }

  private func objectives(_ verdicts: [(String, ObjectiveVerdict, applies: Bool)]) -> RunResults {
    let judged = verdicts.map { id, verdict, applies in
      var result = ObjectiveResult(Objective(id: id, metric: .rto, limit: .span(.zero)))
      result.verdict = verdict
      result.applies = applies
      if verdict == .unknown { result.missing = ["service.up"] }
      return result
    }
    return RunResults(
      objectives: ObjectivesReport(objectives: judged, services: [], planStanding: .beforehand, findings: []))
  }

  @Test func `objectives are satisfied, violated, undecidable or vacuous as they were judged, the worst first`() throws {
    let all = Requirement.objectives(ObjectiveRequirement())
    #expect(try judge(all, objectives([("a", .met, true), ("b", .met, true)])).result == .satisfied)
    let missed = try judge(all, objectives([("a", .met, true), ("b", .missed, true), ("c", .unknown, true)]))
    #expect(missed.result == .violated && missed.activations == 3 && missed.violated == 1)
    let unknown = try judge(all, objectives([("a", .unknown, true)]))
    #expect(unknown.result == .undecidable && unknown.reasons == ["objective `a` lacks: service.up"])
    #expect(try judge(all, objectives([("a", .unknown, false)])).result == .vacuous)
    #expect(try judge(all, RunResults()).result == .undecidable)
  }

  @Test func `an objective that the plan doesn't have is no pass`() throws {
    let named = Requirement.objectives(ObjectiveRequirement(ids: ["a", "z"]))
    let finding = try judge(named, objectives([("a", .met, true)]))
    #expect(finding.result == .undecidable && finding.reasons == ["the plan states no objective `z`"])
    #expect(try judge(named, objectives([("a", .missed, true)])).result == .violated)
    #expect(try judge(.objectives(ObjectiveRequirement(metric: .rpo)), objectives([("a", .met, true)])).result == .undecidable)
  }

  @Test func `tasks that nobody tried and tasks that nobody planned are violations`() throws {
    var variance = Variance()
    #expect(try judge(.schedule(.noUnplannedTask), RunResults(variance: variance)).result == .satisfied)
    variance.notExecuted = ["sync"]
    let untried = try judge(.schedule(.allTasksTried), RunResults(variance: variance))
    #expect(untried.reasons == ["task `sync` was never tried"])
    // On an open stream it may still be tried.
    #expect(
      try judge(.schedule(.noUnplannedTask), RunResults(variance: variance), lines([[]]), isWhole: false).result
        == .undecidable)
    #expect(try judge(.schedule(.finishedWithin(.zero)), RunResults(variance: variance)).result == .undecidable)
  }

  @Test func `a run that left required tasks undone didn't finish within anything`() throws {
    var plan = Plan(plan: "p", version: 1)
    plan.tasks = ["lock", "sync"].map { id in
      var task = PlannedTask(id: id)
      task.duration = .fixed(TimeSpan(seconds: 300))
      return task
    }
    let lines = [
      event("run.began", at: "2026-11-22T22:00:00Z"),
      event("task.started", at: "2026-11-22T22:00:00Z", ["task": "lock"]),
      event("task.completed", at: "2026-11-22T22:05:00Z", ["task": "lock"]),
      event("run.ended", at: "2026-11-22T22:06:00Z", data: #"{"outcome":"aborted"}"#),
    ]
    let early = try folding(VarianceFold(plan: plan, schedule: Schedule(of: plan)), over: lines)
    #expect(early.slip == .zero && early.isUnfinished)
    #expect(try judge(.schedule(.finishedWithin(.zero)), RunResults(variance: early)).result == .undecidable)
  }

  @Test func `a check of the state is what it was found to be`() throws {
    func result(_ outcomes: AlignmentCheck.Outcome...) throws -> RuleResult {
      var report = AlignmentReport()
      report.checks = outcomes.map {
        AlignmentCheck(rule: .listenerMoved, subject: "l", outcome: $0, message: "m", events: [])
      }
      return try judge(.state(.listenerMoved), RunResults(alignment: report)).result
    }
    #expect(try result(.satisfied, .notApplicable) == .satisfied)
    #expect(try result(.notApplicable) == .vacuous)
    #expect(try result(.undecidable, .satisfied) == .undecidable)
    #expect(try result(.violated, .undecidable) == .violated)
    #expect(try result() == .undecidable)
  }
}
