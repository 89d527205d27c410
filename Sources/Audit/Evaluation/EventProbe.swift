internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// What the rules ask of one event, read in place; what was asked once is remembered until the next event.
struct EventProbe {
  /// What was found out of an event; kept from one event to the next only so that nothing is allocated anew.
  struct Answers: Sendable {
    fileprivate enum Answer: UInt8, Sendable { case unasked, no, yes }

    /// Where a field lies: -2 where nobody asked, -1 where it is absent.
    fileprivate var fields: [Int32] = []
    fileprivate var conditions: [Answer] = []
    fileprivate var conjunctions: [Answer] = []
    fileprivate var keys: [CorrelationKey?] = []
    fileprivate var hasKey: [Bool] = []
    /// The members of `data`; empty where nobody asked, or it is no object.
    fileprivate var data: ContiguousArray<JSONMemberSpan> = []
    fileprivate var scanner = JSONScanner()

    fileprivate mutating func reset(_ questions: EventQuestions) {
      fields.reset(to: -2, count: questions.fields.count)
      conditions.reset(to: .unasked, count: questions.conditions.count)
      conjunctions.reset(to: .unasked, count: questions.conjunctions.count)
      hasKey.reset(to: false, count: questions.correlations.count)
      if keys.count != hasKey.count { keys = Array(repeating: nil, count: hasKey.count) }
      data.removeAll(keepingCapacity: true)
    }
  }

  /// What a field is, where it can be told without copying.
  private enum Look {
    case absent
    case scalar(UnsafeBufferPointer<UInt8>, isNumber: Bool)
    case other
  }

  private static let unasked: Int32 = -2
  private static let absent: Int32 = -1

  let view: EventView
  let signature: ActSignature?
  private let questions: EventQuestions
  /// What the plan says, and the principals of people's ids.
  private let plan: PlanFacts?
  private let people: [String: String]
  /// Given back to be used for the next event.
  private(set) var answers: Answers
  private var payload: JSONValue?
  /// The bytes of `data`, once they were asked for; nil where it is no object.
  private var dataBytes: UnsafeBufferPointer<UInt8>?
  private var isDataScanned = false

  init(
    _ view: EventView, signature: ActSignature?, plan: PlanFacts?, people: [String: String],
    asking questions: EventQuestions, _ answers: consuming Answers
  ) {
    self.view = view
    self.signature = signature
    self.plan = plan
    self.people = people
    self.questions = questions
    answers.reset(questions)
    self.answers = answers
  }

  /// Whether all conditions of a conjunction pass, by its number.
  mutating func passes(all number: Int) -> Bool {
    switch answers.conjunctions[number] {
    case .yes: return true
    case .no: return false
    case .unasked: break
    }
    for condition in questions.conjunctions[number] where !passes(condition) {
      answers.conjunctions[number] = .no
      return false
    }
    answers.conjunctions[number] = .yes
    return true
  }

  private mutating func passes(_ number: Int) -> Bool {
    switch answers.conditions[number] {
    case .yes: return true
    case .no: return false
    case .unasked: break
    }
    let field = questions.conditions[number].field
    let isPassed: Bool
    switch look(at: field) {
    case .absent: isPassed = questions.conditions[number].test.passesAbsence
    case .scalar(let raw, let isNumber): isPassed = questions.conditions[number].test.passes(raw, isNumber: isNumber)
    case .other:
      let condition = questions.conditions[number]
      isPassed = condition.test.passes(values(of: questions.fields[field], condition.signedAs))
    }
    answers.conditions[number] = isPassed ? .yes : .no
    return isPassed
  }

  /// The values of the fields of a correlation as one key, by its number; nil where a field is absent.
  mutating func key(_ number: Int) -> CorrelationKey? {
    if answers.hasKey[number] { return answers.keys[number] }
    let key = newKey(questions.correlations[number])
    answers.keys[number] = key
    answers.hasKey[number] = true
    return key
  }

  private mutating func newKey(_ correlation: EventQuestions.Correlation) -> CorrelationKey? {
    var key = CorrelationKey()
    for field in correlation.fields {
      switch look(at: field) {
      case .absent: return nil
      case .scalar(let raw, _): key.append(raw)
      case .other:
        let values = values(of: questions.fields[field], correlation.signedAs)
        guard !values.isEmpty else { return nil }
        for value in values { key.append(value.text.utf8) }
        if values.count > 1 { key.append([UInt8(0)]) }
      }
    }
    return key
  }

