package import CloudEvents
package import CutoverModel

/// Tells where a run stands at a moment, and where it is going by its plan.
///
/// Events with a time up to the moment count, whenever they were recorded. The moment is a parameter, so the same
/// streams give the same answer at any time of day. Memory grows as that of `StateFold`, and with the events of
/// incidents.
package struct StatusFold: EventFold, Sendable {
  private let plan: Plan?
  private let schedule: Schedule?
  private let now: Timestamp
  private let basis: RunStatus.TimeBasis
  private var state: StateFold
  private var matters = OpenMatters()
  private var recorder = RecorderTrace()
  private var streams = StreamCounter()

  /// - Parameters:
  ///   - now: The moment.
  ///   - basis: Where the moment comes from.
  ///   - schedule: The plan's own; without one there are no planned and no forecast times.
  ///   - streamKind: The kind that `stream.opened` states; taken from the first line if nil.
  ///   - acceptance: Which withheld lines the reader accepts.
  package init(
    at now: Timestamp, _ basis: RunStatus.TimeBasis, plan: Plan? = nil, schedule: Schedule? = nil,
    streamKind: String? = nil, acceptance: WithheldEvidence.Acceptance = .init()
  ) {
    self.now = now
    self.basis = basis
    self.plan = plan
    self.schedule = schedule
    state = StateFold(at: .at(now), plan: plan, streamKind: streamKind, acceptance: acceptance)
  }

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    recorder.apply(view, of: streams, at: now)
    if view.time <= now, let kind = EventKind(view), OpenMatters.concerns(kind) {
      let event = CutoverEvent(view, of: streams)
      if event.mode == .live { matters.note(event, kind: kind) }
    }
    state.apply(view)
  }

  package consuming func finish() -> RunStatus {
    let log = state.log
    let system = state.finish()
    let isOver = system.run?.hasEnded == true || recorder.isClosed(streams)
    var status = RunStatus(
      time: now, timeBasis: basis, hasPlan: plan != nil, start: system.start, run: system.run, isOver: isOver,
      phases: system.phases, services: system.live.services.filter { $0.state != nil && $0.state != .up },
      checks: system.live.checks.filter(\.isBad), incidents: matters.incidents, backlogs: matters.backlogs,
      recorder: recorder, streams: streams.count, findings: system.findings)
    if basis == .clock, let first = recorder.firstLater {
      var collector = FindingCollector()
      collector.streams = streams
      collector.note(
        rule: "event-after-now",
        message: "an event states a time after the moment, so its clock is ahead; it doesn't count yet", at: first,
        count: recorder.laterEvents)
      status.findings = ReplayFinding.united([status.findings, collector.findings])
    }
    let crew = StatusCrew(plan, system.roles)
    if let plan, let schedule {
      StatusReckoner(plan, schedule, log, at: now, isOver: isOver).reckon(&status, crew, system)
    } else {
      status.now = StatusReckoner.running(log.histories(of: plan), plan?.tasks ?? [], crew, at: now)
      status.gates = system.gates.filter { $0.state == .requested || $0.state == .rejected }.map { OpenGate($0, at: now) }
    }
    return status
  }
}

extension CheckStanding {
  /// Whether the check was last seen to fail, or to decide nothing.
  fileprivate var isBad: Bool {
    let result = item?.value("result")?.text
    return result == "failed" || result == "inconclusive"
  }
}

extension OpenGate {
  /// A gate of which only the events tell.
  init(_ gate: GateStanding, at now: Timestamp) {
    self.init(
      id: gate.id, isPlanned: gate.isPlanned, state: gate.state, isReady: true, needed: gate.needed,
      approvals: gate.approvals, missing: max(0, gate.needed - Int64(gate.approvals.count)), candidates: [],
      failing: [], waitsFor: [], requested: gate.requested, deadline: gate.deadline,
      left: gate.deadline.flatMap { $0.exactly(since: now) })
  }
}
