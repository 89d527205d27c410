#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import CloudEvents

/// What became of a batch.
package struct Receipt: Sendable {
  /// An input that has an accepted event's source and id, but is another line.
  package struct Conflict: Hashable, Sendable {
    /// The place among the inputs.
    package var position: Int
    /// The index of the line that is stored.
    package var storedIndex: Int
  }

  /// Events that are new and now durable.
  package var accepted = 0
  /// Events that were there already, line for line.
  package var duplicates = 0
  /// The first input that was refused; nothing from it on was taken.
  package var conflict: Conflict?
  /// The size of the last valid checkpoint.
  package var size = 0
  /// What had to be set aside first.
  package var recovered: RecoveryRecord?
  /// The file that holds what was set aside.
  package var setAside: String?
}

/// One quarantined input, to be noted in the stream.
package struct Refusal: Sendable {
  package var bytes: [UInt8]
  /// The line of the input, counted from 1.
  package var line: Int
  package var reason: String

  package init(bytes: [UInt8], line: Int, reason: String) {
    self.bytes = bytes
    self.line = line
    self.reason = reason
  }
}

/// Appends batches to an open stream.
///
/// The lock is held for one batch at a time, so that several writers take turns. What a receipt acknowledges survives a
/// crash of the process and of the machine. After an error of the disk the writer refuses to go on; a new one finds out
/// where the file stands.
package struct StreamWriter: ~Copyable {
  private let files: StreamFiles
  private let services: RecorderServices
  package let origin: String
  package let isSalted: Bool

  private let stream: FileDescriptor
  private let state: StateFile
  private var record: StateRecord
  private var identifiers: IdentifierIndex?
  private var hasFailed = false
  private var lastSetAside: String?

  /// The most inputs of a batch: with the recorder's own lines it then has at most 4,096.
  package static let maximumInputs = 4_088
  /// The most bytes of a batch's lines.
  package static let maximumBytes = 1 << 22

  /// Opens a stream for appending.
  ///
  /// - Throws: `StreamError` if it isn't there, is closed, or its state is missing, of another stream or machine, or
  ///   doesn't fit the file.
  package init(_ files: StreamFiles, services: RecorderServices) throws(StreamError) {
    let stream = try FileDescriptor(path: files.stream, flags: O_RDWR)
    let state = try Self.openState(files, stream)
    try Self.checkBinding(state.header, stream, files, services)
    guard let record = try state.records().first else {
      throw StreamError(.stateDamaged, files.state, "holds no whole record", hint: Self.recoverHint)
    }
    self.files = files
    self.services = services
    self.stream = stream
    self.state = state
    self.record = record
    origin = state.header.origin
    isSalted = state.header.isSalted
  }

  private static func openState(_ files: StreamFiles, _ stream: FileDescriptor) throws(StreamError) -> StateFile {
    do throws(StreamError) {
      return try StateFile(path: files.state)
    } catch {
      if error.code == .stateMissing, try StreamTail.isClosed(stream) { throw closedError(files) }
      throw error
    }
  }

  static let recoverHint = "`cutlog recover STREAM --key IDENTITY` goes on with new keys and says so in the stream"

  static func closedError(_ files: StreamFiles) -> StreamError {
    StreamError(
      .closed, files.stream, "the stream is closed, nothing can follow",
      hint: "a later remark goes into an addendum: `cutlog open NEW --kind addendum --follows \(files.stream) --as remarks-on`")
  }

  private static func checkBinding(
    _ header: StateFile.Header, _ stream: FileDescriptor, _ files: StreamFiles, _ services: RecorderServices
  ) throws(StreamError) {
    guard header.machine == Digest(hashing: services.machine) else {
      throw StreamError(
        .stateForeign, files.state, "was made on another machine: a copy of a state would fork the log",
        hint: recoverHint)
    }
    guard header.inode == (try stream.identity()).inode else {
      throw StreamError(
        .stateForeign, files.state,
        "belongs to another file, expected the state of \(files.stream): a copy of a state would fork the log",
        hint: recoverHint)
    }
  }

  // MARK: - Batches

  /// Appends events, then seals them; acknowledges by returning.
  ///
  /// Takes the inputs up to the first that conflicts with a stored event. At most `maximumInputs` inputs and
  /// `maximumBytes` at a time. Where nothing is new, nothing is written.
  package mutating func commit(
    _ lines: [PreparedLine], refused: [Refusal] = []
  ) throws(StreamError) -> Receipt {
    guard lines.count + refused.count <= Self.maximumInputs else {
      throw StreamError(
        .invalidArgument, files.stream,
        "\(lines.count + refused.count) inputs in a batch, expected at most \(Self.maximumInputs)")
    }
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let recovery = try synchronise()
    var receipt = Receipt(
      size: record.frontier.size, recovered: recovery, setAside: recovery == nil ? nil : lastSetAside)
    let index = try currentIdentifiers()

    // What is new, in order; a repetition within the batch counts as one that is stored.
    var fresh: [PreparedLine] = []
    var seen: [Digest: (content: Digest, position: Int)] = [:]
    for (position, line) in lines.enumerated() {
      if let known = index.known(line.identity) {
        let isSame = known.hasContent(line.content) && (line.stored.map { known.hasLeaf($0) } ?? true)
        guard isSame else {
          receipt.conflict = .init(position: position, storedIndex: known.index)
          break
        }
        receipt.duplicates += 1
      } else if let earlier = seen[line.identity] {
        guard earlier.content == line.content, line.stored == nil else {
          receipt.conflict = .init(
            position: position,
            storedIndex: record.frontier.size + 1 + (recovery == nil ? 0 : 1) + earlier.position)
          break
        }
        receipt.duplicates += 1
      } else {
        guard line.stored == nil else {
          receipt.conflict = .init(position: position, storedIndex: -1)
          break
        }
        seen[line.identity] = (line.content, fresh.count)
        fresh.append(line)
      }
    }
    guard !fresh.isEmpty || !refused.isEmpty || recovery != nil else { return receipt }

    var batch = try builder()
    if let recovery { batch.append(.recovered(recovery)) }
    var entries: [IdentifierIndex.Entry] = []
    for line in fresh {
      let place = batch.nextIndex
      let leaf = batch.append(event: line.bytes, salt: isSalted ? services.random(16) : nil)
      entries.append(.init(identity: line.identity, content: line.content, leaf: leaf, index: place))
    }
    for refusal in refused {
      batch.append(
        .refused(
          RefusedInput(
            sha256: Digest(hashing: refusal.bytes), bytes: Int64(refusal.bytes.count), line: Int64(refusal.line),
            reason: refusal.reason)))
    }
    try write(&batch, events: fresh.count)
    // The batch is durable: an index that can't be kept is rebuilt later and is no reason to deny it.
    identifiers = try? index.insert(entries, size: record.frontier.size)
    if identifiers == nil { DurableFile.remove(files.identifiers) }
    receipt.accepted = fresh.count
    receipt.size = record.frontier.size
    return receipt
  }

  /// Closes the stream: the closing batch and the end-of-file block in one write, then the secrets are erased, then the
  /// file is compressed anew.
  ///
  /// - Returns: the closing checkpoint, which also lies in `STREAM.checkpoint`.
  package consuming func close(identity: SigningKey?) throws(StreamError) -> SignedNote {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    if let recovery = try synchronise() {
      // A closing batch holds nothing but its line and its seal: the recovery goes into one of its own.
      var batch = try builder()
      batch.append(.recovered(recovery))
      try write(&batch, events: 0)
    }
    var batch = try builder()
    batch.close(events: record.events, isSignedByIdentity: identity != nil)
    let note = try write(&batch, events: 0, closing: true, identity: identity)
    try StreamClosing.finish(files, state: state, note: note)
    return note
  }

  /// The note of the seal that the stream stands at.
  func standingNote() throws(StreamError) -> SignedNote { try StreamTail.seal(in: stream, record).note }

  private func builder() throws(StreamError) -> BatchBuilder {
    var frontier = record.frontier
    frontier.append(leaf: try StreamTail.seal(in: stream, record).leaf)
    let time = max(services.now().nanoseconds, record.time)
    return try BatchBuilder(origin: origin, time: Timestamp(nanoseconds: time), frontier: frontier)
  }

  @discardableResult
  private mutating func write(
    _ batch: inout BatchBuilder, events: Int, closing: Bool = false, identity: SigningKey? = nil
  ) throws(StreamError) -> SignedNote {
    guard let log = SigningKey(name: origin, seed: record.logSeed),
      let epoch = SigningKey(name: "\(origin)/epoch-\(record.seals)", seed: record.epochSeed),
      let next = SigningKey(name: "\(origin)/epoch-\(record.seals + 1)", seed: services.random(32))
    else { throw StreamError(.stateDamaged, files.state, "holds no keys", hint: Self.recoverHint) }
    let time = batch.time
    if !closing { batch.announce(next.verifier) }
    let note = batch.seal(with: [log, epoch] + (identity.map { [$0] } ?? []))
    let sealed = batch.sealed
    var (bytes, sealBlockStart) = batch.finish()
    if closing { bytes.append(contentsOf: BGZF.endOfFile) }

    let outcome = StateRecord(
      seals: record.seals + 1, frontier: sealed, blockStart: record.length + sealBlockStart,
      length: record.length + bytes.count, time: time.nanoseconds, events: record.events + events,
      isClosed: closing, logSeed: record.logSeed,
      epochSeed: closing ? [UInt8](repeating: 0, count: 32) : next.seed)
    try state.store(outcome)
    do throws(StreamError) {
      try stream.write(bytes, at: record.length)
    } catch {
      // Nothing of the batch is acknowledged: take it back, so that nothing half-written stays.
      try? stream.truncate(to: record.length)
      try? stream.sync()
      try? state.erase(outcome)
      throw error
    }
    do throws(StreamError) {
      try stream.sync()
    } catch {
      hasFailed = true
      throw error
    }
    try state.erase(record)
    record = outcome
    return note
  }

  // MARK: - Standing

  /// Finds out where the file stands, now that the lock is held; sets aside what a crash left behind.
  private mutating func synchronise() throws(StreamError) -> RecoveryRecord? {
    guard !hasFailed else {
      throw StreamError(
        .inputOutput, files.stream, "an earlier sync failed, this writer can't know what is on the disk",
        hint: "start the command again: it rewrites what is not certain")
    }
    let length = try stream.length()
    let records = try state.records()
    if records.isEmpty {
      if try StreamTail.isClosed(stream) { throw Self.closedError(files) }
      throw StreamError(.stateDamaged, files.state, "holds no whole record", hint: Self.recoverHint)
    }
    if records.count == 1, records[0].seals == record.seals, length == record.length, !record.isClosed {
      record = records[0]
      _ = try StreamTail.seal(in: stream, record)
      return nil
    }
    guard let oldest = records.last, length >= oldest.length else {
      throw StreamError(
        .stateStale, files.stream,
        "is shorter than its state says (\(length) bytes, expected at least \(records.last?.length ?? 0)): it was rolled back",
        hint: "put the newer file back; or `cutlog recover STREAM --key IDENTITY`, which says so in the stream")
    }
    guard let standing = records.first(where: { $0.length <= length && (try? StreamTail.seal(in: stream, $0)) != nil })
    else {
      throw StreamError(
        .stateStale, files.state, "does not fit the last seal of \(files.stream)", hint: Self.recoverHint)
    }
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
    if record.isClosed {
      try StreamClosing.finish(files, state: state, note: StreamTail.seal(in: stream, record).note)
      throw Self.closedError(files)
    }
    guard length > record.length else { return nil }
    return try setAside(from: record.length, to: length)
  }

  /// Copies bytes that no seal covers to a file of their own, and cuts them off.
  private mutating func setAside(from start: Int, to end: Int) throws(StreamError) -> RecoveryRecord {
    let bytes = try stream.read(end - start, at: start)
    let digest = Digest(hashing: bytes)
    if try StreamTail.holdsSeal(bytes, after: record, origin: origin) {
      throw StreamError(
        .stateStale, files.state,
        "is older than the stream: seals that it doesn't know stand behind byte \(start)",
        hint: Self.recoverHint)
    }
    let path = files.torn(offset: start, digest: digest)
    try DurableFile.write(bytes, to: path, mode: 0o600, replacing: true)
    lastSetAside = path
    try stream.truncate(to: start)
    try stream.sync()
    return RecoveryRecord(
      cause: .torn, size: Int64(record.frontier.size), root: record.frontier.root, bytes: Int64(bytes.count),
      sha256: digest)
  }

  /// The index of accepted ids, rebuilt from the stream where it is missing or behind.
  private mutating func currentIdentifiers() throws(StreamError) -> IdentifierIndex {
    let identity = try stream.identity()
    if let identifiers, identifiers.coveredSize == record.frontier.size { return identifiers }
    if let found = try IdentifierIndex.existing(
      path: files.identifiers, stream: identity, size: record.frontier.size)
    {
      identifiers = found
      return found
    }
    let index = try IdentifierRebuild.index(
      files, stream: identity, upTo: record.frontier.size)
    identifiers = index
    return index
  }
}
