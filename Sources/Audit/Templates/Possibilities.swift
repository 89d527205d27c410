/// In which states of its automaton a trace may be, if events that nobody sees belonged to it.
///
/// Every set of possibilities met so far has a number. A set says for each state how many unseen events it takes at
/// least to be there; they may lie anywhere in the trace and be anything. Where the order of two events is open, both
/// orders are possible at no cost.
struct Possibilities: Sendable {
  /// The number of unseen events for each state.
  private typealias Costs = SIMD8<UInt8>
  /// No number of unseen events leads there.
  private static let impossible: UInt8 = 255
  /// So many or more.
  private static let many: UInt8 = 250

  private let automaton: Automaton
  private let letters: [Letter]
  /// How many events lead from one state to another, with which kinds of letters there can be.
  private var distances: [[UInt8]]
  private var sets: [Costs] = []
  private var numbers: [SIMD8<UInt8>: Int32] = [:]
  /// The number of the next set for each set and letter; -1 where it was not needed yet.
  private var transitions: [Int32] = []

  /// - Parameter canBeBoth: Whether one event can be activation and target.
  init(_ automaton: Automaton, canBeBoth: Bool) {
    self.automaton = automaton
    letters = [[], .activation, .target] + (canBeBoth ? [[.activation, .target]] : [])
    distances = Array(
      repeating: Array(repeating: Self.impossible, count: automaton.count), count: automaton.count)
    for start in 0..<automaton.count {
      distances[start][start] = 0
      var reached = [start]
      var position = 0
      while position < reached.count {
        let state = reached[position]
        position += 1
        for letter in letters {
          let next = automaton.step(state, letter)
          guard distances[start][next] == Self.impossible else { continue }
          distances[start][next] = distances[start][state] + 1
          reached.append(next)
        }
      }
    }
    var costs = Costs(repeating: Self.impossible)
    costs[0] = 0
    _ = number(of: closed(costs))
  }

  /// Those of a template before any event; nil for the templates that count.
  static func beginning(of template: Template, canBeBoth: Bool) -> Possibilities? {
    (canBeBoth ? overlapping : disjoint)[template]
  }

  private static let overlapping = prepared(canBeBoth: true)
  private static let disjoint = prepared(canBeBoth: false)

  private static func prepared(canBeBoth: Bool) -> [Template: Possibilities] {
    let pairs = Template.all.compactMap { template in
      Automaton(template).map { (template, Possibilities($0, canBeBoth: canBeBoth)) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// Where an empty trace is.
  static let beginning: Int32 = 0

  /// The possibilities after one more event.
  mutating func step(_ set: Int32, _ letter: Letter) -> Int32 {
    let slot = Int(set) << 2 | Int(letter.rawValue)
    if transitions[slot] >= 0 { return transitions[slot] }
    let before = sets[Int(set)]
    var after = Costs(repeating: Self.impossible)
    for state in 0..<automaton.count {
      let next = automaton.step(state, letter)
      after[next] = min(after[next], before[state])
    }
    let result = number(of: closed(after))
    transitions[slot] = result
    return result
  }

  /// The possibilities of one or the other set.
  mutating func either(_ one: Int32, or other: Int32) -> Int32 {
    if one == other { return one }
    var costs = sets[Int(one)]
    let others = sets[Int(other)]
    for state in 0..<automaton.count { costs[state] = min(costs[state], others[state]) }
    return number(of: costs)
  }

  /// How many unseen events it takes at least for the rule to hold (or not to); nil if no number does.
  ///
  /// - Parameter isOpen: Whether further events may follow, which cost nothing.
  func cost(of set: Int32, toHold holds: Bool, isOpen: Bool) -> Int? {
    let costs = sets[Int(set)]
    var least = Self.impossible
    for state in 0..<automaton.count {
      let isSo =
        isOpen
        ? (holds ? automaton.canAccept(from: state) : automaton.canReject(from: state))
        : automaton.accepting[state] == holds
      if isSo { least = min(least, costs[state]) }
    }
    return least == Self.impossible ? nil : Int(least)
  }

  private func closed(_ costs: Costs) -> Costs {
    var result = costs
    for start in 0..<automaton.count where costs[start] != Self.impossible {
      for state in 0..<automaton.count where distances[start][state] != Self.impossible {
        let sum = UInt8(min(Int(Self.many), Int(costs[start]) + Int(distances[start][state])))
        result[state] = min(result[state], sum)
      }
    }
    return result
  }

  private mutating func number(of costs: Costs) -> Int32 {
    if let known = numbers[costs] { return known }
    let number = Int32(sets.count)
    sets.append(costs)
    numbers[costs] = number
    transitions.append(contentsOf: repeatElement(-1, count: 4))
    return number
  }
}
