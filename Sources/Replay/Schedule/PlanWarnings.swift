internal import CutoverModel

/// Finds what is well formed in a plan and will hardly work as it stands.
///
/// Linear in tasks, gates and links, once for each 64 gates that want checks.
struct PlanWarnings {
  private let plan: Plan
  private let network: ActivityNetwork
  /// By activity's number.
  private let times: [ScheduledActivity]

  /// - Parameter times: Of the main network.
  init(_ plan: Plan, _ network: ActivityNetwork, _ times: [ScheduledActivity]) {
    self.plan = plan
    self.network = network
    self.times = times
  }

  var problems: [ScheduleProblem] {
    duplicates + unreachable + lateStarts + gatesWithoutFollowers + checksBehindGates
  }

  // MARK: - Tasks

  /// Tasks of one network that differ in nothing that says what they do.
  ///
  /// Phase, layer, service, data set, region and wave agree, and the command, or the action and the title, or, where
  /// there is neither title nor command, an action that names its service, data set, region or wave.
  private var duplicates: [ScheduleProblem] {
    var first: [[String?]: String] = [:]
    var problems: [ScheduleProblem] = []
    for task in plan.tasks where task.mode != .milestone {
      let target = [task.service, task.dataset, task.region, task.wave]
      let setting = target + [task.phase, task.layer, task.isRollbackOnly ? "rollback" : nil]
      var keys: [(name: String, key: [String?])] = []
      if let command = task.command { keys.append(("command", ["command", command] + setting)) }
      if let title = task.title {
        keys.append(("title", ["title", title, task.action, task.command] + setting))
      } else if let action = task.action, task.command == nil, target.contains(where: { $0 != nil }) {
        keys.append(("action", ["action", action] + setting))
      }
      let same = keys.first { first[$0.key] != nil }
      if let same, let other = first[same.key] {
        problems.append(
          ScheduleProblem(
            .duplicateTask, task.id, other: other, detail: same.name, at: .step(task.id)))
      }
      for key in keys where first[key.key] == nil { first[key.key] = task.id }
    }
    return problems
  }

  /// Tasks of the way forward whose own `start` lies beyond the window; `background` ones may go on after it.
  private var lateStarts: [ScheduleProblem] {
    guard let closes = plan.window?.closes.offset else { return [] }
    return plan.tasks.compactMap { task in
      guard let start = task.start?.offset, !task.isRollbackOnly, !task.isBackground,
        start > closes || (start == closes && task.mode != .milestone)
      else { return nil }
      return ScheduleProblem(
        .startsAfterWindow, task.id, planned: start, limit: closes, at: .start(task: task.id))
    }
  }

  // MARK: - What is never due

  /// What waits for a gate that times out before it can pass, or for a task that waits for the rollback.
  private var unreachable: [ScheduleProblem] {
    var (causes, problems) = timeouts()
    for (number, problem) in rollbackWaits() where causes[number] == nil {
      causes[number] = problems.count
      problems.append(problem)
    }
    guard !problems.isEmpty else { return [] }
    var blocked = [Int?](repeating: nil, count: network.activities.count)
    for activity in network.order {
      for link in network.incoming(activity) where blocked[activity] == nil {
        blocked[activity] = blocked[link.from]
        guard blocked[activity] == nil, let cause = causes[link.from] else { continue }
        // A gate that times out was requested before.
        if problems[cause].limit == nil || link.isFromFinish { blocked[activity] = cause }
      }
      if let cause = blocked[activity], causes[activity] == nil {
        problems[cause].members.append(network.activities[activity].id)
      }
    }
    return problems.filter { !$0.members.isEmpty }
  }

  /// Gates that a timeout closes before they can be decided, by number.
  private func timeouts() -> (causes: [Int: Int], problems: [ScheduleProblem]) {
    var causes: [Int: Int] = [:]
    var problems: [ScheduleProblem] = []
    for (index, gate) in plan.gates.enumerated() {
      let number = plan.tasks.count + index
      guard let deadline = gate.deadline?.offset, let decision = gate.onTimeout,
        decision == "no-go" || decision == "rollback",
        let finish = times[number].earlyFinish, finish > deadline
      else { continue }
      causes[number] = problems.count
      problems.append(
        ScheduleProblem(
          .unreachable, gate.id, planned: finish, limit: deadline, detail: decision,
          at: .deadline(gate: gate.id)))
    }
    return (causes, problems)
  }

  /// What is not of the rollback and waits for a task that is, by number.
  private func rollbackWaits() -> [(number: Int, problem: ScheduleProblem)] {
    network.linksLeftOut.compactMap { from, to in
      guard let number = network.number(of: to), !network.activities[number].isRollbackOnly,
        network.number(of: from) != nil
      else { return nil }
      let problem = ScheduleProblem(
        .unreachable, to, other: from, at: .after(step: to, predecessor: from))
      return (number, problem)
    }
  }

  // MARK: - Gates

  private var gatesWithoutFollowers: [ScheduleProblem] {
    let waitedFor = Set(network.linksLeftOut.map { ExactText($0.from) })
    return plan.gates.enumerated().compactMap { index, gate in
      let number = plan.tasks.count + index
      guard network.outgoing(number).isEmpty, !waitedFor.contains(ExactText(gate.id)) else { return nil }
      return ScheduleProblem(.gateWithoutFollowers, gate.id, at: .step(gate.id))
    }
  }

  private var checksBehindGates: [ScheduleProblem] {
    var bearers: [ExactText: [Int]] = [:]
    for (number, task) in plan.tasks.enumerated() where !task.isRollbackOnly {
      for check in task.checks { bearers[ExactText(check), default: []].append(number) }
    }
    let wanting = plan.gates.indices.filter { plan.gates[$0].requires.contains { bearers[ExactText($0)] != nil } }
    var problems: [ScheduleProblem] = []
    for first in stride(from: 0, to: wanting.count, by: UInt64.bitWidth) {
      let gates = wanting[first..<min(first + UInt64.bitWidth, wanting.count)]
      let before = gatesBefore(gates)
      // Which of the gates all tasks that bring a check are behind.
      var behind: [ExactText: UInt64] = [:]
      for (place, index) in gates.enumerated() {
        let gate = plan.gates[index]
        for check in gate.requires {
          let key = ExactText(check)
          guard let tasks = bearers[key] else { continue }
          let common = behind[key] ?? tasks.reduce(UInt64.max) { $0 & before[$1] }
          behind[key] = common
          guard common & (1 << place) != 0 else { continue }
          problems.append(
            ScheduleProblem(.checkBehindGate, gate.id, other: check, at: .requires(gate: gate.id, check: check)))
        }
      }
    }
    return problems
  }

  /// By the activity's number, which of at most 64 gates must pass before it can be done, a bit for each.
  private func gatesBefore(_ gates: ArraySlice<Int>) -> [UInt64] {
    var own = [UInt64](repeating: 0, count: network.activities.count)
    for (place, index) in gates.enumerated() { own[plan.tasks.count + index] = 1 << place }
    var before = [UInt64](repeating: 0, count: network.activities.count)
    for activity in network.order {
      for link in network.incoming(activity) {
        before[activity] |= before[link.from]
        if link.isFromFinish { before[activity] |= own[link.from] }
      }
    }
    return before
  }
}
