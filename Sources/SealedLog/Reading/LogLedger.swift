internal import CloudEvents

/// The serial half of verification: keys, batches and seals, in the order of lines.
///
/// It takes the recorder's lines as they come, collects the signatures that must hold, and counts a seal as valid
/// only when `settle` has been told that all of them do. Key life is judged by position alone.
struct LogLedger {
  /// A signature to be checked.
  struct SignatureCheck: Sendable {
    var key: VerifierKey
    var signature: [UInt8]
    var message: [UInt8]
  }

  /// A seal whose signatures are still to be checked.
  struct PendingSeal {
    var index: Int
    var offset: Int
    var checkpoint: Checkpoint
    var note: SignedNote
    var time: Timestamp
    /// Range of its signatures among all that were collected.
    var checks: Range<Int>
    /// What is already known to be wrong with it or with its batch.
    var findings: [Finding]
    var closes: ClosedStream?
    /// What becomes true if the seal is valid.
    var events: Int
    var withheld: [Int]
    var recoveries: [Int]
    var bridges: [Int]
    var anchors: Int
    var identity: VerifierKey
    /// Whether the identity signs this seal.
    var isSignedByIdentity: Bool
    /// Keys that lines of its batch declare compromised, and from which index on.
    var compromises: [(key: VerifierKey, since: Int)]
    /// The tree that the seal is over.
    var frontier: MerkleFrontier
    /// The end of its block in the file, if the seal ends it; else 0.
    var endOffset: Int
  }

  // The stream.
  private(set) var opened: OpenedStream?
  private(set) var identity: VerifierKey?
  private(set) var log: VerifierKey?
  private(set) var frontier = MerkleFrontier()

  // The chain of epochs.
  private var sealsSeen = 0
  private var epoch: VerifierKey?
  private var lastSealTime: Timestamp?

  // The batch under way.
  private var batch = Batch()
  private var isClosed = false

  // Signatures and seals that wait.
  private(set) var checks: [SignatureCheck] = []
  private(set) var pending: [PendingSeal] = []

  private struct Batch {
    var start = 0
    var own = 0
    var events = 0
    var earliestAccepted = Int64.max
    var latestAccepted = Int64.min
    var time: Timestamp?
    var announced: (key: KeyAnnouncement, index: Int)?
    var closed: (record: ClosedStream, index: Int)?
    var recovery: (record: RecoveryRecord, index: Int)?
    var hasBridge = false
    var lastIndex = -1
    var withheld: [Int] = []
    var anchors = 0
    var hasOther = false
    var compromises: [(key: VerifierKey, since: Int)] = []
    var parts: (document: String, name: String, next: Int64, of: Int64)?
    var adopted = false
    var attached = 0
    var findings: [Finding] = []
    /// After the key for the next seal, or the closing line, only the seal may come.
    var mustSealAfter: Int?
  }

  /// The most findings kept for one batch: more say nothing new.
  private static let findingLimit = 100

  mutating func note(_ finding: Finding) {
    if batch.findings.count < Self.findingLimit { batch.findings.append(finding) }
  }

  /// The findings of the batch that no seal has ended.
  var unsealedFindings: [Finding] { batch.findings }

  /// Whether the unsealed batch holds a line that only a seal may follow, followed by something else.
  private(set) var sealIsMissing = false

  // MARK: - Lines

  /// Takes notice of events, the last of which has that index.
  mutating func takeEvents(upTo index: Int, _ offset: Int) { mustNotFollow(index, offset) }

  /// Takes the leaves and the events of a segment.
  mutating func append(
    _ segment: LineAnnotation.Segment, _ subtrees: ContiguousArray<AlignedSubtree>
  ) {
    for place in segment.subtrees { frontier.append(subtrees[place]) }
    batch.events += segment.events
    batch.earliestAccepted = min(batch.earliestAccepted, segment.earliestAccepted)
    batch.latestAccepted = max(batch.latestAccepted, segment.latestAccepted)
  }

