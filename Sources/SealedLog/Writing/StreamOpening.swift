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
  /// Writes the opening batch as a new file, with its state beside it.
  ///
  /// Either the whole opening is there and durable, or no stream is. Never replaces a file.
  /// - Returns: the note of the first seal.
  /// - Throws: `StreamError` if something of that name is there, a name is not one, or the disk fails.
  package static func open(
    _ files: StreamFiles, _ request: OpeningRequest, identity: SigningKey, services: RecorderServices
  ) throws(StreamError) -> SignedNote {
    guard KeyName.isValid(request.origin), request.origin != identity.name else {
      throw StreamError(
        .invalidArgument, request.origin,
        "is no origin, expected letters, digits and . _ ~ / - and another name than the identity's")
    }
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
    guard request.documents.reduce(0, { $0 + $1.bytes.count }) <= maximumDocuments else {
      throw StreamError(
        .tooLarge, files.stream, "the documents have more than \(maximumDocuments) bytes together")
    }
    guard
      let log = SigningKey(name: request.origin, seed: services.random(32)),
      let epoch = SigningKey(name: "\(request.origin)/epoch-0", seed: services.random(32)),
      let next = SigningKey(name: "\(request.origin)/epoch-1", seed: services.random(32))
    else { throw StreamError(.inputOutput, "randomness", "gave no key") }
    let time = services.now()
    var opened = OpenedStream(
      origin: request.origin, run: request.run ?? request.origin, kind: request.kind,
      identity: identity.verifier, log: log.verifier, epoch: epoch.verifier, nonce: services.random(16))
    opened.starts = request.starts
    opened.environment = request.environment
    opened.sites = request.sites
    opened.parameters = request.parameters
    opened.follows = request.follows
    opened.isSalted = request.isSalted

    var batch = try BatchBuilder(origin: request.origin, time: time, frontier: MerkleFrontier())
    try batch.append(.opened(opened))
    for document in request.documents {
      for part in AttachedPart.parts(of: document) { try batch.append(.attached(part)) }
    }
    try batch.append(.adopted(request.plan))
    try batch.announce(next.verifier)
    let note = try batch.seal(with: [log, epoch, identity])
    let sealed = batch.sealed
    let (bytes, sealBlockStart) = batch.finish()
    try check(bytes, files)

    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    var inode: UInt64?
    do throws(StreamError) {
      try discardInterruptedOpening(files)
      let prepared = try DurableFile.prepare(bytes, at: files.opening, for: files.stream).inode
      inode = prepared
      DurableFile.remove(files.identifiers)
      // The state comes first: a stream that has its name can be written to.
      try StateFile.create(
        path: files.state,
        header: StateFile.Header(
          machine: Digest(hashing: services.machine), inode: prepared, isSalted: request.isSalted,
          origin: request.origin),
        record: StateRecord(
          seals: 1, frontier: sealed, blockStart: sealBlockStart, length: bytes.count, time: time.nanoseconds,
          events: 0, isClosed: false, logSeed: log.seed, epochSeed: next.seed), replacing: false)
      try DurableFile.publish(files.opening, as: files.stream, replacing: false)
    } catch {
      if let inode { takeBack(files, inode: inode) }
      DurableFile.remove(files.opening)
      if !DurableFile.exists(files.stream) { DurableFile.remove(files.lock) }
      throw error
    }
    return note
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
  private static func check(_ bytes: [UInt8], _ files: StreamFiles) throws(StreamError) {
    let verification = try StreamVerifier.verify(MemorySource(bytes))
    guard verification.verdict == .open, verification.findings.isEmpty else {
      let first = verification.findings.first { $0.rule != "stream.unreadable" }
      throw StreamError(
        .invalidArgument, files.stream,
        "what is to be opened can't stand in a stream" + (first.map { ": \($0.message)" } ?? ""))
    }
  }
}
