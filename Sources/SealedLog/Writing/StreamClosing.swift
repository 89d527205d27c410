#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import CloudEvents

/// What remains to be done once the closing seal is durable; every step can be repeated after an interruption.
enum StreamClosing {
  /// Erases the secrets, compresses the file anew, and leaves the closing checkpoint beside it.
  ///
  /// - Throws: `StreamError` `.tampered`, with everything left as it is, if the stream doesn't verify as closed.
  static func finish(_ files: StreamFiles, state: StateFile, note: SignedNote) throws(StreamError) {
    let copy = try recompressed(files, note: note)
    try state.destroy()
    try tidy(files, copy: copy, note: note)
  }

  /// Does what an interrupted closing left undone, where the state is gone or erased already.
  ///
  /// - Returns: the closing checkpoint; nil if nothing was left undone.
  static func complete(_ files: StreamFiles) throws(StreamError) -> SignedNote? {
    guard !DurableFile.exists(files.checkpoint) else { return nil }
    let verification = try StreamVerifier.verify(FileSource(path: files.stream))
    guard verification.verdict == .closed, let note = verification.note else { return nil }
    try tidy(files, copy: recompressed(files, note: note), note: note)
    return note
  }

  private static func tidy(_ files: StreamFiles, copy: String?, note: SignedNote) throws(StreamError) {
    if let copy {
      guard rename(copy, files.stream) == 0 else { throw FileDescriptor.error(files.stream, "rename to") }
      try DurableFile.syncDirectory(of: files.stream)
    }
    try DurableFile.writeLocked(Array(note.description.utf8), to: files.checkpoint, replacing: true)
    clear(files)
  }

  /// Removes what has no use beside a closed stream.
  static func clear(_ files: StreamFiles) {
    StateFile.erase(path: DurableFile.unfinished(files.state))
    PendingFile.erase(files)
    for path in [
      files.state, files.identifiers, DurableFile.unfinished(files.identifiers),
      DurableFile.unfinished(files.checkpoint), files.compressing, files.lock,
    ] { DurableFile.remove(path) }
  }

  /// Writes the same lines harder compressed in full blocks into a file beside, and checks the copy's seal.
  ///
  /// Nil where there is no room for a copy: the stream is closed and whole as it stands, only larger.
  private static func recompressed(_ files: StreamFiles, note: SignedNote) throws(StreamError) -> String? {
    let temporary = files.compressing
    DurableFile.remove(temporary)
    let original = try FileDescriptor(path: files.stream, flags: O_RDONLY)
    do throws(StreamError) {
      let copy = try FileDescriptor(path: temporary, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
      let repack = Repack(try PackedFile(copy, .closing))
      let source = try StreamVerifier.fold(FileSource(path: files.stream), with: repack)
      guard source.verification.verdict == .closed, source.verification.note == note,
        let repacked = source.output
      else {
        throw StreamError(
          .tampered, files.stream, "does not verify as closed", hint: "`cutlog verify` shows every finding")
      }
      if let failure = repacked.failure { throw failure }
      copy.setMode(try original.mode())
      try copy.sync()
      let check = try StreamVerifier.verify(FileSource(path: temporary))
      guard check.verdict == .closed, check.note == note else {
        throw StreamError(.inputOutput, temporary, "the compressed copy has another seal")
      }
      return temporary
    } catch {
      DurableFile.remove(temporary)
      if error.code == .tampered { throw error }
      return nil
    }
  }

  private final class Repack: EventFold {
    private var copy: PackedFile

    init(_ copy: consuming PackedFile) { self.copy = copy }

    func apply(_ event: EventView) { copy.append(event.line) }

    func finish() -> Repack {
      copy.finish(isClosed: true)
      return self
    }

    var failure: StreamError? { copy.failure }
  }
}
