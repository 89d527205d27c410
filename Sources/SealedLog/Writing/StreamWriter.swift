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
  /// The inputs that were refused, in order. Nothing from the first on was taken, unless the caller asked to go on.
  package var conflicts: [Conflict] = []
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
  let files: StreamFiles
  let services: RecorderServices
  package let origin: String
  package let isSalted: Bool

  let stream: FileDescriptor
  var state: StateFile
  var record: StateRecord
  var identifiers: IdentifierIndex?
  private(set) var hasFailed = false
  var lastSetAside: String?
  /// Whether bytes that no seal covers stand behind the last seal now.
  var hasTornEnd = false
  /// What this writer wrote last: the number of its seal, that seal's block and leaf.
  var written: (seals: Int, block: [UInt8], leaf: Digest)?
  /// The leaf of the seal that the stream stands at, once it was looked at under the lock.
  var standingLeaf: Digest?
  /// What the next batch can use of the one before.
  private var workshop: BatchBuilder.Workshop?
  /// The keys of the batch before, of which the next one's may be: to derive a key costs as much as to sign.
  private var keys: SealingKeys?
  private var seen = IdentitySet()

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
    let record = try Self.standingRecord(state, files, stream, services)
    self.files = files
    self.services = services
    self.stream = stream
    self.state = state
    self.record = record
    origin = state.header.origin
    isSalted = state.header.isSalted
    // An opening or a bridge that was written and interrupted before its secrets were erased.
    PendingFile.eraseSpent(files)
  }

  /// The newest record; read again under the lock if another writer is just storing one.
  private static func standingRecord(
    _ state: StateFile, _ files: StreamFiles, _ stream: FileDescriptor, _ services: RecorderServices
  ) throws(StreamError) -> StateRecord {
    if let record = try state.records().first { return record }
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    if let record = try state.records().first { return record }
    if try StreamTail.isClosed(stream) { throw closedError(files) }
    throw StreamError(.stateDamaged, files.state, "holds no whole record", hint: recoverHint)
  }

  static func openState(_ files: StreamFiles, _ stream: FileDescriptor) throws(StreamError) -> StateFile {
    do throws(StreamError) {
      return try StateFile(path: files.state)
    } catch {
      if error.code == .stateMissing || error.code == .stateDamaged, try StreamTail.isClosed(stream) {
        throw closedError(files)
      }
      throw error
    }
  }

  static let recoverHint = "`cutlog recover STREAM --key IDENTITY` goes on with new keys and says so in the stream"

  static func closedError(_ files: StreamFiles) -> StreamError {
    StreamError(
      .closed, files.stream, "the stream is closed, nothing can follow",
      hint: "a later remark goes into an addendum: `cutlog open NEW --kind addendum --follows \(files.stream) --as remarks-on`")
  }

  static func checkBinding(
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

  /// Appends events likewise, each with memory of its own.
  package mutating func commit(
    _ lines: [PreparedLine], anchors: [AnchorRecord] = [], refused: [Refusal] = [], goesOnAfterConflicts: Bool = false
  ) throws(StreamError) -> Receipt {
    try commit(PreparedBatch(lines), anchors: anchors, refused: refused, goesOnAfterConflicts: goesOnAfterConflicts)
  }

  /// Appends events, then seals them; acknowledges by returning.
  ///
  /// Takes the inputs up to the first that conflicts with a stored event, or all others if asked to go on. At most `maximumInputs` inputs and
  /// `maximumBytes` at a time. Where nothing is new, nothing is written. Anchors stand before the events.
  ///
  /// - Parameter whenCompressed: Called when nothing is left but to write and sync; not where nothing is written.
  package mutating func commit(
    _ inputs: PreparedBatch, anchors: [AnchorRecord] = [], refused: [Refusal] = [], goesOnAfterConflicts: Bool = false,
    whenCompressed: () -> Void = {}
  ) throws(StreamError) -> Receipt {
    guard inputs.count + anchors.count + refused.count <= Self.maximumInputs else {
      throw StreamError(
        .invalidArgument, files.stream,
        "\(inputs.count + anchors.count + refused.count) inputs in a batch, expected at most \(Self.maximumInputs)")
    }
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let recovery = try synchronise()
    var receipt = Receipt(
      size: record.frontier.size, recovered: recovery, setAside: recovery == nil ? nil : lastSetAside)
    let index = try currentIdentifiers()

    // What is new, in order; a repetition within the batch counts as one that is stored.
    var fresh: [Int] = []
    fresh.reserveCapacity(inputs.count)
    seen.clear(for: inputs.count)
    index.fetch(inputs.identities)
    for place in 0..<inputs.count {
      let identity = inputs.identities[place]
      var conflict: Int?
      if let known = try index.known(identity) {
        if isStored(inputs, place, as: known) { receipt.duplicates += 1 } else { conflict = known.index }
      } else if let earlier = seen.find(identity, among: inputs.identities) {
        if inputs.stored[place] == nil, inputs.areEqual(place, earlier) {
          receipt.duplicates += 1
        } else {
          conflict =
            record.frontier.size + 1 + (recovery == nil ? 0 : 1) + anchors.count + (fresh.firstIndex(of: earlier) ?? 0)
        }
      } else if inputs.stored[place] != nil {
        conflict = -1
      } else {
        seen.insert(place, identity)
        fresh.append(place)
      }
      if let conflict {
        receipt.conflicts.append(.init(position: place, storedIndex: conflict))
        if !goesOnAfterConflicts { break }
      }
    }
    guard !fresh.isEmpty || !refused.isEmpty || !anchors.isEmpty || recovery != nil else { return receipt }

    var batch = try builder()
    if let recovery { try batch.append(.recovered(recovery)) }
    for anchor in anchors { try batch.append(.anchor(anchor)) }
    let first = batch.nextIndex
    var salts: [[UInt8]] = []
    batch.reserve(inputs.count, bytes: inputs.text.count)
    for place in fresh {
      let salt = isSalted ? services.random(16) : nil
      if let salt { salts.append(salt) }
      try inputs.withLine(place) { (line) throws(StreamError) in try batch.append(event: line, salt: salt) }
    }
    for refusal in refused {
      try batch.append(
        .refused(
          RefusedInput(
            sha256: Digest(hashing: refusal.bytes), bytes: Int64(refusal.bytes.count), line: Int64(refusal.line),
            reason: refusal.reason)))
    }
    try write(&batch, events: fresh.count, whenCompressed: whenCompressed)
    let time = batch.time.nanoseconds
    keep(fresh.count, in: index) { number in
      IdentifierIndex.Entry(
        identity: inputs.identities[fresh[number]], leaf: batch.leaf(at: first + number),
        salt: salts.isEmpty ? nil : salts[number], acceptedTime: time, index: first + number)
    }
    workshop = batch.leave()
    receipt.accepted = fresh.count
    receipt.size = record.frontier.size
    return receipt
  }

  /// Whether an input is the event that was accepted: then it gives the leaf that is stored.
  private func isStored(_ inputs: PreparedBatch, _ place: Int, as known: IdentifierIndex.Entry) -> Bool {
    if let stored = inputs.stored[place] { return known.hasLeaf(stored) }
    let salt = isSalted ? known.salt : nil
    return inputs.withLine(place) { line in
      known.hasLeaf(BatchBuilder.leaf(event: line, salt: salt, acceptedTime: known.acceptedTime))
    }
  }

  /// Appends recorder's lines in a batch of their own.
  ///
  /// - Parameter make: Gives the lines; told what the stream proves now, and the index of the first of them.
  mutating func append(
    _ make: (Verification, Int) throws(StreamError) -> [RecorderPayload]
  ) throws(StreamError) -> Receipt {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let recovery = try synchronise()
    let index = try currentIdentifiers()
    var batch = try builder()
    if let recovery { try batch.append(.recovered(recovery)) }
    for payload in try make(provenStanding(), batch.nextIndex) { try batch.append(payload) }
    try write(&batch, events: 0)
    keepNone(in: index)
    return Receipt(
      size: record.frontier.size, recovered: recovery, setAside: recovery == nil ? nil : lastSetAside)
  }

  /// The first half of closing: the closing batch and the end-of-file block in one write.
  consuming func sealAsClosed(identity: SigningKey?) throws(StreamError) {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    _ = try writeClosing(identity.map { IdentitySigner(keys: [$0]) })
  }

  /// Both halves: the closing batch; then the file is compressed anew and the secrets are erased.
  private consuming func close(_ signer: IdentitySigner?) throws(StreamError) -> SignedNote {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let note = try signer?.keys.isEmpty ?? false ? writeRequestedClosing(signer) : writeClosing(signer)
    try StreamClosing.finish(files, state: state, note: note)
    return note
  }

  private mutating func writeClosing(_ signer: IdentitySigner?) throws(StreamError) -> SignedNote {
    let recovery = try synchronise()
    let identity = try provenIdentity()
    if let signer {
      try identity.proven.refuseCompromised(identity.key)
      _ = try signer.signature(of: identity.key, over: "")
    }
    try writeAlone(recovery)
    var batch = try builder()
    try batch.close(events: record.events, isSignedByIdentity: signer != nil)
    return try write(&batch, events: 0, closing: true, signer: signer, identity: identity.key)
  }

  /// A closing batch holds nothing but its line and its seal: a recovery goes into one of its own.
  private mutating func writeAlone(_ recovery: RecoveryRecord?) throws(StreamError) {
    guard let recovery else { return }
    var batch = try builder()
    try batch.append(.recovered(recovery))
    try write(&batch, events: 0)
  }

  // MARK: - Closing with an identity that is kept elsewhere

  /// Fixes the closing batch and leaves it beside the stream until its signature comes.
  ///
  /// The stream stays open and can be written to; what is written makes the request void.
  /// - Returns: what the identity is to sign.
  package mutating func requestClosing() throws(StreamError) -> SigningRequest {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let recovery = try synchronise()
    let identity = try provenIdentity()
    try identity.proven.refuseCompromised(identity.key)
    try writeAlone(recovery)
    let batch = try builder()
    let draft = SealDraft(
      origin: origin, time: batch.time, before: batch.frontier,
      payloads: [.closed(ClosedStream(events: Int64(record.events), identity: true, own: 1))])
    guard let request = SigningRequest(draft, signer: identity.key) else {
      throw StreamError(.invalidArgument, files.stream, "has no closing that could be signed")
    }
    try PendingFile(request: request, secrets: nil, length: record.length)
      .write(files, services: services, replacing: true)
    return request
  }

  private mutating func writeRequestedClosing(_ signer: IdentitySigner?) throws(StreamError) -> SignedNote {
    _ = try synchronise()
    let pending = try PendingFile(files, services: services)
    guard case .closing = pending.request.subject, let draft = pending.request.draft else {
      throw StreamError(
        .requestMissing, files.stream, "no closing waits for a signature here", hint: "`cutlog close --request FILE` asks for one")
    }
    guard !hasTornEnd, draft.origin.utf8.elementsEqual(origin.utf8), draft.before.size == record.frontier.size + 1,
      pending.length == record.length
    else {
      throw StreamError(
        .requestStale, files.stream,
        "has grown since the request: it stands at size \(record.frontier.size), the request is for \(draft.before.size - 1)"
          + (hasTornEnd ? ", and a crash left bytes without a seal" : ""),
        hint: "ask again with `cutlog close --request FILE`; nothing was written")
    }
    let identity = try provenIdentity()
    try identity.proven.refuseCompromised(identity.key)
    var batch = try builder(at: draft.time)
    guard batch.frontier == draft.before else {
      throw StreamError(.requestStale, files.stream, "is not the stream that the request is for")
    }
    try batch.append(draft)
    return try write(&batch, events: 0, closing: true, signer: signer, identity: identity.key)
  }

  /// Closes a stream, or finishes a closing that was interrupted.
  ///
  /// - Returns: the closing checkpoint, which also lies in `STREAM.checkpoint`.
  /// - Throws: `StreamError` `.closed` if the stream is closed with nothing left to do, `.keyMismatch` if the key isn't
  ///   its identity, `.tampered` if it doesn't verify.
  package static func close(
    _ files: StreamFiles, identity: SigningKey?, services: RecorderServices
  ) throws(StreamError) -> SignedNote {
    try close(files, signer: identity.map { IdentitySigner(keys: [$0]) }, services: services)
  }

  /// Closes likewise; a signer without keys signs what was requested before.
  ///
  /// - Throws: besides, `StreamError` `.requestMissing`, `.requestStale` if the stream has grown since the request,
  ///   `.signatureMismatch` if the signature is of another key or over something else.
  package static func close(
    _ files: StreamFiles, signer: IdentitySigner?, services: RecorderServices
  ) throws(StreamError) -> SignedNote {
    let failure: StreamError
    do throws(StreamError) {
      return try StreamWriter(files, services: services).close(signer)
    } catch {
      guard error.code == .closed else { throw error }
      failure = error
    }
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    // With the state still there the secrets are to be erased first.
    if let state = try? StateFile(path: files.state), let record = try state.records().first, record.isClosed {
      let stream = try FileDescriptor(path: files.stream, flags: O_RDONLY)
      let note = try StreamTail.seal(in: stream, record).note
      try StreamClosing.finish(files, state: state, note: note)
      return note
    }
    guard let note = try StreamClosing.complete(files) else {
      StreamClosing.clear(files)
      throw failure
    }
    return note
  }

  /// What the stream proves up to its last seal: what can't be undone is done only to a stream that verifies.
  private func provenStanding() throws(StreamError) -> Verification {
    let verification = try StreamVerifier.verify(FileSource(path: files.stream, limit: record.length))
    guard verification.isIntact, verification.checkpoint?.size == record.frontier.size else {
      let first = verification.errors.first
      throw StreamError(
        .tampered, files.stream,
        "does not verify up to its last seal" + (first.map { ": \($0.message) (line \($0.index ?? 0))" } ?? ""),
        hint: "`cutlog verify` shows every finding; the stream is left open")
    }
    return verification
  }

  private func provenIdentity() throws(StreamError) -> (proven: Verification, key: VerifierKey) {
    let proven = try provenStanding()
    guard let key = proven.identity else { throw StreamError(.tampered, files.stream, "has no identity") }
    return (proven, key)
  }

  /// Where the stream stands: what line 0 says, and the last checkpoint.
  ///
  /// Costs the same at any length: it is the writer's own knowledge, not a verification.
  package func standing() throws(StreamError) -> (opened: OpenedStream?, checkpoint: Checkpoint) {
    (
      try StreamTail.opening(of: stream),
      Checkpoint(origin: origin, size: record.frontier.size, root: record.frontier.root)
    )
  }

  /// By what a file beside the stream is known to be its recorder's.
  package var authenticator: FileAuthenticator { FileAuthenticator(secret: record.logSeed) }

  /// The note of the seal that the stream stands at.
  func standingNote() throws(StreamError) -> SignedNote { try StreamTail.seal(in: stream, record).note }

  mutating func builder(at fixed: Timestamp? = nil) throws(StreamError) -> BatchBuilder {
    var frontier = record.frontier
    let leaf: Digest
    if let standingLeaf { leaf = standingLeaf } else { leaf = try StreamTail.seal(in: stream, record).leaf }
    frontier.append(leaf: leaf)
    let time = max((fixed ?? services.now()).nanoseconds, record.time)
    let instant = Timestamp(nanoseconds: time)
    if let workshop = self.workshop.take() {
      return BatchBuilder(origin: origin, time: instant, frontier: frontier, workshop: workshop)
    }
    let workshop = try BatchBuilder.Workshop(workers: services.workers)
    return BatchBuilder(origin: origin, time: instant, frontier: frontier, workshop: workshop)
  }

  @discardableResult
  mutating func write(
    _ batch: inout BatchBuilder, events: Int, closing: Bool = false, signer: IdentitySigner? = nil,
    identity: VerifierKey? = nil, whenCompressed: () -> Void = {}
  ) throws(StreamError) -> SignedNote {
    guard let keys = keys.take()?.of(record) ?? SealingKeys(record, origin: origin),
      let next = SigningKey(name: "\(origin)/epoch-\(record.seals + 1)", seed: services.random(32))
    else { throw StreamError(.stateDamaged, files.state, "holds no keys", hint: Self.recoverHint) }
    let time = batch.time
    if !closing { try batch.announce(next.verifier) }
    var signing: ((String) throws(StreamError) -> SignedNote.Signature)?
    if let signer, let identity {
      signing = { text throws(StreamError) in try signer.signature(of: identity, over: text) }
    }
    let note = try batch.seal(with: [keys.log, keys.epoch], identity: signing)
    let sealed = batch.sealed
    var (bytes, sealBlockStart) = try batch.finish()
    whenCompressed()
    let sealBlock = Array(bytes[sealBlockStart...])
    if closing { bytes.append(contentsOf: BGZF.endOfFile) }

    let outcome = StateRecord(
      seals: record.seals + 1, frontier: sealed, blockStart: record.length + sealBlockStart,
      length: record.length + bytes.count, time: time.nanoseconds, events: record.events + events,
      isClosed: closing, logSeed: record.logSeed,
      epochSeed: closing ? [UInt8](repeating: 0, count: 32) : next.seed)
    try state.store(outcome)
    do throws(StreamError) {
      try stream.write(bytes, at: record.length)
      // What a crash left behind the last seal is cut off only now that a batch that tells of it stands there.
      if try stream.length() > outcome.length { try stream.truncate(to: outcome.length) }
    } catch {
      // Nothing of the batch is acknowledged: take it back, so that nothing half-written stays. A torn end stays torn.
      if !hasTornEnd { try? stream.truncate(to: record.length) }
      try? stream.sync()
      try? state.erase(outcome)
      throw error
    }
    hasTornEnd = false
    do throws(StreamError) {
      try stream.sync()
    } catch {
      hasFailed = true
      throw error
    }
    try state.erase(record)
    record = outcome
    if !closing { self.keys = SealingKeys(log: keys.log, epoch: next) }
    standingLeaf = nil
    written = (outcome.seals, sealBlock, batch.sealLeaf)
    return note
  }
}
