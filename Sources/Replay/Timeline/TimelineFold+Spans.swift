internal import CutoverModel

extension TimelineFold {
  /// Ends each phase where the next of its wave begins, and the last ones where the run ends.
  func endPhases(_ entries: inout [TimelineEntry]) {
    var open: [ExactText: Int] = [:]
    for number in entries.indices where entries[number].kind == .phase {
      let wave = ExactText(entries[number].wave ?? "")
      if let before = open[wave] { entries[before].end(at: entries[number].begins) }
      open[wave] = number
    }
    guard let ended = log.ended else { return }
    for number in open.values where !ended.precedes(entries[number].begins) {
      entries[number].end(at: ended)
    }
  }

  /// Ends each bad state of a service where the next state of the same service and region begins.
  func endServiceStates(_ entries: inout [TimelineEntry]) {
    var open: [ExactText: Int] = [:]
    for number in entries.indices where entries[number].kind == .impact {
      guard let kind = EventKind(type: entries[number].event.type) else { continue }
      let place = ExactText(
        "\(entries[number].service ?? "")\u{0}\(entries[number].region ?? "")")
      switch kind {
      case .serviceDown, .serviceDegraded, .serviceUp:
        if let before = open.removeValue(forKey: place) {
          entries[before].end(at: entries[number].begins)
        }
        if kind != .serviceUp { open[place] = number }
      default: continue
      }
    }
  }

  /// Sets the planned times of gates: the start beside the request, the finish beside what passed the gate.
  func planGates(_ entries: inout [TimelineEntry]) {
    guard let plan, let schedule, !plan.gates.isEmpty else { return }
    let planned = PlannedTimes(schedule, log)
    var requests: [EventMoment: String] = [:]
    var passings: [EventMoment: String] = [:]
    for gate in plan.gates {
      let history = GateHistory(
        log.gates[ExactText(gate.id)] ?? [], approvals: max(1, gate.approvals))
      if let requested = history.requested { requests[requested] = gate.id }
      if let passed = history.passed { passings[passed] = gate.id }
    }
    for number in entries.indices where entries[number].gate != nil {
      let begins = entries[number].begins
      if let gate = requests[begins], let start = planned.start(of: gate) {
        entries[number].plannedStart = start
        entries[number].startSlip = begins.time.exactly(since: start)
      }
      if let gate = passings[begins], let finish = planned.finish(of: gate) {
        entries[number].plannedFinish = finish
        entries[number].finishSlip = begins.time.exactly(since: finish)
      }
    }
  }
}

extension TimelineEntry {
  fileprivate mutating func end(at moment: EventMoment) {
    end = moment.moment
    endEvent = moment.event
  }
}
