internal import CutoverModel

/// Traces that may be forgotten once no later event can have happened before their last one.
struct RetirementQueue: Sendable {
  private var entries: [(key: CorrelationKey, latest: Int64)] = []
  private var head = 0

  mutating func add(_ key: CorrelationKey, _ occurrence: Occurrence) {
    entries.append((key, occurrence.moment.latest))
  }

  /// The traces whose time has come; each is given once for each time it was added.
  mutating func due(at occurrence: Occurrence) -> ArraySlice<CorrelationKey> {
    let start = head
    let now = occurrence.moment.earliest
    while head < entries.count, entries[head].latest <= now { head += 1 }
    guard head > start else { return [] }
    let due = entries[start..<head].map(\.key)
    if head > 1_024, head > entries.count / 2 {
      entries.removeFirst(head)
      head = 0
    }
    return due[...]
  }
}
