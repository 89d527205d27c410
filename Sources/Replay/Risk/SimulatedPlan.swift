internal import CutoverModel

/// A plan made ready to be drawn: how long each activity takes, how long it waits, and what is measured.
struct SimulatedPlan {
  private let plan: Plan
  private let schedule: Schedule
  private var pass: SimulatedPass
  /// By the activity's number; zero where the plan gives no duration.
  private let lengths: [ActivityLength]
  /// Of which one is drawn; none for no wait.
  private let waits: [[TimeSpan]]
  private let clocks: [PlannedClock?]

  /// - Parameters:
  ///   - lengths: By the activity's number, in place of the plan's own estimates; nil leaves those.
  ///   - waits: By the activity's number.
  init(_ plan: Plan, _ schedule: Schedule, lengths: [ActivityLength?] = [], waits: [[TimeSpan]] = []) {
    self.plan = plan
    self.schedule = schedule
    let pass = SimulatedPass(schedule.activities)
    self.pass = pass
    self.lengths = plan.durations.enumerated().map { number, duration in
      let given = number < lengths.count ? lengths[number] : nil
      return given ?? duration.map(ActivityLength.init) ?? .fixed(.zero)
    }
    self.waits = plan.durations.indices.map { $0 < waits.count ? waits[$0] : [] }
    let reader = PlannedClocks(plan, schedule.activities, pass.times)
    clocks = plan.objectives.map(reader.clock)
  }

  /// Draws the plan so many times.
  func risk(_ simulation: Simulation) -> ScheduleRisk {
    var pass = pass
    var random = SplitMix64(seed: simulation.seed)
    let closes = plan.window?.closes.offset
    let limits = plan.objectives.map(\.spanLimit)
    var durations: [TimeSpan] = []
    var finishes: [TimeSpan] = []
    durations.reserveCapacity(simulation.draws)
    finishes.reserveCapacity(simulation.draws)
    var kept = 0
    var met = [Int](repeating: 0, count: clocks.count)
    var critical = [Int](repeating: 0, count: lengths.count)
    for _ in 0..<simulation.draws {
      draw(&pass, &random)
      pass.run()
      pass.countCritical(in: &critical)
      for (number, clock) in clocks.enumerated() {
        guard let limit = limits[number], let reading = clock?.reading(of: pass.times) else { continue }
        if reading <= limit { met[number] += 1 }
      }
      guard let finish = pass.times.finish, let duration = pass.times.duration else { continue }
      durations.append(duration)
      finishes.append(finish)
      if let closes, finish <= closes { kept += 1 }
    }
    let draws = simulation.draws
    return ScheduleRisk(
      simulation: simulation, duration: DrawnLengths(durations), finish: DrawnLengths(finishes),
      windowKept: closes == nil || finishes.isEmpty ? nil : DrawShare(kept, of: draws),
      objectives: zip(plan.objectives, clocks).enumerated().map { number, row in
        let (objective, clock) = row
        let isForeseen = clock != nil && limits[number] != nil && (clock?.needsFinish != true || !finishes.isEmpty)
        return .init(
          id: objective.id, limit: limits[number], met: isForeseen ? DrawShare(met[number], of: draws) : nil)
      },
      criticality: finishes.isEmpty ? [] : criticality(critical, draws))
  }

  private func draw(_ pass: inout SimulatedPass, _ random: inout SplitMix64) {
    for activity in lengths.indices {
      let numbers = (random.next(), random.next())
      pass.durations[activity] = lengths[activity].value(at: numbers.0)
      let count = waits[activity].count
      if count > 0 { pass.waits[activity] = waits[activity][ActivityLength.place(numbers.1, of: count)] }
    }
  }

  private func criticality(_ counts: [Int], _ draws: Int) -> [ScheduleRisk.Criticality] {
    pass.members.sorted().map { member in
      let activity = schedule.activities.activities[member]
      return .init(id: activity.id, isGate: activity.isGate, critical: DrawShare(counts[member], of: draws))
    }
  }

  /// The plan once, with given durations and waits by the activity's number.
  func once(_ durations: [TimeSpan], _ waits: [TimeSpan]) -> PacedPlan {
    var pass = pass
    pass.durations = durations
    pass.waits = waits
    pass.run()
    let closes = plan.window?.closes.offset
    var isWindowKept: Bool?
    if let closes, let finish = pass.times.finish { isWindowKept = finish <= closes }
    return PacedPlan(
      duration: pass.times.duration, finish: pass.times.finish, isWindowKept: isWindowKept,
      clocks: clocks.map { $0?.reading(of: pass.times) })
  }
}

extension PlannedClock {
  /// Whether it shows nothing where the plan has no finish.
  fileprivate var needsFinish: Bool { if case .duration = self { true } else { false } }
}

extension Objective {
  /// The limit, if it is a length of time.
  var spanLimit: TimeSpan? { if case .span(let span) = limit { span } else { nil } }
}
