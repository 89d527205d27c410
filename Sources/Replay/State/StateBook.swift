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

  /// Takes in what one event says of one member.
  mutating func set(
    _ section: StateSection, _ key: [String?], _ member: String, to value: StateValue, by event: StateEvent
  ) {
    guard let position = section.members.firstIndex(of: member) else { return }
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

  /// Everything of a section, ordered by name.
  func items(of section: StateSection) -> [StateItem] {
    let found = items[section] ?? [:]
    return found.keys.sorted().compactMap { key in
      let readings = (found[key] ?? []).map { register in
        register.map { StateReading(value: $0.value, basis: $0.basis) }
      }
      guard let basis = readings.reduce(nil, { StateBasis.latest($0, $1?.basis) }) else { return nil }
      return StateItem(section: section, names: key.names.map { $0?.text }, readings: readings, basis: basis)
    }
  }
}
