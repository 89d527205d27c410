/// A template as a finite automaton over letters, for what events that nobody sees could change.
///
/// At most eight states; state 0 is where the empty trace is. The templates that count have none.
struct Automaton: Sendable {
  /// The next state for each state and letter.
  private(set) var next: [UInt8]
  /// Whether the rule holds for a trace that ends in the state.
  private(set) var accepting: [Bool]

  var count: Int { accepting.count }

  func step(_ state: Int, _ letter: Letter) -> Int { Int(next[state << 2 | Int(letter.rawValue)]) }

  private init(
    _ accepting: [Bool], _ step: (_ state: UInt8, _ isActivation: Bool, _ isTarget: Bool) -> UInt8
  ) {
    self.accepting = accepting
    next = []
    for state in 0..<UInt8(accepting.count) {
      for raw in 0..<UInt8(4) {
        let letter = Letter(rawValue: raw)
        next.append(step(state, letter.contains(.activation), letter.contains(.target)))
      }
    }
  }

  /// The automaton of what both accept; all pairs in which one has failed for good become one state.
  private init(_ left: Automaton, and right: Automaton) {
    var pairs: [[Int]] = [[0, 0]]
    var next: [UInt8] = []
    var position = 0
    let dead = [-1, -1]
    while position < pairs.count {
      let pair = pairs[position]
      position += 1
      for raw in 0..<UInt8(4) {
        var reached = dead
        if pair != dead {
          let letter = Letter(rawValue: raw)
          let one = left.step(pair[0], letter)
          let other = right.step(pair[1], letter)
          if left.canAccept(from: one), right.canAccept(from: other) { reached = [one, other] }
        }
        if !pairs.contains(reached) { pairs.append(reached) }
        next.append(UInt8(pairs.firstIndex(of: reached) ?? 0))
      }
    }
    self.next = next
    accepting = pairs.map { $0 != dead && left.accepting[$0[0]] && right.accepting[$0[1]] }
  }

  /// Whether a trace in this state can still go on so that the rule holds.
  func canAccept(from state: Int) -> Bool { reachable(from: state).contains { accepting[$0] } }

  /// Whether a trace in this state can still go on so that the rule doesn't hold.
  func canReject(from state: Int) -> Bool { reachable(from: state).contains { !accepting[$0] } }

  private func reachable(from state: Int) -> [Int] {
    var found = [state]
    var position = 0
    while position < found.count {
      for raw in 0..<UInt8(4) {
        let reached = step(found[position], Letter(rawValue: raw))
        if !found.contains(reached) { found.append(reached) }
      }
      position += 1
    }
    return found
  }
}

extension Automaton {
  /// Nil for the templates that count.
  init?(_ template: Template) {
    switch template {
    case .existence, .absence, .exactly: return nil
    case .initial:
      self.init([false, true, false]) { state, a, _ in state == 0 ? (a ? 1 : 2) : state }
    case .end: self.init([false, true]) { _, a, _ in a ? 1 : 0 }
    case .respondedExistence:
      self.init([true, false, true]) { state, a, b in b ? 2 : state == 0 && a ? 1 : state }
    case .notRespondedExistence, .notCoExistence: self.init([true, true, true, false], Self.seen)
    case .coExistence: self.init([true, false, false, true], Self.seen)
    case .choice: self.init([false, true, true, true], Self.seen)
    case .exclusiveChoice: self.init([false, true, true, false], Self.seen)
    case .response: self.init([true, false]) { state, a, b in b ? 0 : a ? 1 : state }
    case .precedence:
      self.init([true, true, false]) { state, a, b in state != 0 ? state : a ? 1 : b ? 2 : 0 }
    case .alternateResponse:
      self.init([true, false, false]) { state, a, b in
        if state == 2 { return 2 }
        if state == 1, !b { return a ? 2 : 1 }
        return a ? 1 : 0
      }
    case .alternatePrecedence:
      self.init([true, true, false]) { state, a, b in
        if state == 2 { return 2 }
        if b { return state == 1 || a ? 0 : 2 }
        return a ? 1 : state
      }
    case .chainResponse:
      self.init([true, false, false]) { state, a, b in state == 2 || state == 1 && !b ? 2 : a ? 1 : 0 }
    case .chainPrecedence:
      self.init([true, true, false]) { state, a, b in state == 2 || state == 0 && b ? 2 : a ? 1 : 0 }
    case .notSuccession:
      self.init([true, true, false]) { state, a, b in
        if state == 2 { return 2 }
        let isAfter = a || state == 1
        return isAfter && b ? 2 : isAfter ? 1 : 0
      }
    case .notChainSuccession:
      self.init([true, true, false]) { state, a, b in state == 2 || state == 1 && b ? 2 : a ? 1 : 0 }
    case .succession: self.init(.response, and: .precedence)
    case .alternateSuccession: self.init(.alternateResponse, and: .alternatePrecedence)
    case .chainSuccession: self.init(.chainResponse, and: .chainPrecedence)
    }
  }

  private init?(_ left: Template, and right: Template) {
    guard let left = Automaton(left), let right = Automaton(right) else { return nil }
    self.init(left, and: right)
  }

  /// Which of both have been seen, as two bits.
  private static func seen(_ state: UInt8, _ isActivation: Bool, _ isTarget: Bool) -> UInt8 {
    state | (isActivation ? 1 : 0) | (isTarget ? 2 : 0)
  }
}
