package import CloudEvents

/// Finds lines of a stream and proves them against its last seal, in one pass.
///
/// Only a verified stream's result is to be used: the fold hashes the lines again and believes what it is given.
package struct ProofFold: EventFold {
  /// Which line is asked for.
  package enum Wanted: Hashable, Sendable {
    case index(Int)
    /// All events of that id, of one source or of any.
    case event(id: String, source: String?)
  }

  /// A line that was found.
  package struct Found: Hashable, Sendable {
    package var index: Int
    package var source: String
    package var id: String
    package var type: String
    package var time: Timestamp
    /// The leaf hash; for a withheld line the one that its stub states.
    package var leaf: Digest
    /// Whether a stub stands in the line's place.
    package var isWithheld: Bool
    /// The proof that the last seal covers it; nil for what no seal covers yet, the last seal itself.
    package var proof: InclusionProof?
  }

  /// What was found, and the tree that the proofs lead to.
  package struct Output: Sendable {
    /// The first ones; more than two of one id are only counted.
    package var found: [Found]
    package var count: Int
    package var size: Int
    package var root: Digest
  }

  /// How many lines are followed at most.
  private static let limit = 16

  private let wanted: Wanted
  private var tree = ProvingTree()
  /// The tree that the last seal is over.
  private var sealed = ProvingTree()
  private var found: [Found] = []
  private var count = 0

  package init(_ wanted: Wanted) { self.wanted = wanted }

  package mutating func apply(_ event: EventView) {
    if event.isType("dev.cutlog.seal") { sealed = tree }
    let stub = event.isType("dev.cutlog.withheld") ? event.data.flatMap { WithheldStub(data: $0) } : nil
    let leaf = stub?.leaf ?? MerkleTree.leafHash(event.line)
    let isWanted = isWanted(event)
    if isWanted {
      count += 1
      if count <= Self.limit {
        found.append(
          Found(
            index: event.index, source: event.source, id: event.id, type: event.type, time: event.time, leaf: leaf,
            isWithheld: stub != nil))
      }
    }
    tree.append(leaf: leaf, followed: isWanted && count <= Self.limit)
  }

  private func isWanted(_ event: EventView) -> Bool {
    switch wanted {
    case .index(let index): event.index == index
    case .event(let id, let source):
      event.id.utf8.elementsEqual(id.utf8) && source.map { event.source.utf8.elementsEqual($0.utf8) } ?? true
    }
  }

  package consuming func finish() -> Output {
    let proofs = found.map { line in
      var line = line
      line.proof = sealed.inclusion(of: line.index)
      return line
    }
    return Output(found: proofs, count: count, size: sealed.size, root: sealed.root)
  }
}
