/// The traces of a correlated rule that are kept, by the values in which their events agree.
///
/// A trace that is as at the beginning is forgotten, though not at once: so many more may be kept as are open, and at
/// least `spare`.
struct TraceTable: Sendable {
  /// How many traces are kept before any is looked for that can be forgotten.
  static let spare = 64

  private var slots: [CorrelationKey: Int] = [:]
  private var traces: [TraceCourse] = []
  private var free: [Int] = []
  private var opened = 0
  /// How many may be kept until it is looked again for what can be forgotten.
  private var bound = Self.spare

  /// How many traces are kept.
  var count: Int { slots.count }

  /// The traces in the order of their first events.
  var ordered: [TraceCourse] {
    slots.values.map { traces[$0] }.sorted { $0.ordinal < $1.ordinal }
  }

  subscript(_ slot: Int) -> TraceCourse {
    _read { yield traces[slot] }
    _modify { yield &traces[slot] }
  }

  /// Where the trace of these values is; a new one where none is kept.
  mutating func slot(of key: CorrelationKey, at occurrence: Occurrence, parts: [Obligations], forgets: Bool) -> Int {
    if let slot = slots[key] { return slot }
    if forgets, slots.count >= bound { forget(at: occurrence) }
    opened += 1
    let trace = TraceCourse(ordinal: opened, parts: parts)
    let slot = free.popLast() ?? traces.count
    if slot < traces.count { traces[slot] = trace } else { traces.append(trace) }
    slots[key] = slot
    return slot
  }

  private mutating func forget(at occurrence: Occurrence) {
    for (key, slot) in slots where traces[slot].canBeForgotten(at: occurrence) {
      slots[key] = nil
      free.append(slot)
    }
    bound = max(Self.spare, 2 * slots.count)
  }
}
