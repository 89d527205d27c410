/// The answer of `cutlog objectives`: verdicts, clocks and what the events lacked.
package struct ObjectivesReport: Hashable, Sendable {
  /// In the order of the plan.
  package var objectives: [ObjectiveResult]
  /// In the order of the plan, then by name.
  package var services: [ServiceClocks]
  /// The planned outage of each service against the actual one; empty where the plan states no impact.
  package var outages: [OutageComparison]
  /// When the judged plan was sealed, as against the first impact, freeze or task.
  package var planStanding: PlanStanding
  /// Ordered by rule.
  package var findings: [ReplayFinding]
  /// How many streams were folded.
  package var streams: Int

  package init(
    objectives: [ObjectiveResult], services: [ServiceClocks], outages: [OutageComparison] = [],
    planStanding: PlanStanding, findings: [ReplayFinding], streams: Int = 1
  ) {
    self.objectives = objectives
    self.services = services
    self.outages = outages
    self.planStanding = planStanding
    self.findings = findings
    self.streams = streams
  }

  /// The worst verdict among the objectives that apply; nil where none does.
  package var verdict: ObjectiveVerdict? {
    objectives.filter(\.applies).map(\.verdict).max()
  }
}
