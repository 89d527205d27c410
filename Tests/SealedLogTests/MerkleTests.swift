@testable import SealedLog
import Testing

@Suite struct MerkleTests {
  /// RFC 6962 section 2.1, word for word.
  static func recursive(_ leaves: ArraySlice<[UInt8]>) -> Digest {
    if leaves.isEmpty { return Digest(hashing: []) }
    if leaves.count == 1 { return Digest(hashing: [0] + leaves[leaves.startIndex]) }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return Digest(
      hashing: [1] + recursive(leaves[..<middle]).bytes + recursive(leaves[middle...]).bytes)
  }

  static let leaves: [[UInt8]] = (0..<131).map { Array("leaf \($0)".utf8) }

  @Test func `trees of 0 to 130 leaves have the root of the plain definition`() {
    var frontier = MerkleFrontier()
    for count in 0...130 {
      #expect(frontier.size == count)
      #expect(frontier.root == Self.recursive(Self.leaves[..<count]), "\(count) leaves")
      #expect(frontier.digests.count == count.nonzeroBitCount)
      #expect(MerkleFrontier(size: count, digests: frontier.digests) == frontier)
      frontier.append(leaf: MerkleTree.leafHash(Self.leaves[count]))
    }
  }

  @Test func `leaves appended in runs of any length give the same tree`() {
    let hashes = Self.leaves.map { MerkleTree.leafHash($0) }
    for run in 1...70 {
      var frontier = MerkleFrontier()
      var start = 0
      while start < 130 {
        let end = min(start + run, 130)
        var subtrees: ContiguousArray<AlignedSubtree> = []
        AlignedSubtree.reduce(hashes[start..<end], from: start, into: &subtrees)
        for subtree in subtrees { frontier.append(subtree) }
        start = end
        #expect(frontier.root == Self.recursive(Self.leaves[..<end]), "runs of \(run), \(end) leaves")
      }
    }
  }

  @Test func `the empty tree and the empty leaf have the published hashes`() {
    #expect(MerkleTree.emptyRoot.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      MerkleTree.leafHash([UInt8]()).hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
  }

  @Test func `a frontier is refused where its digests don't fit its size`() {
    #expect(MerkleFrontier(size: 3, digests: []) == nil)
    #expect(MerkleFrontier(size: 4, digests: [MerkleTree.emptyRoot, MerkleTree.emptyRoot]) == nil)
    #expect(MerkleFrontier(size: -1, digests: []) == nil)
  }
}