  /// Takes one of the recorder's lines other than a seal.
  mutating func take(_ line: RecorderLine?, type: RecorderType?, index: Int, offset: Int) {
    if case .withheld(let stub)? = line?.payload, opened != nil {
      if Int(stub.index) != index {
        note(
          Finding(
            "line.stub", "a withheld line's stub stands at another index", index: index, offset: offset,
            expected: "\(index)", observed: "\(stub.index)"))
      }
      if let line, let time = openedTime, line.time != time {
        note(
          Finding(
            "line.stub", "a stub's time is not line 0's", index: index, offset: offset,
            expected: time.description, observed: line.time.description))
      }
      batch.withheld.append(index)
      mustNotFollow(index, offset)
      return
    }
    batch.own += 1
    mustNotFollow(index, offset)
    guard let line else {
      note(
        Finding(
          "line.recorder",
          type == nil
            ? "a line of the recorder has a type that the recorder doesn't write"
            : "a line of the recorder is not written as the recorder writes it", index: index,
          offset: offset))
      return
    }
    if let time = batch.time, time != line.time {
      note(
        Finding(
          "batch.time", "the recorder's lines of a batch have different times", index: index,
          offset: offset, expected: time.description, observed: line.time.description))
    }
    if batch.time == nil { batch.time = line.time }
    switch line.payload {
    case .opened(let opened): takeOpened(opened, line, index, offset)
    case .attached(let part): takePart(part, index, offset)
    case .adopted: takeAdopted(index, offset)
    case .revised: batch.hasOther = true
    case .announced(let announcement):
      batch.announced = (announcement, index)
      batch.mustSealAfter = index
    case .anchor:
      batch.anchors += 1
      if batch.hasOther || batch.events > 0 {
        note(Finding("batch.order", "an anchor stands behind other lines of its batch", index: index, offset: offset))
      }
    case .recovered(let record): takeRecovery(record, index, offset)
    case .rotated(let notice): takeRotation(notice, index, offset)
    case .compromised(let notice): takeCompromise(notice, index, offset)
    case .refused: batch.hasOther = true
    case .closed(let record):
      batch.closed = (record, index)
      batch.mustSealAfter = index
    case .seal, .withheld: break
    }
    batch.lastIndex = index
  }

  /// Marks lines that stand where only a seal may.
  private mutating func mustNotFollow(_ index: Int, _ offset: Int) {
    guard let last = batch.mustSealAfter, index > last else { return }
    sealIsMissing = true
    note(
      Finding(
        "seal.missing", "a line stands where the batch's seal must", index: index, offset: offset,
        expected: "seal"))
    batch.mustSealAfter = nil
  }

  private var openedTime: Timestamp?

  private mutating func takeOpened(_ opened: OpenedStream, _ line: RecorderLine, _ index: Int, _ offset: Int) {
    guard index == 0, self.opened == nil else {
      note(Finding("batch.order", "a second `stream.opened`", index: index, offset: offset))
      return
    }
    self.opened = opened
    openedTime = line.time
    identity = opened.identity
    log = opened.log
    epoch = opened.epoch
    if opened.origin != line.origin || opened.log.name != opened.origin
      || opened.epoch.name != "\(opened.origin)/epoch-0" || opened.identity.name == opened.origin
    {
      note(
        Finding(
          "key.name", "the keys of line 0 are not named as they must be", index: 0, offset: offset,
          expected: "\(opened.origin), \(opened.origin)/epoch-0",
          observed: "\(opened.log.name), \(opened.epoch.name)"))
    }
  }

  private mutating func takePart(_ part: AttachedPart, _ index: Int, _ offset: Int) {
    batch.attached += 1
    batch.hasOther = true
    let expected = batch.parts.map { $0.next } ?? 1
    let isOfSame = batch.parts.map { $0.document == part.sha256 && $0.name == part.name } ?? true
    if part.part != expected || !isOfSame {
      note(
        Finding(
          "document.parts", "the parts of a document must stand in one batch and in order", index: index,
          offset: offset, expected: "part \(expected)", observed: "part \(part.part) of \(part.name)"))
    }
    batch.parts = part.part == part.parts ? nil : (part.sha256, part.name, part.part + 1, part.parts)
  }

  private mutating func takeAdopted(_ index: Int, _ offset: Int) {
    if sealsSeen > 0 || batch.adopted {
      note(Finding("batch.order", "`plan.adopted` outside the opening", index: index, offset: offset))
    }
    batch.adopted = true
  }

