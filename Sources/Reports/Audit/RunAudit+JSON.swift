internal import Audit
internal import CutoverModel
package import JSONText

extension RunAudit {
  /// The object `audit` of the JSON documents.
  package var json: JSONValue {
    [
      "policies": .array(policies.map(\.json)),
      "findings": .array(policies.flatMap { policy in policy.findings.map { json($0, of: policy.policy) } }),
    ]
  }

  private func json(_ finding: RuleFinding, of policy: Policy) -> JSONValue {
    let rule = finding.rule
    return [
      "policy": .string(policy.id), "rule": .string(rule.id), "title": .string(rule.title),
      "severity": .string(rule.severity.rawValue), "template": .string(rule.requirement.templateName),
      "result": .string(finding.result.rawValue), "asSeen": .string(finding.asSeen.rawValue),
      "activations": .integer(finding.activations), "fulfilled": .integer(finding.fulfilled),
      "violated": .integer(finding.violated),
      "events": .array(
        finding.events.map { event in
          let place = JSONValue.event(event)
          guard case .object(var members) = place else { return place }
          members.append(JSONMember("leaf", .text(leaf(of: event))))
          return .object(members)
        }),
      "reasons": .array(finding.reasons.map { .string($0) }),
      "controls": .array(rule.controls.map { .string($0) }), "cannotShow": .text(rule.cannotShow),
    ]
  }
}

extension RunAudit.JudgedPolicy {
  fileprivate var json: JSONValue {
    [
      "id": .string(policy.id), "version": .integer(policy.version), "title": .text(policy.title),
      "pack": .bool(isPack), "sha256": .string(digest),
    ]
  }
}
