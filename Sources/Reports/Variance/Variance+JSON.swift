internal import CutoverModel
package import JSONText
package import Replay

extension Variance {
  /// The member `variance` of the JSON document.
  package var json: JSONValue {
    .object([
      JSONMember("method", .string(Self.method)),
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
      JSONMember("unplanned", .array(unplanned.map(\.json))),
      JSONMember("notExecuted", .texts(notExecuted)),
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
        JSONMember("finishSlipSeconds", .seconds(finishSlip)), JSONMember("state", .string(state.rawValue)),
        JSONMember("verified", .string(verified.rawValue)), JSONMember("unseenChecks", .texts(unseenChecks)),
        JSONMember("attempts", .integer(attempts.count)), JSONMember("pausedSeconds", .seconds(paused)),
        JSONMember("from", .event(actualStart?.event)), JSONMember("to", .event(actualFinish?.event)),
      ].amended(by: amendment))
  }
}

extension GateVariance {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("id", .string(id)), JSONMember("state", .string(history.state.rawValue)),
      JSONMember("plannedFinish", .time(plannedFinish)), JSONMember("passed", .time(history.passed?.time)),
      JSONMember("slipSeconds", .seconds(slip)), JSONMember("event", .event(history.passed?.event)),
    ])
  }
}

extension UnplannedTask {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "state": .string(history.state.rawValue), "event": .event(history.first?.event),
    ]
  }
}
