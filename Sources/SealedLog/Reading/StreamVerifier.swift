package import CloudEvents

/// Verifies a stream and folds it in the same pass over the same bytes.
///
/// Blocks are inflated, scanned and hashed in parallel; keys, batches and seals are judged in order; events reach the
/// fold only once the seal over them is valid. Memory does not grow with the stream.
package enum StreamVerifier {
  /// What the caller knows and wants beside the stream itself.
  package struct Options: Sendable {
    /// Checkpoints that the reader holds of this origin, by whatever way they came.
    package var held: [Checkpoint] = []
    /// Checkpoints that the stream must contain, whatever origin it states: what was read of it before.
    package var required: [Checkpoint] = []
    /// Further checkpoints that the reader holds of an origin; asked once, as soon as line 0 has told the origin.
    package var heldForOrigin: (@Sendable (String) -> [Checkpoint])?
    /// Whether the fold's result is wanted even if the stream can't be believed.
    ///
    /// The lines after the last valid seal are then given too; of an intact stream they never are.
    package var includesUnverified = false
    /// Whether anchors and seals are kept, so that anchors can be judged; memory then grows with the number of seals.
    package var keepsAnchors = false
    /// How many threads work on blocks.
    package var workers = 2

    package init() {}
  }

  /// Verifies a stream.
  ///
  /// - Throws: `StreamError` where bytes can't be read; everything else is in the verification.
  package static func verify(
    _ source: some ByteSource, options: Options = Options()
  ) throws(StreamError) -> Verification {
    try fold(source, with: NoFold(), options: options).verification
  }

  /// Verifies a stream and folds its sealed lines, the recorder's own among them.
  package static func fold<Fold: EventFold>(
    _ source: some ByteSource, with fold: consuming Fold, options: Options = Options()
  ) throws(StreamError) -> Verified<Fold.Output> {
    var source = source
    var pass = VerificationPass(source: source, fold: fold, options: options)
    try pass.run()
    // Whoever writes into a file while it is read must not make it look altered: it is read again as it is now.
    for _ in 0..<mostRepetitions {
      guard pass.mayBeUntimely, let now = try source.renewed() else { break }
      source = now
      pass = pass.again(over: now)
      try pass.run()
    }
    return pass.finish()
  }

  /// How often a file that changes is read again; one that is whole is read once, however often it changes.
  private static var mostRepetitions: Int { 8 }
}
