/// That a tree is the beginning of a later one, so that between the two only appending took place (RFC 9162 section
/// 2.1.4).
package struct ConsistencyProof: Hashable, Sendable {
  /// The sizes of the earlier and of the later tree.
  package var oldSize: Int
  package var newSize: Int
  package var path: [Digest]

  package init(oldSize: Int, newSize: Int, path: [Digest]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.path = path
  }

  /// Whether it proves that the tree of `oldRoot` is the beginning of the tree of `newRoot`.
  ///
  /// Every tree begins with the empty one, so from size 0 the path must be empty and the old root that of nothing.
  package func proves(oldRoot: Digest, newRoot: Digest) -> Bool {
    guard oldSize >= 0, oldSize <= newSize else { return false }
    if oldSize == 0 { return path.isEmpty && oldRoot == MerkleTree.emptyRoot }
    if oldSize == newSize { return path.isEmpty && oldRoot == newRoot }
    var climb = MerkleClimb(from: oldSize - 1, last: newSize - 1)
    climb.riseAlongRightNodes()
    // A complete old tree is itself a node of the new one and is not repeated in the path.
    var hashes = path[...]
    guard let first = oldSize & (oldSize - 1) == 0 ? oldRoot : hashes.popFirst() else { return false }
    guard !hashes.isEmpty else { return false }
    var (old, new) = (first, first)
    for hash in hashes {
      guard let isLeft = climb.next() else { return false }
      if isLeft { old = MerkleTree.nodeHash(hash, old) }
      new = isLeft ? MerkleTree.nodeHash(hash, new) : MerkleTree.nodeHash(new, hash)
    }
    return climb.isAtRoot && old == oldRoot && new == newRoot
  }
}

extension ConsistencyProof {
  /// What a witness is sent (C2SP tlog-witness, `add-checkpoint`): the old size, the path, and the newer checkpoint.
  package func witnessRequest(for checkpoint: SignedNote) -> String {
    "old \(oldSize)\n" + path.map { $0.base64 + "\n" }.joined() + "\n" + checkpoint.description
  }
}
