internal import CloudEvents
internal import CutoverModel
package import JSONText
package import Replay

extension RunStatus {
  /// The member `status` of the JSON document.
  ///
  /// - Parameter unsealedLines: How many lines of the streams stand behind their last valid seals.
  package func json(unsealedLines: Int = 0) -> JSONValue {
    .object(course + times + decision.json + work + outlook + recorder.json(at: time, unsealedLines: unsealedLines))
  }

  private var course: [JSONMember] {
    [
      JSONMember("time", .time(time)), JSONMember("timeBasis", .string(timeBasis.rawValue)),
      JSONMember("start", .time(start?.time)), JSONMember("startBasis", .text(start?.basis.rawValue)),
      JSONMember(
        "phase",
        .array(
          phases.map { item in
            [
              "wave": .text(item.name("wave")), "phase": .text(item.value("phase")?.text),
              "since": .time(item.basis.since), "event": .event(item.basis.event),
            ]
          })),
      JSONMember("over", .bool(isOver)), JSONMember("outcome", .text(run?.hasEnded == true ? run?.outcome : nil)),
      JSONMember("ended", .event(run?.hasEnded == true ? run?.basis.event : nil)),
      JSONMember("network", hasPlan ? .string(network.rawValue) : .null),
      JSONMember("rollbackDecided", .event(rollbackDecided?.event)),
    ]
  }

  private var times: [JSONMember] {
    [
      JSONMember("plannedFinish", .time(plannedFinish)), JSONMember("forecastFinish", .time(forecastFinish)),
      JSONMember("slipSeconds", .seconds(slip)), JSONMember("windowCloses", .time(windowCloses)),
      JSONMember("windowLeftSeconds", .seconds(windowLeft)),
    ]
  }

  private var work: [JSONMember] {
    [
      JSONMember("tasks", hasPlan ? tasks.json : .null), JSONMember("undone", .texts(undone)),
      JSONMember("now", .array(now.map(\.json))),
      JSONMember("late", .array(late.map(\.json))), JSONMember("next", .array(next.map(\.json))),
      JSONMember("gates", .array(gates.map(\.json))),
    ]
  }

  private var outlook: [JSONMember] {
    [
      JSONMember("objectives", .array(objectives.map(\.json))),
      JSONMember(
        "services",
        .array(
          services.map { service in
            [
              "service": .text(service.service), "state": .text(service.state?.rawValue),
              "since": .time(service.basis?.since), "event": .event(service.basis?.event),
            ]
          })),
      JSONMember(
        "checks",
        .array(
          checks.map { check in
            [
              "check": .string(check.id), "result": .text(check.item?.value("result")?.text),
              "since": .time(check.item?.basis.since), "event": .event(check.item?.basis.event),
            ]
          })),
      JSONMember("incidents", .array(incidents.map(\.statusJSON))),
      JSONMember(
        "backlogs",
        .array(
          backlogs.map { backlog in
            [
              "service": .text(backlog.service), "queue": .string(backlog.queue), "depth": .text(backlog.depth),
              "event": .event(backlog.reported.event),
            ]
          })),
    ]
  }
}

extension DecisionRoom {
  fileprivate var json: [JSONMember] {
    [
      JSONMember("decision", .string(state.rawValue)), JSONMember("decideBy", .time(by)),
      JSONMember("decideBasis", .text(basis?.rawValue)), JSONMember("secondsToDecide", .seconds(left)),
      JSONMember("pointOfNoReturn", .text(pointOfNoReturn)), JSONMember("noReturnTime", .time(noReturnTime)),
      JSONMember("decisionEvent", .event(event)),
    ]
  }
}

extension TaskCounts {
  fileprivate var json: JSONValue {
    [
      "planned": .integer(planned), "done": .integer(done), "running": .integer(running),
      "waiting": .integer(waiting), "dropped": .integer(dropped), "standby": .integer(standby),
      "abandoned": .integer(abandoned),
    ]
  }
}

extension TaskOwner {
  fileprivate var members: [JSONMember] {
    [JSONMember("owner", .text(owner)), JSONMember("people", .texts(people))]
  }
}