  private mutating func takeRecovery(_ record: RecoveryRecord, _ index: Int, _ offset: Int) {
    if batch.own > 1 || batch.events > 0 {
      note(
        Finding("batch.order", "`stream.recovered` must be the first line of its batch", index: index, offset: offset))
    }
    batch.recovery = (record, index)
    if let newLog = record.log, let newEpoch = record.epoch, let opened {
      batch.hasBridge = true
      if newLog.name != opened.origin || newEpoch.name != "\(opened.origin)/epoch-\(sealsSeen)" {
        note(
          Finding(
            "key.name", "the keys of a bridge are not named as they must be", index: index, offset: offset,
            expected: "\(opened.origin), \(opened.origin)/epoch-\(sealsSeen)",
            observed: "\(newLog.name), \(newEpoch.name)"))
      }
      log = newLog
      epoch = newEpoch
    }
  }

  private mutating func takeRotation(_ notice: IdentityNotice, _ index: Int, _ offset: Int) {
    batch.hasOther = true
    guard let identity, let opened else { return }
    let text = "cutlog/identity/v1\n\(opened.origin)\nrotated\n\(identity.text)\n\(notice.vkey.text)\n"
    guard notice.note.text == text, notice.note.isSigned(by: identity), notice.note.isSigned(by: notice.vkey)
    else {
      note(
        Finding(
          "identity.rotated", "the rotation is not signed by the old and the new identity", index: index,
          offset: offset))
      return
    }
    self.identity = notice.vkey
  }

  private mutating func takeCompromise(_ notice: IdentityNotice, _ index: Int, _ offset: Int) {
    batch.hasOther = true
    guard let identity, let opened else { return }
    let text =
      "cutlog/identity/v1\n\(opened.origin)\ncompromised\n\(notice.vkey.text)\n\(notice.since ?? 0)\n"
    guard let since = notice.since, since >= 0, since <= index, notice.note.text == text,
      notice.note.isSigned(by: identity)
    else {
      note(
        Finding(
          "identity.compromised", "the statement is not signed by the identity in force", index: index,
          offset: offset))
      return
    }
    batch.compromises.append((notice.vkey, Int(since)))
  }

  // MARK: - Seals

  /// Takes a seal; `line` is nil where its bytes aren't those that its fields give.
  mutating func takeSeal(_ line: RecorderLine?, index: Int, offset: Int, endOffset: Int) {
    defer { batch = Batch(start: index + 1) }
    guard let line, case .seal(let note) = line.payload, let checkpoint = Checkpoint(text: note.text),
      let opened, let log, let epoch, let identity
    else {
      self.note(
        Finding(
          "seal.form", "a seal is not written as the recorder writes it", index: index, offset: offset))
      appendInvalidSeal(index, offset)
      return
    }
    let root = frontier.root
    func require(_ holds: Bool, _ rule: String, _ message: String, _ expected: String, _ observed: String) {
      guard !holds else { return }
      batch.findings.insert(
        Finding(rule, message, index: index, offset: offset, expected: expected, observed: observed), at: 0)
    }
    checkBatch(line, index, offset)
    require(
      checkpoint.origin == opened.origin, "seal.origin", "the seal names another origin", opened.origin,
      checkpoint.origin)
    require(
      checkpoint.size == index, "seal.size", "a seal's size must be its own index", "\(index)",
      "\(checkpoint.size)")
    require(
      checkpoint.root == root, "seal.root", "the root over the lines before is not the one that was sealed",
      checkpoint.root.base64, root.base64)

    let closesWithIdentity = batch.closed?.record.identity ?? false
    let needsIdentity = sealsSeen == 0 || batch.hasBridge || closesWithIdentity
    let signers = [log, epoch] + (needsIdentity ? [identity] : [])
    let first = checks.count
    let found = note.signatures.map { ($0.name, $0.identifier) }
    let isExact =
      found.count == signers.count
      && zip(found, signers).allSatisfy { $0.0 == $1.name && $0.1 == $1.identifier }
    require(
      isExact, "seal.signers", "the seal is not signed by exactly the keys that must sign it",
      signers.map(\.name).joined(separator: ", "), found.map(\.0).joined(separator: ", "))
    if isExact {
      for (key, signature) in zip(signers, note.signatures) {
        checks.append(SignatureCheck(key: key, signature: signature.bytes, message: Array(note.text.utf8)))
      }
    }
    pending.append(
      PendingSeal(
        index: index, offset: offset, checkpoint: checkpoint, note: note, time: line.time,
        checks: first..<checks.count, findings: batch.findings, closes: batch.closed?.record,
        events: batch.events, withheld: batch.withheld,
        recoveries: batch.recovery.map { [$0.index] } ?? [],
        bridges: batch.hasBridge ? batch.recovery.map { [$0.index] } ?? [] : [], anchors: batch.anchors,
        identity: identity, isSignedByIdentity: needsIdentity, compromises: batch.compromises, frontier: frontier,
        endOffset: endOffset))
    sealsSeen += 1
    lastSealTime = line.time
    self.epoch = batch.announced?.key.vkey
    if batch.closed != nil { isClosed = true }
  }

