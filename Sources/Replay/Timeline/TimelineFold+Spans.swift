internal import CutoverModel

extension TimelineFold {
  /// Ends each phase where the next of its wave begins, and the last ones where the run ends.
  func endPhases(_ entries: inout [TimelineEntry]) {
    let phases = entries.indices.filter { entries[$0].kind == .phase }
    let ends = PhaseEnds.of(phases.map { (entries[$0].wave, entries[$0].begins) }, runEnded: bounds.ended)
    for (number, end) in zip(phases, ends) {
      if let end { entries[number].end(at: end) } else { entries[number].lasts = true }
    }
  }

  /// Ends each bad state of a service where the next state of the same service and region begins, or where the service is
  /// up as a whole; `*` stands for all services.
  func endServiceStates(_ entries: inout [TimelineEntry]) {
    var open: [ExactText: [ExactText?: Int]] = [:]
    for number in entries.indices where entries[number].kind == .impact {
      guard let kind = EventKind(type: entries[number].event.type) else { continue }
      let service = ExactText(entries[number].service ?? "")
      let region = entries[number].region.map(ExactText.init)
      switch kind {
      case .serviceDown, .serviceDegraded, .serviceUp:
        var ended = [open[service]?.removeValue(forKey: region)].compactMap(\.self)
        if kind == .serviceUp, region == nil {
          if service.text == "*" {
            ended += open.values.flatMap(\.values)
            open.removeAll()
          } else {
            ended += (open.removeValue(forKey: service) ?? [:]).values
          }
        }
        for before in ended { entries[before].end(at: entries[number].begins) }
        if kind != .serviceUp { open[service, default: [:]][region] = number }
      default: continue
      }
    }
    for number in open.values.flatMap(\.values) { entries[number].lasts = true }
  }

  /// Sets the planned times of gates: the start beside the request, the finish beside what passed the gate.
  func planGates(_ entries: inout [TimelineEntry], _ gates: [GateCourse]) {
    var requests: [EventMoment: GateCourse] = [:]
    var passings: [EventMoment: GateCourse] = [:]
    for gate in gates {
      if let requested = gate.requested { requests[requested] = gate }
      if let passed = gate.passed { passings[passed] = gate }
    }
    for number in entries.indices where entries[number].gate != nil {
      let begins = entries[number].begins
      if let gate = requests[begins], let start = gate.plannedStart {
        entries[number].plannedStart = start
        entries[number].startSlip = gate.startSlip
      }
      if let gate = passings[begins], let finish = gate.plannedFinish {
        entries[number].plannedFinish = finish
        entries[number].finishSlip = gate.finishSlip
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
