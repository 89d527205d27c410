#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import CloudEvents

/// Going on with a stream whose state is lost, stale or foreign.
package enum StreamRecovery {
  /// What a recovery did.
  package struct Outcome: Sendable {
    package var record: RecoveryRecord
    /// The note of the bridge's seal.
    package var note: SignedNote
    /// The file that holds what was set aside, if anything was.
    package var setAside: String?
  }

  /// Writes a bridge: new log and epoch keys, sealed by them and by the identity.
  ///
  /// Where the state is whole no bridge is needed: then only a torn end is set aside, and if there is none that is an
  /// error. Else the whole stream is verified first; bytes behind its last valid seal are set aside. Every later verification
  /// lists the bridge.
  /// - Throws: `StreamError` if the stream is closed or doesn't verify, or if the key is not its identity.
  package static func recover(
    _ files: StreamFiles, identity: SigningKey, services: RecorderServices
  ) throws(StreamError) -> Outcome {
    let lost = FileDescriptor.identity(atPath: files.state)
    if let repaired = try repair(files, services: services) { return repaired }
    return try bridge(files, over: lost, identity: identity, services: services)
  }

  /// Writes a bridge in place of a state that is lost.
  ///
  /// - Parameter lost: The file of that state, if there is one: a recovery that came first has put another there.
  static func bridge(
    _ files: StreamFiles, over lost: FileIdentity?, identity: SigningKey, services: RecorderServices
  ) throws(StreamError) -> Outcome {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    guard FileDescriptor.identity(atPath: files.state) == lost else {
      lock.release()
      return try recover(files, identity: identity, services: services)
    }
    let stream = try FileDescriptor(path: files.stream, flags: O_RDWR)
    let standing = try Standing(files, stream)
    let signer = IdentitySigner(keys: [identity])
    // Before anything is set aside: whose key it is.
    _ = try signer.signature(of: standing.identity, over: "")
    let draft = try draft(standing, services)
    let outcome = try write(files, stream, standing, draft, signer: signer, services)
    PendingFile.erase(files)
    return outcome
  }

  /// How a stream without a state stands.
  struct Standing {
    var verification: Verification
    var resume: Verification.ResumePoint
    var opened: OpenedStream
    var identity: VerifierKey
    /// The tree with the last valid seal itself.
    var frontier: MerkleFrontier
    /// What no seal covers.
    var torn: [UInt8]

    /// Verifies a stream.
    ///
    /// - Parameter limit: where to stop reading; what stands behind it counts as torn.
    init(_ files: StreamFiles, _ stream: FileDescriptor, limit: Int = .max) throws(StreamError) {
      let length = try stream.length()
      let verified = try StreamVerifier.fold(
        FileSource(path: files.stream, limit: min(limit, length)), with: LastSeal())
      verification = verified.verification
      guard verification.verdict != .closed else { throw StreamWriter.closedError(files) }
      guard verification.verdict == .open, let resume = verification.resume, let opened = verification.opened,
        let identity = verification.identity, let last = verified.output?.leaf
      else {
        let first = verification.errors.first
        throw StreamError(
          verification.verdict == .unreadable ? .unreadable : .tampered, files.stream,
          "is \(verification.verdict.rawValue)" + (first.map { ": \($0.message)" } ?? "") + "; only an open stream can be recovered",
          hint: "`cutlog verify` shows every finding")
      }
      try verification.refuseCompromised(identity)
      self.resume = resume
      self.opened = opened
      self.identity = identity
      frontier = resume.frontier
      frontier.append(leaf: last)
      torn = try stream.read(length - resume.length, at: resume.length)
    }
  }

  /// The bridge as it will stand, and the secrets that seal it and what follows.
  struct Draft {
    var seal: SealDraft
    var record: RecoveryRecord
    var secrets: PendingFile.Secrets
  }

  static func draft(_ standing: Standing, _ services: RecorderServices) throws(StreamError) -> Draft {
    let secrets = PendingFile.Secrets(
      log: services.random(32), epoch: services.random(32), next: services.random(32))
    let keys = try keys(standing.opened.origin, standing.verification.seals, secrets)
    var record = RecoveryRecord(
      cause: .stateLost, size: Int64(standing.resume.frontier.size), root: standing.resume.frontier.root,
      bytes: Int64(standing.torn.count), sha256: Digest(hashing: standing.torn))
    record.log = keys.log.verifier
    record.epoch = keys.epoch.verifier
    let time = max(services.now().nanoseconds, standing.verification.lastSealTime?.nanoseconds ?? 0)
    let announced = KeyAnnouncement(vkey: keys.next.verifier, own: 2)
    return Draft(
      seal: SealDraft(
        origin: standing.opened.origin, time: Timestamp(nanoseconds: time), before: standing.frontier,
        payloads: [.recovered(record), .announced(announced)]),
      record: record, secrets: secrets)
  }

  private static func keys(
    _ origin: String, _ seals: Int, _ secrets: PendingFile.Secrets
  ) throws(StreamError) -> (log: SigningKey, epoch: SigningKey, next: SigningKey) {
    guard let log = SigningKey(name: origin, seed: secrets.log),
      let epoch = SigningKey(name: "\(origin)/epoch-\(seals)", seed: secrets.epoch),
      let next = SigningKey(name: "\(origin)/epoch-\(seals + 1)", seed: secrets.next)
    else { throw StreamError(.inputOutput, "randomness", "gave no key") }
    return (log, epoch, next)
  }

  /// Sets aside what no seal covers, writes the bridge in its place and then a new state; the lock is held.
  ///
  /// - Parameter standing: How the stream stood before the bridge.
  static func write(
    _ files: StreamFiles, _ stream: FileDescriptor, _ standing: Standing, _ draft: Draft, signer: IdentitySigner,
    _ services: RecorderServices
  ) throws(StreamError) -> Outcome {
    let (verification, resume) = (standing.verification, standing.resume)
    let keys = try keys(draft.seal.origin, verification.seals, draft.secrets)
    var batch = BatchBuilder(
      origin: draft.seal.origin, time: draft.seal.time, frontier: draft.seal.before, workshop: try .init(workers: 1))
    try batch.append(draft.seal)
    let note = try batch.seal(with: [keys.log, keys.epoch]) { text throws(StreamError) in
      try signer.signature(of: standing.identity, over: text)
    }
    let sealed = batch.sealed
    let (bytes, sealBlockStart) = try batch.finish()
    var outcome = Outcome(record: draft.record, note: note, setAside: nil)
    if draft.record.bytes > 0 {
      let path = files.torn(offset: resume.length, digest: draft.record.sha256)
      if Digest(hashing: standing.torn) == draft.record.sha256 {
        try DurableFile.writeLocked(standing.torn, to: path, mode: 0o600, replacing: true)
      }
      outcome.setAside = path
    }
    let record = StateRecord(
      seals: verification.seals + 1, frontier: sealed, blockStart: resume.length + sealBlockStart,
      length: resume.length + bytes.count, time: draft.seal.time.nanoseconds, events: verification.events,
      isClosed: false, logSeed: draft.secrets.log, epochSeed: draft.secrets.next)
    do throws(StreamError) {
      try stream.write(bytes, at: resume.length)
      if try stream.length() > record.length { try stream.truncate(to: record.length) }
      try stream.sync()
    } catch {
      if standing.torn.isEmpty { try? stream.truncate(to: resume.length) }
      throw error
    }
    DurableFile.remove(files.identifiers)
    try StateFile.create(
      path: files.state,
      header: StateFile.Header(
        machine: Digest(hashing: services.machine), inode: stream.identity().inode, isSalted: standing.opened.isSalted,
        origin: draft.seal.origin), record: record, replacing: true)
    return outcome
  }

  /// Does what any writer does if the state is whole; nil if it isn't.
  static func repair(
    _ files: StreamFiles, services: RecorderServices
  ) throws(StreamError) -> Outcome? {
    do throws(StreamError) {
      var writer = try StreamWriter(files, services: services)
      let receipt = try writer.commit([])
      guard let record = receipt.recovered else {
        throw StreamError(
          .notNeeded, files.state, "is whole and fits the stream: there is nothing to recover")
      }
      return Outcome(record: record, note: try writer.standingNote(), setAside: receipt.setAside)
    } catch {
      switch error.code {
      case .stateMissing, .stateForeign, .stateStale, .stateDamaged: return nil
      default: throw error
      }
    }
  }

  /// Keeps the leaf hash of the last line that the fold sees: the last valid seal.
  private struct LastSeal: EventFold {
    var leaf: Digest?
    mutating func apply(_ event: EventView) {
      if event.isType("dev.cutlog.seal") { leaf = MerkleTree.leafHash(event.line) }
    }
    consuming func finish() -> LastSeal { self }
  }
}
