#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Opening with an identity that is kept elsewhere.
extension StreamOpening {
  /// Fixes the opening and leaves it beside where the stream will be, until its signature comes.
  ///
  /// - Returns: what the identity is to sign.
  /// - Throws: as `open`, and `StreamError` `.alreadyExists` if an opening waits there.
  package static func request(
    _ files: StreamFiles, _ request: OpeningRequest, identity: VerifierKey, services: RecorderServices
  ) throws(StreamError) -> SigningRequest {
    let draft = try draft(files, request, identity: identity, services)
    guard let asked = SigningRequest(draft.seal, signer: identity) else {
      throw StreamError(.invalidArgument, files.stream, "what is to be opened can't stand in a stream")
    }
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { release(lock, files) }
    try refuseExisting(files)
    try PendingFile(request: asked, secrets: draft.secrets, length: 0)
      .write(files, services: services, replacing: false)
    return asked
  }

  /// Opens the stream whose opening waits, with the identity's signature.
  ///
  /// What waits stays where it is until the stream is there, and may be tried again.
  /// - Throws: `StreamError` `.requestMissing`, `.signatureMismatch`, `.alreadyExists`, or as `open`.
  package static func complete(
    _ files: StreamFiles, signer: IdentitySigner, services: RecorderServices
  ) throws(StreamError) -> (note: SignedNote, request: SigningRequest) {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { release(lock, files) }
    let pending = try PendingFile(files, services: services)
    guard case .opening(let opened, _) = pending.request.subject, let seal = pending.request.draft,
      let secrets = pending.secrets
    else { throw StreamError(.requestMissing, files.stream, "no opening waits for a signature here") }
    let draft = Draft(seal: seal, secrets: secrets, identity: opened.identity, isSalted: opened.isSalted)
    let note: SignedNote
    if DurableFile.exists(files.stream) {
      // An earlier attempt may have been interrupted right after it gave the stream its name.
      let there = try StreamTail.opening(of: FileDescriptor(path: files.stream, flags: O_RDONLY))
      guard there?.log == opened.log else {
        try refuseExisting(files)
        throw StreamError(.alreadyExists, files.stream, "is there already")
      }
      note = try self.seal(draft, signer: signer).note
    } else {
      note = try write(files, draft, signer: signer, services)
    }
    PendingFile.erase(files)
    return (note, pending.request)
  }
}
