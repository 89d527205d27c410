internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// An event of which rules ask something; valid as long as its view.
struct AskedEvent {
  /// What is known beside the events.
  final class Background: Sendable {
    /// What the plan says; nil where there is none.
    let plan: PlanFacts?
    /// The principals of people's ids.
    let people: [String: String]

    init(_ plan: PlanFacts?, _ people: [String: String]) {
      self.plan = plan
      self.people = people
    }
  }

  let view: EventView
  let signature: ActSignature?
  let background: Background
}

/// What the rules ask of one event, read in place; what was asked once is remembered until the next event.
struct EventProbe: Sendable {
  fileprivate enum Answer: UInt8, Sendable { case unasked, no, yes }

  /// What a field is, where it can be told without copying.
  private enum Look {
    case absent
    case scalar(UnsafeBufferPointer<UInt8>, isNumber: Bool)
    case other
  }

  private static let unasked: Int32 = -2
  private static let absent: Int32 = -1

  /// Where each field lies; `unasked` or `absent` where it doesn't.
  private var fields: [Int32] = []
  private var conditions: [Answer] = []
  private var conjunctions: [Answer] = []
  private var disjunctions: [Answer] = []
  private var keys: [CorrelationKey?] = []
  private var hasKey: [Bool] = []
  private var recentKeys = RecentKeys()
  /// The members of `data`; empty where nobody asked, or it is no object.
  private var data: ContiguousArray<JSONMemberSpan> = []
  /// Where `data` begins and ends in the line; nil where it is no object.
  private var dataRange: Range<Int>?
  private var isDataScanned = false
  private var payload: JSONValue?
  private var scanner = JSONScanner()

  /// Forgets the event before.
  mutating func begin(_ questions: EventQuestions) {
    fields.reset(to: Self.unasked, count: questions.fields.count)
    conditions.reset(to: .unasked, count: questions.conditions.count)
    conjunctions.reset(to: .unasked, count: questions.conjunctions.count)
    disjunctions.reset(to: .unasked, count: questions.disjunctions.count)
    hasKey.reset(to: false, count: questions.correlations.count)
    if keys.count != hasKey.count { keys = Array(repeating: nil, count: hasKey.count) }
    data.removeAll(keepingCapacity: true)
    dataRange = nil
    isDataScanned = false
    if payload != nil { payload = nil }
  }

  /// What an event is to a rule that may speak of it; nil if nothing.
  mutating func letter(
    _ candidate: RuleTable.Candidate, _ event: AskedEvent, _ questions: EventQuestions
  ) -> Letter? {
    guard passes(candidate.among, event, questions) else { return nil }
    var letter: Letter = []
    if passes(candidate.activation, event, questions) { letter.insert(.activation) }
    if passes(candidate.target, event, questions) { letter.insert(.target) }
    return letter.isEmpty && !candidate.takesOthers ? nil : letter
  }

  private mutating func passes(_ test: RuleTable.Test, _ event: AskedEvent, _ questions: EventQuestions) -> Bool {
    guard case .any(let number) = test else {
      if case .always = test { return true }
      return false
    }
    if disjunctions[number] == .unasked {
      let isPassed = questions.disjunctions[number].contains { passes(all: $0, event, questions) }
      disjunctions[number] = isPassed ? .yes : .no
    }
    return disjunctions[number] == .yes
  }

  private mutating func passes(all number: Int, _ event: AskedEvent, _ questions: EventQuestions) -> Bool {
    if conjunctions[number] == .unasked {
      let isPassed = questions.conjunctions[number].allSatisfy { passes($0, event, questions) }
      conjunctions[number] = isPassed ? .yes : .no
    }
    return conjunctions[number] == .yes
  }

  private mutating func passes(_ number: Int, _ event: AskedEvent, _ questions: EventQuestions) -> Bool {
    if conditions[number] == .unasked {
      conditions[number] = ask(questions.conditions[number], event, questions) ? .yes : .no
    }
    return conditions[number] == .yes
  }

  private mutating func ask(
    _ condition: EventQuestions.Condition, _ event: AskedEvent, _ questions: EventQuestions
  ) -> Bool {
    let field = questions.fields[condition.field]
    switch look(at: field, condition.field, event) {
    case .absent: return condition.test.passesAbsence
    case .scalar(let raw, let isNumber): return condition.test.passes(raw, isNumber: isNumber)
    case .other: return condition.test.passes(values(of: field, condition.signedAs, event))
    }
  }

  /// The values of the fields of a correlation as one key, by its number; nil where a field is absent.
  mutating func key(_ number: Int, _ event: AskedEvent, _ questions: EventQuestions) -> CorrelationKey? {
    if !hasKey[number] {
      keys[number] = newKey(questions.correlations[number], event, questions)
      hasKey[number] = true
    }
    return keys[number]
  }

