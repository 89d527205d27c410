/// A checkpoint that the reader holds and that the stream can't be the continuation of.
///
/// With the note of the held checkpoint the two notes are evidence that anybody can check with the keys that signed
/// them; nobody need believe the verifier.
package struct HeldConflict: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// The stream has another root at the held size, or no seal of that size.
    case fork
    /// The stream is shorter than the held checkpoint.
    case rolledBack = "rolled-back"
  }

  package var kind: Kind
  package var held: Checkpoint
  /// The stream's own seal of the held size; the last valid one where it has none of that size.
  package var seen: SignedNote?
}
