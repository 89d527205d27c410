package import CloudEvents

/// Everything that the verifier has to say of a stream.
package struct Verification: Sendable {
  package enum Verdict: String, Sendable {
    /// The closing line and the closing seal are there.
    case closed
    /// Sealed up to `size`, not closed.
    case open
    /// Damage before a later valid seal, a broken chain, or a fork.
    case tampered
    /// Older than a checkpoint that the reader holds.
    case rolledBack = "rolled-back"
    /// Not even the first seal verifies.
    case unreadable
  }

  package enum Container: String, Sendable {
    case asWritten = "as-written"
    case reEncoded = "re-encoded"
    case damaged
  }

  /// Bytes and whole lines after the last valid seal: no evidence.
  package struct Tail: Hashable, Sendable {
    /// Uncompressed bytes that could be read, or the file's own where they couldn't.
    package var bytes: Int
    package var lines: Int
  }

  /// What the stream carries of other people's statements about its seals.
  package struct Anchors: Sendable {
    package var present: Int
    package var trusted: Int
    /// The longest time for which only the recorder's word stands; nil before the first seal.
    ///
    /// From the first seal to the last until somebody has judged the anchors.
    package var longestUnanchoredSeconds: String?
    /// Those that are kept to be judged; without `keepsAnchors` none are.
    package var carried: [CarriedAnchor] = []
    /// What became of them.
    package var judged: [JudgedAnchor] = []
  }

  package var verdict: Verdict
  package var container: Container
  package var opened: OpenedStream?
  /// The identity in force at the end, after rotations.
  package var identity: VerifierKey?
  /// Every identity that was in force at a valid seal, in order.
  package var identities: [VerifierKey]
  /// Every log key that was in force at a valid seal, in order.
  package var logs: [VerifierKey]
  /// Keys that valid batches declare compromised.
  package var compromised: [VerifierKey]
  /// The last valid checkpoint.
  package var checkpoint: Checkpoint?
  /// The whole note of the last valid checkpoint.
  package var note: SignedNote?
  /// Lines up to and including the last valid seal.
  package var lines: Int
  package var events: Int
  package var seals: Int
  /// Lines that a stub stands for, in order.
  package var stubs: [WithheldLine]
  /// Lines of `stream.recovered` by which new keys came in force.
  package var bridges: [Int]
  /// All lines of `stream.recovered`.
  package var recoveries: [Int]
  package var tail: Tail
  package var anchors: Anchors
  /// Held checkpoints that the stream contradicts or does not reach.
  package var conflicts: [HeldConflict]
  /// Every valid seal, with `keepsAnchors`.
  package var history = SealHistory()
  package var findings: [Finding]
  /// The time of the first and of the last valid seal.
  package var firstSealTime: Timestamp?
  package var lastSealTime: Timestamp?

  /// Where writing can go on, if the stream is written block by block.
  struct ResumePoint: Sendable {
    /// The tree that the last valid seal is over.
    var frontier: MerkleFrontier
    /// The end of that seal's block in the file.
    var length: Int
  }
  var resume: ResumePoint?

  /// Whether the log can be believed: closed or open, whatever its container.
  package var isIntact: Bool { verdict == .closed || verdict == .open }

  /// The indexes of the lines that were withheld.
  package var withheld: [Int] { stubs.map(\.index) }

  /// The findings that are errors.
  package var errors: [Finding] { findings.filter { $0.severity == .error } }
}

/// A fold's result together with the verification of what it was folded from.
package struct Verified<Output> {
  package var verification: Verification
  /// Nil where the stream can't be believed and the caller didn't ask for it regardless.
  package var output: Output?
}
