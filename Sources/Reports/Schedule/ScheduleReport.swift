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
          problem.isInfeasible ? .error : .note, rule: problem.kind.rawValue, message: problem.message,
          at: problem.place)
      }
      + schedule.objectives.filter { $0.feasible == false }.map { objective in
        problemOfPlan(
          .error, rule: "objective-infeasible",
          message: "objective \(objective.id) is planned to take \(SpanText.of(objective.planned)), "
            + "its limit is \(SpanText.of(objective.limit))",
          at: .limit(objective: objective.id))
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

extension ScheduleProblem {
  /// What doesn't fit, with both figures.
  fileprivate var message: String {
    switch kind {
    case .finishBy:
      "task \(subject) finishes at \(SpanText.fromStart(planned)), it must by \(SpanText.fromStart(limit))"
    case .deadline:
      "gate \(subject) is decided at \(SpanText.fromStart(planned)), its deadline is \(SpanText.fromStart(limit))"
    case .windowCloses:
      "the plan finishes at \(SpanText.fromStart(planned)), its window closes at \(SpanText.fromStart(limit))"
    case .decideBy:
      "a rollback decided at \(SpanText.fromStart(planned)) doesn't finish within the window, "
        + "the last moment is \(SpanText.fromStart(limit))"
    case .pulledBeforeStart: "a negative lag would pull \(subject) before the start; it stays there"
    case .linkLeftOut:
      "the link from \(predecessor ?? "nothing") to \(subject) joins main and rollback tasks and is left out"
    }
  }
}

// MARK: - JSON

extension ScheduleReport {
  /// The member `plan` of the JSON document.
  package var json: JSONValue {
    var members = [
      JSONMember("id", .string(plan.plan)), JSONMember("version", .integer(plan.version)),
      JSONMember("durationSeconds", .seconds(schedule.duration)),
      JSONMember("criticalPath", .texts(schedule.criticalPath)),
      JSONMember("tasks", .array(schedule.tasks.map { $0.json(isRollback: false) } + rollbackTasks)),
      JSONMember("gates", .array(schedule.network.gates.map { $0.json(isRollback: false) })),
      JSONMember(
        "objectives",
        .array(
          schedule.objectives.map { objective in
            [
              "id": .string(objective.id), "feasible": objective.feasible.map(JSONValue.bool) ?? .null,
              "plannedSeconds": .seconds(objective.planned), "limitSeconds": .seconds(objective.limit),
            ]
          })),
    ]
    if let rollback = schedule.rollback {
      members.append(JSONMember("rollbackDurationSeconds", .seconds(rollback.duration)))
    }
    if let latest = schedule.latestDecision {
      members.append(JSONMember("latestDecisionSeconds", .seconds(latest)))
    }
    if let risk { members.append(JSONMember("risk", risk.json)) }
    return .object(members)
  }

  private var rollbackTasks: [JSONValue] {
    schedule.rollback?.tasks.map { $0.json(isRollback: true) } ?? []
  }
}

extension ScheduledActivity {
  fileprivate func json(isRollback: Bool) -> JSONValue {
    .object([
      JSONMember("id", .string(id)), JSONMember("durationSeconds", .seconds(duration)),
      JSONMember("earlyStartSeconds", .seconds(earlyStart)),
      JSONMember("earlyFinishSeconds", .seconds(earlyFinish)),
      JSONMember("lateStartSeconds", .seconds(lateStart)),
      JSONMember("lateFinishSeconds", .seconds(lateFinish)),
      JSONMember("totalFloatSeconds", .seconds(totalFloat)),
      JSONMember("freeFloatSeconds", .seconds(freeFloat)), JSONMember("critical", .bool(isCritical)),
      JSONMember("rollback", .bool(isRollback)),
    ])
  }
}
