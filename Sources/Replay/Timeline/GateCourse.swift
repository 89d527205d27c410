package import CloudEvents
package import CutoverModel
internal import JSONText

/// What happened at one gate: who asked, who answered, and how long it was waited for.
package struct GateCourse: Hashable, Sendable {
  /// One answer at the gate: an approval, a rejection or a decision.
  package struct Act: Hashable, Sendable {
    /// `approved`, `rejected`, or the decision's word.
    package var word: String
    package var actor: String?
    package var onBehalfOf: String?
    /// What the event says in sentences, at most 1,000 Unicode scalars.
    package var reason: String?
    package var at: EventMoment
    package var mode: CutoverEvent.Mode
  }

  package var gate: String
  package var state: GateState
  package var requested: EventMoment?
  package var requestedBy: String?
  package var passed: EventMoment?
  /// Not `live` where it would not have been passed then but for acts of a dry run or of an isolated copy.
  package var passedMode: CutoverEvent.Mode
  /// When live acts alone passed it; nil where they didn't, as far as they are listed.
  package var passedLive: EventMoment?
  /// The answers in order of time.
  package var acts: [Act]
  /// How many further events of the gate are counted and not listed.
  package var further: Int
  /// From the first request to the passing; nil where either is missing or their order is open.
  package var waited: SpanInterval?
  package var deadline: Timestamp?
  /// Whether it was passed by its deadline: `missed` also where it wasn't passed and the run went on beyond it.
  package var inTime: ObjectiveVerdict?
  package var plannedStart: Timestamp?
  package var plannedFinish: Timestamp?
  package var startSlip: TimeSpan?
  package var finishSlip: TimeSpan?
  private(set) var waits: [GapFinder.Wait] = []

  init(_ gate: String, _ kept: CappedSeries<GateNote>.Kept, approvals: Int64, _ findings: inout FindingCollector) {
    self.gate = gate
    let early = GateHistory(kept.early.compactMap(\.event), approvals: approvals)
    // What passed it may be among the events that are left out.
    let isWhole = kept.omitted == 0 || early.passed != nil
    let history = isWhole ? early : GateHistory(kept.all.compactMap(\.event), approvals: approvals)
    state = history.state
    requested = history.requested
    passed = isWhole ? history.passed : nil
    passedMode = isWhole ? history.passedMode : .live
    passedLive = passed
    if passedMode != .live {
      passedLive = GateHistory(kept.all.filter { $0.act.mode == .live }.compactMap(\.event), approvals: approvals).passed
    }
    requestedBy = kept.early.first { $0.at == history.requested }?.actor
    acts = kept.all.filter { $0.kind != .gateRequested }.map(\.act)
    further = kept.omitted
    if let requested, let passed {
      let span = SpanInterval(from: requested.moment, to: passed.moment)
      if span.lower >= .zero {
        waited = span
      } else {
        findings.note(
          rule: "gate-order-open",
          message: "a gate's request and its passing are in the wrong order, or their order is open",
          at: passed.event.place)
      }
    }
    noteWaits(kept.all.compactMap(\.event))
  }

  /// Each request begins a wait, unless one lasts; the passing or a rejection ends it.
  private mutating func noteWaits(_ events: [GateEvent]) {
    var open: EventMoment?
    for event in events.sorted(by: GateEvent.precedes) {
      switch event.act {
      case .request: if open == nil { open = event.at }
      case .approval, .go: if event.at != passed { continue }
      case .refusal: break
      }
      guard event.act != .request, let from = open else { continue }
      waits.append(GapFinder.Wait(gate: gate, from: from, to: event.at))
      open = nil
      if event.at == passed { return }
    }
    if let open { waits.append(GapFinder.Wait(gate: gate, from: open)) }
  }

  /// Sets what the plan says beside it.
  mutating func plan(_ planned: PlannedTimes) {
    plannedStart = planned.start(of: gate)
    plannedFinish = planned.finish(of: gate)
    if let plannedStart, let requested { startSlip = requested.time.exactly(since: plannedStart) }
    if let plannedFinish, let passed { finishSlip = passed.time.exactly(since: plannedFinish) }
  }

  /// Judges the deadline; `last` is the last moment that the run is known of, nil where that proves nothing.
  mutating func judge(deadline: Timestamp, last: EventMoment?) {
    self.deadline = deadline
    let limit = Moment(deadline, accuracy: 0)
    if let passed {
      let late = SpanInterval(from: limit, to: passed.moment)
      // It can have been passed at the very instant that its time states.
      inTime = MeasuredSpan(stated: late.stated, lower: late.lower, upper: late.upper, canBeLower: true)
        .verdict(against: .zero)
    } else if state != .passed, let last, last.moment.earliest >= limit.earliest {
      inTime = .missed
    } else {
      inTime = .unknown
    }
  }
}

/// What a timeline keeps of one event at a gate.
struct GateNote: Dated {
  var kind: EventKind
  /// Nil if it says nothing about the passing.
  var event: GateEvent?
  var act: GateCourse.Act

  var at: EventMoment { act.at }
  var actor: String? { act.actor }

  init(_ event: CutoverEvent, kind: EventKind) {
    self.kind = kind
    self.event = GateEvent(event)
    act = GateCourse.Act(
      word: kind == .decisionMade ? event.data["decision"]?.string ?? "decided" : kind.verb, actor: event.actor,
      onBehalfOf: event.onBehalfOf, reason: EntryText.sentences(of: event).map { EntryText.cut($0, to: 1_000) },
      at: EventMoment(event), mode: event.mode)
    act.word = EntryText.cut(act.word, to: 200)
  }
}
