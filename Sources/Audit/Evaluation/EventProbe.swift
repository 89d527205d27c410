internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// What the rules ask of one event, read in place; `data` is decoded at most once, where a rule asks for it.
struct EventProbe {
  let view: EventView
  let signature: ActSignature?
  /// What the plan says, and the principals of people's ids.
  private let plan: PlanFacts?
  private let people: [String: String]
  /// What a signature is taken for of which the reader can't say whose it is; nil to take it for neither.
  var signedAs: ActSignature.Standing?
  private var decoded: JSONValue?

  init(_ view: EventView, signature: ActSignature?, plan: PlanFacts? = nil, people: [String: String] = [:]) {
    self.view = view
    self.signature = signature
    self.plan = plan
    self.people = people
  }

  /// Whether all conditions of a pattern pass, and the type is one of its types.
  mutating func matches(_ pattern: EventPattern) -> Bool {
    guard pattern.types.isEmpty || pattern.types.contains(where: hasType) else { return false }
    for condition in pattern.conditions where !passes(condition) { return false }
    return true
  }

  private func hasType(_ type: String) -> Bool {
    let member = view.members[Int(view.layout.type)]
    if member.valueIsEscaped { return view.type.utf8.elementsEqual(type.utf8) }
    return equal(view.bytes(of: member), type)
  }

  private mutating func passes(_ condition: FieldCondition) -> Bool {
    if case .attribute(let name) = condition.field, let member = member(name), member.kind == .string,
      !member.valueIsEscaped
    {
      // Nearly all conditions are on texts without escapes, and need no copy.
      let raw = view.bytes(of: member)
      switch condition.test {
      case .isAnyOf(let wanted): return wanted.contains { equal(raw, $0) }
      case .isNoneOf(let unwanted): return !unwanted.contains { equal(raw, $0) }
      case .exists(let exists): return exists
      case .atLeast, .atMost: return false
      }
    }
    return condition.passes(values(of: condition.field))
  }

  /// The scalars that a field holds: none where it is absent, several where it is a list.
  mutating func values(of field: EventField) -> [FieldValue] {
    switch field {
    case .signature:
      guard let standing = signature?.standing else { return [] }
      let taken = standing == .signed ? signedAs : nil
      return [standing, taken].compactMap { $0.map { FieldValue($0.rawValue) } }
    case .signer:
      let isTaken = signature?.standing == .signed && signedAs == .valid
      return (isTaken ? signature?.principal : signature?.signer).map { [FieldValue($0)] } ?? []
    case .plan(let field):
      guard let plan, let subject = values(of: field.subject).first else { return [] }
      let actor = field == .gateRoleHeld ? principal()?.name : nil
      return plan.values(of: field, Array(subject.text.utf8), principal: actor)
    case .attribute(let name):
      guard let member = member(name) else {
        // What doesn't say its mode is live.
        return name == "mode" ? [FieldValue(CutoverEvent.Mode.live.rawValue)] : []
      }
      return Self.values(of: view.value(of: member))
    case .data(let path):
      if decoded == nil { decoded = view.data ?? .null }
      var value = decoded
      for name in path { value = value?[name] }
      return value.map(Self.values) ?? []
    }
  }

  private static func values(of value: JSONValue) -> [FieldValue] {
    switch value {
    case .null: []
    case .bool(let flag): [FieldValue(flag)]
    case .number(let text): [FieldValue(text: text, isNumber: true)]
    case .string(let text): [FieldValue(text)]
    case .array(let elements): elements.flatMap { $0.array == nil ? values(of: $0) : [] }
    case .object: [FieldValue(JSONWriter.text(of: value))]
    }
  }

  /// The values of the fields as one key; nil where a field is absent.
  mutating func key(_ fields: [EventField]) -> CorrelationKey? {
    var key = CorrelationKey()
    for field in fields {
      if case .attribute(let name) = field, let member = member(name), member.kind == .string, !member.valueIsEscaped {
        key.append(view.bytes(of: member))
        continue
      }
      let values = values(of: field)
      guard !values.isEmpty else { return nil }
      if values.count == 1 {
        key.append(values[0].text.utf8)
      } else {
        for value in values { key.append(value.text.utf8) }
        key.append([UInt8(0)])
      }
    }
    return key
  }

  /// Who did it: the signer where the signature holds, else whom the event acted for, else the actor.
  func principal() -> Principal? {
    if let signer = signature?.signer { return Principal(name: people[signer] ?? signer, isSigned: true) }
    guard let name = view.string("onbehalfof") ?? view.string("actor"), !name.isEmpty else { return nil }
    return Principal(name: people[name] ?? name, isSigned: false)
  }

  private func member(_ name: String) -> JSONMemberSpan? {
    for member in view.members {
      if member.nameIsEscaped {
        if view.name(of: member).utf8.elementsEqual(name.utf8) { return member }
      } else if equal(UnsafeBufferPointer(rebasing: view.line[member.nameRange]), name) {
        return member
      }
    }
    return nil
  }

  private func equal(_ raw: UnsafeBufferPointer<UInt8>, _ text: String) -> Bool {
    let utf8 = text.utf8
    guard raw.count == utf8.count else { return false }
    let isEqual = utf8.withContiguousStorageIfAvailable { wanted in
      for offset in 0..<raw.count where raw[offset] != wanted[offset] { return false }
      return true
    }
    return isEqual ?? raw.elementsEqual(utf8)
  }
}
