internal import CutoverModel
internal import JSONText

extension PlanReader {
  /// A name such as `Europe/Amsterdam`. One that names no area of the time zone database is kept, with a note: whether
  /// its location exists is known only where it is used.
  func timezone(_ fields: Fields) -> String? {
    guard let node = fields["timezone"], let text = problems.name(node, fields.label("timezone"))
    else {
      return nil
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let looksRight =
      text.utf8.count <= 64
      && parts.allSatisfy { part in
        guard let first = part.utf8.first, (first | 0x20) >= 0x61, (first | 0x20) <= 0x7A else {
          return false
        }
        return part.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F
            || $0 == 0x2D || $0 == 0x2B
        }
      }
    guard looksRight else {
      problems.error(
        .invalidValue,
        "\(fields.label("timezone")) is \(node.found), expected a name such as Europe/Amsterdam or UTC",
        at: node.location)
      return nil
    }
    if !TimezoneNames.accepts(text) {
      let area = String(parts.first ?? "")
      problems.note(
        .unknownTimezone,
        "\(fields.label("timezone")) is \(node.found), no area of the time zone database, expected a name such as Europe/Amsterdam or UTC",
        at: node.location,
        hint: problems.suggestion(
          for: area, among: parts.count > 1 ? TimezoneNames.areas : TimezoneNames.plain))
    }
    return text
  }

  func readSites(_ node: DocumentNode) -> Plan.Sites? {
    guard let fields = Fields(node, "`sites`", keys: ["source", "target"], problems) else {
      return nil
    }
    let source = fields.required("source").flatMap { problems.name($0, fields.label("source")) }
    let target = fields.required("target").flatMap { problems.name($0, fields.label("target")) }
    guard let source, let target else { return nil }
    if source == target {
      problems.warning(
        .sameSite,
        "source and target of `sites` are both `\(source)`, so a side can't be told from the other",
        at: node.location)
    }
    return Plan.Sites(source: source, target: target)
  }

  func window(_ node: DocumentNode) -> Plan.Window? {
    guard let fields = Fields(node, "`window`", keys: ["opens", "closes"], problems) else {
      return nil
    }
    let opens = fields.required("opens").flatMap { problems.planTime($0, fields.label("opens")) }
    let closes = fields.required("closes").flatMap { problems.planTime($0, fields.label("closes")) }
    guard let opens, let closes else { return nil }
    if closes.offset <= opens.offset {
      problems.error(
        .outOfOrder, "`closes` of `window` is not after `opens`",
        at: fields["closes"]?.location ?? node.location)
    }
    return Plan.Window(opens: opens, closes: closes)
  }

  func person(_ node: DocumentNode) -> Plan.Person? {
    guard
      let (fields, id) = identified(node, "person", keys: ["principal", "roles", "team", "deputy"])
    else {
      return nil
    }
    var person = Plan.Person(id: id)
    person.principal = fields.name("principal")
    person.roles = fields.names("roles")
    person.team = fields.name("team")
    person.deputy = reference(fields, "deputy", to: "person", among: known.people)
    return person
  }

  func service(_ node: DocumentNode) -> Plan.Service? {
    guard let (fields, id) = identified(node, "service", keys: ["datasets", "freezeImpact"]) else {
      return nil
    }
    var service = Plan.Service(id: id)
    var seen: Set<String> = []
    for node in fields.elements("datasets") {
      guard let dataset = problems.identifier(node, "an entry in \(fields.label("datasets"))")
      else { continue }
      if !seen.insert(dataset).inserted {
        problems.warning(
          .repeatedEntry, "`\(dataset)` stands twice in \(fields.label("datasets"))",
          at: node.location)
      }
      service.datasets.append(dataset)
    }
    service.freezeImpact = fields.choice("freezeImpact", of: ["none", "degraded", "down"])
      .flatMap(Plan.Service.FreezeImpact.init(rawValue:))
    return service
  }

  func impact(_ node: DocumentNode) -> Plan.PlannedImpact? {
    let keys = ["service", "from", "to"]
    guard let fields = Fields(node, "an entry in `impact`", keys: keys, problems) else {
      return nil
    }
    for key in keys { _ = fields.required(key) }
    let service = reference(fields, "service", to: "service", among: known.services)
    let from = boundary(fields, "from")
    let to = boundary(fields, "to")
    guard let service, let from, let to else { return nil }
    return Plan.PlannedImpact(service: service, from: from, to: to)
  }

  func wave(_ node: DocumentNode) -> Plan.Wave? {
    guard let (fields, id) = identified(node, "wave", keys: ["count", "unit"]) else { return nil }
    var wave = Plan.Wave(id: id)
    wave.count = fields.integer("count", in: 1...Int64.max)
    wave.unit = fields.name("unit")
    return wave
  }

  func check(_ node: DocumentNode) -> Plan.Check? {
    let keys = ["kind", "expected", "command", "from", "until", "required"]
    guard let (fields, id) = identified(node, "check", keys: keys) else { return nil }
    var check = Plan.Check(id: id)
    check.kind = fields.choice("kind", of: Plan.Check.Kind.allCases.map(\.rawValue))
      .flatMap(Plan.Check.Kind.init(rawValue:))
    check.expected = fields.anyScalar("expected")
    check.command = fields.name("command")
    check.from = boundary(fields, "from")
    check.until = boundary(fields, "until")
    check.required = fields.flag("required")
    return check
  }

  func rollback(_ node: DocumentNode) -> Plan.Rollback? {
    let keys = ["decideBy", "trigger", "tasks"]
    guard let fields = Fields(node, "`rollback`", keys: keys, problems) else { return nil }
    var rollback = Plan.Rollback()
    rollback.decideBy = fields.planTime("decideBy")
    rollback.trigger = fields.text("trigger")
    rollback.tasks = references(fields, "tasks", to: "task", among: known.tasks)
    return rollback
  }
}
