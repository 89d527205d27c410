internal import Audit
package import JSONText

extension PolicyReport {
  /// The object `policy` of the JSON document.
  package var json: JSONValue {
    [
      "id": .string(policy.id), "version": .integer(policy.version), "title": .text(policy.title),
      "why": .text(policy.why), "pack": .bool(isPack), "sha256": .string(digest),
      "controls": .array(policy.controls.map { json($0) }), "rules": .array(policy.rules.map(\.json)),
    ]
  }

  private func json(_ control: Control) -> JSONValue {
    let rules = policy.rules.filter { rule in rule.controls.contains { $0.utf8.elementsEqual(control.id.utf8) } }
    return .object(control.members + [JSONMember("rules", .texts(rules.map(\.id)))])
  }
}

extension PolicyList {
  /// The array `packs` of the JSON document.
  package var json: JSONValue {
    .array(
      policies.map { report in
        let policy = report.policy
        return [
          "id": .string(policy.id), "version": .integer(policy.version), "title": .text(policy.title),
          "sha256": .string(report.digest), "rules": .integer(policy.rules.count),
          "controls": .integer(policy.controls.count),
        ]
      })
  }
}

extension Control {
  /// What every document says of a control.
  var members: [JSONMember] {
    [
      JSONMember("id", .string(id)), JSONMember("title", .text(title)), JSONMember("text", .text(text)),
      JSONMember("source", .text(source)), JSONMember("secondHand", .bool(isSecondHand)),
    ]
  }
}

extension Rule {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "title": .string(title), "why": .string(why), "severity": .string(severity.rawValue),
      "template": .string(requirement.templateName), "demands": .string(requirement.phrase.text),
      "controls": .texts(controls), "cannotShow": .text(cannotShow), "examples": .array(examples.map(\.json)),
    ]
  }
}

extension PolicyExample {
  fileprivate var json: JSONValue {
    [
      "title": .text(title), "conforms": .bool(conforms),
      "events": .array(
        events.map { event in
          let shown = ShownExampleEvent(event)
          let members = shown.members.map { member -> JSONValue in
            ["name": .string(member.name), "value": .string(member.value)]
          }
          return ["at": .string(shown.at), "type": .string(shown.type), "with": .array(members)]
        }),
      "plan": .array(
        plan.statements.map { said in
          ["field": .string(said.field.rawValue), "of": .string(said.subject), "values": .texts(said.values)]
        }),
    ]
  }
}
