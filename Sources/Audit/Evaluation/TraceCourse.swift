internal import CutoverModel

/// One trace of a rule as far as it has been seen: all events that the rule looks at, or those of one correlation.
struct TraceCourse: Sendable {
  /// Where the automaton may be; not used by templates that count.
  var states: Int32 = Possibilities.beginning
  /// How many activations there were; only for templates that count.
  var count = 0
  /// What was seen, and first; only for choices.
  private var seen: Letter = []
  private var chosen: Occurrence?
  /// Which trace it is, in the order of their first events.
  let ordinal: Int
  private(set) var first: Occurrence?
  private(set) var last: Occurrence?
  private(set) var lastLetter: Letter = []
  private var statesBefore: Int32 = Possibilities.beginning
  private var parts: [Obligations]

  init(ordinal: Int, parts: [Obligations]) {
    self.ordinal = ordinal
    self.parts = parts
  }

  /// Whether it is as if nothing had been seen.
  var isIdle: Bool { states == Possibilities.beginning && parts.allSatisfy(\.isIdle) }

  /// Counts what is kept of activations.
  func count(in kept: inout AuditFold.Kept) {
    for part in parts {
      kept.waiting += part.waitingCount
      kept.buffered += part.bufferedCount
    }
  }

  /// Whether nothing of the trace can matter to an event at this time or later.
  func canBeForgotten(at occurrence: Occurrence) -> Bool {
    isIdle && last.map { $0.moment.latest <= occurrence.moment.earliest } ?? true
  }

  /// Takes in one event; gives the event before where it is open which of both came first and they differ.
  mutating func take(
    _ letter: Letter, _ occurrence: Occurrence, _ template: Template, _ possibilities: inout Possibilities?,
    _ evidence: inout Evidence
  ) -> Occurrence? {
    for number in parts.indices { parts[number].take(letter, occurrence, &evidence) }
    if parts.isEmpty { takeSingle(letter, occurrence, template, &evidence) }
    let swapped = last.flatMap { $0.mayFollow(occurrence) && lastLetter != letter ? $0 : nil }
    if possibilities != nil {
      var next = possibilities?.step(states, letter) ?? states
      if swapped != nil, let first = possibilities?.step(statesBefore, letter),
        let other = possibilities?.step(first, lastLetter),
        let either = possibilities?.either(next, or: other)
      {
        next = either
      }
      statesBefore = states
      states = next
    }
    if first == nil { first = occurrence }
    last = occurrence
    lastLetter = letter
    return swapped
  }

  private mutating func takeSingle(
    _ letter: Letter, _ occurrence: Occurrence, _ template: Template, _ evidence: inout Evidence
  ) {
    switch template {
    case .existence(let number), .absence(let number), .exactly(let number):
      guard letter.contains(.activation) else { return }
      count += 1
      switch template {
      case .absence where count >= number: evidence.violate(occurrence)
      case .exactly where count > number: evidence.violate(occurrence)
      default: evidence.show(occurrence)
      }
    case .initial where first == nil:
      if letter.contains(.activation) { evidence.fulfil(occurrence) } else { evidence.violate(occurrence) }
    case .choice, .exclusiveChoice:
      guard !letter.isEmpty else { return }
      if template == .exclusiveChoice, seen.union(letter) == [.activation, .target] {
        evidence.violate(chosen, occurrence)
      } else {
        evidence.show(occurrence)
      }
      if chosen == nil { chosen = occurrence }
      seen.formUnion(letter)
    default: break
    }
  }

  /// To be called after the last event of the trace.
  mutating func finish(_ template: Template, at end: Moment?, _ evidence: inout Evidence) {
    for number in parts.indices { parts[number].finish(at: end, &evidence) }
    guard parts.isEmpty else { return }
    evidence.activations += 1
    switch template {
    case .existence(let number): conclude(count >= number, &evidence)
    case .exactly(let number) where count < number: evidence.leavePending(first)
    case .absence(let number) where count >= number: break
    case .exactly(let number) where count > number: break
    case .initial where first != nil: break
    case .end:
      if lastLetter.contains(.activation) { evidence.fulfil(last) } else { evidence.leavePending(last) }
    case .initial: evidence.leavePending()
    case .choice: conclude(!seen.isEmpty, &evidence)
    case .exclusiveChoice where seen == [.activation, .target]: break
    case .exclusiveChoice: conclude(!seen.isEmpty, &evidence)
    default: evidence.fulfil()
    }
  }

  private func conclude(_ holds: Bool, _ evidence: inout Evidence) {
    if holds { evidence.fulfil() } else { evidence.leavePending(first) }
  }
}
