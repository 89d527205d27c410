/// The traces of a correlated rule that are kept, by the values in which their events agree.
///
/// A trace that is as at the beginning is forgotten, though not at once: as many such may be kept as there are open ones,
/// and at least `spare`.
struct TraceTable: Sendable {
  /// How many traces are kept before any is looked for that can be forgotten.
  static let spare = 64
  private static let empty: Int32 = -1

  private var keys: [CorrelationKey] = []
  private var traces: [TraceCourse] = []
  /// The places of traces, each in the slot of its key's digest or the next free one behind; at most half are taken.
  private var slots = [Int32](repeating: Self.empty, count: 16)
  private var opened = 0
  /// How many may be kept until it is looked again for what can be forgotten.
  private var bound = Self.spare

  /// How many traces are kept.
  var count: Int { traces.count }

  /// The traces in the order of their first events.
  var ordered: [TraceCourse] { traces.sorted { $0.ordinal < $1.ordinal } }

  subscript(_ place: Int) -> TraceCourse {
    _read { yield traces[place] }
    _modify { yield &traces[place] }
  }

  /// Where the trace of these values is; a new one where none is kept.
  mutating func place(of key: CorrelationKey, at occurrence: Occurrence, parts: [Obligations], forgets: Bool) -> Int {
    let known = slots[slot(of: key)]
    if known != Self.empty { return Int(known) }
    if forgets, traces.count >= bound { forget(at: occurrence) }
    if 2 * (traces.count + 1) > slots.count { rebuild(2 * slots.count) }
    opened += 1
    slots[slot(of: key)] = Int32(truncatingIfNeeded: traces.count)
    keys.append(key)
    traces.append(TraceCourse(ordinal: opened, parts: parts))
    return traces.count - 1
  }

  /// The slot that a key is in, or the free one where it belongs.
  private func slot(of key: CorrelationKey) -> Int {
    let mask = slots.count - 1
    var slot = key.digest & mask
    while slots[slot] != Self.empty, keys[Int(slots[slot])] != key { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func rebuild(_ size: Int) {
    slots = [Int32](repeating: Self.empty, count: size)
    for (place, key) in keys.enumerated() { slots[slot(of: key)] = Int32(truncatingIfNeeded: place) }
  }

  private mutating func forget(at occurrence: Occurrence) {
    var left = 0
    for place in traces.indices where !traces[place].canBeForgotten(at: occurrence) {
      if left < place {
        traces[left] = traces[place]
        keys[left] = keys[place]
      }
      left += 1
    }
    traces.removeSubrange(left...)
    keys.removeSubrange(left...)
    bound = max(Self.spare, 2 * left)
    rebuild(slots.count)
  }
}
