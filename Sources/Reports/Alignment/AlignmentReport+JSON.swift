package import JSONText
package import Replay

extension AlignmentReport {
  /// The member `alignment` of the JSON document of `state --expected`.
  ///
  /// - Parameter asRecorded: The same by the events as first recorded, where something was corrected.
  package func json(asRecorded: AlignmentReport? = nil) -> JSONValue {
    var members = [JSONMember("time", .time(at))]
    members.append(
      JSONMember(
        "expectations",
        .array(
          expectations.map { entry in
            let other = asRecorded?.expectations.first { $0.section == entry.section && $0.subject == entry.subject }
            return .object(entry.members + without(asRecorded, other?.result.rawValue))
          })))
    members.append(
      JSONMember(
        "checks",
        .array(
          checks.map { check in
            let other = asRecorded?.checks.first { $0.rule == check.rule && $0.subject == check.subject }
            return .object(check.members + without(asRecorded, other?.outcome.rawValue))
          })))
    return .object(members + without(asRecorded, asRecorded?.verdict.rawValue))
  }

  private func without(_ asRecorded: AlignmentReport?, _ result: String?) -> [JSONMember] {
    asRecorded == nil ? [] : [JSONMember("withoutAmendments", .text(result))]
  }
}

extension ExpectationResult {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("section", .string(section.rawValue)), JSONMember("layer", .string(section.layer)),
      JSONMember("subject", .string(subject)), JSONMember("expected", .string(SecretText.hidden(in: expected))),
      JSONMember("observed", .text(observed.map(SecretText.hidden))), JSONMember("result", .string(result.rawValue)),
      JSONMember("message", .string(SecretText.hidden(in: message))),
      JSONMember("events", .array(events.map { .event($0) })),
    ]
  }
}

extension AlignmentCheck {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("rule", .string(rule.rawValue)), JSONMember("subject", .text(subject)),
      JSONMember("result", .string(outcome.rawValue)), JSONMember("message", .string(SecretText.hidden(in: message))),
      JSONMember("events", .array(events.map { .event($0) })),
    ]
  }
}
