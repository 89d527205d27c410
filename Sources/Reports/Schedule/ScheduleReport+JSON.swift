internal import CutoverModel
package import JSONText
internal import Replay

extension ScheduleReport {
  /// The member `plan` of the JSON document.
  package var json: JSONValue {
    let network = schedule.network
    var members = [
      JSONMember("id", .string(plan.plan)), JSONMember("version", .integer(plan.version)),
      JSONMember("startSeconds", .seconds(network.start)),
      JSONMember("finishSeconds", .seconds(network.finish)),
      JSONMember("durationSeconds", .seconds(schedule.duration)),
      JSONMember("criticalPath", .texts(schedule.criticalPath)),
      JSONMember("tasks", .array(network.tasks.map { $0.json(isRollback: false) } + rollbackTasks)),
      JSONMember("gates", .array(network.gates.map { $0.json(isRollback: false) })),
      JSONMember("objectives", .array(schedule.objectives.map(\.json))),
      JSONMember("outages", .array(schedule.outages.map(\.json))),
    ]
    if let window = plan.window {
      members.append(JSONMember("windowClosesSeconds", .seconds(window.closes.offset)))
    }
    if let rollback = schedule.rollback {
      members.append(JSONMember("rollbackDurationSeconds", .seconds(rollback.duration)))
    }
    if let latest = schedule.latestDecision {
      members.append(JSONMember("latestDecisionSeconds", .seconds(latest)))
    }
    if let decideBy = plan.rollback?.decideBy?.offset {
      members.append(JSONMember("decideBySeconds", .seconds(decideBy)))
      let isInTime = schedule.latestDecision.map { JSONValue.bool(decideBy <= $0) }
      members.append(JSONMember("decideByInTime", isInTime ?? .null))
    }
    if let pert = schedule.pert { members.append(JSONMember("pert", pert.json)) }
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

extension ObjectiveFeasibility {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "feasible": feasible.map(JSONValue.bool) ?? .null,
      "plannedSeconds": .seconds(planned), "limitSeconds": .seconds(limit),
    ]
  }
}

extension PlannedOutage {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("service", .string(service)), JSONMember("seconds", .seconds(total)),
      JSONMember("longestSeconds", .seconds(longest)),
      JSONMember("spans", .array(spans.map(\.json))),
    ])
  }
}

extension PlannedOutage.Span {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("from", .string(from.text)), JSONMember("to", .string(to.text)),
      JSONMember("fromSeconds", .seconds(start)), JSONMember("toSeconds", .seconds(end)),
      JSONMember("seconds", .seconds(length)),
    ])
  }
}

extension TaskBoundary {
  /// As a plan writes it: `freeze-writes.start`.
  var text: String { "\(task).\(side.rawValue)" }
}

extension PertEstimate {
  /// What the figures leave out.
  static let note =
    "the critical path alone: other paths that may overtake it make the finish later and the probability smaller"

  /// The probability has four digits.
  fileprivate var json: JSONValue {
    .object([
      JSONMember("meanFinishSeconds", .seconds(finish)),
      JSONMember("varianceSecondsSquared", .number(NumberText.rounded(variance, digits: 3))),
      JSONMember("standardDeviationSeconds", .seconds(standardDeviation)),
      JSONMember("windowClosesSeconds", .seconds(limit)),
      JSONMember(
        "probabilityWithinWindow",
        probability.map { .number(NumberText.rounded($0, digits: 4)) } ?? .null),
      JSONMember("note", .string(Self.note)),
    ])
  }
}
