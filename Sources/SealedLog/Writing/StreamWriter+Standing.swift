#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import CloudEvents

/// Where the file stands when a batch begins.
extension StreamWriter {
  /// Finds out where the file stands, now that the lock is held; sets aside what a crash left behind.
  mutating func synchronise() throws(StreamError) -> RecoveryRecord? {
    standingLeaf = nil
    guard !hasFailed else {
      throw StreamError(
        .inputOutput, files.stream, "an earlier sync failed, this writer can't know what is on the disk",
        hint: "start the command again: it rewrites what is not certain")
    }
    try checkNames()
    let length = try stream.length()
    let records = try state.records()
    if records.isEmpty {
      if try StreamTail.isClosed(stream) { throw Self.closedError(files) }
      throw StreamError(.stateDamaged, files.state, "holds no whole record", hint: Self.recoverHint)
    }
    if records.count == 1, records[0].seals == record.seals, length == record.length, !record.isClosed {
      record = records[0]
      standingLeaf = try leafOfSeal()
      return nil
    }
    guard let oldest = records.last, length >= oldest.length else {
      throw StreamError(
        .stateStale, files.stream,
        "is shorter than its state says (\(length) bytes, expected at least \(records.last?.length ?? 0)): it was rolled back",
        hint: "put the newer file back; or `cutlog recover STREAM --key IDENTITY`, which says so in the stream")
    }
    let standing = try standingRecord(among: records, length)
    for other in records where other.seals != standing.seals {
      if other.seals < standing.seals {
        // Rolled forward: what the page cache shows may not be on the disk, so it is written again.
        try stream.write(try stream.read(standing.length - other.length, at: other.length), at: other.length)
        try stream.sync()
      }
      try state.erase(other)
    }
    if standing.seals != record.seals { identifiers = nil }
    record = standing
    if record.isClosed { throw Self.closedError(files) }
    hasTornEnd = length > record.length
    return hasTornEnd ? try setAside(from: record.length, to: length, known: records) : nil
  }

  /// The leaf of the seal that the record speaks of; read from its block, unless the block is still the one that this writer wrote.
  private func leafOfSeal() throws(StreamError) -> Digest {
    if let written, written.seals == record.seals,
      try stream.read(written.block.count, at: record.blockStart) == written.block
    {
      return written.leaf
    }
    return try StreamTail.seal(in: stream, record).leaf
  }

  /// The newest record whose batch is in the file to its last byte.
  private func standingRecord(among records: [StateRecord], _ length: Int) throws(StreamError) -> StateRecord {
    for (place, record) in records.enumerated() where record.length <= length {
      guard (try? StreamTail.seal(in: stream, record)) != nil else { continue }
      let earlier = records[(place + 1)...].first
      if let earlier, !(try StreamTail.isWhole(stream, from: earlier, to: record)) { continue }
      return record
    }
    throw StreamError(
      .stateStale, files.state, "does not fit the last seal of \(files.stream)", hint: Self.recoverHint)
  }

  /// Makes sure that the files are still those of their names.
  private mutating func checkNames() throws(StreamError) {
    guard FileDescriptor.identity(atPath: files.stream) == (try stream.identity()) else {
      let current = try FileDescriptor(path: files.stream, flags: O_RDONLY)
      if try StreamTail.isClosed(current) { throw Self.closedError(files) }
      throw StreamError(
        .stateForeign, files.stream, "was replaced by another file while it was written",
        hint: "nothing more was written; start the command again")
    }
    if FileDescriptor.identity(atPath: files.state) != (try state.identity()) {
      // A recovery has given the stream new keys.
      state = try Self.openState(files, stream)
      try Self.checkBinding(state.header, stream, files, services)
    }
  }

  /// Copies bytes that no seal covers to a file of their own.
  private mutating func setAside(
    from start: Int, to end: Int, known: [StateRecord]
  ) throws(StreamError) -> RecoveryRecord {
    let bytes = try stream.read(end - start, at: start)
    let digest = Digest(hashing: bytes)
    if StreamTail.holdsUnknownSeal(bytes, after: record, origin: origin, known: known) {
      throw StreamError(
        .stateStale, files.state,
        "is older than the stream: seals that it doesn't know stand behind byte \(start)",
        hint: Self.recoverHint)
    }
    let path = files.torn(offset: start, digest: digest)
    try DurableFile.writeLocked(bytes, to: path, mode: 0o600, replacing: true)
    lastSetAside = path
    return RecoveryRecord(
      cause: .torn, size: Int64(record.frontier.size), root: record.frontier.root, bytes: Int64(bytes.count),
      sha256: digest)
  }

  /// The index of accepted ids, rebuilt from the stream where it is missing or behind.
  mutating func currentIdentifiers() throws(StreamError) -> IdentifierIndex {
    let identity = try stream.identity()
    if let identifiers, identifiers.coveredSize == record.frontier.size { return identifiers }
    if let found = try IdentifierIndex.existing(
      path: files.identifiers, stream: identity, size: record.frontier.size)
    {
      identifiers = found
      return found
    }
    if record.events == 0 {
      // Nothing was accepted yet: there is nothing to look for in the stream.
      let empty = try IdentifierIndex.create(path: files.identifiers, stream: identity)
      empty.cover(record.frontier.size)
      identifiers = empty
      return empty
    }
    let index = try IdentifierRebuild.index(
      files, stream: identity, upTo: record.frontier.size, length: record.length)
    identifiers = index
    return index
  }

  /// Takes what the batch just written accepted into the index.
  ///
  /// The batch is durable: an index that can't be kept is rebuilt later and is no reason to deny it.
  mutating func keep(_ count: Int, in index: IdentifierIndex, entry: (Int) -> IdentifierIndex.Entry) {
    identifiers = try? index.insert(count, size: record.frontier.size, entry: entry)
    if identifiers == nil { DurableFile.remove(files.identifiers) }
  }

  /// Says that the index covers the batch just written, which has no events.
  mutating func keepNone(in index: IdentifierIndex) {
    identifiers = index
    index.cover(record.frontier.size)
  }
}
