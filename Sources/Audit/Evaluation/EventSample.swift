package import CutoverModel

/// The first hundred of many events, in order of time; in whatever order they are given, they are the same.
package struct EventSample: Hashable, Sendable {
  /// How many events are kept at most.
  package static let limit = 100

  private var kept: [Occurrence] = []

  /// The events kept, in order of time; each once.
  package var events: [EventReference] { kept.map(\.reference) }

  mutating func add(_ occurrence: Occurrence) {
    if let last = kept.last, !Occurrence.precedes(occurrence, last) {
      guard kept.count < Self.limit, last.reference != occurrence.reference else { return }
      return kept.append(occurrence)
    }
    let position = kept.partition { Occurrence.precedes(occurrence, $0) }
    if position > 0, kept[position - 1].reference == occurrence.reference { return }
    if kept.count == Self.limit { kept.removeLast() }
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