  // MARK: - Fields

  private mutating func look(at number: Int) -> Look {
    switch questions.fields[number] {
    case .attribute(let name):
      if answers.fields[number] == Self.unasked { answers.fields[number] = place(of: name) }
      let place = answers.fields[number]
      guard place >= 0 else { return name == "mode" ? .other : .absent }
      return look(at: view.members[Int(place)], in: view.line)
    case .data(let path) where path.count == 1:
      scanData()
      guard let dataBytes else { return .absent }
      if answers.fields[number] == Self.unasked {
        answers.fields[number] = placeInData(of: path[0], dataBytes)
      }
      let place = answers.fields[number]
      return place < 0 ? .absent : look(at: answers.data[Int(place)], in: dataBytes)
    default: return .other
    }
  }

  private func look(at member: JSONMemberSpan, in bytes: UnsafeBufferPointer<UInt8>) -> Look {
    switch member.kind {
    case .string where !member.valueIsEscaped, .bool:
      .scalar(UnsafeBufferPointer(rebasing: bytes[member.valueRange]), isNumber: false)
    case .number: .scalar(UnsafeBufferPointer(rebasing: bytes[member.valueRange]), isNumber: true)
    case .null: .absent
    default: .other
    }
  }

  private func place(of name: String) -> Int32 {
    for (place, member) in view.members.enumerated() {
      if member.nameIsEscaped {
        if view.name(of: member).utf8.elementsEqual(name.utf8) { return Int32(place) }
      } else if UnsafeBufferPointer(rebasing: view.line[member.nameRange]).equals(name) {
        return Int32(place)
      }
    }
    return Self.absent
  }

  private func placeInData(of name: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    for (place, member) in answers.data.enumerated() {
      let raw = UnsafeBufferPointer(rebasing: bytes[member.nameRange])
      if member.nameIsEscaped ? JSONString.unescape(raw).elementsEqual(name.utf8) : raw.equals(name) {
        return Int32(place)
      }
    }
    return Self.absent
  }

  private mutating func scanData() {
    guard !isDataScanned else { return }
    isDataScanned = true
    guard let member = view.member("data"), member.kind == .object else { return }
    let bytes = view.bytes(of: member)
    do throws(JSONTextError) {
      try answers.scanner.scan(bytes, members: &answers.data)
      dataBytes = bytes
    } catch {
      // The line was taken, so its data is JSON.
      answers.data.removeAll(keepingCapacity: true)
    }
  }

  /// The scalars that a field holds: none where it is absent, several where it is a list.
  private mutating func values(of field: EventField, _ signedAs: ActSignature.Standing?) -> [FieldValue] {
    switch field {
    case .signature:
      guard let standing = signature?.standing else { return [] }
      let taken = standing == .signed ? signedAs : nil
      return [standing, taken].compactMap { $0.map { FieldValue($0.rawValue) } }
    case .signer:
      let isTaken = signature?.standing == .signed && signedAs == .valid
      return (isTaken ? signature?.principal : signature?.signer).map { [FieldValue($0)] } ?? []
    case .plan(let field):
      guard let plan, let subject = values(of: field.subject, signedAs).first else { return [] }
      let actor = field == .gateRoleHeld ? principal()?.name : nil
      return plan.values(of: field, Array(subject.text.utf8), principal: actor)
    case .attribute(let name):
      let place = place(of: name)
      guard place >= 0 else {
        // What doesn't say its mode is live.
        return name == "mode" ? [FieldValue(CutoverEvent.Mode.live.rawValue)] : []
      }
      return Self.values(of: view.value(of: view.members[Int(place)]))
    case .data(let path):
      if payload == nil { payload = view.data ?? .null }
      var value = payload
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

  /// Who did it: the signer where the signature holds, else whom the event acted for, else the actor.
  func principal() -> Principal? {
    if let signer = signature?.signer { return Principal(name: people[signer] ?? signer, isSigned: true) }
    guard let name = view.string("onbehalfof") ?? view.string("actor"), !name.isEmpty else { return nil }
    return Principal(name: people[name] ?? name, isSigned: false)
  }
}

extension Array {
  /// Makes all elements the same, in place where there are as many already.
  fileprivate mutating func reset(to element: Element, count: Int) {
    guard self.count == count else {
      self = Array(repeating: element, count: count)
      return
    }
    for index in indices { self[index] = element }
  }
}
