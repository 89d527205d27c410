internal import CloudEvents
internal import JSONText

extension StreamWriter {
  /// The most bytes of a batch that attached parts may take: the rest is for the announcement and the seal.
  private static let maximumPartBytes = maximumBytes - (1 << 16)
  /// The most lines of a batch but for a recovery, the revision, the announcement and the seal.
  private static let maximumParts = maximumInputs

  /// Attaches a document in one batch; with a plan, that plan holds from here on.
  ///
  /// The plan's document must be the one that is attached. Acknowledges by returning, as `commit` does.
  /// - Throws: `StreamError` `.tooLarge` if the document doesn't fit a batch, `.invalidArgument` if a name or reason
  ///   can't stand in a line.
  package mutating func attach(
    _ document: AttachedDocument, revising plan: PlanAdoption? = nil
  ) throws(StreamError) -> Receipt {
    // Looked at before anything is encoded: what is larger now can't be smaller in lines.
    guard document.bytes.count <= Self.maximumPartBytes else { throw Self.tooLarge(document) }
    let parts = AttachedPart.parts(of: document)
    guard parts.count <= Self.maximumParts else { throw Self.tooLarge(document) }
    let payloads = parts.map(RecorderPayload.attached) + (plan.map { [.revised($0)] } ?? [])

    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { lock.release() }
    let recovery = try synchronise()
    let index = try currentIdentifiers()
    var batch = try builder()
    if let recovery { try batch.append(.recovered(recovery)) }
    for payload in payloads {
      try check(payload, of: document, at: batch.nextIndex, time: batch.time)
      try batch.append(payload)
    }
    guard batch.byteCount <= Self.maximumPartBytes else { throw Self.tooLarge(document) }
    try write(&batch, events: 0)
    keepNone(in: index)
    return Receipt(
      size: record.frontier.size, recovered: recovery, setAside: recovery == nil ? nil : lastSetAside)
  }

  private static func tooLarge(_ document: AttachedDocument) -> StreamError {
    StreamError(
      .tooLarge, document.name,
      "has \(document.bytes.count) bytes, too many for the one batch that a document must fit, expected less than 4 MiB as lines",
      hint: "attach it in pieces, compressed, or only its SHA-256 in a note")
  }

  /// Refuses what a reader would refuse, before anything is written.
  private func check(
    _ payload: RecorderPayload, of document: AttachedDocument, at index: Int, time: Timestamp
  ) throws(StreamError) {
    let line = RecorderLine(index: index, origin: origin, time: time, payload: payload).bytes
    var scanner = EnvelopeScanner()
    let failure = line.withUnsafeBufferPointer { bytes -> EnvelopeError? in
      var members: ContiguousArray<JSONMemberSpan> = []
      do throws(EnvelopeError) {
        _ = try scanner.scan(bytes, members: &members)
        return nil
      } catch { return error }
    }
    guard let failure, line.count < BGZF.maximumPayload else { return }
    throw StreamError(
      .invalidArgument, document.name, "its name, media type or reason can't stand in a line: \(failure.description)")
  }
}
