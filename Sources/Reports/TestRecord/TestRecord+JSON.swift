internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import JSONText
internal import Replay

/// The member `testRecord` of the JSON document.
extension TestRecord {
  var json: JSONValue {
    [
      "run": .text(run), "kind": .text(kind), "scope": scope, "times": times, "plan": plan, "scenario": scenario,
      "participants": participants, "objectives": report.objectives?.json(asRecorded: report.asRecorded) ?? .array([]),
      "services": report.objectives?.servicesJSON ?? .array([]),
      "operation": .array(facts.holdings.map(json)), "failback": failback,
      "checks": .array(facts.checks.map(json)), "deficiencies": .array(deficiencies.map(json)),
      "open": .array(open.map(json)), "policies": .array((audit?.policies ?? []).map(json)),
      "forPeople": .object(
        TestRecordField.allCases.map { field in
          JSONMember(field.rawValue, ["question": .string(field.question), "answer": .null])
        }),
    ]
  }

  private var scope: JSONValue {
    let services = report.plan?.services ?? []
    return [
      "change": .text(report.plan?.change), "environment": .text(stated("environment")), "from": .text(stated("from")),
      "to": .text(stated("to")), "services": .texts(services.map(\.id)), "datasets": .texts(services.flatMap(\.datasets)),
    ]
  }

  private var times: JSONValue {
    let variance = report.variance
    return [
      "plannedStart": .time(report.timeline.start?.time), "began": .event(facts.began?.event),
      "ended": .event(facts.ended?.event), "outcome": .text(facts.outcome), "plannedFinish": .time(variance?.plannedFinish),
      "actualFinish": .time(variance?.actualFinish?.time), "slipSeconds": .seconds(variance?.slip),
    ]
  }

  private var plan: JSONValue {
    guard let plan = report.plan else { return .null }
    return [
      "id": .string(plan.plan), "version": .integer(plan.version), "title": .text(plan.title),
      "sha256": .text(report.planDigest), "sealed": .event(facts.planLine?.event),
      "standing": .text(report.objectives?.planStanding.rawValue),
    ]
  }

  private var scenario: JSONValue {
    [
      "plannedImpact": .array(
        (report.plan?.impact ?? []).map { impact in
          [
            "service": .string(impact.service), "from": .string("\(impact.from.task).\(impact.from.side.rawValue)"),
            "to": .string("\(impact.to.task).\(impact.to.side.rawValue)"),
          ]
        }),
      "faults": .array(
        facts.faults.map { fault in
          ["service": .text(fault.service), "cause": .text(fault.cause), "event": .event(fault.at.event)]
        }),
    ]
  }

  private var participants: JSONValue {
    [
      "people": .array(
        (report.plan?.people ?? []).map { person in
          [
            "id": .string(person.id), "principal": .text(person.principal), "team": .text(person.team),
            "roles": .texts(person.roles),
          ]
        }),
      "roles": .array(
        report.timeline.roles.map { role in
          [
            "role": .string(role.role), "holder": .text(role.holder), "from": .event(role.from?.event),
            "to": .event(role.to?.event),
          ]
        }),
      "acts": .array(
        report.timeline.gates.flatMap { gate in
          gate.acts.map { act in
            [
              "gate": .string(gate.gate), "act": .string(act.word), "actor": .text(act.actor),
              "onBehalfOf": .text(act.onBehalfOf), "event": .event(act.at.event),
            ]
          }
        }),
    ]
  }

  private var failback: JSONValue {
    let rollback = report.plan?.rollback
    return [
      "isFailback": .bool(kind == "failback"), "rollbackDecided": .event(report.variance?.rollback?.decision.event),
      "rollbackTasks": .texts(rollback?.tasks ?? []), "rollbackTrigger": .text(rollback?.trigger),
      "follows": .array(followed.map { ["as": .string($0.relation), "origin": .string($0.origin)] }),
    ]
  }

  private func json(_ holding: TrafficHolding) -> JSONValue {
    [
      "service": .text(holding.service), "site": .string(holding.site), "from": .event(holding.from.event),
      "to": .event(holding.to?.event), "seen": .event(holding.seen?.event), "seconds": .seconds(holding.length?.stated),
      "lowerSeconds": .seconds(holding.length?.lower), "upperSeconds": .seconds(holding.length?.upper),
    ]
  }

  private func json(_ check: CheckCourse) -> JSONValue {
    [
      "check": .string(check.check), "result": .string(check.last.rawValue), "event": .event(check.lastEvent.event),
      "failed": .integer(check.failed),
    ]
  }

  private func json(_ matter: Matter) -> JSONValue {
    [
      "kind": .string(matter.kind), "subject": .text(matter.subject),
      "finding": .string(matter.text.runs.map(\.text).joined()), "severity": .text(matter.severity),
      "events": .array(
        matter.events.map { event in
          let place = JSONValue.event(event)
          guard let leaf = audit?.leaf(of: event), case .object(let members) = place else { return place }
          return .object(members + [JSONMember("leaf", .string(leaf))])
        }),
    ]
  }

  private func json(_ policy: RunAudit.JudgedPolicy) -> JSONValue {
    [
      "id": .string(policy.policy.id), "version": .integer(policy.policy.version), "sha256": .string(policy.digest),
      "pack": .bool(policy.isPack),
    ]
  }
}
