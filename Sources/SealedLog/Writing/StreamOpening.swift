internal import CloudEvents
package import JSONText

/// What is to be said at the opening of a stream.
package struct OpeningRequest: Sendable {
  package var origin: String
  package var run: String?
  package var kind: OpenedStream.Kind
  package var starts: String?
  package var environment: String?
  package var sites: (source: String, target: String)?
  package var parameters: [(name: String, value: JSONValue)] = []
  package var follows: [OpenedStream.Followed] = []
  package var isSalted = false
  package var documents: [AttachedDocument]
  package var plan: PlanAdoption

  package init(
    origin: String, kind: OpenedStream.Kind, documents: [AttachedDocument], plan: PlanAdoption
  ) {
    self.origin = origin
    self.kind = kind
    self.documents = documents
    self.plan = plan
  }
}

/// The opening of a stream.
package enum StreamOpening {
  /// An opening as it will stand, and the secrets that seal it and what follows.
  struct Draft {
    var seal: SealDraft
    var secrets: PendingFile.Secrets
    var identity: VerifierKey
    var isSalted: Bool
  }

  /// Writes the opening batch as a new file, with its state beside it.
  ///
  /// Either the whole opening is there and durable, or no stream is. Never replaces a file.
  /// - Returns: the note of the first seal.
  /// - Throws: `StreamError` if something of that name is there, a name is not one, or the disk fails.
  package static func open(
    _ files: StreamFiles, _ request: OpeningRequest, identity: SigningKey, services: RecorderServices
  ) throws(StreamError) -> SignedNote {
    let draft = try draft(files, request, identity: identity.verifier, services)
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { release(lock, files) }
    guard !DurableFile.exists(files.pending) else { throw PendingFile.waits(files) }
    return try write(files, draft, signer: IdentitySigner(keys: [identity]), services)
  }

  /// Gives the lock back; where there is no stream its file goes too.
  static func release(_ lock: WriterLock, _ files: StreamFiles) {
    if !DurableFile.exists(files.stream) { DurableFile.remove(files.lock) }
    lock.release()
  }

  /// Fixes every line of the opening and makes its secrets.
  static func draft(
    _ files: StreamFiles, _ request: OpeningRequest, identity: VerifierKey, _ services: RecorderServices
  ) throws(StreamError) -> Draft {
    guard KeyName.isValid(request.origin), request.origin != identity.name else {
      throw StreamError(
        .invalidArgument, request.origin,
        "is no origin, expected letters, digits and . _ ~ / - and another name than the identity's")
    }
    try refuseExisting(files)
    guard request.documents.reduce(0, { $0 + $1.bytes.count }) <= maximumDocuments else {
      throw StreamError(
        .tooLarge, files.stream, "the documents have more than \(maximumDocuments) bytes together")
    }
    let secrets = PendingFile.Secrets(
      log: services.random(32), epoch: services.random(32), next: services.random(32))
    let keys = try keys(request.origin, secrets)
    let time = services.now()
    var opened = OpenedStream(
      origin: request.origin, run: request.run ?? request.origin, kind: request.kind,
      identity: identity, log: keys.log.verifier, epoch: keys.epoch.verifier, nonce: services.random(16))
    opened.starts = request.starts
    opened.environment = request.environment
    opened.sites = request.sites
    opened.parameters = request.parameters
    opened.follows = request.follows
    opened.isSalted = request.isSalted

    let parts = request.documents.flatMap { AttachedPart.parts(of: $0).map(RecorderPayload.attached) }
    let announced = KeyAnnouncement(vkey: keys.next.verifier, own: Int64(parts.count + 3))
    return Draft(
      seal: SealDraft(
        origin: request.origin, time: time, before: MerkleFrontier(),
        payloads: [.opened(opened)] + parts + [.adopted(request.plan), .announced(announced)]),
      secrets: secrets, identity: identity, isSalted: request.isSalted)
  }

  static func refuseExisting(_ files: StreamFiles) throws(StreamError) {
    guard !DurableFile.exists(files.stream) else {
      throw StreamError(
        .alreadyExists, files.stream, "is there already, expected a new name",
        hint: "a stream is opened once; `cutlog record` and `cutlog event` append to it")
    }
    let folder = DurableFile.folder(of: files.stream)
    guard DurableFile.exists(folder) else {
      throw StreamError(
        .noSuchFile, files.stream, "there is no folder \(folder)", hint: "make it first, or name another")
    }
  }

  private static func keys(
    _ origin: String, _ secrets: PendingFile.Secrets
  ) throws(StreamError) -> (log: SigningKey, epoch: SigningKey, next: SigningKey) {
    guard let log = SigningKey(name: origin, seed: secrets.log),
      let epoch = SigningKey(name: "\(origin)/epoch-0", seed: secrets.epoch),
      let next = SigningKey(name: "\(origin)/epoch-1", seed: secrets.next)
    else { throw StreamError(.inputOutput, "randomness", "gave no key") }
    return (log, epoch, next)
  }

  /// The batch as it stands in the file, sealed.
  struct Batch {
    var note: SignedNote
    var sealed: MerkleFrontier
    var bytes: [UInt8]
    var sealBlockStart: Int
  }

  static func seal(_ draft: Draft, signer: IdentitySigner) throws(StreamError) -> Batch {
    let keys = try keys(draft.seal.origin, draft.secrets)
    var batch = BatchBuilder(
      origin: draft.seal.origin, time: draft.seal.time, frontier: draft.seal.before, workshop: try .init(workers: 1))
    try batch.append(draft.seal)
    let note = try batch.seal(with: [keys.log, keys.epoch]) { text throws(StreamError) in
      try signer.signature(of: draft.identity, over: text)
    }
    let (bytes, sealBlockStart) = try batch.finish()
    return Batch(note: note, sealed: batch.sealed, bytes: bytes, sealBlockStart: sealBlockStart)
  }

  /// Seals the opening and gives it its name; the lock is held.
  static func write(
    _ files: StreamFiles, _ draft: Draft, signer: IdentitySigner, _ services: RecorderServices
  ) throws(StreamError) -> SignedNote {
    let batch = try seal(draft, signer: signer)
    try check(batch.bytes, files)
    var inode: UInt64?
    do throws(StreamError) {
      try discardInterruptedOpening(files)
      let prepared = try DurableFile.prepare(batch.bytes, at: files.opening, for: files.stream).inode
      inode = prepared
      DurableFile.remove(files.identifiers)
      // The state comes first: a stream that has its name can be written to.
      try StateFile.create(
        path: files.state,
        header: StateFile.Header(
          machine: Digest(hashing: services.machine), inode: prepared, isSalted: draft.isSalted,
          origin: draft.seal.origin),
        record: StateRecord(
          seals: 1, frontier: batch.sealed, blockStart: batch.sealBlockStart, length: batch.bytes.count,
          time: draft.seal.time.nanoseconds, events: 0, isClosed: false, logSeed: draft.secrets.log,
          epochSeed: draft.secrets.next), replacing: false)
      try DurableFile.publish(files.opening, as: files.stream, replacing: false)
    } catch {
      if let inode { takeBack(files, inode: inode) }
      DurableFile.remove(files.opening)
      throw error
    }
    return batch.note
  }

  /// Takes back a stream of which nothing is acknowledged, and its state; files of others are left alone.
  private static func takeBack(_ files: StreamFiles, inode: UInt64) {
    if FileDescriptor.identity(atPath: files.stream)?.inode == inode { DurableFile.remove(files.stream) }
    if (try? StateFile(path: files.state))?.header.inode == inode { StateFile.erase(path: files.state) }
  }

  /// Clears away what an opening left that never got its name; the state of any other stream is left alone.
  private static func discardInterruptedOpening(_ files: StreamFiles) throws(StreamError) {
    if DurableFile.exists(files.state) {
      let left = FileDescriptor.identity(atPath: files.opening)?.inode
      guard let left, (try? StateFile(path: files.state))?.header.inode == left else {
        throw StreamError(
          .alreadyExists, files.state, "holds the secrets of another stream, expected no state of that name",
          hint: "take another name or another --state; if that stream is gone for good, remove the file")
      }
      DurableFile.remove(files.state)
    }
    DurableFile.remove(files.opening)
  }

  /// The most bytes of all documents of an opening: a reader holds an opening in memory until its seal.
  package static let maximumDocuments = 1 << 25

  /// Refuses an opening that wouldn't verify, before anything is written.
  static func check(_ bytes: [UInt8], _ files: StreamFiles) throws(StreamError) {
    let verification = try StreamVerifier.verify(MemorySource(bytes))
    guard verification.verdict == .open, verification.findings.isEmpty else {
      let first = verification.findings.first { $0.rule != "stream.unreadable" }
      throw StreamError(
        .invalidArgument, files.stream,
        "what is to be opened can't stand in a stream" + (first.map { ": \($0.message)" } ?? ""))
    }
  }
}
