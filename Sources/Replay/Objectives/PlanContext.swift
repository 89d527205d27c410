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
  private let serviceIDs: Set<String>
  let waveOfTask: [String: String]
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
    serviceIDs = Set(plan?.services.map(\.id) ?? [])
    waveOfTask = Dictionary(
      tasks.compactMap { task in task.wave.map { (task.id, $0) } },
      uniquingKeysWith: { first, _ in first })
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

  /// Whether an event may name a service: the plan holds it or holds none, or all are meant.
  func knows(service: String) -> Bool {
    service == "*" || serviceIDs.isEmpty || serviceIDs.contains(service)
  }
}
