internal import CloudEvents

/// Rebuilds the index of accepted ids from the stream itself.
enum IdentifierRebuild {
  /// - Parameter length: the end of the last seal's block: what a crash left behind it is not looked at.
  /// - Throws: `StreamError` `.tampered` if the stream doesn't verify up to the size wanted.
  static func index(
    _ files: StreamFiles, stream: FileIdentity, upTo size: Int, length: Int
  ) throws(StreamError) -> IdentifierIndex {
    let verified = try StreamVerifier.fold(FileSource(path: files.stream, limit: length), with: Collection())
    guard verified.verification.isIntact, verified.verification.checkpoint?.size == size,
      let entries = verified.output
    else {
      let first = verified.verification.errors.first
      throw StreamError(
        .tampered, files.stream,
        "does not verify up to its last seal" + (first.map { ": \($0.rule) at line \($0.index ?? 0)" } ?? ""),
        hint: "`cutlog verify` shows every finding")
    }
    let index = try IdentifierIndex.create(
      path: files.identifiers, stream: stream, expecting: entries.count)
    return try index.insert(entries, size: size)
  }

  private struct Collection: EventFold {
    var entries: [IdentifierIndex.Entry] = []
    var origin: String?

    mutating func apply(_ event: EventView) {
      if event.index == 0 { origin = event.source }
      guard let accepted = event.layout.acceptedTime, event.source != origin else { return }
      let added = Intake.acceptedLength + (event.layout.salt == nil ? 0 : Intake.saltLength)
      guard Int(accepted) == event.members.count - 1, event.line.count > added else { return }
      var line = Array(event.line.dropLast(added + 1))
      line.append(UInt8(ascii: "}"))
      entries.append(
        IdentifierIndex.Entry(
          identity: PreparedLine.identity(source: event.source, id: event.id), content: Digest(hashing: line),
          leaf: MerkleTree.leafHash(event.line), index: event.index))
    }

    consuming func finish() -> [IdentifierIndex.Entry] { entries }
  }
}
