#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import CloudEvents

/// What remains to be done once the closing seal is durable; every step can be repeated after an interruption.
enum StreamClosing {
  /// Erases the secrets, compresses the file anew, and leaves the closing checkpoint beside it.
  static func finish(_ files: StreamFiles, state: StateFile, note: SignedNote) throws(StreamError) {
    try state.destroy()
    DurableFile.remove(files.identifiers)
    try recompress(files, note: note)
    try DurableFile.write(Array(note.description.utf8), to: files.checkpoint, replacing: true)
    DurableFile.remove(files.lock)
  }

  /// Writes the same lines at level 9 in full blocks, checks the copy's root, and renames it into place.
  private static func recompress(_ files: StreamFiles, note: SignedNote) throws(StreamError) {
    let temporary = "\(files.stream).compressing-\(getpid())"
    DurableFile.remove(temporary)
    do throws(StreamError) {
      let copy = try FileDescriptor(path: temporary, flags: O_RDWR | O_CREAT | O_EXCL)
      let repack = Repack(packer: try BlockPacker(level: 9), file: copy)
      let source = try StreamVerifier.fold(FileSource(path: files.stream), with: repack)
      guard source.verification.verdict == .closed, let repacked = source.output else {
        throw StreamError(
          .tampered, files.stream, "does not verify as closed", hint: "`cutlog verify` shows every finding")
      }
      if let failure = repacked.failure { throw failure }
      try copy.write(BGZF.endOfFile, at: repacked.length)
      try copy.sync()
      let check = try StreamVerifier.verify(FileSource(path: temporary))
      guard check.verdict == .closed, check.note == note else {
        throw StreamError(.inputOutput, temporary, "the compressed copy has another root")
      }
      guard rename(temporary, files.stream) == 0 else {
        throw FileDescriptor.error(files.stream, "rename to")
      }
      try DurableFile.syncDirectory(of: files.stream)
    } catch {
      DurableFile.remove(temporary)
      // The stream is closed and whole as it stands; a copy that can't be made only leaves it larger.
      if error.code == .tampered { throw error }
    }
  }

  private final class Repack: EventFold {
    private var packer: BlockPacker
    private let file: FileDescriptor
    private var length = 0
    private var failure: StreamError?

    init(packer: consuming BlockPacker, file: FileDescriptor) {
      self.packer = packer
      self.file = file
    }

    func apply(_ event: EventView) {
      packer.append(event.line)
      if packer.blocks.count > 1 << 20 { flush() }
    }

    private func flush() {
      let bytes = packer.take()
      guard failure == nil else { return }
      do throws(StreamError) {
        try file.write(bytes, at: length)
        length += bytes.count
      } catch { failure = error }
    }

    func finish() -> (length: Int, failure: StreamError?) {
      packer.endBlock()
      flush()
      return (length, failure)
    }
  }
}
