import CloudEvents
import CutoverModel
import JSONText

/// An event that counts at the instant asked for, or may have happened by then, and the reading of its members.
///
/// Members that are missing or malformed are findings.
struct StateEvent {
  let event: CutoverEvent
  let kind: EventKind
  let at: EventMoment
  let isInDoubt: Bool
  /// Whether its time is after the instant, and its clock may be ahead by so much that it happened before.
  let isPossible: Bool

  init(_ event: CutoverEvent, kind: EventKind, isInDoubt: Bool, isPossible: Bool) {
    self.event = event
    self.kind = kind
    at = EventMoment(event)
    self.isInDoubt = isInDoubt
    self.isPossible = isPossible
  }

  /// A text that isn't empty.
  func text(_ name: String, required: Bool = false, _ findings: inout FindingCollector) -> String? {
    guard let value = member(name, required, &findings) else { return nil }
    if let text = value.string, !text.isEmpty { return text }
    return malformed(name, "a text", &findings)
  }

  func flag(_ name: String, required: Bool = false, _ findings: inout FindingCollector) -> StateValue? {
    guard let value = member(name, required, &findings) else { return nil }
    return value.bool.map(StateValue.flag) ?? malformed(name, "true or false", &findings)
  }

  /// A number, or where texts may stand for numbers (positions) a text.
  func number(
    _ name: String, required: Bool = false, orText: Bool = false, _ findings: inout FindingCollector
  ) -> StateValue? {
    guard let value = member(name, required, &findings) else { return nil }
    switch value {
    case .number(let text): return .number(text)
    case .string(let text) where orText: return .text(text)
    default: return malformed(name, orText ? "a text or a number" : "a number", &findings)
    }
  }

  func time(_ name: String, required: Bool = false, _ findings: inout FindingCollector) -> StateValue? {
    guard let value = member(name, required, &findings) else { return nil }
    if let time = value.string.flatMap({ try? Timestamp($0) }) { return .time(time) }
    return malformed(name, "an RFC 3339 time", &findings)
  }

  func texts(_ name: String, required: Bool = false, _ findings: inout FindingCollector) -> [String]? {
    guard let value = member(name, required, &findings) else { return nil }
    if let elements = value.array {
      let texts = elements.compactMap(\.string)
      if texts.count == elements.count { return texts }
    }
    return malformed(name, "an array of texts", &findings)
  }

  /// A member of any form.
  func written(_ name: String, required: Bool = false, _ findings: inout FindingCollector) -> StateValue? {
    member(name, required, &findings).map(StateValue.init(written:))
  }

  /// The site that a member names.
  func site(
    _ name: String, required: Bool = false, _ context: PlanContext, _ findings: inout FindingCollector
  ) -> String? {
    guard let text = text(name, required: required, &findings) else { return nil }
    let site = context.site(text)
    if !context.isSite(site) {
      findings.note(
        rule: "side-unknown", message: "a side that is no site of the plan, such as \(site)", at: event.reference.place)
    }
    return site
  }

  /// Notes an attribute that the event lacks.
  func lacks(_ attribute: String, _ consequence: String, _ findings: inout FindingCollector) {
    findings.note(
      rule: "\(attribute)-missing/\(kind.rawValue)",
      message: "\(kind.rawValue) without \(attribute): \(consequence)", at: event.reference.place)
  }

  private func member(_ name: String, _ required: Bool, _ findings: inout FindingCollector) -> JSONValue? {
    if let value = event.data[name] {
      if case .null = value {} else { return value }
    }
    if required {
      findings.note(
        rule: "member-missing/\(kind.rawValue)/\(name)", message: "\(kind.rawValue): data.\(name) is missing",
        at: event.reference.place)
    }
    return nil
  }

  private func malformed<Value>(
    _ name: String, _ expected: String, _ findings: inout FindingCollector
  ) -> Value? {
    findings.note(
      rule: "member-malformed/\(kind.rawValue)/\(name)",
      message: "\(kind.rawValue): data.\(name) must be \(expected)", at: event.reference.place)
    return nil
  }
}
