import CutoverModel

/// What a plan says that decides which events matter and how their words are read.
struct PlanContext: Sendable {
  let plan: Plan?
  /// As `stream.opened` states it; nil where it is not known.
  let streamKind: String?
  let objectives: [Objective]
  /// Gates at which a go is the invocation.
  let committingGates: Set<String>
  let requiredChecks: Set<String>
  /// Waves that an objective judges.
  let judgedWaves: Set<String>
  let taskIDs: Set<String>
  let milestones: Set<String>
  private let serviceIDs: Set<String>
  let waveOfTask: [String: String]
  /// The least level in percent that an objective is content with; nil where none states one.
  let leastMinimumLevel: Int64?
  private let datasetIDs: Set<String>
  private let waveIDs: Set<String>
  private let source: String?
  private let target: String?

  /// `streamKind` as `stream.opened` states it; in a failback the sites are swapped wherever the plan's roles are
  /// named.
  init(_ plan: Plan?, streamKind: String?) {
    self.plan = plan
    self.streamKind = streamKind
    objectives = plan?.objectives ?? []
    committingGates = Set(plan?.gates.filter(\.commits).map(\.id) ?? [])
    requiredChecks = Set(plan?.checks.filter(\.required).map(\.id) ?? [])
    judgedWaves = Set(objectives.compactMap(\.wave))
    let tasks = plan?.tasks ?? []
    taskIDs = Set(tasks.map(\.id))
    milestones = Set(tasks.filter { $0.mode == .milestone }.map(\.id))
    serviceIDs = Set(plan?.services.map(\.id) ?? [])
    waveOfTask = Dictionary(
      tasks.compactMap { task in task.wave.map { (task.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    leastMinimumLevel = objectives.compactMap(\.minimumLevel).min()
    let held = plan?.services.flatMap(\.datasets) ?? []
    datasetIDs = Set(held + objectives.compactMap(\.dataset) + tasks.compactMap(\.dataset))
    waveIDs = Set(plan?.waves.map(\.id) ?? [])
    let isFailback = streamKind == "failback"
    source = isFailback ? plan?.sites?.target : plan?.sites?.source
    target = isFailback ? plan?.sites?.source : plan?.sites?.target
  }

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
    return side == source || side == target
  }

  /// The site that is left and the one that is gone to, if the plan names them.
  var route: (from: String, to: String)? {
    guard let source, let target else { return nil }
    return (source, target)
  }

  /// Whether an event may name a data set: the plan names it or names none.
  func knows(dataset: String) -> Bool { datasetIDs.isEmpty || datasetIDs.contains(dataset) }

  /// Whether an event may name a wave: the plan holds it or holds none.
  func knows(wave: String) -> Bool { waveIDs.isEmpty || waveIDs.contains(wave) }

  /// Whether an event may name a service: the plan holds it or holds none, or all are meant.
  func knows(service: String) -> Bool {
    service == "*" || serviceIDs.isEmpty || serviceIDs.contains(service)
  }
}
