package import CutoverModel
package import JSONText
package import Replay

/// The answer of `cutlog plan`: a plan's own schedule, and whether it can keep what it promises.
package struct ScheduleReport: Sendable {
  package var plan: Plan
  package var schedule: Schedule
  /// What the document's reading remarked.
  package var remarks: [ReportProblem]
  /// How it comes out by its three-point durations; nil if it has none.
  package var risk: ScheduleRisk?
  /// The name of the plan's document.
  private let file: String?
  /// Where a value stands in the document.
  private let locate: @Sendable (PlanPlace) -> TextLocation?

  package init(
    plan: Plan, schedule: Schedule, remarks: [ReportProblem] = [], file: String? = nil,
    locate: @escaping @Sendable (PlanPlace) -> TextLocation? = { _ in nil }
  ) {
    self.plan = plan
    self.schedule = schedule
    self.remarks = remarks
    self.file = file
    self.locate = locate
  }

  /// `feasible`, `infeasible` or `unknown`.
  package var verdict: String {
    switch schedule.isFeasible {
    case true: "feasible"
    case false: "infeasible"
    case nil: "unknown"
    }
  }

  /// What the schedule can't keep or leaves out, and what the reading remarked.
  package var problems: [ReportProblem] {
    remarks
      + schedule.problems.map { problem in
        problemOfPlan(
          problem.reportSeverity, rule: problem.kind.rawValue, message: problem.message,
          at: problem.place)
      }
      + zip(plan.objectives, schedule.objectives).filter { $1.feasible == false }.map { objective, answer in
        let promise = objective.metric == .rpo ? "is planned to lose the data of" : "is planned to take"
        return problemOfPlan(
          .error, rule: "objective-infeasible",
          message: "objective \(answer.id) \(promise) \(SpanText.short(answer.planned)), "
            + "its limit is \(SpanText.short(answer.limit))",
          at: .limit(objective: answer.id))
      }
  }

  private func problemOfPlan(
    _ severity: ReportProblem.Severity, rule: String, message: String, at place: PlanPlace
  ) -> ReportProblem {
    let location = locate(place)
    return ReportProblem(
      severity, rule: rule, message: message, file: location == nil ? nil : file, line: location?.line,
      column: location?.column)
  }
}
