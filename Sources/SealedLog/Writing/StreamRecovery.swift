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
    if let repaired = try repair(files, services: services) { return repaired }
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let stream = try FileDescriptor(path: files.stream, flags: O_RDWR)
    let verified = try StreamVerifier.fold(FileSource(path: files.stream), with: LastSeal())
    let verification = verified.verification
    guard verification.verdict != .closed else { throw StreamWriter.closedError(files) }
    guard verification.verdict == .open, let resume = verification.resume, let opened = verification.opened,
      let last = verified.output?.leaf
    else {
      let first = verification.errors.first
      throw StreamError(
        verification.verdict == .unreadable ? .unreadable : .tampered, files.stream,
        "is \(verification.verdict.rawValue)" + (first.map { ": \($0.message)" } ?? "") + "; only an open stream can be recovered",
        hint: "`cutlog verify` shows every finding")
    }
    guard verification.identity == identity.verifier else {
      throw StreamError(
        .keyMismatch, identity.name,
        "is not the identity of the stream, expected \(verification.identity?.text ?? "none")")
    }
    let length = try stream.length()
    let torn = try stream.read(length - resume.length, at: resume.length)
    let digest = Digest(hashing: torn)
    var outcome = Outcome(
      record: RecoveryRecord(
        cause: .stateLost, size: Int64(resume.frontier.size), root: resume.frontier.root, bytes: Int64(torn.count),
        sha256: digest), note: SignedNote(text: "", signatures: []), setAside: nil)
    if !torn.isEmpty {
      let path = files.torn(offset: resume.length, digest: digest)
      try DurableFile.writeLocked(torn, to: path, mode: 0o600, replacing: true)
      outcome.setAside = path
    }

    guard let log = SigningKey(name: opened.origin, seed: services.random(32)),
      let epoch = SigningKey(name: "\(opened.origin)/epoch-\(verification.seals)", seed: services.random(32)),
      let next = SigningKey(name: "\(opened.origin)/epoch-\(verification.seals + 1)", seed: services.random(32))
    else { throw StreamError(.inputOutput, "randomness", "gave no key") }
    outcome.record.log = log.verifier
    outcome.record.epoch = epoch.verifier
    let time = max(services.now().nanoseconds, verification.lastSealTime?.nanoseconds ?? 0)
    var frontier = resume.frontier
    frontier.append(leaf: last)
    var batch = try BatchBuilder(
      origin: opened.origin, time: Timestamp(nanoseconds: time), frontier: frontier)
    try batch.append(.recovered(outcome.record))
    try batch.announce(next.verifier)
    outcome.note = try batch.seal(with: [log, epoch, identity])
    let sealed = batch.sealed
    let (bytes, sealBlockStart) = batch.finish()
    let record = StateRecord(
      seals: verification.seals + 1, frontier: sealed, blockStart: resume.length + sealBlockStart,
      length: resume.length + bytes.count, time: time, events: verification.events, isClosed: false,
      logSeed: log.seed, epochSeed: next.seed)
    do throws(StreamError) {
      try stream.write(bytes, at: resume.length)
      if try stream.length() > record.length { try stream.truncate(to: record.length) }
      try stream.sync()
    } catch {
      if torn.isEmpty { try? stream.truncate(to: resume.length) }
      throw error
    }
    DurableFile.remove(files.identifiers)
    try StateFile.create(
      path: files.state,
      header: StateFile.Header(
        machine: Digest(hashing: services.machine), inode: stream.identity().inode, isSalted: opened.isSalted,
        origin: opened.origin), record: record, replacing: true)
    return outcome
  }

  /// Does what any writer does if the state is whole; nil if it isn't.
  private static func repair(
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
