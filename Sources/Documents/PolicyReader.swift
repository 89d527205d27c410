internal import Audit
internal import CutoverModel
internal import JSONText
internal import Replay

/// Reads the nodes of a policy strictly; goes on after a problem.
struct PolicyReader {
  let problems: ProblemCollector
  private var controls: [String] = []

  static func read(_ root: DocumentNode, _ problems: ProblemCollector) -> Policy? {
    let keys = ["policy", "version", "title", "why", "controls", "rules"]
    guard let fields = Fields(root, "the policy", keys: keys, problems) else { return nil }
    var reader = PolicyReader(problems: problems)
    return reader.policy(fields)
  }

  private init(problems: ProblemCollector) { self.problems = problems }

  private mutating func policy(_ fields: Fields) -> Policy {
    let id = fields.required("policy").flatMap { problems.identifier($0, fields.label("policy")) }
    let version = fields.required("version").flatMap {
      problems.integer($0, fields.label("version"), in: 0...Int64.max)
    }
    var policy = Policy(id: id ?? "", version: version ?? 0)
    policy.title = fields.text("title")
    policy.why = fields.text("why")
    for node in elements("controls", of: fields, atMost: PolicyLimits.controls) {
      guard let control = control(node) else { continue }
      if controls.contains(where: { $0.utf8.elementsEqual(control.id.utf8) }) {
        problems.error(
          .duplicateID, "control \(DocumentNode.quoted(control.id)) is declared twice", at: node["id"]?.location ?? node.location)
      }
      controls.append(control.id)
      policy.controls.append(control)
    }
    guard fields.required("rules") != nil else { return policy }
    var nodes: [DocumentNode] = []
    for node in elements("rules", of: fields, atMost: PolicyLimits.rules) {
      guard let rule = rule(node) else { continue }
      if policy.rules.contains(where: { $0.id.utf8.elementsEqual(rule.id.utf8) }) {
        problems.error(
          .duplicateID, "rule \(DocumentNode.quoted(rule.id)) is declared twice", at: node["id"]?.location ?? node.location)
      }
      policy.rules.append(rule)
      nodes.append(node)
    }
    // What a rule comes to is asked only where it was read whole.
    if !problems.hasErrors { checkRules(policy.rules, nodes) }
    return policy
  }

  private func control(_ node: DocumentNode) -> Control? {
    let keys = ["id", "title", "text", "source", "secondHand"]
    guard let fields = Fields(node, "a control", keys: keys, problems),
      let id = fields.required("id").flatMap({ problems.name($0, fields.label("id")) })
    else { return nil }
    return Control(
      id: id, title: fields.text("title"), text: fields.text("text"), source: fields.text("source"),
      isSecondHand: fields.flag("secondHand"))
  }

  // MARK: - Rules

  private func rule(_ node: DocumentNode) -> Rule? {
    let subject = node["id"]?.scalar.map { "rule \(DocumentNode.quoted($0.text))" } ?? "a rule"
    let keys =
      ["id", "title", "why", "severity", "controls", "cannotShow", "examples"] + Self.kinds + Self.templateKeys
    guard let fields = Fields(node, subject, keys: keys, problems) else { return nil }
    let id = fields.required("id").flatMap { problems.identifier($0, fields.label("id")) }
    let title = fields.required("title").flatMap { problems.name($0, fields.label("title")) }
    let why = fields.required("why").flatMap { problems.name($0, fields.label("why")) }
    let severity = fields.choice("severity", of: Rule.Severity.allCases.map(\.rawValue)).flatMap(Rule.Severity.init)
    guard let requirement = requirement(fields) else { return nil }
    var rule = Rule(
      id: id ?? "", title: title ?? "", why: why ?? "", severity: severity ?? .medium, controls: namedControls(fields),
      cannotShow: fields.text("cannotShow"), requirement: requirement)
    rule.examples = examples(fields, requirement)
    return rule
  }

  private func namedControls(_ fields: Fields) -> [String] {
    var seen: [String] = []
    for node in elements("controls", of: fields, atMost: PolicyLimits.namedControls) {
      guard let id = problems.name(node, "an entry in \(fields.label("controls"))") else { continue }
      if !controls.contains(where: { $0.utf8.elementsEqual(id.utf8) }) {
        problems.error(
          .unknownID, "unknown control \(node.found) in \(fields.label("controls"))", at: node.location,
          hint: problems.suggestion(for: id, among: controls) ?? (controls.isEmpty ? "the policy declares no control" : nil))
      }
      if seen.contains(where: { $0.utf8.elementsEqual(id.utf8) }) {
        problems.error(
          .repeatedEntry, "control \(node.found) stands twice in \(fields.label("controls"))", at: node.location)
      }
      seen.append(id)
    }
    return seen
  }

  private static let kinds = ["template", "separation", "objectives", "schedule", "state"]
  private static let templateKeys = ["count", "activation", "target", "per", "within", "among"]

