internal import CutoverModel
package import JSONText
package import Replay

extension ObjectivesReport {
  /// The member `outages`: the planned outage of each service against the actual one.
  package var outagesJSON: JSONValue { .array(outages.map(\.json)) }

  /// The member `objectives` of the JSON document.
  package var json: JSONValue { json(asRecorded: nil) }

  /// The same, each with its verdict by the events as first recorded, where something was corrected.
  package func json(asRecorded: ObjectivesReport?) -> JSONValue {
    .array(
      objectives.map { objective in
        objective.json(asRecorded: asRecorded.map { $0.objectives.first { $0.id == objective.id } })
      })
  }

  /// Verdict and value of each objective, for beside an answer that supposes another plan.
  package var sealedJSON: JSONValue {
    [
      "verdict": .text(verdict?.rawValue),
      "objectives": .array(
        objectives.map { objective in
          [
            "id": .string(objective.id), "applies": .bool(objective.applies),
            "verdict": .string(objective.verdict.rawValue), "seconds": .seconds(objective.seconds),
            "lowerSeconds": .seconds(objective.lower), "upperSeconds": .seconds(objective.upper),
          ]
        }),
    ]
  }

  /// The member `services`: every clock of each service, whether or not an objective judges it.
  package var servicesJSON: JSONValue {
    .array(
      services.map { service in
        [
          "service": .text(service.service), "episodes": .array(service.episodes.map(\.json)),
          "clocks": .array(service.clocks.map(\.json)),
        ]
      })
  }
}

extension OutageComparison {
  fileprivate var json: JSONValue {
    [
      "service": .string(service), "plannedSeconds": .seconds(planned), "seconds": .seconds(actual?.stated),
      "lowerSeconds": .seconds(actual?.lower), "upperSeconds": .seconds(actual?.upper),
      "differenceSeconds": .seconds(difference?.stated), "differenceLowerSeconds": .seconds(difference?.lower),
      "differenceUpperSeconds": .seconds(difference?.upper), "episodes": .integer(episodes),
      "missing": .texts(missing),
    ]
  }
}

extension ObjectiveResult {
  /// `asRecorded` is nil where nothing was corrected, and holds nil where the objective was not judged then.
  fileprivate func json(asRecorded: ObjectiveResult??) -> JSONValue {
    var members = [
      JSONMember("id", .string(id)), JSONMember("metric", .string(metric.rawValue)),
      JSONMember("service", .text(service)), JSONMember("dataset", .text(dataset)),
      JSONMember("wave", .text(wave)), JSONMember("percent", .integer(percent)),
      JSONMember("clock", clock?.json ?? .null), JSONMember("applies", .bool(applies)),
      JSONMember("limitSeconds", .seconds(limit)), JSONMember("verdict", .string(verdict.rawValue)),
      JSONMember("seconds", .seconds(seconds)), JSONMember("lowerSeconds", .seconds(lower)),
      JSONMember("upperSeconds", .seconds(upper)), JSONMember("residualSeconds", .seconds(residual?.stated)),
      JSONMember("residualLowerSeconds", .seconds(residual?.lower)),
      JSONMember("residualUpperSeconds", .seconds(residual?.upper)),
      JSONMember("grossSeconds", .seconds(gross?.stated)), JSONMember("netSeconds", .seconds(net?.stated)),
      JSONMember("announcements", .array(excluded.map { .event($0) })),
      JSONMember("from", .event(from)), JSONMember("to", .event(to)), JSONMember("missing", .texts(missing)),
      JSONMember("limitCount", .integer(limitCount)), JSONMember("count", .integer(count)),
      JSONMember("unit", .text(unit)), JSONMember("episodes", .array(episodes.map(\.json))),
      JSONMember("clocks", .array(clocks.map(\.json))),
    ]
    if let asRecorded {
      members.append(
        JSONMember(
          "withoutAmendments",
          asRecorded.map { result in
            [
              "verdict": .string(result.verdict.rawValue), "seconds": .seconds(result.seconds),
              "lowerSeconds": .seconds(result.lower), "upperSeconds": .seconds(result.upper),
            ]
          } ?? .null))
    }
    return .object(members)
  }
}

extension EpisodeReading {
  fileprivate var json: JSONValue {
    [
      "from": .event(from), "to": .event(to), "seconds": .seconds(value?.stated),
      "lowerSeconds": .seconds(value?.lower), "upperSeconds": .seconds(value?.upper), "open": .bool(isOpen),
    ]
  }
}

extension ClockReading {
  fileprivate var json: JSONValue {
    [
      "clock": clock.json, "seconds": .seconds(value?.stated), "lowerSeconds": .seconds(value?.lower),
      "upperSeconds": .seconds(value?.upper), "from": .event(from), "to": .event(to),
      "missing": .texts(missing),
    ]
  }
}

extension RecoveryClock {
  /// The name, or from and to of a clock that the plan defines.
  var json: JSONValue {
    guard case .between(let from, let to) = self else { return .string(name) }
    return ["from": .string(from.name), "to": .string(to.name)]
  }
}
