internal import CloudEvents
internal import CutoverModel

/// The gates that aren't passed, and how long there is to decide.
extension StatusReckoner {
  func openGates(_ standings: [ExactText: GateStanding], _ crew: StatusCrew) -> [OpenGate] {
    let first = plan.tasks.count
    let open = plan.gates.indices.compactMap { place -> (rank: Int, number: Int, gate: OpenGate)? in
      let gate = plan.gates[place]
      guard let standing = standings[ExactText(gate.id)], standing.state != .passed else { return nil }
      let number = first + place
      var result = OpenGate(standing, at: now)
      result.waitsFor = waitsFor(number)
      result.isReady = result.waitsFor.isEmpty && !isBeforeStart(number)
      result.candidates = crew.candidates(for: gate, besides: standing.approvals)
      result.failing = gate.requires.filter { !isPassed($0) }
      result.plannedFinish = time(offset(number, \.earlyFinish))
      result.forecastFinish = time(update.finishes[number])
      return (standing.state == .pending ? result.isReady ? 1 : 2 : 0, number, result)
    }
    func key(_ number: Int) -> TimeSpan { update.finishes[number] ?? TimeSpan(nanoseconds: .max) }
    return open.sorted { ($0.rank, key($0.number), $0.number) < ($1.rank, key($1.number), $1.number) }.map(\.gate)
  }

  private func isPassed(_ check: String) -> Bool {
    switch log.checks[ExactText(check)]?.kind {
    case .checkPassed, .checkWaived: true
    default: false
    }
  }

  /// How long there is to decide a rollback.
  var decision: DecisionRoom {
    var room = DecisionRoom()
    let stated = time(plan.rollback?.decideBy?.offset)
    let allowed = time(schedule.latestDecision)
    switch (stated, allowed) {
    case (let stated?, let allowed?):
      (room.by, room.basis) = allowed < stated ? (allowed, .schedule) : (stated, .plan)
    case (let stated?, nil): (room.by, room.basis) = (stated, .plan)
    case (nil, let allowed?): (room.by, room.basis) = (allowed, .schedule)
    case (nil, nil): break
    }
    let noReturn = noReturn(&room)
    if let decided = log.rollbackDecided {
      room.state = .decided
      room.event = decided.event
    } else if isOver {
      room.state = .over
    } else if let noReturn {
      room.state = .noReturn
      room.event = noReturn.event
      room.left = .zero
    } else if let by = room.by {
      room.state = now <= by ? .open : .passed
      room.left = by.exactly(since: now)
    }
    return room
  }

  /// Finds the point of no return, and its first start where it has started.
  private func noReturn(_ room: inout DecisionRoom) -> EventMoment? {
    var first: EventMoment?
    var soonest: TimeSpan?
    for (number, task) in plan.tasks.enumerated() where task.isPointOfNoReturn && !task.isRollbackOnly {
      if let start = histories[number].firstStart ?? histories[number].completion {
        if first.map({ start.precedes($0) }) ?? true {
          first = start
          room.pointOfNoReturn = task.id
        }
      } else if first == nil, !isRollback, !isOver, stage(number) == .waiting, let forecast = update.starts[number],
        soonest.map({ forecast < $0 }) ?? true
      {
        soonest = forecast
        room.pointOfNoReturn = task.id
      }
    }
    room.noReturnTime = first?.time ?? time(soonest)
    return first
  }
}
