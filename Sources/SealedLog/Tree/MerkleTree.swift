internal import Crypto

/// The hashes of an RFC 6962 Merkle tree (section 2.1).
package enum MerkleTree {
  /// The root of the tree without leaves: SHA-256 of nothing.
  package static let emptyRoot = Digest(hashing: [])

  /// SHA-256(0x00 ‖ data).
  package static func leafHash(_ data: some Collection<UInt8>) -> Digest {
    var bytes: [UInt8] = [0]
    bytes.append(contentsOf: data)
    return Digest(hashing: bytes)
  }

  /// SHA-256(0x01 ‖ left ‖ right).
  package static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
    Digest(hashingNode: left, right)
  }
}

/// A complete subtree over 2^level leaves that begins at a multiple of its size.
struct AlignedSubtree: Sendable, BitwiseCopyable {
  var level: UInt8
  var digest: Digest

  /// Reduces consecutive leaves, the first of which has index `first`, to the fewest aligned subtrees, in order.
  ///
  /// n leaves cost fewer than n node hashes.
  static func reduce(
    _ leaves: some Collection<Digest>, from first: Int, into subtrees: inout ContiguousArray<AlignedSubtree>
  ) {
    withUnsafeTemporaryAllocation(of: Digest.self, capacity: leaves.count) { memory in
      // Level by level, so that nodes are hashed two at a time. `row` is what is left of a level.
      _ = memory.initialize(from: leaves)
      var row = memory
      var start = first
      var level: UInt8 = 0
      var place = subtrees.count
      while !row.isEmpty {
        // A right child at the beginning, and a left child at the end, have their sibling outside of the run.
        if start & 1 == 1 {
          subtrees.insert(AlignedSubtree(level: level, digest: row[0]), at: place)
          place += 1
          start += 1
          row = UnsafeMutableBufferPointer(rebasing: row[1...])
        }
        let pairs = row.count / 2
        if row.count & 1 == 1 { subtrees.insert(AlignedSubtree(level: level, digest: row[row.count - 1]), at: place) }
        Digest.hashNodes(in: row, pairs: pairs)
        row = UnsafeMutableBufferPointer(rebasing: row[..<pairs])
        start /= 2
        level += 1
      }
    }
  }
}

/// The right edge of a growing Merkle tree: what is needed to append leaves and to tell the root.
///
/// Holds one digest for each set bit of its size, at most 63. Appending costs one node hash on average, the root
/// one hash for each digest held.
package struct MerkleFrontier: Hashable, Sendable {
  /// The number of leaves.
  package private(set) var size: Int
  /// The roots of the complete subtrees from left to right, the largest first.
  package private(set) var digests: [Digest]

  package init() {
    size = 0
    digests = []
  }

  /// A frontier as it was stored; nil if the digests don't fit the size.
  package init?(size: Int, digests: [Digest]) {
    guard size >= 0, size.nonzeroBitCount == digests.count else { return nil }
    self.size = size
    self.digests = digests
  }

  package mutating func append(leaf: Digest) { append(AlignedSubtree(level: 0, digest: leaf)) }

  /// Appends a complete subtree; the size must be a multiple of the subtree's.
  mutating func append(_ subtree: AlignedSubtree) {
    let leaves = 1 << Int(subtree.level)
    precondition(size & (leaves - 1) == 0, "subtree of \(leaves) leaves appended at \(size)")
    var digest = subtree.digest
    var bit = leaves
    while size & bit != 0 {
      digest = MerkleTree.nodeHash(digests.removeLast(), digest)
      bit <<= 1
    }
    digests.append(digest)
    size += leaves
  }

  /// The root over all leaves (RFC 6962 section 2.1).
  package var root: Digest {
    guard var root = digests.last else { return MerkleTree.emptyRoot }
    for digest in digests.dropLast().reversed() { root = MerkleTree.nodeHash(digest, root) }
    return root
  }
}
