package import CloudEvents

/// Every valid seal of a stream, as little of each as is needed to judge what is over it.
package struct SealHistory: Sendable {
  package struct Seal: Hashable, Sendable {
    /// The seal's size, which is its index.
    package var size: Int
    package var root: Digest
    /// The time of its batch.
    package var time: Timestamp
  }

  /// By rising size; times never fall.
  package private(set) var seals: [Seal] = []

  mutating func append(_ checkpoint: Checkpoint, _ time: Timestamp) {
    seals.append(Seal(size: checkpoint.size, root: checkpoint.root, time: time))
  }

  /// The seal of a size; nil if there is none.
  package func seal(ofSize size: Int) -> Seal? {
    let place = partition { $0.size < size }
    return place < seals.count && seals[place].size == size ? seals[place] : nil
  }

  /// The first line of the first batch that was sealed after an instant; nil if there is none.
  package func firstLine(sealedAfter nanoseconds: Int64) -> Int? {
    let place = partition { $0.time.nanoseconds <= nanoseconds }
    guard place < seals.count else { return nil }
    return place == 0 ? 0 : seals[place - 1].size + 1
  }

  /// How many seals at the front fulfil what no later one does.
  private func partition(_ isBefore: (Seal) -> Bool) -> Int {
    var (low, high) = (0, seals.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(seals[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
