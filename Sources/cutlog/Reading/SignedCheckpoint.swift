import SealedLog

/// A checkpoint with the note that states it, and where the reader has it from.
struct SignedCheckpoint {
  var checkpoint: Checkpoint
  var note: SignedNote
  /// A file, or what else people call it.
  var place: String

  /// Nil if the note is no checkpoint.
  init?(_ note: SignedNote, from place: String) {
    guard let checkpoint = Checkpoint(text: note.text) else { return nil }
    (self.checkpoint, self.note, self.place) = (checkpoint, note, place)
  }

  /// Reads a checkpoint file, such as a stream's sidecar; further signature lines are kept.
  ///
  /// - Throws: `Failure` if it holds no checkpoint.
  static func read(_ path: String) throws -> SignedCheckpoint {
    let bytes = try ReadWhole.fileOrInput(path)
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.elementsEqual(bytes), let note = SignedNote(text), let held = SignedCheckpoint(note, from: path) else {
      throw Failure(path, "holds no checkpoint, expected a signed note: origin, size, root, signatures")
    }
    return held
  }
}
