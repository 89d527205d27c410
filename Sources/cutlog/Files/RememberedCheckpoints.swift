import SealedLog

/// The last checkpoint seen of each trusted origin, one file an origin.
///
/// A stream that is later shown in an older or another form is noticed by it.
struct RememberedCheckpoints {
  /// The folder that holds the files.
  let folder: String

  private func path(of origin: String) -> String {
    "\(folder)/\(Digest(hashing: Array(origin.utf8)).hex)"
  }

  /// The checkpoint of an origin; nil if none is remembered or the file isn't a note.
  func checkpoint(of origin: String) -> Checkpoint? { signed(of: origin)?.checkpoint }

  /// The checkpoint of an origin with its note; nil if none is remembered or the file isn't a note.
  func signed(of origin: String) -> SignedCheckpoint? {
    guard let bytes = try? ReadWhole.file(path(of: origin), as: .checkpoint),
      let note = SignedNote(String(decoding: bytes, as: UTF8.self)),
      let held = SignedCheckpoint(note, from: path(of: origin)), held.checkpoint.origin.utf8.elementsEqual(origin.utf8)
    else { return nil }
    return held
  }

  /// Remembers a checkpoint unless a later one is known.
  ///
  /// - Throws: `Failure` if it can't be written.
  func remember(_ note: SignedNote) throws {
    guard let checkpoint = Checkpoint(text: note.text) else { return }
    if let known = self.checkpoint(of: checkpoint.origin), known.size >= checkpoint.size { return }
    try UserFolders.make(folder)
    try Failure.wrap { () throws(StreamError) in
      try DurableFile.write(
        Array(note.description.utf8), to: path(of: checkpoint.origin), mode: 0o600, replacing: true)
    }
  }
}
