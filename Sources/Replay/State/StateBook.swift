import CutoverModel

/// The names that tell one thing from another.
struct StateKey: Hashable, Comparable, Sendable {
  let names: [ExactText?]

  init(_ names: [String?]) { self.names = names.map { $0.map { ExactText($0) } } }

  /// By the bytes of the names in turn; a missing name comes first.
  static func < (left: StateKey, right: StateKey) -> Bool {
    for (one, other) in zip(left.names, right.names) where one != other {
      guard let one, let other else { return one == nil }
      return one.text.precedesInBytes(other.text)
    }
    return left.names.count < right.names.count
  }
}

/// What was last said of every thing, section by section.
struct StateBook: Sendable {
  private var items: [StateSection: [StateKey: [StateRegister<StateValue>?]]] = [:]
  /// What events say of members that may have happened by the instant asked for, though their times are after it.
  private var possible: [StateSection: [StateKey: [Int: Set<StateValue>]]] = [:]

  /// Takes in what one event says of one member.
  mutating func set(
    _ section: StateSection, _ key: [String?], _ member: String, to value: StateValue, by event: StateEvent
  ) {
    guard let position = section.members.firstIndex(of: member) else { return }
    if event.isPossible {
      keepPossible(value, of: position, section, StateKey(key))
      return
    }
    items[section, default: [:]][
      StateKey(key), default: Array(repeating: nil, count: section.members.count)][position]
      .take(value, at: event.at, isInDoubt: event.isInDoubt)
  }

  /// Takes in several members at once.
  mutating func set(
    _ section: StateSection, _ key: [String?], _ values: KeyValuePairs<String, StateValue>, by event: StateEvent
  ) {
    for (member, value) in values { set(section, key, member, to: value, by: event) }
  }

  /// Two values are enough: one of them is another than that which counts.
  private mutating func keepPossible(_ value: StateValue, of position: Int, _ section: StateSection, _ key: StateKey) {
    let known = possible[section]?[key]?[position]?.count ?? 0
    if known < 2 { possible[section, default: [:]][key, default: [:]][position, default: []].insert(value) }
  }

  /// The names of what may have changed in a section by events that don't count.
  func possibleNames(of section: StateSection) -> [[ExactText?]] { (possible[section] ?? [:]).keys.map(\.names) }

  /// Everything of a section, ordered by name.
  func items(of section: StateSection) -> [StateItem] {
    let found = items[section] ?? [:]
    return found.keys.sorted().compactMap { key in
      let registers = found[key] ?? []
      let open = possible[section]?[key] ?? [:]
      // A member of which nothing else is said may change what follows from all of them.
      let isOpen = open.keys.contains { registers[$0] == nil }
      let readings = registers.enumerated().map { position, register in
        register.map { register in
          var basis = register.basis
          if isOpen || open[position]?.contains(where: { $0 != register.value }) ?? false { basis.isCertain = false }
          return StateReading(value: register.value, basis: basis)
        }
      }
      guard let basis = readings.reduce(nil, { StateBasis.latest($0, $1?.basis) }) else { return nil }
      return StateItem(section: section, names: key.names.map { $0?.text }, readings: readings, basis: basis)
    }
  }
}
