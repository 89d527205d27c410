internal import CloudEvents

/// What a seal must be, and what its batch must have held.
extension LogLedger {
  /// Takes a seal; `line` is nil where its bytes aren't those that its fields give.
  mutating func takeSeal(_ line: RecorderLine?, index: Int, offset: Int?, endOffset: Int, lineBytes: Int) {
    defer { batch = Batch() }
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
      batch.findings.append(
        Finding(rule, message, index: index, offset: offset, expected: expected, observed: observed))
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
      && zip(found, signers).allSatisfy { $0.0.utf8.elementsEqual($1.name.utf8) && $0.1 == $1.identifier }
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
        identity: identity, log: log, isSignedByIdentity: needsIdentity, compromises: batch.compromises, frontier: frontier,
        endOffset: endOffset, lineBytes: lineBytes))
    sealsSeen += 1
    lastSealTime = line.time
    lastSealed = (index, root)
    self.epoch = batch.announced?.key.vkey
    if batch.closed != nil { isClosed = true }
  }

  mutating func appendInvalidSeal(_ index: Int, _ offset: Int?) {
    guard let opened, let identity, let log else { return }
    pending.append(
      PendingSeal(
        index: index, offset: offset,
        checkpoint: Checkpoint(origin: opened.origin, size: index, root: MerkleTree.emptyRoot),
        note: SignedNote(text: "", signatures: []), time: Timestamp(nanoseconds: 0),
        checks: checks.count..<checks.count, findings: batch.findings, closes: nil, events: 0, withheld: [],
        recoveries: [], bridges: [], anchors: [], identity: identity, log: log, isSignedByIdentity: false, compromises: [], frontier: frontier, endOffset: 0,
        lineBytes: 0))
  }

  mutating func checkBatch(_ seal: RecorderLine, _ index: Int, _ offset: Int?) {
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
    if sealsSeen == 0, !batch.adopted {
      note(Finding("batch.order", "the opening adopts no plan", index: index, offset: offset))
    }
    if sealsSeen == 0, batch.events > 0 || !batch.withheld.isEmpty {
      note(Finding("batch.order", "the opening holds events", index: index, offset: offset))
    }
    if batch.closed != nil, batch.own > 1 || batch.events > 0 || !batch.withheld.isEmpty {
      note(Finding("batch.order", "a closing batch holds more than its line", index: index, offset: offset))
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
