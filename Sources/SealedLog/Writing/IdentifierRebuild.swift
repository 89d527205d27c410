internal import CloudEvents

/// Rebuilds the index of accepted ids from the stream itself.
enum IdentifierRebuild {
  /// - Parameter length: the end of the last seal's block: what a crash left behind it is not looked at.
  /// - Throws: `StreamError` `.tampered` if the stream doesn't verify up to the size wanted.
  static func index(
    _ files: StreamFiles, stream: FileIdentity, upTo size: Int, length: Int
  ) throws(StreamError) -> IdentifierIndex {
    let empty = try IdentifierIndex.create(path: files.identifiers, stream: stream)
    let verified = try StreamVerifier.fold(FileSource(path: files.stream, limit: length), with: Collection(empty))
    guard verified.verification.isIntact, verified.verification.checkpoint?.size == size,
      let collected = verified.output
    else {
      DurableFile.remove(files.identifiers)
      let first = verified.verification.errors.first
      throw StreamError(
        .tampered, files.stream,
        "does not verify up to its last seal" + (first.map { ": \($0.rule) at line \($0.index ?? 0)" } ?? ""),
        hint: "`cutlog verify` shows every finding")
    }
    return try collected.finished(size: size)
  }

  /// Puts entries into the index a few at a time, so that memory doesn't grow with the stream.
  ///
  /// A fold can't throw: the first failure is kept.
  private struct Collection: EventFold {
    private var index: IdentifierIndex
    private var entries: [IdentifierIndex.Entry] = []
    private var origin: String?
    private var failure: StreamError?

    private static let entriesAtOnce = 4096

    init(_ index: IdentifierIndex) { self.index = index }

    mutating func apply(_ event: EventView) {
      if event.index == 0 { origin = event.source }
      guard let accepted = event.layout.acceptedTime, event.source != origin else { return }
      let salt = event.layout.salt
      let added = Intake.acceptedLength + (salt == nil ? 0 : Intake.saltLength)
      guard Int(accepted) == event.members.count - 1, event.line.count > added,
        let time = try? Timestamp(utf8: event.bytes(of: event.members[Int(accepted)]))
      else { return }
      entries.append(
        IdentifierIndex.Entry(
          identity: EventIdentity.digest(source: event.source, id: event.id), leaf: MerkleTree.leafHash(event.line),
          salt: salt.flatMap { Hexadecimal.decode(event.text(of: event.members[Int($0)])) },
          acceptedTime: time.nanoseconds, index: event.index))
      if entries.count == Self.entriesAtOnce { insert(size: nil) }
    }

    private mutating func insert(size: Int?) {
      guard failure == nil else { return }
      let entries = self.entries
      do throws(StreamError) {
        index = try index.insert(entries.count, size: size) { entries[$0] }
      } catch { failure = error }
      self.entries.removeAll(keepingCapacity: true)
    }

    consuming func finish() -> Collection { self }

    /// The index with everything in it.
    consuming func finished(size: Int) throws(StreamError) -> IdentifierIndex {
      insert(size: size)
      if let failure { throw failure }
      return index
    }
  }
}
