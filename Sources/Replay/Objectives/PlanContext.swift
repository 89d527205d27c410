import CutoverModel

/// What a plan says that decides which events matter and how their words are read.
struct PlanContext: Sendable {
  let plan: Plan?
  /// As `stream.opened` states it; nil where it is not known.
  let streamKind: String?
  let objectives: [Objective]
  /// Gates at which a go is the invocation.
  let committingGates: Set<ExactText>
  let requiredChecks: Set<ExactText>
  /// Waves that an objective judges.
  let judgedWaves: Set<ExactText>
  let milestones: Set<ExactText>
  private let taskIDs: Set<ExactText>
  private let gateIDs: Set<ExactText>
  private let serviceIDs: Set<ExactText>
  let waveOfTask: [ExactText: String]
  /// The least level in percent that an objective is content with; nil where none states one.
  let leastMinimumLevel: Int64?
  private let datasetIDs: Set<ExactText>
  private let waveIDs: Set<ExactText>
  private let source: String?
  private let target: String?

  /// `streamKind` as `stream.opened` states it; in a failback the sites are swapped wherever the plan's roles are
  /// named.
  init(_ plan: Plan?, streamKind: String?) {
    self.plan = plan
    self.streamKind = streamKind
    objectives = plan?.objectives ?? []
    committingGates = Self.names(plan?.gates.filter(\.commits).map(\.id))
    requiredChecks = Self.names(plan?.checks.filter(\.required).map(\.id))
    judgedWaves = Self.names(objectives.compactMap(\.wave))
    let tasks = plan?.tasks ?? []
    taskIDs = Self.names(tasks.map(\.id))
    gateIDs = Self.names(plan?.gates.map(\.id))
    milestones = Self.names(tasks.filter { $0.mode == .milestone }.map(\.id))
    serviceIDs = Self.names(plan?.services.map(\.id))
    waveOfTask = Dictionary(
      tasks.compactMap { task in task.wave.map { (ExactText(task.id), $0) } },
      uniquingKeysWith: { first, _ in first })
    leastMinimumLevel = objectives.compactMap(\.minimumLevel).min()
    let held = plan?.services.flatMap(\.datasets) ?? []
    datasetIDs = Self.names(held + objectives.compactMap(\.dataset) + tasks.compactMap(\.dataset))
    waveIDs = Self.names(plan?.waves.map(\.id))
    let isFailback = streamKind == "failback"
    source = isFailback ? plan?.sites?.target : plan?.sites?.source
    target = isFailback ? plan?.sites?.source : plan?.sites?.target
  }

  /// Names are told apart by their bytes, as everywhere.
  private static func names(_ names: [String]?) -> Set<ExactText> { Set((names ?? []).map { ExactText($0) }) }

  /// The site that a `side` means: `source` and `target` stand for the plan's sites.
  func site(_ side: String) -> String {
    switch side {
    case "source": source ?? side
    case "target": target ?? side
    default: side
    }
  }

  /// Whether a side is one of the plan's sites, or the plan names none.
  func isSite(_ side: String) -> Bool {
    guard let source, let target else { return true }
    return ExactText(side) == ExactText(source) || ExactText(side) == ExactText(target)
  }

  /// The site that is left and the one that is gone to, if the plan names them.
  var route: (from: String, to: String)? {
    guard let source, let target else { return nil }
    return (source, target)
  }

  /// Whether an event may name a data set: the plan names it or names none.
  func knows(dataset: String) -> Bool { datasetIDs.isEmpty || datasetIDs.contains(ExactText(dataset)) }

  /// Whether an event may name a task: the plan holds it or holds none.
  func knows(task: String) -> Bool { taskIDs.isEmpty || taskIDs.contains(ExactText(task)) }

  /// Whether an event may name a gate: the plan holds it, or there is no plan.
  func knows(gate: String) -> Bool { plan == nil || gateIDs.contains(ExactText(gate)) }

  /// Whether an event may name a wave: the plan holds it or holds none.
  func knows(wave: String) -> Bool { waveIDs.isEmpty || waveIDs.contains(ExactText(wave)) }

  /// Whether an event may name a service: the plan holds it or holds none, or all are meant.
  func knows(service: String) -> Bool {
    service == "*" || serviceIDs.isEmpty || serviceIDs.contains(ExactText(service))
  }
}
