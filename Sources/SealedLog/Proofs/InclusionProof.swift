/// That a leaf stands at an index of a Merkle tree: the hashes beside its path, the leaf's sibling first (RFC 9162
/// section 2.1.3).
package struct InclusionProof: Hashable, Sendable {
  package var index: Int
  package var path: [Digest]

  package init(index: Int, path: [Digest]) {
    self.index = index
    self.path = path
  }

  /// The root that the path leads to from `leaf` in a tree of `size` leaves; nil where the path doesn't fit the size.
  ///
  /// Costs one hash for each hash of the path (RFC 9162 section 2.1.3.2).
  package func root(of leaf: Digest, size: Int) -> Digest? {
    guard index >= 0, index < size else { return nil }
    var climb = MerkleClimb(from: index, last: size - 1)
    var root = leaf
    for sibling in path {
      guard let isLeft = climb.next() else { return nil }
      root = isLeft ? MerkleTree.nodeHash(sibling, root) : MerkleTree.nodeHash(root, sibling)
    }
    return climb.isAtRoot ? root : nil
  }

  /// Whether it proves that `leaf` stands at its index in the tree of that size and root.
  package func proves(_ leaf: Digest, size: Int, root: Digest) -> Bool { self.root(of: leaf, size: size) == root }
}
