internal import Audit
internal import CutoverModel
package import JSONText
internal import Replay

extension AuditPopulation {
  /// The object `audit` of the JSON documents, for one run or for several.
  package var json: JSONValue {
    let severity = runs.first?.severity ?? .info
    return [
      "severity": .string(severity.rawValue),
      "summary": .object([JSONMember("runs", .integer(runs.count))] + Self.members(counts)),
      "policies": .array(policies.compactMap(Self.json(ofPolicy:))),
      "runs": .array(runs.map(\.runJSON)),
      "controls": .array(policies.flatMap(Self.json(ofControls:))),
      "findings": .array(runs.flatMap(\.findingsJSON)),
    ]
  }

  private static func members(_ counts: ResultCounts) -> [JSONMember] {
    if case .object(let members) = counts.json { members } else { [] }
  }

  private static func json(ofPolicy judged: [RunAudit.JudgedPolicy]) -> JSONValue? {
    guard let first = judged.first else { return nil }
    let policy = first.policy
    return [
      "id": .string(policy.id), "version": .integer(policy.version), "title": .text(policy.title),
      "pack": .bool(first.isPack), "sha256": .string(first.digest),
      "summary": ResultCounts(judged.flatMap(\.findings).map(\.result)).json,
    ]
  }

  private static func json(ofControls judged: [RunAudit.JudgedPolicy]) -> [JSONValue] {
    guard let policy = judged.first?.policy else { return [] }
    return ControlResults.all(of: judged).map { control in
      let rules = control.rules.map { judged -> JSONValue in
        [
          "rule": .string(judged.rule.id), "result": .text(judged.results.max()?.rawValue),
          "summary": ResultCounts(judged.results).json,
        ]
      }
      return .object(
        [JSONMember("policy", .string(policy.id))] + control.control.members + [
          JSONMember("result", .text(control.result?.rawValue)), JSONMember("rules", .array(rules)),
          JSONMember("cannotShow", .texts(control.cannotShow)),
        ])
    }
  }
}

extension RunAudit {
  /// The object `audit` of the JSON documents.
  package var json: JSONValue { AuditPopulation([self]).json }

  /// The run as a member of its population; the findings in full stand beside.
  fileprivate var runJSON: JSONValue {
    var members = [
      JSONMember("run", .text(run)), JSONMember("kind", .text(streams.first?.kind)),
      JSONMember(
        "streams",
        .array(
          streams.map { ["origin": .text($0.origin), "size": .integer($0.size), "root": .text($0.root)] })),
      JSONMember("plan", planJSON), JSONMember("start", .time(start)), JSONMember("end", .time(end)),
      JSONMember("outcome", .text(ends.outcome)), JSONMember("rolledBack", .bool(ends.isRolledBack)),
      JSONMember("verdict", .text(verdict?.rawValue)),
      JSONMember("summary", ResultCounts(findings.map(\.result)).json),
    ]
    members.append(
      JSONMember(
        "findings",
        .array(
          policies.flatMap { judged in
            judged.findings.map { finding in
              [
                "id": .string(id(of: finding, in: judged.policy)), "policy": .string(judged.policy.id),
                "rule": .string(finding.rule.id), "result": .string(finding.result.rawValue),
              ]
            }
          })))
    if !corrections.isEmpty { members.append(JSONMember("corrections", corrections.json)) }
    return .object(members)
  }

  private var planJSON: JSONValue {
    guard let planDigest else { return .null }
    return ["id": .text(plan?.plan), "version": .integer(plan?.version), "sha256": .string(planDigest)]
  }

  fileprivate var findingsJSON: [JSONValue] {
    policies.flatMap { judged in judged.findings.map { json($0, of: judged.policy) } }
  }

  private func json(_ finding: RuleFinding, of policy: Policy) -> JSONValue {
    let rule = finding.rule
    return [
      "id": .string(id(of: finding, in: policy)), "run": .text(run), "policy": .string(policy.id),
      "rule": .string(rule.id), "title": .string(rule.title), "severity": .string(rule.severity.rawValue),
      "counts": .bool(counts(finding)), "template": .string(rule.requirement.templateName),
      "demands": .string(rule.requirement.phrase.text), "result": .string(finding.result.rawValue),
      "asSeen": .string(finding.asSeen.rawValue), "activations": .integer(finding.activations),
      "fulfilled": .integer(finding.fulfilled), "violated": .integer(finding.violated),
      "events": .array(finding.events.map { json($0) }), "reasons": .texts(finding.reasons),
      "controls": .texts(rule.controls), "cannotShow": .text(rule.cannotShow),
    ]
  }

  private func json(_ event: EventReference) -> JSONValue {
    let place = JSONValue.event(event)
    guard case .object(let members) = place else { return place }
    return .object(members + [JSONMember("leaf", .text(leaf(of: event)))])
  }
}
