internal import CutoverModel
internal import JSONText

extension PlanReader {
  mutating func gate(_ node: DocumentNode) -> Plan.Gate? {
    let keys = [
      "approvals", "roles", "separate", "after", "requires", "deadline", "onTimeout", "commits",
      "duration",
    ]
    guard let (fields, id) = identified(node, "gate", keys: keys) else { return nil }
    var gate = Plan.Gate(id: id)
    gate.approvals = fields.integer("approvals", in: 0...Int64.max) ?? 1
    gate.roles = references(fields, "roles", to: "role", among: known.roles)
    gate.separate = fields.flag("separate")
    gate.after = dependencies(fields, of: id)
    gate.requires = references(fields, "requires", to: "check", among: known.checks)
    gate.deadline = fields.planTime("deadline")
    gate.onTimeout = fields.choice("onTimeout", of: PlanWords.decisions)
    gate.commits = fields.flag("commits")
    gate.duration = fields["duration"].flatMap { duration($0, fields.label("duration")) }
    return gate
  }

  mutating func task(_ node: DocumentNode) -> PlannedTask? {
    let keys = [
      "title", "layer", "phase", "action", "owner", "mode", "duration", "after", "start",
      "finishBy", "only",
      "background", "pointOfNoReturn", "links", "service", "dataset", "region", "wave", "command",
      "checks",
      "rollback",
    ]
    guard let (fields, id) = identified(node, "task", keys: keys) else { return nil }
    var task = PlannedTask(id: id)
    task.title = fields.text("title")
    task.layer = fields.choice("layer", of: PlanWords.layers)
    task.phase = fields.choice("phase", of: PlanWords.phases)
    task.action = action(fields)
    task.owner = reference(fields, "owner", to: "person or role", among: known.owners)
    task.mode =
      fields.choice("mode", of: PlannedTask.Mode.allCases.map(\.rawValue))
      .flatMap(PlannedTask.Mode.init(rawValue:)) ?? .manual
    task.duration = fields["duration"].flatMap { duration($0, fields.label("duration")) }
    task.after = dependencies(fields, of: id)
    task.start = fields.planTime("start")
    task.finishBy = fields.planTime("finishBy")
    task.isRollbackOnly = fields.choice("only", of: ["rollback"]) != nil
    task.isBackground = fields.flag("background")
    task.isPointOfNoReturn = fields.flag("pointOfNoReturn")
    task.links = fields.names("links")
    // `*` says explicitly that all services are concerned.
    task.service = reference(fields, "service", to: "service", among: known.servicesOrAll)
    task.dataset = reference(fields, "dataset", to: "dataset", among: known.datasets)
    task.region = fields.name("region")
    task.wave = reference(fields, "wave", to: "wave", among: known.waves)
    task.command = fields.name("command")
    task.checks = references(fields, "checks", to: "check", among: known.checks)
    task.rollback = reference(fields, "rollback", to: "task", among: known.tasks)
    checkSense(task, fields)
    return task
  }

  private func checkSense(_ task: PlannedTask, _ fields: Fields) {
    if task.rollback == task.id, let node = fields["rollback"] {
      problems.error(
        .invalidValue, "\(fields.subject) is its own rollback, expected another task",
        at: node.location)
    }
    if let start = task.start, let finish = task.finishBy, finish.offset < start.offset,
      let node = fields["finishBy"]
    {
      problems.error(
        .outOfOrder, "\(fields.label("finishBy")) is before its `start`", at: node.location)
    }
    if task.mode == .milestone, let duration = task.duration, duration != .fixed(.zero),
      let node = fields["duration"]
    {
      problems.warning(
        .milestoneDuration, "\(fields.subject) is a milestone and has a duration",
        at: node.location,
        hint: "a milestone takes no time; leave the duration out")
    }
  }

  // MARK: - Parts

  private func action(_ fields: Fields) -> String? {
    guard let node = fields["action"], let text = problems.name(node, fields.label("action")) else {
      return nil
    }
    if PlanWords.isAction(text) { return text }
    return problems.choice(node, fields.label("action"), of: PlanWords.actions)
  }

  /// One figure, or three in order.
  private func duration(_ node: DocumentNode, _ label: String) -> PlannedDuration? {
    guard node.members != nil else { return problems.span(node, label).map { .fixed($0) } }
    let keys = ["optimistic", "likely", "pessimistic"]
    guard let fields = Fields(node, label, keys: keys, problems) else { return nil }
    for key in keys { _ = fields.required(key) }
    guard let optimistic = fields.span("optimistic"), let likely = fields.span("likely"),
      let pessimistic = fields.span("pessimistic")
    else { return nil }
    guard optimistic <= likely, likely <= pessimistic else {
      problems.error(
        .outOfOrder,
        "\(label) has optimistic \(optimistic.readable), likely \(likely.readable) and pessimistic \(pessimistic.readable), expected that order",
        at: node.location)
      return nil
    }
    return .threePoint(optimistic: optimistic, likely: likely, pessimistic: pessimistic)
  }

  /// Ids of tasks or gates, or mappings with the relation and the lag.
  private mutating func dependencies(_ fields: Fields, of id: String) -> [Dependency] {
    var step = PlanCycles.Step(id: id, location: fields.location)
    var dependencies: [Dependency] = []
    var seen: Set<Dependency> = []
    let label = fields.label("after")
    for node in fields.elements("after") {
      guard let dependency = dependency(node, label) else { continue }
      if !seen.insert(dependency).inserted {
        problems.warning(
          .repeatedEntry, "`\(dependency.predecessor)` stands twice in \(label)", at: node.location)
      }
      dependencies.append(dependency)
      step.waits.append((dependency.predecessor, node.location))
    }
    waits.append(step)
    return dependencies
  }

  private func dependency(_ node: DocumentNode, _ label: String) -> Dependency? {
    guard node.members != nil else {
      return predecessor(node, label).map { Dependency(predecessor: $0) }
    }
    let subject = "an entry in \(label)"
    guard let fields = Fields(node, subject, keys: ["task", "type", "lag"], problems) else {
      return nil
    }
    let predecessor = fields.required("task").flatMap { self.predecessor($0, label) }
    let relation = fields.choice("type", of: Dependency.Relation.allCases.map(\.rawValue))
      .flatMap(Dependency.Relation.init(rawValue:))
    let lag = fields.span("lag", .any)
    guard let predecessor else { return nil }
    return Dependency(
      predecessor: predecessor, relation: relation ?? .finishToStart, lag: lag ?? .zero)
  }

  private func predecessor(_ node: DocumentNode, _ label: String) -> String? {
    guard let text = problems.name(node, label) else { return nil }
    if known.steps[text] != nil { return text }
    problems.error(
      .unknownID, "unknown task or gate \(node.found) in \(label)", at: node.location,
      hint: problems.suggestion(for: text, among: known.steps.keys.sorted()))
    return nil
  }
}
