internal import CutoverModel

/// One demand of a template on each of its activations in one trace, judged event by event in order of time.
///
/// What is kept is what is open: activations that still wait for their target (or for none to come), and the last event
/// that a later one can rest on. Without a limit of time all that wait have the same fate, and a hundred are named.
struct Obligations: Sendable {
  enum Demand: Sendable {
    /// A target at or after the activation.
    case after
    /// A target anywhere.
    case anywhere
    /// No target at or after the activation.
    case neverAfter
    /// No target anywhere.
    case nowhere
    /// A target after the activation and before the next one.
    case beforeNextActivation
    /// The next event is a target.
    case next
    /// The next event is no target.
    case notNext
    /// A target at or before the activation.
    case before
    /// A target before the activation and after the one before it.
    case sinceLastActivation
    /// The event just before is a target.
    case justBefore
  }

  /// One demand of a template, and whether `b` is its activation.
  struct Part: Sendable {
    var demand: Demand
    var isReversed = false
  }

  private struct Waiting {
    var occurrence: Occurrence
    /// Whether a target came of which the times leave open whether it was in time.
    var isDoubtful = false
  }

  private let part: Part
  private let limit: TimeSpan?
  private var waiting: [Waiting] = []
  /// How many at the front of `waiting` wait no more.
  private var over = 0
  /// How many more wait that are not named.
  private var unnamed = 0
  /// The last target, or the last activation, that a later event can rest on.
  private var last: Occurrence?

  init(_ part: Part, limit: TimeSpan?) {
    self.part = part
    self.limit = limit
  }

  /// Whether nothing is kept, so that the trace can be forgotten.
  var isIdle: Bool { waiting.count == over && last == nil }

  /// How many activations that wait are kept.
  var waitingCount: Int { waiting.count - over }
  /// How many are kept, also those that wait no more.
  var bufferedCount: Int { waiting.count }

  mutating func take(_ letter: Letter, _ occurrence: Occurrence, _ evidence: inout Evidence) {
    let isActivation = letter.contains(part.isReversed ? .target : .activation)
    let isTarget = letter.contains(part.isReversed ? .activation : .target)
    if isActivation { evidence.activations += 1 }
    switch part.demand {
    case .after, .neverAfter, .anywhere, .nowhere: takeWaiting(isActivation, isTarget, occurrence, &evidence)
    case .beforeNextActivation:
      if let open = last, isTarget || isActivation {
        if isTarget { judge(open, occurrence, &evidence) } else { evidence.violate(open, occurrence) }
        last = nil
      }
      if isActivation { last = occurrence }
    case .next:
      if let open = last { if isTarget { judge(open, occurrence, &evidence) } else { evidence.violate(open, occurrence) } }
      last = isActivation ? occurrence : nil
    case .notNext:
      if let open = last { if isTarget { judge(open, occurrence, &evidence) } else { evidence.fulfil(open, occurrence) } }
      last = isActivation ? occurrence : nil
    case .before, .sinceLastActivation:
      if isActivation {
        if isTarget { evidence.fulfil(occurrence) } else { judgeBack(occurrence, &evidence) }
        if part.demand == .sinceLastActivation { last = nil }
      }
      if isTarget, part.demand == .before || !isActivation { last = occurrence }
    case .justBefore:
      if isActivation { judgeBack(occurrence, &evidence) }
      last = isTarget ? occurrence : nil
    }
  }

  /// To be called after the last event of the trace; `end` is the latest time that is known to have passed.
  mutating func finish(at end: Moment?, _ evidence: inout Evidence) {
    for one in waiting[over...] { settle(one, isOver: isOver(one, by: end), &evidence) }
    if unnamed > 0 {
      if isNegative { evidence.fulfil(count: unnamed) } else { evidence.leavePending(count: unnamed) }
    }
    switch part.demand {
    case .beforeNextActivation, .next:
      guard let open = last else { return }
      settle(Waiting(occurrence: open), isOver: isOver(Waiting(occurrence: open), by: end), &evidence)
    case .notNext: if let open = last { evidence.fulfil(open) }
    default: break
    }
  }

  // MARK: - Activations that wait

  private var isNegative: Bool {
    switch part.demand {
    case .neverAfter, .nowhere, .notNext: true
    default: false
    }
  }

  private var looksBack: Bool { part.demand == .anywhere || part.demand == .nowhere }

  private mutating func takeWaiting(
    _ isActivation: Bool, _ isTarget: Bool, _ occurrence: Occurrence, _ evidence: inout Evidence
  ) {
    if isTarget {
      if waiting.count > over { judgeWaiting(occurrence, &evidence) }
    } else if isActivation, limit != nil {
      forgetOver(occurrence, &evidence)
    }
    if isActivation { open(occurrence, isTarget, &evidence) }
    if isTarget, looksBack { last = occurrence }
  }

