internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import JSONText

extension PolicyReader {
  /// The examples of a rule: small lists of events that conform to it, and that violate it.
  func examples(_ fields: Fields, _ requirement: Requirement) -> [PolicyExample] {
    guard let node = fields["examples"] else { return [] }
    switch requirement {
    case .constraint, .separation: break
    case .objectives, .schedule, .state:
      problems.error(
        .misplacedKey, "\(fields.label("examples")) has no meaning for a rule that is judged by a plan", at: node.location)
      return []
    }
    guard let kinds = Fields(node, fields.label("examples"), keys: ["conforms", "violates"], problems) else { return [] }
    return ["conforms", "violates"].flatMap { key in
      elements(key, of: kinds, atMost: PolicyLimits.examples).compactMap {
        example($0, conforms: key == "conforms", kinds.label(key))
      }
    }
  }

  private func example(_ node: DocumentNode, conforms: Bool, _ label: String) -> PolicyExample? {
    let entry = "an entry in \(label)"
    guard let fields = Fields(node, entry, keys: ["title", "events"], problems),
      fields.required("events") != nil
    else { return nil }
    var plan = PlanFacts()
    let events = elements("events", of: fields, atMost: PolicyLimits.exampleEvents).enumerated().compactMap { event($0.element, number: $0.offset, &plan) }
    return PolicyExample(title: fields.text("title"), conforms: conforms, events: events, plan: plan)
  }

  /// One event: `type`, `at` (from T, by default a minute after the one before), attributes, `data`, what the plan is taken to
  /// say of what it names, and what is taken to be known of its signature.
  private func event(_ node: DocumentNode, number: Int, _ plan: inout PlanFacts) -> ExampleEvent? {
    guard let members = node.members else {
      problems.error(.wrongKind, "an event is \(node.found), expected a mapping", at: node.location)
      return nil
    }
    var type: String?
    var offset = TimeSpan(seconds: Int64(number) * 60)
    var id = "example-\(number + 1)"
    var source = "/example"
    var attributes: [(name: String, value: String)] = []
    var data: JSONValue?
    var standing: ActSignature.Standing?
    var signer: String?
    var facts: [(field: PlanField, values: [String], node: DocumentMember)] = []
    for member in members {
      let label = "`\(member.name)` of an event"
      switch member.name {
      case "type": type = pattern(member.value, label)?.types.first
      case "at":
        if let time = problems.planTime(member.value, label) { offset = time.offset }
      case "id": id = problems.name(member.value, label) ?? id
      case "source": source = problems.name(member.value, label) ?? source
      case "data": data = Self.json(member.value)
      case "signature":
        standing = problems.choice(member.value, label, of: ActSignature.Standing.allCases.map(\.rawValue))
          .flatMap(ActSignature.Standing.init)
      case "signer": signer = problems.name(member.value, label)
      case "specversion", "time", "acceptedtime", "salt":
        problems.error(.misplacedKey, "\(label) isn't given in an example; its time is `at`", at: member.location)
      case let name where name.utf8.starts(with: "plan.".utf8):
        guard case .plan(let field)? = field(name, at: member.location) else { continue }
        facts.append((field, values(member.value, label, of: Self.words(of: field)) ?? [], member))
      default:
        if let text = problems.anyScalar(member.value, label) { attributes.append((member.name, text)) }
      }
    }
    guard let type else {
      if node["type"] == nil { problems.error(.missingKey, "`type` is missing in an event", at: node.location) }
      return nil
    }
    for fact in facts {
      guard let subject = subject(of: fact.field, attributes, data) else {
        problems.error(
          .missingKey, "`\(fact.field.rawValue)` of an event needs `\(fact.field.subject.name)`, which the plan says it of",
          at: fact.node.location)
        continue
      }
      plan.state(fact.field, of: subject, fact.values)
    }
    let start = TimeSpan(seconds: PolicyExample.start)
    var builder = EventBuilder(
      id: id, source: source, type: type, time: Timestamp(nanoseconds: (start + offset).nanoseconds))
    builder.attributes = attributes
    builder.data = data
    let signature = standing.map { ActSignature($0, principal: signer) } ?? signer.map { ActSignature(.valid, principal: $0) }
    return ExampleEvent(line: builder.line, signature: signature)
  }

  private func subject(
    of field: PlanField, _ attributes: [(name: String, value: String)], _ data: JSONValue?
  ) -> String? {
    switch field.subject {
    case .attribute(let name): attributes.first { $0.name == name }?.value
    case .data(let path): path.reduce(data) { $0?[$1] }?.string
    default: nil
    }
  }

  /// A value of the payload: what looks like a number or a truth value without quotes is one.
  private static func json(_ node: DocumentNode) -> JSONValue {
    switch node.content {
    case .mapping(let members): .object(members.map { JSONMember($0.name, json($0.value)) })
    case .sequence(let elements): .array(elements.map(json))
    case .scalar(let scalar):
      if scalar.isNothing {
        .null
      } else if scalar.style != .quoted, let value = try? JSONValue(parsing: scalar.text.utf8), value.string == nil {
        value
      } else {
        .string(scalar.text)
      }
    }
  }

  // MARK: - What whole rules come to

  /// Refuses rules that never apply, that contradict each other, and whose examples come to something else.
  func checkRules(_ rules: [Rule], _ nodes: [DocumentNode]) {
    for (rule, node) in zip(rules, nodes) {
      for (key, reason) in rule.requirement.contradictions {
        problems.error(
          .neverApplies, "rule `\(rule.id)` can never apply: \(reason)", at: (node[key] ?? node).location)
      }
      runExamples(rule, node)
    }
    for (number, rule) in rules.enumerated() {
      for other in rules[..<number] where rule.requirement.contradicts(other.requirement) {
        problems.error(
          .contradiction, "rule `\(rule.id)` contradicts rule `\(other.id)`: no run can keep both",
          at: nodes[number].location)
      }
    }
  }

  private func runExamples(_ rule: Rule, _ node: DocumentNode) {
    let examples = node["examples"]
    var places: [DocumentNode] = []
    for key in ["conforms", "violates"] { places += examples?[key]?.elements ?? [] }
    for (number, example) in rule.examples.enumerated() {
      guard let outcome = example.outcome(of: rule) else {
        problems.error(.exampleFails, "an event of the example is none that a stream could hold", at: places[number].location)
        continue
      }
      let isAsSaid = example.conforms ? outcome == .satisfied || outcome == .vacuous : outcome == .violated
      guard !isAsSaid else { continue }
      problems.error(
        .exampleFails,
        "an example should \(example.conforms ? "conform to" : "violate") rule `\(rule.id)`, and the result is `\(outcome.rawValue)`",
        at: places[number].location)
    }
    switch rule.requirement {
    case .constraint, .separation:
      for (conforms, word) in [(true, "conforms"), (false, "violates")]
      where !rule.examples.contains(where: { $0.conforms == conforms }) {
        problems.warning(.exampleMissing, "rule `\(rule.id)` has no example that \(word)", at: node.location)
      }
    case .objectives, .schedule, .state: break
    }
  }
}
