internal import CloudEvents
internal import JSONText

/// The types of events that a fold looks at, told from all others where a worker has the line in its cache.
struct TypeFilter: Sendable {
  private let names: [[UInt8]]
  /// One bit for each length of a name.
  private let lengths: UInt64

  /// - Parameter types: Full types, each shorter than 64 bytes.
  init(_ types: [String]) {
    names = types.map { Array($0.utf8) }
    lengths = names.reduce(0) { $0 | 1 << UInt64($1.count) }
  }

  /// Whether an event may be of one of the types; an escaped type is left to the fold.
  func takes(_ event: EventView) -> Bool {
    guard !event.members[Int(event.layout.type)].valueIsEscaped else { return true }
    let type = event.rawType
    guard type.count < 64, lengths & 1 << UInt64(type.count) != 0 else { return false }
    return names.contains { $0.elementsEqual(type) }
  }
}
