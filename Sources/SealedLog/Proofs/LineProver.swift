package import CloudEvents

/// Keeps some lines of a stream and proves them against its last seal, in one pass.
///
/// Unlike `ProofFold` it takes any number of lines, and which of them are wanted may be told by the events. Only a
/// verified stream's result is to be used.
package struct LineProver: Sendable {
  /// A line that was kept.
  package struct Line: Hashable, Sendable {
    package var index: Int
    /// Without its LF.
    package var bytes: [UInt8]
    /// The proof that the last seal covers it; nil for what no seal covers, the last seal itself.
    package var proof: InclusionProof?
  }

  private var tree = ProvingTree()
  /// The tree that the last seal is over.
  private var sealed = ProvingTree()
  private var lines: [Line] = []

  package init() {}

  /// Takes in the next line; a stub is never kept, for the line that it stands for is not there.
  package mutating func take(_ event: EventView, isWanted: Bool) {
    if event.isType("dev.cutlog.seal") { sealed = tree }
    let stub = event.isType("dev.cutlog.withheld") ? event.data.flatMap { WithheldStub(data: $0) } : nil
    let isKept = isWanted && stub == nil
    if isKept { lines.append(Line(index: event.index, bytes: Array(event.line))) }
    tree.append(leaf: stub?.leaf ?? MerkleTree.leafHash(event.line), followed: isKept)
  }

  /// The lines that were kept, by index.
  package consuming func finish() -> [Line] {
    lines.map { line in
      var line = line
      line.proof = sealed.inclusion(of: line.index)
      return line
    }
  }
}