  /// Judges all that wait by a target that has come.
  private mutating func judgeWaiting(_ target: Occurrence, _ evidence: inout Evidence) {
    if unnamed > 0 {
      if isNegative { evidence.violate(count: unnamed) } else { evidence.fulfil(count: unnamed) }
      unnamed = 0
    }
    var left = 0
    for number in over..<waiting.count {
      switch limit.holds(from: waiting[number].occurrence, to: target) {
      case .yes: meet(waiting[number].occurrence, target, &evidence)
      case .open:
        waiting[left] = Waiting(occurrence: waiting[number].occurrence, isDoubtful: true)
        left += 1
      case .no: settle(waiting[number], isOver: true, &evidence)
      }
    }
    waiting.removeSubrange(left...)
    over = 0
  }

  /// Lets those go whose time has passed; no two of them are moved for each that goes.
  private mutating func forgetOver(_ occurrence: Occurrence, _ evidence: inout Evidence) {
    while over < waiting.count, limit.holds(from: waiting[over].occurrence, to: occurrence) == .no {
      settle(waiting[over], isOver: true, &evidence)
      over += 1
    }
    if over == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      over = 0
    } else if over > 64, over > waiting.count / 2 {
      waiting.removeFirst(over)
      over = 0
    }
  }

  private mutating func open(_ occurrence: Occurrence, _ isTarget: Bool, _ evidence: inout Evidence) {
    if isTarget { return meet(occurrence, occurrence, &evidence) }
    var one = Waiting(occurrence: occurrence)
    if looksBack, let last {
      switch limit.holds(from: last, to: occurrence) {
      case .yes: return meet(occurrence, last, &evidence)
      case .open: one.isDoubtful = true
      case .no: break
      }
    }
    if limit == nil, waiting.count == EventSample.limit { unnamed += 1 } else { waiting.append(one) }
  }

  private func isOver(_ one: Waiting, by end: Moment?) -> Bool {
    guard let limit, let end else { return false }
    return SpanInterval(from: one.occurrence.moment, to: end).lower >= limit
  }

  // MARK: - Judgements

  /// The activation has its target in time.
  private func meet(_ activation: Occurrence, _ target: Occurrence, _ evidence: inout Evidence) {
    if isNegative { evidence.violate(activation, target) } else { evidence.fulfil(activation, target) }
  }

  /// The activation waits no more.
  private func settle(_ one: Waiting, isOver: Bool, _ evidence: inout Evidence) {
    if one.isDoubtful {
      evidence.doubt(one.occurrence)
    } else if isNegative {
      evidence.fulfil(one.occurrence)
    } else if isOver {
      evidence.violate(one.occurrence)
    } else {
      evidence.leavePending(one.occurrence)
    }
  }

  /// The only target that the activation can have came after it.
  private func judge(_ activation: Occurrence, _ target: Occurrence, _ evidence: inout Evidence) {
    switch limit.holds(from: activation, to: target) {
    case .yes: meet(activation, target, &evidence)
    case .open: evidence.doubt(activation, target)
    case .no: if isNegative { evidence.fulfil(activation) } else { evidence.violate(activation, target) }
    }
  }

  /// The only target that the activation can have is the last one before it.
  private func judgeBack(_ activation: Occurrence, _ evidence: inout Evidence) {
    guard let last else { return evidence.violate(activation) }
    switch limit.holds(from: last, to: activation) {
    case .yes: evidence.fulfil(last, activation)
    case .open: evidence.doubt(last, activation)
    case .no: evidence.violate(activation)
    }
  }
}

extension Template {
  /// The demands that the template is made of; none for those that count or look at single events.
  var parts: [Obligations.Part] {
    switch self {
    case .existence, .absence, .exactly, .initial, .end, .choice, .exclusiveChoice: []
    case .respondedExistence: [.init(demand: .anywhere)]
    case .coExistence: [.init(demand: .anywhere), .init(demand: .anywhere, isReversed: true)]
    case .response: [.init(demand: .after)]
    case .precedence: [.init(demand: .before, isReversed: true)]
    case .succession: Template.response.parts + Template.precedence.parts
    case .alternateResponse: [.init(demand: .beforeNextActivation)]
    case .alternatePrecedence: [.init(demand: .sinceLastActivation, isReversed: true)]
    case .alternateSuccession: Template.alternateResponse.parts + Template.alternatePrecedence.parts
    case .chainResponse: [.init(demand: .next)]
    case .chainPrecedence: [.init(demand: .justBefore, isReversed: true)]
    case .chainSuccession: Template.chainResponse.parts + Template.chainPrecedence.parts
    case .notCoExistence: [.init(demand: .nowhere), .init(demand: .nowhere, isReversed: true)]
    case .notSuccession: [.init(demand: .neverAfter)]
    case .notChainSuccession: [.init(demand: .notNext)]
    case .notRespondedExistence: [.init(demand: .nowhere)]
    }
  }
}
