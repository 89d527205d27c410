internal import Audit
internal import CutoverModel
internal import JSONText

extension PolicyReader {
  /// A description of events; a text or a list of texts is one by type alone, a list with mappings in it several of which
  /// one is enough.
  func pattern(_ node: DocumentNode, _ label: String) -> EventPattern? {
    guard let pattern = whole(node, label) else { return nil }
    let parts = pattern.all.reduce(0) { sum, one in
      one.conditions.reduce(sum + 1 + one.types.count) { $0 + $1.test.valueCount }
    }
    guard parts <= PolicyLimits.descriptionParts else {
      refuseSize(parts, label, atMost: PolicyLimits.descriptionParts, at: node.location)
      return nil
    }
    return pattern
  }

  private func whole(_ node: DocumentNode, _ label: String) -> EventPattern? {
    if let elements = node.elements, elements.contains(where: { $0.members != nil }) {
      let patterns = elements.compactMap { single($0, "an entry in \(label)") }
      guard var first = patterns.first, patterns.count == elements.count else { return nil }
      first.alternatives = Array(patterns.dropFirst())
      return first
    }
    return single(node, label)
  }

  private func single(_ node: DocumentNode, _ label: String) -> EventPattern? {
    guard node.members != nil else { return types(node, label).map { EventPattern(types: $0) } }
    guard let fields = Fields(node, label, keys: ["type", "where"], problems) else { return nil }
    var pattern = EventPattern(types: [])
    if let node = fields["type"] {
      guard let types = types(node, fields.label("type")) else { return nil }
      pattern.types = types
    }
    guard let conditions = fields["where"] else { return pattern }
    guard let members = conditions.members else {
      problems.error(
        .wrongKind, "\(fields.label("where")) is \(conditions.found), expected a mapping", at: conditions.location)
      return nil
    }
    for member in members {
      guard let field = field(member.name, at: member.location) else { continue }
      let conditions = tests(member.value, "`\(field.name)` in \(label)", of: Self.words(of: field))
      pattern.conditions += conditions.map { FieldCondition(field, $0) }
    }
    return pattern
  }

  private func types(_ node: DocumentNode, _ label: String) -> [String]? {
    let nodes = node.elements ?? [node]
    let types = nodes.compactMap { node in problems.name(node, label).flatMap { type($0, node, label) } }
    guard types.count == nodes.count else { return nil }
    if types.isEmpty { problems.error(.invalidValue, "\(label) names no type", at: node.location) }
    return types
  }

  /// The full type: those of the vocabulary may be written without their prefix.
  private func type(_ name: String, _ node: DocumentNode, _ label: String) -> String? {
    if EventKind(rawValue: name) != nil { return EventKind.prefix + name }
    let isOurs = name.utf8.starts(with: EventKind.prefix.utf8)
    // Types of other vocabularies name their owner first, as in `com.example.thing.happened`.
    if !isOurs, name.utf8.count(where: { $0 == UInt8(ascii: ".") }) > 1 { return name }
    if EventKind(type: name) != nil { return name }
    let short = isOurs ? String(name.dropFirst(EventKind.prefix.count)) : name
    problems.error(
      .unknownEventType, "unknown event type \(node.found) in \(label)", at: node.location,
      hint: problems.suggestion(for: short, among: EventKind.allCases.map(\.rawValue)))
    return nil
  }

  func field(_ name: String, at location: TextLocation) -> EventField? {
    if let field = EventField(name) {
      let attributes = [
        "type", "source", "id", "subject", "actor", "onbehalfof", "recordedby", "task", "wave", "gate", "layer",
        "service", "dataset", "region", "mode", "correlationid", "causationid", "timeaccuracy", "signature", "signer",
      ]
      if case .attribute(let attribute) = field, !attributes.contains(attribute) {
        // Events may have attributes of their own, so this is no error.
        problems.warning(
          .unknownKey, "\(DocumentNode.quoted(name)) is no attribute of the vocabulary", at: location,
          hint: problems.suggestion(for: name, among: attributes) ?? "members of the payload are written as `data.NAME`")
      }
      return field
    }
    let isOfPlan = name.utf8.starts(with: "plan.".utf8)
    problems.error(
      .invalidValue,
      "unknown field \(DocumentNode.quoted(name)), expected \(isOfPlan ? "what a plan says" : "an attribute or `data.NAME`")",
      at: location, hint: isOfPlan ? problems.suggestion(for: name, among: PlanField.allCases.map(\.rawValue)) : nil)
    return nil
  }

