internal import CloudEvents
internal import CutoverModel
package import JSONText
package import Replay

extension Timeline {
  /// The member `timeline` of the JSON document.
  package var json: JSONValue {
    [
      "start": .time(start?.time), "startBasis": .text(start?.basis.rawValue),
      "entries": .array(entries.map { $0.json(known: acceptance(of: $0.event), untilKnown: acceptance(of: $0.endEvent)) }), "latency": latency.json,
      "incidents": .array(incidents.map(\.json)), "gates": .array(gates.map(\.json)),
      "milestones": .array(milestones.map(\.json)), "decisions": .array(decisions.map(\.json)),
      "roles": .array(roles.map(\.json)), "gaps": gaps.json, "lanes": .array(lanes.map(\.json)),
      "filter": filter?.json ?? .null, "withheld": .integer(withheld),
    ]
  }
}

extension TimelineEntry {
  /// - Parameters:
  ///   - known: When the recorder accepted what begins it, where that was late.
  ///   - untilKnown: The same of what ends it.
  fileprivate func json(known: Timestamp?, untilKnown: Timestamp?) -> JSONValue {
    var members = [
      JSONMember("kind", .string(kind.rawValue)), JSONMember("time", .time(moment.stated)),
      JSONMember("accuracySeconds", .seconds(TimeSpan(nanoseconds: moment.accuracy))),
      JSONMember("until", .time(end?.stated)), JSONMember("title", .string(title)),
      JSONMember("text", .text(text)), JSONMember("actor", .text(actor)), JSONMember("layer", .text(layer)),
      JSONMember("service", .text(service)), JSONMember("region", .text(region)),
      JSONMember("dataset", .text(dataset)), JSONMember("wave", .text(wave)), JSONMember("task", .text(task)),
      JSONMember("gate", .text(gate)), JSONMember("mode", .string(mode.rawValue)),
      JSONMember("state", .text(course?.state.rawValue)), JSONMember("count", .integer(count)),
      JSONMember("plannedStart", .time(plannedStart)), JSONMember("plannedFinish", .time(plannedFinish)),
      JSONMember("startSlipSeconds", .seconds(startSlip)),
      JSONMember("finishSlipSeconds", .seconds(finishSlip)), JSONMember("event", .event(event)),
      JSONMember("endEvent", .event(endEvent)),
      JSONMember("attempts", course.map { .array($0.attempts.map(\.json)) } ?? .null),
      JSONMember("further", course?.further?.json ?? .null),
    ]
    if moment.before > 0 {
      members.append(JSONMember("beforeSeconds", .seconds(TimeSpan(nanoseconds: moment.before))))
    }
    if let known { members.append(JSONMember("known", .time(known))) }
    if let untilKnown { members.append(JSONMember("untilKnown", .time(untilKnown))) }
    return .object(members.amended(by: amendment))
  }
}

extension TaskCourse.Attempt {
  fileprivate var json: JSONValue {
    [
      "number": .integer(number), "start": .time(start?.time), "end": .time(end?.time),
      "outcome": .text(outcome?.rawValue), "exitStatus": .integer(exitStatus), "reason": .text(reason),
      "text": .text(text), "actor": .text(actor), "mode": .string(mode.rawValue), "pausedSeconds": .seconds(paused),
      "pauses": .array(
        pauses.map { pause in
          [
            "from": .time(pause.from.time), "to": .time(pause.to?.time), "reason": .text(pause.reason),
            "fromEvent": .event(pause.from.event), "toEvent": .event(pause.to?.event),
          ]
        }), "startEvent": .event(start?.event), "endEvent": .event(end?.event),
    ]
  }
}

extension TaskCourse.Further {
  fileprivate var json: JSONValue {
    ["count": .integer(count), "from": .event(from.event), "to": .event(to.event)]
  }
}

