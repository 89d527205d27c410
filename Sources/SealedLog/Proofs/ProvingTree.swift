/// A Merkle tree that is built leaf by leaf and can then prove what was asked of it beforehand.
///
/// One pass suffices: it holds the tree's right edge and, for each leaf and each earlier size that is followed, the
/// hashes beside its path, O(log n) of them. Copies are small, so a tree can be kept as it was at some size.
package struct ProvingTree: Sendable {
  /// A node whose path is followed.
  private struct Followed: Sendable {
    /// A leaf below the node.
    var index: Int
    /// The node's own hash; nil for a leaf, whose hash is known to who asks.
    var node: Digest?
    /// The hashes beside the path so far, from below.
    var path: [Digest] = []

    /// Takes notice of two subtrees that become one; the hash of the one that the node isn't in goes into its path.
    mutating func meet(_ left: Digest, _ right: Digest, from start: Int, _ middle: Int, to end: Int) {
      guard index >= start, index < end else { return }
      path.append(index < middle ? right : left)
    }
  }

  private var frontier = MerkleFrontier()
  /// In the order of their indexes.
  private var leaves: [Followed] = []
  private var sizes: [Int: Followed] = [:]

  package init() {}

  package var size: Int { frontier.size }
  package var root: Digest { frontier.root }

  /// Appends a leaf; only for one that is `followed` can an inclusion be proved.
  package mutating func append(leaf: Digest, followed: Bool = false) {
    let index = frontier.size
    if followed { leaves.append(Followed(index: index)) }
    guard !leaves.isEmpty || !sizes.isEmpty else { return frontier.append(leaf: leaf) }
    // The merges that the new leaf causes, from below: as in `MerkleFrontier.append`.
    var digests = frontier.digests
    var right = leaf
    var span = 1
    while index & span != 0, let left = digests.popLast() {
      let middle = index + 1 - span
      // Only those below the two meet, and they are the last: however many are followed, each costs its path alone.
      for place in self.place(of: middle - span)..<leaves.count {
        leaves[place].meet(left, right, from: middle - span, middle, to: index + 1)
      }
      for key in sizes.keys { sizes[key]?.meet(left, right, from: middle - span, middle, to: index + 1) }
      right = MerkleTree.nodeHash(left, right)
      span <<= 1
    }
    digests.append(right)
    if let next = MerkleFrontier(size: index + 1, digests: digests) { frontier = next }
  }

  /// Follows the tree as it is now, so that its consistency with a later one can be proved.
  package mutating func followSize() {
    guard let last = frontier.digests.last else { return }
    sizes[size] = Followed(index: size - 1, node: last)
  }

  /// The proof that the leaf of that index is in the tree; nil if it was not followed.
  package func inclusion(of index: Int) -> InclusionProof? {
    let place = place(of: index)
    guard place < leaves.count, leaves[place].index == index else { return nil }
    return InclusionProof(index: index, path: completed(leaves[place]))
  }

  /// The place of the first followed leaf that has this index or a later one.
  private func place(of index: Int) -> Int {
    var (low, high) = (0, leaves.count)
    while low < high {
      let middle = (low + high) / 2
      if leaves[middle].index < index { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The proof that the tree of that size is this tree's beginning; nil if it was not followed.
  package func consistency(with oldSize: Int) -> ConsistencyProof? {
    if oldSize == 0 || oldSize == size { return ConsistencyProof(oldSize: oldSize, newSize: size, path: []) }
    guard let followed = sizes[oldSize], let node = followed.node else { return nil }
    let isComplete = oldSize & (oldSize - 1) == 0
    return ConsistencyProof(
      oldSize: oldSize, newSize: size, path: (isComplete ? [] : [node]) + completed(followed))
  }

  /// The path within the subtree of the right edge that holds the node, then the one from there to the root.
  private func completed(_ followed: Followed) -> [Digest] {
    var start = 0
    var place = 0
    for bit in stride(from: Int.bitWidth - 2, through: 0, by: -1) where size & (1 << bit) != 0 {
      if followed.index < start + 1 << bit { break }
      start += 1 << bit
      place += 1
    }
    let digests = frontier.digests
    guard place < digests.count else { return followed.path }
    var path = followed.path
    if var right = digests[(place + 1)...].last {
      for digest in digests[(place + 1)...].dropLast().reversed() { right = MerkleTree.nodeHash(digest, right) }
      path.append(right)
    }
    path.append(contentsOf: digests[..<place].reversed())
    return path
  }
}
