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
    batch.append(.opened(opened))
    for document in request.documents {
      for part in AttachedPart.parts(of: document) { batch.append(.attached(part)) }
    }
    batch.append(.adopted(request.plan))
    batch.announce(next.verifier)
    let note = batch.seal(with: [log, epoch, identity])
    let sealed = batch.sealed
    let (bytes, sealBlockStart) = batch.finish()
    try checkLengths(request, files)

    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    try DurableFile.write(bytes, to: files.stream, replacing: false)
    // The state is bound to the stream's inode, so it follows the file. Without it the stream is sealed and whole, and
    // `recover` goes on with it.
    let file = try FileDescriptor(path: files.stream, flags: 0)
    let record = StateRecord(
      seals: 1, frontier: sealed, blockStart: sealBlockStart, length: bytes.count, time: time.nanoseconds,
      events: 0, isClosed: false, logSeed: log.seed, epochSeed: next.seed)
    do throws(StreamError) {
      try StateFile.create(
        path: files.state,
        header: StateFile.Header(
          machine: Digest(hashing: services.machine), inode: file.identity().inode, isSalted: request.isSalted,
          origin: request.origin), record: record)
    } catch {
      DurableFile.remove(files.stream)
      throw error
    }
    return note
  }

  /// Refuses what would not fit a line, before anything is written.
  private static func checkLengths(_ request: OpeningRequest, _ files: StreamFiles) throws(StreamError) {
    let parameters = request.parameters.reduce(0) { $0 + $1.name.utf8.count + JSONWriter.bytes(of: $1.value).count }
    let followed = request.follows.reduce(0) { $0 + $1.origin.utf8.count + $1.checkpoint.utf8.count }
    guard parameters + followed < 50_000 else {
      throw StreamError(
        .tooLarge, files.stream, "the parameters and the followed streams don't fit a line of 65,280 bytes")
    }
  }
}
