package import CutoverModel
package import JSONText

extension Hypothesis {
  /// The member `hypothetical` of the JSON document.
  ///
  /// - Parameter asSealed: The answer by the plan as sealed; nil where the verb doesn't give it.
  package func json(asSealed: JSONValue?) -> JSONValue {
    let other = plan.map { plan -> JSONValue in
      [
        "file": .string(plan.file), "digest": .string(plan.digest), "id": .string(plan.plan),
        "version": .integer(plan.version), "changesNothing": .bool(plan.changesNothing),
      ]
    }
    var members = [
      JSONMember("with", .array(with.map(\.json))), JSONMember("plan", other ?? .null),
      JSONMember("changesNothing", .bool(changesNothing)),
    ]
    if let asSealed { members.append(JSONMember("asSealed", asSealed)) }
    return .object(members)
  }
}

extension Hypothesis.Change {
  fileprivate var json: JSONValue {
    [
      "key": .string(key), "from": .text(from), "to": .text(to), "changesNothing": .bool(changesNothing),
    ]
  }
}
