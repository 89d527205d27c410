import CutoverModel
import Testing

@testable import Replay

@Suite struct `On random plans with everything that a plan can say a schedule` {
  private func seconds(_ range: ClosedRange<Int64>, _ random: inout FixedRandom) -> TimeSpan {
    TimeSpan(seconds: Int64.random(in: range, using: &random))
  }

  private func duration(_ random: inout FixedRandom) -> PlannedDuration {
    if Bool.random(using: &random) { return .fixed(seconds(0...900, &random)) }
    let low = seconds(0...400, &random)
    let likely = low + seconds(0...400, &random)
    return .threePoint(optimistic: low, likely: likely, pessimistic: likely + seconds(0...900, &random))
  }

  /// One of `count` things.
  private func happens(oneIn count: Int, _ random: inout FixedRandom) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }

  /// Up to 14 tasks and gates in any order of the document, each after others that come before it in a hidden order.
  private func randomPlan(_ random: inout FixedRandom) -> Plan {
    let count = Int.random(in: 1...14, using: &random)
    var tasks: [PlannedTask] = []
    var gates: [Plan.Gate] = []
    for number in 0..<count {
      var links: [Dependency] = []
      for earlier in 0..<number where happens(oneIn: 3, &random) {
        let relation = Dependency.Relation.allCases.randomElement(using: &random) ?? .finishToStart
        links.append(Dependency(predecessor: "n\(earlier)", relation: relation, lag: seconds(-300...300, &random)))
      }
      if happens(oneIn: 5, &random) {
        var gate = Plan.Gate(id: "n\(number)")
        gate.after = links
        if Bool.random(using: &random) { gate.duration = duration(&random) }
        if happens(oneIn: 3, &random) { gate.deadline = PlanTime(offset: seconds(0...3_000, &random)) }
        gates.append(gate)
        continue
      }
      var task = PlannedTask(id: "n\(number)")
      task.after = links
      if happens(oneIn: 8, &random) { task.mode = .milestone } else { task.duration = duration(&random) }
      if happens(oneIn: 6, &random) { task.start = PlanTime(offset: seconds(-1_000...2_000, &random)) }
      if happens(oneIn: 6, &random) { task.finishBy = PlanTime(offset: seconds(0...3_000, &random)) }
      task.isBackground = happens(oneIn: 7, &random)
      task.isRollbackOnly = happens(oneIn: 5, &random)
      tasks.append(task)
    }
    return plan(tasks.shuffled(using: &random), gates: gates.shuffled(using: &random))
  }

  private func times(_ activity: ScheduledActivity) throws -> ReferenceSchedule.Times {
    ReferenceSchedule.Times(
      start: try #require(activity.earlyStart).nanoseconds, finish: try #require(activity.earlyFinish).nanoseconds,
      lateStart: activity.lateStart?.nanoseconds, lateFinish: activity.lateFinish?.nanoseconds,
      totalFloat: activity.totalFloat?.nanoseconds, freeFloat: activity.freeFloat?.nanoseconds)
  }

  @Test func `has the times and floats that follow from their definition`() throws {
    var random = FixedRandom(29)
    var seen: Set<String> = []
    for _ in 0..<2_000 {
      let plan = randomPlan(&random)
      let schedule = try Schedule(of: plan)
      for (network, isRollback) in [(schedule.network, false), (schedule.rollback, true)] {
        let reference = ReferenceSchedule(plan, isRollback: isRollback)
        let activities = (network?.tasks ?? []) + (network?.gates ?? [])
        #expect(activities.count == reference.times.count)
        #expect(network?.finish?.nanoseconds == reference.finish)
        for activity in activities { #expect(try times(activity) == reference.times[activity.id]) }
        seen.formUnion(activities.compactMap { $0.totalFloat.map { $0 < .zero ? "negative" : "float" } ?? "none" })
      }
    }
    #expect(seen == ["negative", "float", "none"])
  }

  @Test func `keeps free float between zero and total float where no date bounds it`() throws {
    var random = FixedRandom(31)
    for _ in 0..<2_000 {
      var plan = randomPlan(&random)
      for index in plan.tasks.indices { plan.tasks[index].finishBy = nil }
      for index in plan.gates.indices { plan.gates[index].deadline = nil }
      let schedule = try Schedule(of: plan)
      for network in [schedule.network, schedule.rollback].compactMap({ $0 }) {
        let activities = network.tasks + network.gates
        for activity in activities {
          guard let total = activity.totalFloat, let free = activity.freeFloat else { continue }
          #expect(free >= .zero && free <= total)
        }
        guard network.finish != nil else { continue }
        #expect(activities.compactMap(\.totalFloat).min() == .zero)
      }
    }
  }

  @Test func `lists every activity once by start, none before what it waits for at the same time`() throws {
    var random = FixedRandom(37)
    for _ in 0..<500 {
      let plan = randomPlan(&random)
      let schedule = try Schedule(of: plan)
      let network = schedule.network
      #expect(Set(network.chronological) == Set(network.tasks + network.gates))
      #expect(network.chronological.count == network.tasks.count + network.gates.count)
      let starts = try network.chronological.map { try #require($0.earlyStart) }
      #expect(starts == starts.sorted())
      let places = Dictionary(uniqueKeysWithValues: network.chronological.enumerated().map { ($1.id, $0) })
      let starting = Dictionary(uniqueKeysWithValues: network.chronological.map { ($0.id, $0.earlyStart) })
      for task in plan.tasks where !task.isRollbackOnly {
        for link in task.after where starting[link.predecessor] == starting[task.id] {
          #expect(try #require(places[link.predecessor]) < #require(places[task.id]))
        }
      }
    }
  }

  /// The finish of a network is the sum along its critical path: durations by their weights, lags and the first start.
  @Test func `has a critical path whose weights and lags add up to the finish`() throws {
    var random = FixedRandom(41)
    for _ in 0..<2_000 {
      let plan = randomPlan(&random)
      let network = try ActivityNetwork(plan)
      let pass = NetworkPass(network, isRollback: false)
      guard let finish = pass.finish else { continue }
      let path = pass.criticalPath
      let first = try #require(path.first)
      // Where the first is left from: its start is on the path whatever its weight.
      var sum = try #require(pass.activities[first.activity].earlyStart)
      for step in path {
        let duration = try #require(network.activities[step.activity].duration)
        sum = sum + TimeSpan(nanoseconds: duration.nanoseconds * Int64(step.weight))
      }
      for (before, after) in zip(path, path.dropFirst()) {
        let tight = try network.incoming(after.activity).filter { link in
          guard link.from == before.activity else { return false }
          let from = pass.activities[link.from]
          let to = pass.activities[link.to]
          let ends: (TimeSpan?, TimeSpan?) =
            switch link.relation {
            case .finishToStart: (from.earlyFinish, to.earlyStart)
            case .startToStart: (from.earlyStart, to.earlyStart)
            case .finishToFinish: (from.earlyFinish, to.earlyFinish)
            case .startToFinish: (from.earlyStart, to.earlyFinish)
            }
          return try #require(ends.0) + link.lag == #require(ends.1)
        }
        #expect(!tight.isEmpty)
        sum = sum + (tight.first?.lag ?? .zero)
      }
      #expect(sum == finish)
      #expect(path.map { network.activities[$0.activity].id } == pass.result.criticalPath)
    }
  }
}