  /// What the rule demands, by the one of the kinds that it names.
  private func requirement(_ fields: Fields) -> Requirement? {
    let named = Self.kinds.filter { fields[$0] != nil }
    guard let kind = named.first else {
      problems.error(
        .missingKey, "\(fields.subject) says not what it demands, expected \(ProblemCollector.list(Self.kinds))",
        at: fields.location)
      return nil
    }
    for other in named.dropFirst() {
      problems.error(
        .misplacedKey, "\(fields.label(other)) has no meaning beside `\(kind)`", at: fields[other]?.location ?? fields.location)
    }
    if kind == "template" { return constraint(fields).map { .constraint($0) } }
    for key in Self.templateKeys {
      guard let node = fields[key] else { continue }
      problems.error(.misplacedKey, "\(fields.label(key)) has no meaning without `template`", at: node.location)
    }
    guard let node = fields[kind] else { return nil }
    switch kind {
    case "separation": return separation(node, fields.label(kind)).map { .separation($0) }
    case "objectives": return objectives(node, fields.label(kind)).map { .objectives($0) }
    case "schedule": return schedule(node, fields.label(kind)).map { .schedule($0) }
    default:
      return problems.choice(node, fields.label(kind), of: AlignmentRule.allCases.map(\.rawValue))
        .flatMap(AlignmentRule.init).map { .state($0) }
    }
  }

  private func constraint(_ fields: Fields) -> Constraint? {
    guard let node = fields["template"], let name = problems.text(node, fields.label("template")) else { return nil }
    let names = Template.all.map(\.name)
    guard let plain = Template(name: name) else {
      problems.error(
        .invalidValue, "unknown template \(node.found) in \(fields.subject)", at: node.location,
        hint: problems.suggestion(for: name, among: names) ?? "expected \(ProblemCollector.list(names))")
      return nil
    }
    let least: Int64 = name == "exactly" ? 0 : 1
    var template = plain
    if plain.count == nil {
      refuse("count", in: fields, "has no meaning for the template `\(name)`")
    } else if let count = fields.integer("count", in: least...1_000_000) {
      template = Template(name: name, count: Int(count)) ?? plain
    }
    let activation = fields.required("activation").flatMap { pattern($0, fields.label("activation")) }
    var target: EventPattern?
    if plain.hasTarget {
      target = fields.required("target").flatMap { pattern($0, fields.label("target")) }
    } else {
      refuse("target", in: fields, "has no meaning for the template `\(name)`")
    }
    if !plain.takesWindow { refuse("within", in: fields, "has no meaning for the template `\(name)`") }
    guard let activation, !plain.hasTarget || target != nil else { return nil }
    return Constraint(
      template, activation: activation, target: target, correlation: correlation(fields),
      within: plain.takesWindow ? fields.span("within", .positive) : nil,
      among: fields["among"].flatMap { pattern($0, fields.label("among")) })
  }

  private func refuse(_ key: String, in fields: Fields, _ reason: String) {
    guard let node = fields[key] else { return }
    problems.error(.misplacedKey, "\(fields.label(key)) \(reason)", at: node.location)
  }

  private func separation(_ node: DocumentNode, _ label: String) -> Separation? {
    guard let fields = Fields(node, label, keys: ["activation", "target", "per", "people"], problems) else { return nil }
    let activation = fields.required("activation").flatMap { pattern($0, fields.label("activation")) }
    let people = fields.integer("people", in: 1...1_000)
    if fields["target"] == nil, people ?? 1 < 2 {
      problems.error(
        .missingKey, "\(label) separates nobody, expected `target` or `people` above 1", at: node.location)
    }
    guard let activation else { return nil }
    return Separation(
      activation: activation, target: fields["target"].flatMap { pattern($0, fields.label("target")) },
      correlation: correlation(fields), people: Int(people ?? 1))
  }

  private func objectives(_ node: DocumentNode, _ label: String) -> ObjectiveRequirement? {
    if node.members == nil { return problems.choice(node, label, of: ["all"]).map { _ in ObjectiveRequirement() } }
    guard let fields = Fields(node, label, keys: ["ids", "metric"], problems) else { return nil }
    return ObjectiveRequirement(
      ids: fields.names("ids"),
      metric: fields.choice("metric", of: Objective.Metric.allCases.map(\.rawValue)).flatMap(Objective.Metric.init))
  }

  private func schedule(_ node: DocumentNode, _ label: String) -> ScheduleRequirement? {
    if node.members != nil {
      guard let fields = Fields(node, label, keys: ["finishedWithin"], problems),
        fields.required("finishedWithin") != nil
      else { return nil }
      return fields.span("finishedWithin").map { .finishedWithin($0) }
    }
    let words = ScheduleRequirement.words
    guard let word = problems.choice(node, label, of: words.map(\.word)) else { return nil }
    return words.first { $0.word.utf8.elementsEqual(word.utf8) }?.requirement
  }
}