  private mutating func appendInvalidSeal(_ index: Int, _ offset: Int) {
    guard let opened, let identity else { return }
    pending.append(
      PendingSeal(
        index: index, offset: offset,
        checkpoint: Checkpoint(origin: opened.origin, size: index, root: MerkleTree.emptyRoot),
        note: SignedNote(text: "", signatures: []), time: Timestamp(nanoseconds: 0),
        checks: checks.count..<checks.count, findings: batch.findings, closes: nil, events: 0, withheld: [],
        recoveries: [], bridges: [], anchors: 0, identity: identity, isSignedByIdentity: false, compromises: [], frontier: frontier, endOffset: 0))
  }

  private mutating func checkBatch(_ seal: RecorderLine, _ index: Int, _ offset: Int) {
    func require(_ holds: Bool, _ rule: String, _ message: String, _ expected: String, _ observed: String) {
      guard !holds else { return }
      note(Finding(rule, message, index: index, offset: offset, expected: expected, observed: observed))
    }
    if let time = batch.time {
      require(
        seal.time == time, "batch.time", "a seal's time must be that of the line before it",
        time.description, seal.time.description)
    }
    if let last = lastSealTime {
      require(
        seal.time >= last, "batch.time", "a batch is older than the one before it", "not before \(last)",
        seal.time.description)
    }
    if batch.earliestAccepted <= batch.latestAccepted {
      let isSame =
        batch.earliestAccepted == seal.time.nanoseconds && batch.latestAccepted == seal.time.nanoseconds
      require(
        isSame, "batch.accepted", "the events of a batch must be accepted at the batch's time",
        seal.time.description,
        "\(Timestamp(nanoseconds: batch.earliestAccepted)) to \(Timestamp(nanoseconds: batch.latestAccepted))")
    }
    if batch.parts != nil {
      note(Finding("document.parts", "a document's parts don't end in their batch", index: index, offset: offset))
    }
    if sealsSeen == 0, opened?.kind != nil, !batch.adopted {
      note(Finding("batch.order", "the opening adopts no plan", index: index, offset: offset))
    }
    if sealsSeen == 0, batch.events > 0 {
      note(Finding("batch.order", "the opening holds events", index: index, offset: offset))
    }
    if let closed = batch.closed {
      require(
        Int(closed.record.own) == batch.own, "batch.own", "the batch holds another number of the recorder's lines",
        "\(closed.record.own)", "\(batch.own)")
      if batch.announced != nil {
        note(Finding("batch.order", "a closing batch announces a key", index: index, offset: offset))
      }
    } else if let announced = batch.announced {
      require(
        Int(announced.key.own) == batch.own, "batch.own",
        "the batch holds another number of the recorder's lines", "\(announced.key.own)", "\(batch.own)")
      let name = "\(opened?.origin ?? "")/epoch-\(sealsSeen + 1)"
      require(
        announced.key.vkey.name == name, "key.name", "the next epoch key is not named as it must be", name,
        announced.key.vkey.name)
      require(
        announced.index == index - 1, "batch.order", "`key.announced` must stand right before the seal",
        "line \(index - 1)", "line \(announced.index)")
    } else {
      note(
        Finding(
          "key.missing", "the batch announces no key for the next seal", index: index, offset: offset,
          expected: "key.announced"))
    }
    if isClosed {
      note(
        Finding("stream.trailing", "lines stand behind the closing seal", index: index, offset: offset))
    }
  }

  /// Whether any line came after the closing seal.
  var hasLinesAfterClosing: Bool {
    isClosed && (batch.own > 0 || batch.events > 0 || !batch.withheld.isEmpty)
  }

  /// Hands over the seals and the signatures that wait.
  mutating func drain() -> (seals: [PendingSeal], checks: [SignatureCheck]) {
    defer {
      pending.removeAll(keepingCapacity: true)
      checks.removeAll(keepingCapacity: true)
    }
    return (pending, checks)
  }
}
