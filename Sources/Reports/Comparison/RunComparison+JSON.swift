internal import CutoverModel
package import JSONText
package import Replay

extension RunComparison {
  /// The member `comparison` of the JSON document.
  ///
  /// Lists of values have one for each run, lists of changes one for each run but the first.
  package var json: JSONValue {
    [
      "threshold": [
        "seconds": .seconds(Change.leastDifference), "share": .number("0.1"),
        "text": "a change is at least 30 seconds, more than a tenth of the shorter length, and beyond the uncertainty of the times",
      ],
      "runs": .array(runs.map(\.json)), "tasks": .array(tasks.map(\.json)),
      "phases": .array(phases.map(\.json)), "clocks": .array(clocks.map(\.json)),
      "objectives": .array(objectives.map(\.json)), "expired": .array(expired.map { json(of: $0) }),
      "findings": .array(findings.map { json(of: $0) }),
    ]
  }

  private func name(_ run: Int?) -> JSONValue { .text(run.flatMap { runs[$0].run }) }

  private func json(of expired: ExpiredEvidence) -> JSONValue {
    [
      "run": name(expired.run), "against": name(expired.against), "unreadable": .bool(expired.isUnreadable),
      "changes": .array(expired.changes.map(\.json)), "tasks": .array(expired.items.map(\.json)),
    ]
  }

  private func json(of finding: ComparisonFinding) -> JSONValue {
    [
      "rule": .string(finding.rule.rawValue), "message": .string(SecretText.hidden(in: finding.message)),
      "run": name(finding.run), "against": name(finding.against), "tasks": .texts(finding.tasks),
      "events": .array(finding.events.map { .event($0) }),
    ]
  }
}

extension ComparedRun {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("run", .text(run)), JSONMember("origins", .texts(origins)), JSONMember("kind", .text(kind)),
      JSONMember("rehearsal", .bool(isRehearsal)), JSONMember("modes", .texts(execution.modes.map(\.rawValue))),
      JSONMember("environment", .text(environment)), JSONMember("parameters", .object(parameters)),
      JSONMember("start", .time(execution.start?.time)),
      JSONMember("startBasis", .text(execution.start?.basis.rawValue)), JSONMember("plan", plan?.json ?? .null),
      JSONMember("outcome", .text(execution.outcome)), JSONMember("rolledBack", .bool(execution.isRolledBack)),
      JSONMember("unfinished", .bool(execution.isUnfinished)),
      JSONMember("plannedFinish", .time(execution.plannedFinish)),
      JSONMember("actualFinish", .time(execution.finish?.time)),
      JSONMember("plannedSeconds", .seconds(execution.planned)), JSONMember("seconds", .seconds(execution.duration)),
      JSONMember("slipSeconds", .seconds(execution.slip)), JSONMember("finish", .event(execution.finish?.event)),
    ]
    if !corrections.isEmpty { members.append(JSONMember("corrections", corrections.json)) }
    return .object(members)
  }
}

extension PlanFingerprint {
  fileprivate var json: JSONValue {
    [
      "id": .string(plan), "version": .integer(version), "document": .string(document), "tasks": .text(tasks),
      "readable": .bool(parts != nil),
    ]
  }
}

extension RunComparison.Task {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "runs": .array(records.map { $0?.json ?? .null }),
      "changes": .array(changes.map { $0?.json ?? .null }),
    ]
  }
}

extension TaskRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("state", .string(state.rawValue)), JSONMember("planned", .bool(isPlanned)),
        JSONMember("executed", .bool(isExecuted)), JSONMember("plannedSeconds", .seconds(planned)),
        JSONMember("seconds", .seconds(duration?.stated)), JSONMember("lowerSeconds", .seconds(duration?.lower)),
        JSONMember("upperSeconds", .seconds(duration?.upper)), JSONMember("attempts", .integer(attempts)),
        JSONMember("pausedSeconds", .seconds(paused)), JSONMember("verified", .string(verified.rawValue)),
        JSONMember("modes", .texts(modes.map(\.rawValue))), JSONMember("from", .event(start?.event)),
        JSONMember("to", .event(completion?.event)),
      ].amended(by: amendment))
  }
}

extension RunComparison.Phase {
  fileprivate var json: JSONValue {
    [
      "phase": .string(phase), "wave": .text(wave), "entered": .array(spans.map { .integer($0?.entered ?? 0) }),
      "seconds": .array(spans.map { .seconds($0?.span?.stated) }),
      "lowerSeconds": .array(spans.map { .seconds($0?.span?.lower) }),
      "upperSeconds": .array(spans.map { .seconds($0?.span?.upper) }),
      "changes": .array(changes.map { $0?.json ?? .null }),
    ]
  }
}

extension RunComparison.Clock {
  fileprivate var json: JSONValue {
    [
      "service": .text(service), "clock": clock.json, "seconds": .array(values.map { .seconds($0?.stated) }),
      "lowerSeconds": .array(values.map { .seconds($0?.lower) }),
      "upperSeconds": .array(values.map { .seconds($0?.upper) }), "changes": .array(changes.map(\.json)),
    ]
  }
}

extension RunComparison.Objective {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "metric": .text(results.lazy.compactMap(\.self).last?.metric.rawValue),
      "runs": .array(results.map { $0?.summary ?? .null }),
    ]
  }
}

extension ObjectiveResult {
  /// The verdict with its value, without what it rests on.
  fileprivate var summary: JSONValue {
    [
      "verdict": .string(verdict.rawValue), "applies": .bool(applies), "limitSeconds": .seconds(limit),
      "limitCount": .integer(limitCount), "unit": .text(unit), "count": .integer(count), "seconds": .seconds(seconds),
      "lowerSeconds": .seconds(lower), "upperSeconds": .seconds(upper), "missing": .texts(missing),
    ]
  }
}

extension PlanDifference {
  fileprivate var json: JSONValue {
    [
      "section": .string(section.rawValue), "id": .string(id), "change": .string(kind.rawValue),
      "members": .texts(members), "changesWork": .bool(changesWork),
    ]
  }
}

extension ExpiredEvidence.Item {
  fileprivate var json: JSONValue {
    [
      "id": .string(task), "members": .texts(members), "changedChecks": .texts(changedChecks),
      "checks": .texts(checks), "verified": .string(verified.rawValue), "completion": .event(completion?.event),
    ]
  }
}

extension Change {
  fileprivate var json: JSONValue {
    [
      "change": .string(kind.rawValue), "seconds": .seconds(difference), "lowerSeconds": .seconds(lower),
      "upperSeconds": .seconds(upper),
      "ratio": permille.map { .number(JSONWriter.decimal($0, scale: 3)) } ?? .null,
    ]
  }
}
