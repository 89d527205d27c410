package import JSONText
package import Replay

extension AlignmentReport {
  /// The member `state` of the JSON document of `state --expected`.
  package var json: JSONValue {
    [
      "time": .time(at), "expectations": .array(expectations.map(\.json)), "checks": .array(checks.map(\.json)),
    ]
  }
}

extension ExpectationResult {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("section", .string(section.rawValue)), JSONMember("layer", .string(section.layer)),
      JSONMember("subject", .string(subject)), JSONMember("expected", .string(SecretText.hidden(in: expected))),
      JSONMember("observed", .text(observed.map(SecretText.hidden))), JSONMember("result", .string(result.rawValue)),
      JSONMember("message", .string(SecretText.hidden(in: message))),
      JSONMember("events", .array(events.map { .event($0) })),
    ])
  }
}

extension AlignmentCheck {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("rule", .string(rule.rawValue)), JSONMember("subject", .text(subject)),
      JSONMember("result", .string(outcome.rawValue)), JSONMember("message", .string(SecretText.hidden(in: message))),
      JSONMember("events", .array(events.map { .event($0) })),
    ])
  }
}
