internal import CutoverModel
package import JSONText
package import Replay

extension Variance {
  /// The member `variance` of the JSON document.
  package var json: JSONValue {
    .object([
      JSONMember("method", .string(Self.method)),
      JSONMember(
        "methods",
        [
          "slip": .string(Self.method), "windows": .string(Self.windowsMethod), "butFor": .string(Self.butForMethod),
        ]),
      JSONMember("start", .time(start?.time)), JSONMember("startBasis", .text(start?.basis.rawValue)),
      JSONMember("plannedFinish", .time(plannedFinish)),
      JSONMember("actualFinish", .time(actualFinish?.time)), JSONMember("slipSeconds", .seconds(slip)),
      JSONMember("tasks", .array(tasks.map(\.json))), JSONMember("gates", .array(gates.map(\.json))),
      JSONMember("drivingPath", .texts(drivingPath)),
      JSONMember(
        "attribution",
        .array(
          attribution.map { part in
            [
              "task": .string(part.task), "kind": .string(part.kind.rawValue), "seconds": .seconds(part.slip),
            ]
          })),
      JSONMember("butFor", butFor?.json ?? .null),
      JSONMember("windows", .array(windows.map(\.json))),
      JSONMember("earnedSchedule", lastEarned?.json ?? .null),
      JSONMember("baselines", .array(baselines.map { $0.json(beside: baselines.first) })),
      JSONMember("rollback", rollback?.json ?? .null),
      JSONMember("unplanned", .array(unplanned.map(\.json))),
      JSONMember("notExecuted", .texts(notExecuted)),
      JSONMember("undone", .texts(undone)),
    ])
  }
}

extension TaskVariance {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("id", .string(id)), JSONMember("plannedStart", .time(plannedStart)),
        JSONMember("plannedFinish", .time(plannedFinish)), JSONMember("actualStart", .time(actualStart?.time)),
        JSONMember("actualFinish", .time(actualFinish?.time)), JSONMember("startSlipSeconds", .seconds(startSlip)),
        JSONMember("durationSlipSeconds", .seconds(durationSlip)),
        JSONMember("finishSlipSeconds", .seconds(finishSlip)),
        JSONMember("inheritedSlipSeconds", .seconds(inheritedSlip)),
        JSONMember("causedSlipSeconds", .seconds(causedSlip)),
        JSONMember("totalFloatSeconds", .seconds(totalFloat)), JSONMember("floatUsedSeconds", .seconds(floatUsed)),
        JSONMember("state", .string(state.rawValue)), JSONMember("abandoned", .bool(isAbandoned)),
        JSONMember("verified", .string(verified.rawValue)), JSONMember("unseenChecks", .texts(unseenChecks)),
        JSONMember("attempts", .integer(attempts.count)), JSONMember("pausedSeconds", .seconds(paused)),
        JSONMember("from", .event(actualStart?.event)), JSONMember("to", .event(actualFinish?.event)),
      ].amended(by: amendment))
  }

  /// The planned times and slips alone.
  fileprivate var slipsJSON: JSONValue {
    [
      "id": .string(id), "plannedStart": .time(plannedStart), "plannedFinish": .time(plannedFinish),
      "startSlipSeconds": .seconds(startSlip), "finishSlipSeconds": .seconds(finishSlip),
    ]
  }
}

extension GateVariance {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("id", .string(id)), JSONMember("state", .string(history.state.rawValue)),
      JSONMember("plannedFinish", .time(plannedFinish)), JSONMember("passed", .time(history.passed?.time)),
      JSONMember("slipSeconds", .seconds(slip)), JSONMember("inheritedSlipSeconds", .seconds(inheritedSlip)),
      JSONMember("causedSlipSeconds", .seconds(causedSlip)), JSONMember("event", .event(history.passed?.event)),
    ])
  }
}

extension UnplannedTask {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "state": .string(history.state.rawValue), "event": .event(history.first?.event),
      "actualStart": .time(history.firstStart?.time), "actualFinish": .time(history.completion?.time),
    ]
  }
}

extension ButFor {
  fileprivate var json: JSONValue {
    [
      "causes": .integer(count), "finish": .time(finish), "savedSeconds": .seconds(saved),
      "alone": .array(
        alone.map { result in
          [
            "task": .string(result.cause.task), "kind": .string(result.cause.kind.rawValue),
            "attempt": .integer(result.cause.attempt), "from": .event(result.cause.from.event),
            "to": .event(result.cause.to.event), "seconds": .seconds(result.cause.length),
            "finish": .time(result.finish), "savedSeconds": .seconds(result.saved),
          ]
        }),
    ]
  }
}

extension VarianceWindow {
  fileprivate var json: JSONValue {
    [
      "from": .time(from.time), "to": .time(to.time), "until": .string(to.kind.rawValue), "gate": .text(to.gate),
      "event": .event(to.moment?.event), "network": .string(isRollback ? "rollback" : "main"),
      "forecastBefore": .time(before), "forecastAfter": .time(to.forecast), "slipSeconds": .seconds(to.slip),
      "path": .texts(to.path), "earnedSchedule": to.earned?.json ?? .null,
    ]
  }
}

extension EarnedSchedule {
  fileprivate var json: JSONValue {
    func number(_ ratio: Ratio?) -> JSONValue {
      ratio?.tenThousandths.map { .number(JSONWriter.decimal($0, scale: 4)) } ?? .null
    }
    return [
      "plannedDurationSeconds": .seconds(plannedDuration), "actualTimeSeconds": .seconds(actualTime),
      "earnedSeconds": .seconds(earned), "scheduleVarianceSeconds": .seconds(scheduleVariance),
      "spi": number(performanceIndex), "tspi": number(toCompleteIndex), "ieacSeconds": .seconds(estimate),
    ]
  }
}

extension BaselineVariance {
  /// With the slips of its tasks where it is another plan than the original.
  fileprivate func json(beside original: BaselineVariance?) -> JSONValue {
    var members = [
      JSONMember("which", .string(which.rawValue)), JSONMember("plan", .string(plan)),
      JSONMember("version", .integer(version)), JSONMember("digest", .text(digest)),
      JSONMember("plannedFinish", .time(plannedFinish)), JSONMember("actualFinish", .time(actualFinish?.time)),
      JSONMember("slipSeconds", .seconds(slip)),
    ]
    if let original, !isSamePlan(as: original) {
      members.append(JSONMember("tasks", .array(tasks.map(\.slipsJSON))))
    }
    return .object(members)
  }
}

extension RollbackVariance {
  fileprivate var json: JSONValue {
    [
      "decided": .time(decision.time), "event": .event(decision.event), "decideBy": .time(decideBy),
      "latestDecision": .time(latest), "mainPlannedFinish": .time(plannedFinish), "abandoned": .texts(abandoned),
    ]
  }
}