  private mutating func newKey(
    _ correlation: EventQuestions.Correlation, _ event: AskedEvent, _ questions: EventQuestions
  ) -> CorrelationKey? {
    recentKeys.begin()
    for number in correlation.fields {
      let field = questions.fields[number]
      switch look(at: field, number, event) {
      case .absent: return nil
      case .scalar(let raw, _): recentKeys.append(raw)
      case .other:
        let values = values(of: field, correlation.signedAs, event)
        guard !values.isEmpty else { return nil }
        for value in values { recentKeys.append(value.text.utf8) }
        if values.count > 1 { recentKeys.append([UInt8(0)]) }
      }
    }
    return recentKeys.key()
  }

  // MARK: - Fields

  private mutating func look(at field: EventField, _ number: Int, _ event: AskedEvent) -> Look {
    switch field {
    case .attribute(let name):
      if fields[number] == Self.unasked { fields[number] = Self.place(of: name, in: event.view) }
      let place = fields[number]
      guard place >= 0 else { return name == "mode" ? .other : .absent }
      return Self.look(at: event.view.members[Int(place)], in: event.view.line)
    case .data(let path) where path.count == 1:
      if !isDataScanned { scanData(event.view) }
      guard let dataRange else { return .absent }
      let bytes = UnsafeBufferPointer(rebasing: event.view.line[dataRange])
      if fields[number] == Self.unasked { fields[number] = placeInData(of: path[0], bytes) }
      let place = fields[number]
      return place < 0 ? .absent : Self.look(at: data[Int(place)], in: bytes)
    default: return .other
    }
  }

  private static func look(at member: JSONMemberSpan, in bytes: UnsafeBufferPointer<UInt8>) -> Look {
    switch member.kind {
    case .string where !member.valueIsEscaped, .bool:
      .scalar(UnsafeBufferPointer(rebasing: bytes[member.valueRange]), isNumber: false)
    case .number: .scalar(UnsafeBufferPointer(rebasing: bytes[member.valueRange]), isNumber: true)
    case .null: .absent
    default: .other
    }
  }

  private static func place(of name: String, in view: EventView) -> Int32 {
    for (place, member) in view.members.enumerated() {
      if member.nameIsEscaped {
        if view.name(of: member).utf8.elementsEqual(name.utf8) { return Int32(place) }
      } else if UnsafeBufferPointer(rebasing: view.line[member.nameRange]).equals(name) {
        return Int32(place)
      }
    }
    return absent
  }

  private func placeInData(of name: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    for (place, member) in data.enumerated() {
      let raw = UnsafeBufferPointer(rebasing: bytes[member.nameRange])
      if member.nameIsEscaped ? JSONString.unescape(raw).elementsEqual(name.utf8) : raw.equals(name) {
        return Int32(place)
      }
    }
    return Self.absent
  }

  private mutating func scanData(_ view: EventView) {
    isDataScanned = true
    guard let member = view.member("data"), member.kind == .object else { return }
    do throws(JSONTextError) {
      try scanner.scan(view.bytes(of: member), members: &data)
      dataRange = member.valueRange
    } catch {
      // The line was taken, so its data is JSON.
      data.removeAll(keepingCapacity: true)
    }
  }

  /// The scalars that a field holds: none where it is absent, several where it is a list.
  private mutating func values(
    of field: EventField, _ signedAs: ActSignature.Standing?, _ event: AskedEvent
  ) -> [FieldValue] {
    let signature = event.signature
    switch field {
    case .signature:
      guard let standing = signature?.standing else { return [] }
      let taken = standing == .signed ? signedAs : nil
      return [standing, taken].compactMap { $0.map { FieldValue($0.rawValue) } }
    case .signer:
      let isTaken = signature?.standing == .signed && signedAs == .valid
      return (isTaken ? signature?.principal : signature?.signer).map { [FieldValue($0)] } ?? []
    case .plan(let field):
      guard let plan = event.background.plan, let subject = values(of: field.subject, signedAs, event).first else { return [] }
      let actor = field == .gateRoleHeld ? Self.principal(event)?.name : nil
      return plan.values(of: field, Array(subject.text.utf8), principal: actor)
    case .attribute(let name):
      let place = Self.place(of: name, in: event.view)
      guard place >= 0 else {
        // What doesn't say its mode is live.
        return name == "mode" ? [FieldValue(CutoverEvent.Mode.live.rawValue)] : []
      }
      return Self.values(of: event.view.value(of: event.view.members[Int(place)]))
    case .data(let path):
      if payload == nil { payload = event.view.data ?? .null }
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
  static func principal(_ event: AskedEvent) -> Principal? {
    let people = event.background.people
    if let signer = event.signature?.signer { return Principal(name: people[signer] ?? signer, isSigned: true) }
    guard let name = event.view.string("onbehalfof") ?? event.view.string("actor"), !name.isEmpty else { return nil }
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
