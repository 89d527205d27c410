internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Members of `data`; what is wrong with one is a finding.
extension AlignmentReader {
  /// The site that an event's `side` names; one that is no site of the plan is noted.
  mutating func side(_ event: CutoverEvent, _ kind: EventKind, isRequired: Bool) -> String? {
    switch event.data["side"] {
    case .string(let text) where !text.isEmpty:
      let site = context.site(text)
      if !context.isSite(site) {
        evidence.record.findings.note(
          rule: "side-unknown", message: "a side that is no site of the plan, such as \(site)",
          at: event.reference.place)
      }
      return site
    case nil, .null:
      if isRequired { missing("side", event, kind) }
      return nil
    default:
      malformed("side", "a text", event, kind)
      return nil
    }
  }

  mutating func required(_ member: String, _ event: CutoverEvent, _ kind: EventKind) -> String? {
    switch event.data[member] {
    case .string(let text) where !text.isEmpty: return text
    case nil, .null: missing(member, event, kind)
    default: malformed(member, "a text", event, kind)
    }
    return nil
  }

  /// A member that is a text or a number; nil where there is none, a value of nil where it can't be read.
  mutating func text(
    _ member: String, _ event: CutoverEvent, _ kind: EventKind
  ) -> (value: String?, member: String)? {
    switch event.data[member] {
    case .string(let text), .number(let text): return (text, member)
    case nil, .null: return nil
    default:
      malformed(member, "a text or a number", event, kind)
      return (nil, member)
    }
  }

  mutating func missing(_ member: String, _ event: CutoverEvent, _ kind: EventKind) {
    evidence.record.findings.note(
      rule: "member-missing/\(kind.rawValue)/\(member)", message: "\(kind.rawValue): data.\(member) is missing",
      at: event.reference.place)
  }

  mutating func malformed(_ member: String, _ expected: String, _ event: CutoverEvent, _ kind: EventKind) {
    evidence.record.findings.note(
      rule: "member-malformed/\(kind.rawValue)/\(member)",
      message: "\(kind.rawValue): data.\(member) must be \(expected)", at: event.reference.place)
  }
}
