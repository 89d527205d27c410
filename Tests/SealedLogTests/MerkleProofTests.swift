import SealedLog
import Testing

/// Proofs against the definitions of RFC 6962 section 2.1, written down as they stand there.
@Suite struct MerkleProofTests {
  private static let largest = 69

  /// The definitions over some leaves, each hash computed once.
  private final class Definition {
    let leaves: [Digest]
    private var roots: [Range<Int>: Digest] = [:]

    init(_ count: Int) { leaves = (0..<count).map { MerkleTree.leafHash(Array("leaf \($0)".utf8)) } }

    private func split(_ range: Range<Int>) -> Int {
      var width = 1
      while width * 2 < range.count { width *= 2 }
      return range.lowerBound + width
    }

    /// MTH(D[range]).
    func root(_ range: Range<Int>) -> Digest {
      if range.isEmpty { return MerkleTree.emptyRoot }
      if range.count == 1 { return leaves[range.lowerBound] }
      if let known = roots[range] { return known }
      let middle = split(range)
      let root = MerkleTree.nodeHash(root(range.lowerBound..<middle), self.root(middle..<range.upperBound))
      roots[range] = root
      return root
    }

    /// PATH(index, D[range]).
    func path(_ index: Int, _ range: Range<Int>) -> [Digest] {
      if range.count == 1 { return [] }
      let middle = split(range)
      return index < middle
        ? path(index, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
        : path(index, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
    }

    /// PROOF(old, D[0..<new]) by SUBPROOF.
    func consistency(_ old: Int, _ range: Range<Int>, _ isWhole: Bool = true) -> [Digest] {
      if old == range.upperBound { return isWhole ? [] : [root(range)] }
      let middle = split(range)
      return old <= middle
        ? consistency(old, range.lowerBound..<middle, isWhole) + [root(middle..<range.upperBound)]
        : consistency(old, middle..<range.upperBound, false) + [root(range.lowerBound..<middle)]
    }
  }

  private static func flipped(_ digest: Digest) -> Digest {
    var bytes = digest.bytes
    bytes[13] ^= 4
    return Digest(bytes) ?? digest
  }

  /// The path with something wrong in it, one thing each.
  private static func damaged(_ path: [Digest]) -> [[Digest]] {
    var all = path.indices.map { place in
      var path = path
      path[place] = flipped(path[place])
      return path
    }
    all.append(path + [MerkleTree.emptyRoot])
    if !path.isEmpty {
      all.append(Array(path.dropLast()))
      all.append(Array(path.dropFirst()))
    }
    if path.count > 1, path != Array(path.reversed()) { all.append(path.reversed()) }
    return all
  }

  @Test func `every leaf of every tree up to 69 leaves is proved as defined, and nothing else is`() {
    let definition = Definition(Self.largest)
    var tree = ProvingTree()
    for size in 1...Self.largest {
      tree.append(leaf: definition.leaves[size - 1], followed: true)
      let root = definition.root(0..<size)
      #expect(tree.root == root)
      for index in 0..<size {
        guard let proof = tree.inclusion(of: index) else {
          Issue.record("no proof of \(index) in \(size)")
          continue
        }
        #expect(proof.path == definition.path(index, 0..<size), "\(index) of \(size)")
        let leaf = definition.leaves[index]
        #expect(proof.proves(leaf, size: size, root: root))
        #expect(!proof.proves(Self.flipped(leaf), size: size, root: root))
        #expect(!proof.proves(leaf, size: index, root: root))
        #expect(!InclusionProof(index: index == 0 ? 1 : index - 1, path: proof.path).proves(leaf, size: size, root: root))
        for path in Self.damaged(proof.path) {
          #expect(!InclusionProof(index: index, path: path).proves(leaf, size: size, root: root), "\(index) of \(size)")
        }
      }
    }
  }

  @Test func `every tree up to 69 leaves is proved to begin every later one as defined, and nothing else is`() {
    let definition = Definition(Self.largest)
    var tree = ProvingTree()
    for size in 1...Self.largest {
      tree.append(leaf: definition.leaves[size - 1])
      tree.followSize()
      let root = definition.root(0..<size)
      for old in 0...size {
        guard let proof = tree.consistency(with: old) else {
          Issue.record("no proof of \(old) in \(size)")
          continue
        }
        let oldRoot = definition.root(0..<old)
        #expect(proof.path == (old == 0 ? [] : definition.consistency(old, 0..<size)), "\(old) to \(size)")
        #expect(proof.proves(oldRoot: oldRoot, newRoot: root), "\(old) to \(size)")
        #expect(!proof.proves(oldRoot: Self.flipped(oldRoot), newRoot: root), "\(old) to \(size)")
        if old > 0 { #expect(!proof.proves(oldRoot: oldRoot, newRoot: Self.flipped(root)), "\(old) to \(size)") }
        for path in Self.damaged(proof.path) {
          let wrong = ConsistencyProof(oldSize: old, newSize: size, path: path)
          #expect(!wrong.proves(oldRoot: oldRoot, newRoot: root), "\(old) to \(size)")
        }
      }
    }
  }

  @Test func `what was not followed can't be proved, and sizes that run backwards prove nothing`() {
    var tree = ProvingTree()
    tree.append(leaf: MerkleTree.emptyRoot)
    tree.append(leaf: MerkleTree.emptyRoot)
    #expect(tree.inclusion(of: 0) == nil)
    #expect(tree.consistency(with: 1) == nil)
    let backwards = ConsistencyProof(oldSize: 2, newSize: 1, path: [])
    #expect(!backwards.proves(oldRoot: tree.root, newRoot: tree.root))
    #expect(!InclusionProof(index: -1, path: []).proves(tree.root, size: 1, root: tree.root))
  }

  /// The vectors of three leaves "a", "b", "c".
  @Test func `the proofs of a, b and c have their known hashes`() {
    var tree = ProvingTree()
    for text in ["a", "b", "c"] {
      tree.append(leaf: MerkleTree.leafHash(Array(text.utf8)), followed: true)
      if text == "b" { tree.followSize() }
    }
    #expect(tree.root.base64 == "NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=")
    #expect(
      tree.inclusion(of: 0)?.path.map(\.base64) == [
        "V+s1YV1H807HFMrN9f10YIpejhAnJOgLJLKHwMJ7ajE=", "WX/LMSgtNGVMIA00GPylcFxkjr8ybsc9jd7xGEH4dtg=",
      ])
    #expect(tree.inclusion(of: 2)?.path.map(\.base64) == ["sTeYX/SE+2ANuTEHx3sDZcgNePW0Kd7Q/Zc2HQd5mes="])
    #expect(tree.consistency(with: 2)?.path.map(\.base64) == ["WX/LMSgtNGVMIA00GPylcFxkjr8ybsc9jd7xGEH4dtg="])
  }

  @Test func `a witness is sent the old size, the path and the checkpoint`() throws {
    let key = try #require(SigningKey(name: "cutover.example/log1", seed: Array(0..<32)))
    let root = try #require(Base64.decode("NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=").flatMap { Digest($0) })
    let note = SignedNote(signing: Checkpoint(origin: key.name, size: 3, root: root).text, with: [key])
    let path = try #require(Base64.decode("WX/LMSgtNGVMIA00GPylcFxkjr8ybsc9jd7xGEH4dtg=").flatMap { Digest($0) })
    #expect(
      ConsistencyProof(oldSize: 2, newSize: 3, path: [path]).witnessRequest(for: note) == """
        old 2
        WX/LMSgtNGVMIA00GPylcFxkjr8ybsc9jd7xGEH4dtg=

        cutover.example/log1
        3
        NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=

        — cutover.example/log1 3QwDzDgILU17O2Yf6EHcS/gKgkkqyU/IsqYCc6A7aCdwFeJSdy/zJtF+hFrOab2irnO+7nYjnNam9zohBtDxO4qgogc=

        """)
  }
}