  /// The fields in which events belong together.
  func correlation(_ fields: Fields) -> [EventField] {
    var seen: [EventField] = []
    for node in elements("per", of: fields, atMost: PolicyLimits.correlationFields) {
      guard let name = problems.name(node, "an entry in \(fields.label("per"))"),
        let field = field(name, at: node.location)
      else { continue }
      if seen.contains(field) {
        problems.warning(.repeatedEntry, "\(node.found) stands twice in \(fields.label("per"))", at: node.location)
      }
      seen.append(field)
    }
    return seen
  }

  /// A scalar or a list that the field is one of, or a mapping of further tests.
  ///
  /// - Parameter words: All that the field can be; nil where that is open.
  private func tests(_ node: DocumentNode, _ label: String, of words: [String]?) -> [FieldCondition.Test] {
    guard node.members != nil else { return values(node, label, of: words).map { [.isAnyOf($0)] } ?? [] }
    let keys = ["is", "not", "exists", "atLeast", "atMost"]
    guard let fields = Fields(node, label, keys: keys, problems) else { return [] }
    var tests: [FieldCondition.Test] = []
    if let node = fields["is"], let values = values(node, fields.label("is"), of: words) { tests.append(.isAnyOf(values)) }
    if let node = fields["not"], let values = values(node, fields.label("not"), of: words) { tests.append(.isNoneOf(values)) }
    if let node = fields["exists"], let flag = problems.flag(node, fields.label("exists")) { tests.append(.exists(flag)) }
    if let text = number(fields, "atLeast") { tests.append(.atLeast(text)) }
    if let text = number(fields, "atMost") { tests.append(.atMost(text)) }
    if tests.isEmpty, !problems.hasErrors {
      problems.error(.missingKey, "\(label) tests nothing, expected \(ProblemCollector.list(keys))", at: node.location)
    }
    return tests
  }

  ///
  /// - Parameter words: All that they can be; nil where that is open.
  func values(_ node: DocumentNode, _ label: String, of words: [String]?) -> [String]? {
    let nodes = node.elements ?? [node]
    let values = nodes.compactMap { node in
      if let words { problems.choice(node, label, of: words) } else { problems.anyScalar(node, label) }
    }
    return values.count == nodes.count ? values : nil
  }

  /// All that a field can be; nil where that is open. A word that it can't be would never be found in an event.
  static func words(of field: EventField) -> [String]? {
    switch field {
    case .signature: ActSignature.Standing.allCases.map(\.rawValue)
    case .attribute("mode"): ["live", "dry-run", "isolated"]
    case .plan(let field): words(of: field)
    case .attribute, .data, .signer: nil
    }
  }

  static func words(of field: PlanField) -> [String]? {
    switch field {
    case .taskPhase: PlanWords.phases
    case .taskLayer: PlanWords.layers
    case .taskMode: PlannedTask.Mode.allCases.map(\.rawValue)
    case .taskOnly: ["rollback"]
    case .checkKind: Plan.Check.Kind.allCases.map(\.rawValue)
    case .side, .to: ["old", "new"]
    case .taskRequired, .taskPointOfNoReturn, .gateCommits, .gateSeparate, .gateRoleHeld, .checkRequired:
      ["true", "false"]
    case .taskAction, .taskOwner, .taskRollback, .taskChecks, .taskService, .taskDataset, .taskWave, .gateApprovals,
      .gateRoles, .gateRequires:
      nil
    }
  }

  private func number(_ fields: Fields, _ key: String) -> String? {
    guard let node = fields[key], let text = problems.anyScalar(node, fields.label(key)) else { return nil }
    if let value = Double(text), value.isFinite { return text }
    problems.error(.invalidValue, "\(fields.label(key)) is \(node.found), expected a number", at: node.location)
    return nil
  }
}

extension FieldCondition.Test {
  /// How many values it compares with.
  fileprivate var valueCount: Int {
    switch self {
    case .isAnyOf(let values), .isNoneOf(let values): max(1, values.count)
    case .exists, .atLeast, .atMost: 1
    }
  }
}
