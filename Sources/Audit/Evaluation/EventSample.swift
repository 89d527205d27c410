package import CutoverModel

/// The first hundred of many events, in order of time; in whatever order they are given, they are the same.
package struct EventSample: Sendable {
  /// How many events are kept at most.
  package static let limit = 100

  private var kept: [Occurrence] = []

  /// The events kept, in order of time; each once.
  package var events: [EventReference] { kept.map(\.reference) }

  mutating func add(_ occurrence: Occurrence) {
    let count = kept.count
    guard count > 0 else { return kept.append(occurrence) }
    if kept[count - 1].stated < occurrence.stated {
      if count < Self.limit { kept.append(occurrence) }
      return
    }
    let position = kept.partition { Occurrence.precedes(occurrence, $0) }
    if position > 0, kept[position - 1].isSame(as: occurrence) { return }
    if count == Self.limit {
      guard position < count else { return }
      kept.removeLast()
    }
    kept.insert(occurrence, at: position)
  }
}

extension [Occurrence] {
  /// The first position from which on all elements pass; the array is partitioned so.
  fileprivate func partition(_ isBehind: (Occurrence) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