extension DecisionLatency {
  fileprivate var json: JSONValue {
    [
      "incident": .text(incident), "service": .text(service), "severity": .text(severity),
      "detected": .event(detected?.event), "declared": .event(declared?.event), "decided": .event(decided?.event),
      "acted": .event(acted?.event), "mitigated": .event(mitigated?.event), "resolved": .event(resolved?.event),
      "decision": .text(decision), "task": .text(task),
      "toDeclareSeconds": .seconds(toDeclare?.stated), "toDecideSeconds": .seconds(toDecide?.stated),
      "toActSeconds": .seconds(toAct?.stated), "wholeSeconds": .seconds(whole?.stated),
      "toDeclare": .interval(toDeclare), "toDecide": .interval(toDecide), "toAct": .interval(toAct),
      "whole": .interval(whole), "toMitigate": .interval(toMitigate), "toResolve": .interval(toResolve),
    ]
  }
}

extension GateCourse {
  fileprivate var json: JSONValue {
    [
      "gate": .string(gate), "state": .string(state.rawValue), "requested": .event(requested?.event),
      "requestedBy": .text(requestedBy), "passed": .event(passed?.event), "waited": .interval(waited),
      "acts": .array(acts.map(\.json)), "further": .integer(further), "deadline": .time(deadline),
      "inTime": .text(inTime?.rawValue), "plannedStart": .time(plannedStart), "plannedFinish": .time(plannedFinish),
      "startSlipSeconds": .seconds(startSlip), "finishSlipSeconds": .seconds(finishSlip),
    ]
  }
}

extension GateCourse.Act {
  fileprivate var json: JSONValue {
    [
      "act": .string(word), "actor": .text(actor), "onBehalfOf": .text(onBehalfOf), "reason": .text(reason),
      "mode": .string(mode.rawValue), "event": .event(at.event),
    ]
  }
}

extension Milestone {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "title": .text(title), "planned": .time(planned), "reached": .time(reached?.time),
      "derived": .bool(isDerived), "slipSeconds": .seconds(slip), "event": .event(reached?.event),
    ]
  }
}

extension DecisionRecord {
  fileprivate var json: JSONValue {
    [
      "decision": .text(decision), "gate": .text(gate), "service": .text(service), "actor": .text(actor),
      "onBehalfOf": .text(onBehalfOf), "reason": .text(reason), "mode": .string(mode.rawValue),
      "event": .event(at.event),
    ]
  }
}

extension RoleHolding {
  fileprivate var json: JSONValue {
    [
      "role": .string(role), "holder": .text(holder), "from": .time(from?.time), "to": .time(to?.time),
      "fromEvent": .event(from?.event), "toEvent": .event(to?.event),
    ]
  }
}

extension Gaps {
  fileprivate var json: JSONValue {
    [
      "from": .time(from?.time), "to": .time(to?.time), "idle": .interval(total(of: .idle)),
      "waiting": .interval(total(of: .gate)), "longestSeconds": .seconds(longest?.span.stated),
      "spans": .array(spans.map(\.json)),
    ]
  }
}

extension Gap {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "from": .time(from.time), "to": .time(to.time),
      "seconds": .seconds(span.stated), "lowerSeconds": .seconds(span.lower), "upperSeconds": .seconds(span.upper),
      "gates": .texts(gates), "before": .text(before), "after": .text(after), "fromEvent": .event(from.event),
      "toEvent": .event(to.event),
    ]
  }
}

extension Lane {
  fileprivate var json: JSONValue {
    [
      "by": .string(by.rawValue), "name": .text(name), "entries": .array(entries.map { .integer($0) }),
      "busySeconds": .seconds(busy), "first": .time(first), "last": .time(last),
    ]
  }
}

extension TimelineFilter {
  fileprivate var json: JSONValue {
    [
      "layer": .text(layer), "service": .text(service), "region": .text(region), "task": .text(task),
      "since": .time(since), "until": .time(until),
    ]
  }
}

extension JSONValue {
  /// A length with its bounds, or null.
  fileprivate static func interval(_ span: SpanInterval?) -> JSONValue {
    guard let span else { return .null }
    return [
      "seconds": .seconds(span.stated), "lowerSeconds": .seconds(span.lower), "upperSeconds": .seconds(span.upper),
    ]
  }
}
