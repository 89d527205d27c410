#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Recovering with an identity that is kept elsewhere.
extension StreamRecovery {
  package enum Answer: Sendable {
    /// No bridge was needed: a torn end was set aside.
    case repaired(Outcome)
    /// The bridge waits for its signature.
    case requested(SigningRequest)
  }

  /// Fixes the bridge and leaves it beside the stream until its signature comes; the stream is not touched.
  ///
  /// A bridge that waited before is given up.
  /// - Throws: as `recover`.
  package static func request(
    _ files: StreamFiles, services: RecorderServices
  ) throws(StreamError) -> Answer {
    if let repaired = try repair(files, services: services) { return .repaired(repaired) }
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let standing = try Standing(files, FileDescriptor(path: files.stream, flags: O_RDONLY))
    let draft = try draft(standing, services)
    guard let request = SigningRequest(draft.seal, signer: standing.identity) else {
      throw StreamError(.invalidArgument, files.stream, "has no bridge that could be signed")
    }
    try PendingFile(request: request, secrets: draft.secrets, length: standing.resume.length)
      .write(files, services: services, replacing: true)
    return .requested(request)
  }

  /// Writes the bridge that waits, with the identity's signature.
  ///
  /// What waits stays where it is until the bridge and the new state are durable, and may be tried again.
  /// - Throws: `StreamError` `.requestMissing`, `.requestStale` if the stream is another one now, `.signatureMismatch`, or
  ///   as `recover`.
  package static func complete(
    _ files: StreamFiles, signer: IdentitySigner, services: RecorderServices
  ) throws(StreamError) -> Outcome {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { StreamOpening.release(lock, files) }
    let pending = try PendingFile(files, services: services)
    guard case .bridge(let record) = pending.request.subject, let seal = pending.request.draft,
      let secrets = pending.secrets
    else { throw StreamError(.requestMissing, files.stream, "no bridge waits for a signature here") }
    let stale = StreamError(
      .requestStale, files.stream, "is not as it was when the bridge was requested",
      hint: "ask again with `cutlog recover --request FILE`; nothing was written")
    let stream = try FileDescriptor(path: files.stream, flags: O_RDWR)
    guard try stream.length() >= pending.length else { throw stale }
    let standing = try Standing(files, stream, limit: pending.length)
    guard standing.resume.length == pending.length, standing.frontier == seal.before else { throw stale }
    // An earlier attempt may have been interrupted: then a part of this very bridge stands there, or all of it.
    let now = try StreamVerifier.verify(FileSource(path: files.stream))
    let isWritten = now.checkpoint == seal.checkpoint
    let isUntouched = Digest(hashing: standing.torn) == record.sha256
    let isBegun =
      now.checkpoint == standing.verification.checkpoint
      && (record.bytes == 0 || isSetAside(record, at: pending.length, files))
    guard isWritten || isUntouched || isBegun else { throw stale }
    let draft = Draft(seal: seal, record: record, secrets: secrets)
    let outcome = try write(files, stream, standing, draft, signer: signer, services)
    PendingFile.erase(files)
    return outcome
  }

  private static func isSetAside(_ record: RecoveryRecord, at offset: Int, _ files: StreamFiles) -> Bool {
    guard let bytes = try? DurableFile.read(files.torn(offset: offset, digest: record.sha256)) else { return false }
    return Digest(hashing: bytes) == record.sha256
  }
}