extension RunningTask {
  fileprivate var json: JSONValue {
    .object(
      [JSONMember("id", .string(id)), JSONMember("title", .text(title))] + owner.members + [
        JSONMember("planned", .bool(isPlanned)), JSONMember("background", .bool(isBackground)),
        JSONMember("mode", .string(mode.rawValue)), JSONMember("state", .string(state.rawValue)),
        JSONMember("attempts", .integer(attempts)), JSONMember("since", .time(since.time)),
        JSONMember("elapsedSeconds", .seconds(elapsed)), JSONMember("pausedSeconds", .seconds(paused)),
        JSONMember("pausedSince", .time(pausedSince?.time)), JSONMember("plannedSeconds", .seconds(planned)),
        JSONMember("remainingSeconds", .seconds(remaining)), JSONMember("plannedFinish", .time(plannedFinish)),
        JSONMember("forecastFinish", .time(forecastFinish)), JSONMember("event", .event(since.event)),
      ])
  }
}

extension LateActivity {
  fileprivate var json: JSONValue {
    .object(
      [JSONMember("id", .string(id)), JSONMember("kind", .string(isGate ? "gate" : "task"))] + owner.members + [
        JSONMember("state", .string(state)), JSONMember("side", .string(side.rawValue)),
        JSONMember("planned", .time(planned)), JSONMember("lateSeconds", .seconds(by)),
        JSONMember("forecast", .time(forecast)), JSONMember("floatLeftSeconds", .seconds(floatLeft)),
        JSONMember("effect", .text(effect?.rawValue)), JSONMember("limit", .time(limit)),
        JSONMember("waitsFor", .texts(waitsFor)),
      ])
  }
}

extension NextTask {
  fileprivate var json: JSONValue {
    .object(
      [JSONMember("id", .string(id)), JSONMember("title", .text(title))] + owner.members + [
        JSONMember("background", .bool(isBackground)), JSONMember("state", .string(state.rawValue)),
        JSONMember("attempts", .integer(attempts)), JSONMember("ready", .bool(isReady)),
        JSONMember("waitsFor", .texts(waitsFor)), JSONMember("notBefore", .time(notBefore)),
        JSONMember("plannedSeconds", .seconds(planned)), JSONMember("plannedStart", .time(plannedStart)),
        JSONMember("forecastStart", .time(forecastStart)),
      ])
  }
}

extension OpenGate {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("id", .string(id)), JSONMember("planned", .bool(isPlanned)),
      JSONMember("state", .string(state.rawValue)), JSONMember("ready", .bool(isReady)),
      JSONMember("needed", .integer(needed)),
      JSONMember(
        "approvals",
        .array(
          approvals.map {
            ["principal": .text($0.principal), "time": .time($0.basis.at.time), "event": .event($0.basis.event)]
          })),
      JSONMember("missing", .integer(missing)), JSONMember("candidates", .texts(candidates)),
      JSONMember("failing", .texts(failing)), JSONMember("waitsFor", .texts(waitsFor)),
      JSONMember("requested", .event(requested?.event)), JSONMember("plannedFinish", .time(plannedFinish)),
      JSONMember("forecastFinish", .time(forecastFinish)), JSONMember("deadline", .time(deadline)),
      JSONMember("leftSeconds", .seconds(left)),
    ])
  }
}

extension ObjectiveOutlook {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("id", .string(objective.id)), JSONMember("service", .text(objective.service)),
      JSONMember("wave", .text(objective.wave)),
      JSONMember("clock", .text(objective.wave == nil ? objective.clock.name : nil)),
      JSONMember("limitSeconds", .seconds(limit)), JSONMember("elapsedSeconds", .seconds(elapsed)),
      JSONMember("leftSeconds", .seconds(left)), JSONMember("forecastStop", .time(forecastStop)),
      JSONMember("forecastSeconds", .seconds(forecast)), JSONMember("verdict", .string(verdict.rawValue)),
      JSONMember("from", .event(from)),
    ])
  }
}

extension DecisionLatency {
  fileprivate var statusJSON: JSONValue {
    .object([
      JSONMember("incident", .text(incident)), JSONMember("service", .text(service)),
      JSONMember("severity", .text(severity)), JSONMember("detected", .event(detected?.event)),
      JSONMember("declared", .event(declared?.event)), JSONMember("mitigated", .event(mitigated?.event)),
    ])
  }
}

extension RecorderTrace {
  fileprivate func json(at now: Timestamp, unsealedLines: Int) -> [JSONMember] {
    [
      JSONMember("lastEvent", .event(last)), JSONMember("lastEventAgeSeconds", .seconds(age(last?.time, at: now))),
      JSONMember("lastAccepted", .time(accepted)), JSONMember("lastAcceptedAgeSeconds", .seconds(age(accepted, at: now))),
      JSONMember("lastSeal", .time(sealed)), JSONMember("lastSealAgeSeconds", .seconds(age(sealed, at: now))),
      JSONMember("unsealedLines", .integer(unsealedLines)), JSONMember("laterEvents", .integer(laterEvents)),
    ]
  }
}
