internal import CutoverModel
internal import JSONText

extension PlanReader {
  func objective(_ node: DocumentNode) -> Objective? {
    let keys = [
      "metric", "service", "dataset", "wave", "percent", "clock", "limit", "planned", "settle",
      "minimumLevel", "exclude",
    ]
    guard let (fields, id) = identified(node, "objective", keys: keys) else { return nil }
    _ = fields.required("metric")
    let metric = fields.choice("metric", of: Objective.Metric.allCases.map(\.rawValue))
      .flatMap(Objective.Metric.init(rawValue:))
    let limitNode = fields.required("limit")
    let limit = limitNode.flatMap { readLimit($0, metric, fields) }
    var objective = Objective(id: id, metric: metric ?? .rto, limit: limit ?? .span(.zero))
    objective.service = reference(fields, "service", to: "service", among: known.services)
    objective.dataset = reference(fields, "dataset", to: "dataset", among: known.datasets)
    objective.wave = reference(fields, "wave", to: "wave", among: known.waves)
    objective.percent = fields.integer("percent", in: 1...100)
    let clock = fields["clock"].map { readClock($0, fields) } ?? .business
    if let clock { objective.clock = clock }
    objective.planned = fields.span("planned")
    objective.settle = fields.span("settle")
    objective.minimumLevel = fields.integer("minimumLevel", in: 0...100)
    objective.excludesAnnounced = fields.choice("exclude", of: ["announced"]) != nil
    if let metric, let clock { checkShape(fields, metric, clock) }
    if let metric, let limit { checkPlanned(fields, metric, limit) }
    return objective
  }

  /// A planned loss is stated for `rpo` alone, and held against a limit of its own kind.
  private func checkPlanned(
    _ fields: Fields, _ metric: Objective.Metric, _ limit: Objective.Limit
  ) {
    guard let node = fields["planned"] else { return }
    if metric == .rto {
      problems.error(
        .misplacedKey, "\(fields.label("planned")) has no meaning for the metric `rto`",
        at: node.location, hint: "the planned time of an `rto` is read off the plan's schedule")
    } else if case .count = limit {
      problems.error(
        .misplacedKey, "\(fields.label("planned")) has no meaning beside a `limit` that is a count",
        at: node.location, hint: "state the `limit` as a duration, or leave `planned` out")
    }
  }

  /// Refuses keys that say nothing for such an objective, and demands what it is about.
  private func checkShape(_ fields: Fields, _ metric: Objective.Metric, _ clock: RecoveryClock) {
    func refuse(_ keys: [String], _ reason: String) {
      for key in keys {
        guard let node = fields[key] else { continue }
        problems.error(.misplacedKey, "\(fields.label(key)) \(reason)", at: node.location)
      }
    }
    switch metric {
    case .rpo:
      _ = fields.required("dataset")
      refuse(
        ["service", "wave", "percent", "clock", "settle", "minimumLevel", "exclude"],
        "has no meaning for the metric `rpo`")
    case .rto where fields["wave"] != nil:
      refuse(
        ["service", "dataset", "clock", "settle", "minimumLevel", "exclude"],
        "has no meaning beside `wave`")
    case .rto:
      refuse(["percent"], "has no meaning without `wave`")
      switch clock {
      case .writes, .writeGap:
        if fields["service"] == nil { _ = fields.required("dataset") }
      case .technical, .executionHealth, .run, .between, .timeToDetect, .timeToDeclare,
        .timeToDecide:
        refuse(["dataset"], "has no meaning for the clock `\(clock.name)`")
      default:
        _ = fields.required("service")
        refuse(["dataset"], "has no meaning for the clock `\(clock.name)`")
      }
    }
  }

  /// A duration, or for `rpo` a count of something.
  private func readLimit(_ node: DocumentNode, _ metric: Objective.Metric?, _ fields: Fields)
    -> Objective.Limit?
  {
    guard node.members != nil else {
      return problems.span(node, fields.label("limit")).map { .span($0) }
    }
    guard metric != .rto else {
      problems.error(
        .wrongKind,
        "\(fields.label("limit")) is a mapping, expected a duration for the metric `rto`",
        at: node.location)
      return nil
    }
    guard let members = Fields(node, fields.label("limit"), keys: ["count", "unit"], problems)
    else { return nil }
    let count = members.required("count").flatMap {
      problems.integer($0, members.label("count"), in: 0...Int64.max)
    }
    let unit = members.required("unit").flatMap { problems.name($0, members.label("unit")) }
    guard let count, let unit else { return nil }
    return .count(count, unit: unit)
  }

  // MARK: - Clocks

  private func readClock(_ node: DocumentNode, _ fields: Fields) -> RecoveryClock? {
    if node.members != nil {
      guard let ends = Fields(node, fields.label("clock"), keys: ["from", "to"], problems) else {
        return nil
      }
      let from = ends.required("from").flatMap { anchor($0, ends.label("from")) }
      let to = ends.required("to").flatMap { anchor($0, ends.label("to")) }
      guard let from, let to else { return nil }
      return .between(from: from, to: to)
    }
    guard let name = problems.name(node, fields.label("clock")) else { return nil }
    if let clock = RecoveryClock(name: name) { return clock }
    let names = RecoveryClock.named.map(\.name)
    problems.error(
      .unknownClock,
      "unknown clock \(node.found) in \(fields.subject), expected \(ProblemCollector.list(names)) or a mapping of `from` and `to`",
      at: node.location, hint: problems.suggestion(for: name, among: names))
    return nil
  }

  private func anchor(_ node: DocumentNode, _ label: String) -> ClockAnchor? {
    guard let text = problems.name(node, label) else { return nil }
    guard let anchor = ClockAnchor(text) else {
      problems.error(
        .invalidValue,
        "\(label) is \(node.found), expected `task:ID.started`, `task:ID.completed`, `type:TYPE` or `last:TYPE`",
        at: node.location)
      return nil
    }
    switch anchor {
    case .taskStarted(let task), .taskCompleted(let task):
      guard known.tasks.contains(task) else {
        problems.error(
          .unknownID, "unknown task \(DocumentNode.quoted(task)) in \(label)", at: node.location,
          hint: problems.suggestion(for: task, among: known.tasks.sorted()))
        return nil
      }
    case .first(let type), .last(let type):
      // Types of others have a prefix in reverse-domain form and so more points than ours without prefix.
      let isForeign = type.utf8.count { $0 == UInt8(ascii: ".") } > 1
      guard isForeign || EventKind(rawValue: type) != nil else {
        problems.error(
          .unknownEventType, "unknown event type \(DocumentNode.quoted(type)) in \(label)",
          at: node.location,
          hint: problems.suggestion(for: type, among: EventKind.allCases.map(\.rawValue)))
        return nil
      }
    }
    return anchor
  }
}
