import CutoverModel

/// A plan of tasks for a test.
func plan(_ tasks: [PlannedTask], gates: [Plan.Gate] = []) -> Plan {
  var plan = Plan(plan: "test", version: 1)
  plan.tasks = tasks
  plan.gates = gates
  return plan
}

/// A task of so many minutes after others.
func task(
  _ id: String, _ minutes: Int64?, after: [String] = [], links: [Dependency] = [],
  _ change: (inout PlannedTask) -> Void = { _ in }
) -> PlannedTask {
  var task = PlannedTask(id: id)
  task.duration = minutes.map { .fixed(.minutes($0)) }
  task.after = after.map { Dependency(predecessor: $0) } + links
  change(&task)
  return task
}

func link(_ relation: Dependency.Relation, _ task: String, lag: Int64 = 0) -> Dependency {
  Dependency(predecessor: task, relation: relation, lag: .minutes(lag))
}

extension TimeSpan {
  static func minutes(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 60) }

  /// Whole minutes, for readable expectations.
  var minutes: Int64 { nanoseconds / 60_000_000_000 }
}

/// The same numbers in every run (SplitMix64).
struct FixedRandom: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A network of up to a dozen tasks with links of all kinds and lags, each task after earlier ones only.
func randomTasks(_ random: inout FixedRandom, leads: Bool = true) -> [PlannedTask] {
  let count = Int.random(in: 1...12, using: &random)
  var tasks: [PlannedTask] = []
  for number in 0..<count {
    var links: [Dependency] = []
    for earlier in 0..<number where Int.random(in: 0..<3, using: &random) == 0 {
      let relation = Dependency.Relation.allCases.randomElement(using: &random) ?? .finishToStart
      let lag = Int64.random(in: (leads ? -6 : 0)...6, using: &random)
      links.append(link(relation, "t\(earlier)", lag: lag))
    }
    tasks.append(task("t\(number)", Int64.random(in: 0...20, using: &random), links: links))
  }
  return tasks
}
