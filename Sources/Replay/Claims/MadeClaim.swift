package import CutoverModel

/// A claim, with where it was made and what of it could not be read.
package struct MadeClaim: Hashable, Sendable {
  /// Where a claim was made.
  package enum Origin: Hashable, Sendable {
    /// By an event of the stream.
    case event(EventReference)
    /// In a document, which is refused unless all of it can be read; line and column count from 1.
    case document(line: Int, column: Int)
  }

  package var claim: Claim
  package var origin: Origin
  /// What could not be read; empty for a claim of a document.
  var faults: [ClaimFault] = []

  package init(_ claim: Claim, at origin: Origin) {
    self.claim = claim
    self.origin = origin
  }
}
