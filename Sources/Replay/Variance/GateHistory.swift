internal import CloudEvents
package import CutoverModel
internal import JSONText

/// Where a gate stands.
package enum GateState: String, CaseIterable, Hashable, Sendable {
  case pending, requested, passed, rejected
}

/// What happened at one gate, by time.
///
/// It is passed by the first go (or commit or fail-forward) decided on it, or by as many approvals as the plan asks
/// for, each by another actor; a rejection or a no-go before that sets the count back. Whether those who approved were
/// allowed to is judged elsewhere. Acts of every mode count.
package struct GateHistory: Hashable, Sendable {
  package private(set) var state = GateState.pending
  package private(set) var requested: EventMoment?
  package private(set) var passed: EventMoment?
  /// Not `live` where it would not have been passed then but for acts of a dry run or of an isolated copy.
  package private(set) var passedMode = CutoverEvent.Mode.live
  package private(set) var rejected: EventMoment?

  /// Follows a gate's events; n log n.
  init(_ events: [GateEvent], approvals needed: Int64) {
    var approvals: [ExactText: CutoverEvent.Mode] = [:]
    var anonymous: [CutoverEvent.Mode] = []
    for event in events.sorted(by: GateEvent.precedes) where passed == nil {
      switch event.act {
      case .request:
        if requested == nil { requested = event.at }
        if state == .pending { state = .requested }
      case .approval:
        if let actor = event.actor {
          if event.mode == .live || approvals[ExactText(actor)] == nil { approvals[ExactText(actor)] = event.mode }
        } else {
          anonymous.append(event.mode)
        }
        if Int64(approvals.count + anonymous.count) >= needed { pass(event, by: Set(approvals.values).union(anonymous)) }
      case .go: pass(event, by: [event.mode])
      case .refusal:
        approvals.removeAll()
        anonymous.removeAll()
        rejected = event.at
        state = .rejected
      }
    }
  }

  private mutating func pass(_ event: GateEvent, by modes: Set<CutoverEvent.Mode>) {
    passed = event.at
    state = .passed
    passedMode = [.dryRun, .isolated].first(where: modes.contains) ?? .live
  }
}

/// What a fold keeps of one event at a gate.
struct GateEvent: Sendable {
  enum Act: Sendable { case request, approval, go, refusal }
  var act: Act
  var at: EventMoment
  var actor: String?
  var mode: CutoverEvent.Mode
  /// When the recorder accepted it; nil where that says nothing on when it was known.
  var accepted: Timestamp?

  /// By time, at one time requests first, then by index.
  static func precedes(_ left: GateEvent, _ right: GateEvent) -> Bool {
    if left.at.time.nanoseconds == right.at.time.nanoseconds,
      (left.act == .request) != (right.act == .request)
    {
      return left.act == .request
    }
    return left.at.precedes(right.at)
  }

  /// Nil if the event says nothing about a gate's passing.
  init?(_ event: CutoverEvent) {
    switch event.kind {
    case .gateRequested: act = .request
    case .gateApproved: act = .approval
    case .gateRejected: act = .refusal
    case .decisionMade:
      switch event.data["decision"]?.string {
      case "go", "commit", "fail-forward": act = .go
      case "no-go", "rollback": act = .refusal
      default: return nil
      }
    default: return nil
    }
    at = EventMoment(event)
    actor = event.onBehalfOf ?? event.actor
    mode = event.mode
  }
}
