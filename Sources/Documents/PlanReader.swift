internal import CutoverModel
internal import JSONText

/// Reads the nodes of a plan strictly by the vocabulary.
///
/// Goes on after a problem, so that a writer sees all of them at once; the plan it gives is good only if the
/// collector has no errors.
struct PlanReader {
  let problems: ProblemCollector
  let known: PlanIdentifiers
  var sites: Plan.Sites?
  /// What each task and gate waits for, for the search for cycles.
  var waits: [PlanCycles.Step] = []

  static func read(_ root: DocumentNode, _ problems: ProblemCollector) -> Plan? {
    let keys = [
      "plan", "version", "title", "change", "timezone", "sites", "window", "people", "services",
      "objectives", "impact", "waves", "checks", "gates", "rollback", "tasks", "expect",
    ]
    guard let fields = Fields(root, "the plan", keys: keys, problems) else { return nil }
    var reader = PlanReader(problems: problems, known: PlanIdentifiers(root, problems))
    return reader.plan(fields)
  }

  private mutating func plan(_ fields: Fields) -> Plan {
    let id = fields.required("plan").flatMap { problems.identifier($0, fields.label("plan")) }
    let version = fields.required("version").flatMap {
      problems.integer($0, fields.label("version"), in: 0...Int64.max)
    }
    var plan = Plan(plan: id ?? "", version: version ?? 0)
    plan.title = fields.text("title")
    plan.change = fields.name("change")
    plan.timezone = timezone(fields)
    sites = fields["sites"].flatMap { readSites($0) }
    plan.sites = sites
    plan.window = fields["window"].flatMap { window($0) }
    plan.people = fields.elements("people").compactMap { person($0) }
    plan.services = fields.elements("services").compactMap { service($0) }
    plan.objectives = fields.elements("objectives").compactMap { objective($0) }
    plan.impact = fields.elements("impact").compactMap { impact($0) }
    plan.waves = fields.elements("waves").compactMap { wave($0) }
    plan.checks = fields.elements("checks").compactMap { check($0) }
    var gateNodes: [DocumentNode] = []
    for node in fields.elements("gates") {
      guard let gate = gate(node) else { continue }
      plan.gates.append(gate)
      gateNodes.append(node)
    }
    plan.rollback = fields["rollback"].flatMap { rollback($0) }
    if fields.required("tasks") != nil {
      for node in fields.elements("tasks") { if let task = task(node) { plan.tasks.append(task) } }
    }
    plan.expect = fields["expect"].flatMap { expectation($0) } ?? Expectation()
    PlanCycles(waits).report(to: problems)
    warnOfRollbackWaits(plan)
    warnOfTooFewApprovers(plan, gateNodes)
    return plan
  }

  // MARK: - Identifiers

  /// The fields of a mapping that has an id, with the id; both nil where it has none that can be used.
  func identified(_ node: DocumentNode, _ kind: String, keys: [String]) -> (
    fields: Fields, id: String
  )? {
    let article = kind == "objective" ? "an" : "a"
    let subject = node["id"]?.scalar.map { "\(kind) \(DocumentNode.quoted($0.text))" }
    guard let fields = Fields(node, subject ?? "\(article) \(kind)", keys: ["id"] + keys, problems)
    else {
      return nil
    }
    let idNode = fields.required("id")
    let id = idNode.flatMap { problems.identifier($0, "`id` of \(article) \(kind)") }
    return (fields, id ?? "")
  }

  /// The text of a node, if it is an id that the plan declares.
  func reference(
    _ node: DocumentNode, _ label: String, to kind: String, among ids: Set<String>
  ) -> String? {
    guard let text = problems.name(node, label) else { return nil }
    guard ids.contains(text) else {
      problems.error(
        .unknownID, "unknown \(kind) \(node.found) in \(label)", at: node.location,
        hint: problems.suggestion(for: text, among: ids.sorted())
          ?? (ids.isEmpty ? "the plan declares no \(kind)" : nil))
      return nil
    }
    return text
  }

  func reference(_ fields: Fields, _ key: String, to kind: String, among ids: Set<String>)
    -> String?
  {
    fields[key].flatMap { reference($0, fields.label(key), to: kind, among: ids) }
  }

  /// A sequence of declared ids; an entry that stands there twice is a warning.
  func references(
    _ fields: Fields, _ key: String, to kind: String, among ids: Set<String>
  ) -> [String] {
    var seen: Set<String> = []
    return fields.elements(key).compactMap { node in
      guard let id = reference(node, fields.label(key), to: kind, among: ids) else { return nil }
      if !seen.insert(id).inserted {
        problems.warning(
          .repeatedEntry, "`\(id)` stands twice in \(fields.label(key))", at: node.location)
      }
      return id
    }
  }

  /// `TASK.start` or `TASK.finish`; ids may hold points, so the last one counts.
  func boundary(_ fields: Fields, _ key: String) -> TaskBoundary? {
    guard let node = fields[key], let text = problems.name(node, fields.label(key)) else {
      return nil
    }
    guard let point = text.lastIndex(of: "."),
      let side = TaskBoundary.Side(rawValue: String(text[text.index(after: point)...]))
    else {
      problems.error(
        .invalidValue,
        "\(fields.label(key)) is \(node.found), expected `TASK.start` or `TASK.finish`",
        at: node.location)
      return nil
    }
    let task = String(text[..<point])
    guard known.tasks.contains(task) else {
      problems.error(
        .unknownID, "unknown task \(DocumentNode.quoted(task)) in \(fields.label(key))",
        at: node.location,
        hint: known.gates.contains(task)
          ? "`\(task)` is a gate, expected a task"
          : problems.suggestion(for: task, among: known.tasks.sorted()))
      return nil
    }
    return TaskBoundary(task: task, side: side)
  }

  /// A site of the plan; anything else is kept, with a note.
  func side(_ fields: Fields) -> String? {
    guard let node = fields["side"], let side = problems.name(node, fields.label("side")) else {
      return nil
    }
    let isSite =
      side == "source" || side == "target" || side == sites?.source || side == sites?.target
    if !isSite {
      let expected =
        sites.map { "`\($0.source)`, `\($0.target)`, `source` or `target`" }
        ?? "`source` or `target`"
      problems.note(
        .unknownSide,
        "\(fields.label("side")) is \(node.found), no site of the plan, expected \(expected)",
        at: node.location)
    }
    return side
  }
}
