internal import CloudEvents
internal import Crypto

/// What each line means for the batch under way.
extension LogLedger {
  /// Takes a line that leaves the grammar.
  mutating func takeUnreadable(_ error: EnvelopeError, index: Int, offset: Int?) {
    mustNotFollow(index, offset)
    note(
      Finding(
        "line.grammar", error.description, index: index, offset: offset,
        observed: "byte \(error.offset) of the line"))
  }

  /// Takes notice of events, the last of which has that index.
  mutating func takeEvents(upTo index: Int, _ offset: Int?) { mustNotFollow(index, offset) }

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
  ///
  /// - Parameter followsEvents: whether events of its segment stand before it.
  mutating func take(
    _ line: RecorderLine?, type: RecorderType?, index: Int, offset: Int?, followsEvents: Bool
  ) {
    let followsEvents = followsEvents || batch.events > 0 || !batch.withheld.isEmpty
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
      batch.withheld.append(WithheldLine(index: index, reason: stub.reason.rawValue))
      mustNotFollow(index, offset)
      return
    }
    batch.own += 1
    mustNotFollow(index, offset)
    guard let line else {
      if type == nil, let opened, opened.writeVersion > OpenedStream.formatVersion { return }
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
    case .adopted(let plan): takeAdopted(plan, index, offset)
    case .revised(let plan):
      takePlan(plan, index, offset)
      if sealsSeen == 0 {
        note(Finding("batch.order", "`plan.revised` in the opening", index: index, offset: offset))
      }
      batch.hasOther = true
    case .announced(let announcement):
      batch.announced = (announcement, index)
      batch.mustSealAfter = index
    case .anchor(let record):
      batch.anchors.append(
        CarriedAnchor(
          index: index, offset: offset, size: Int(record.size), kind: record.kind, value: record.value, time: line.time))
      if batch.hasOther || followsEvents {
        note(Finding("batch.order", "an anchor stands behind other lines of its batch", index: index, offset: offset))
      }
    case .recovered(let record): takeRecovery(record, index, offset, followsEvents)
    case .rotated(let notice): takeRotation(notice, index, offset)
    case .compromised(let notice): takeCompromise(notice, index, offset)
    case .refused: batch.hasOther = true
    case .closed(let record):
      batch.closed = (record, index)
      batch.mustSealAfter = index
    case .seal, .withheld: break
    }
  }

  /// Marks lines that stand where only a seal may.
  mutating func mustNotFollow(_ index: Int, _ offset: Int?) {
    guard let last = batch.mustSealAfter, index > last else { return }
    sealIsMissing = true
    note(
      Finding(
        "seal.missing", "a line stands where the batch's seal must", index: index, offset: offset,
        expected: "seal"))
    batch.mustSealAfter = nil
  }


  mutating func takeOpened(_ opened: OpenedStream, _ line: RecorderLine, _ index: Int, _ offset: Int?) {
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

  mutating func takePart(_ part: AttachedPart, _ index: Int, _ offset: Int?) {
    batch.hasOther = true
    var document =
      batch.parts ?? OpenDocument(first: part, next: 1, size: 0, digest: SHA256())
    let first = document.first
    let isOfSame =
      first.sha256 == part.sha256 && first.name.utf8.elementsEqual(part.name.utf8) && first.size == part.size
      && first.mediaType.utf8.elementsEqual(part.mediaType.utf8) && first.parts == part.parts
      && first.isUTF8 == part.isUTF8
    if part.part != document.next || !isOfSame {
      note(
        Finding(
          "document.parts", "the parts of a document must stand in one batch, in order, and agree", index: index,
          offset: offset, expected: "part \(document.next)", observed: "part \(part.part) of \(part.name)"))
    }
    document.next = part.part + 1
    document.size += part.content.count
    document.digest.update(data: part.content)
    guard part.part == part.parts else {
      batch.parts = document
      return
    }
    batch.parts = nil
    let digest = Digest(finished: document.digest.finalize())
    if digest.hex == part.sha256, document.size == Int(part.size) {
      documents.insert(part.sha256)
    } else {
      note(
        Finding(
          "document.digest", "a document is not the one that its lines name", index: index, offset: offset,
          expected: "\(part.sha256), \(part.size) bytes", observed: "\(digest.hex), \(document.size) bytes"))
    }
  }

  mutating func takePlan(_ plan: PlanAdoption, _ index: Int, _ offset: Int?) {
    if !documents.contains(plan.document) {
      note(
        Finding(
          "plan.document", "the plan's document is not attached before it", index: index,
          offset: offset, expected: plan.document))
    }
  }

  mutating func takeAdopted(_ plan: PlanAdoption, _ index: Int, _ offset: Int?) {
    takePlan(plan, index, offset)
    if sealsSeen > 0 || batch.adopted {
      note(Finding("batch.order", "`plan.adopted` outside the opening", index: index, offset: offset))
    }
    batch.adopted = true
  }

  mutating func takeRecovery(
    _ record: RecoveryRecord, _ index: Int, _ offset: Int?, _ followsEvents: Bool
  ) {
    if let last = lastSealed, Int(record.size) != last.size || record.root != last.root {
      note(
        Finding(
          "recovery.seal", "a recovery speaks of another seal than the last one", index: index, offset: offset,
          expected: "\(last.size), \(last.root.base64)", observed: "\(record.size), \(record.root.base64)"))
    }
    if batch.own > 1 || followsEvents {
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

  mutating func takeRotation(_ notice: IdentityNotice, _ index: Int, _ offset: Int?) {
    batch.hasOther = true
    guard let identity, let opened else { return }
    let text = "cutlog/identity/v1\n\(opened.origin)\nrotated\n\(identity.text)\n\(notice.vkey.text)\n"
    guard notice.since == nil, !notice.vkey.name.utf8.elementsEqual(opened.origin.utf8),
      Self.isSigned(notice.note, text, by: [identity, notice.vkey])
    else {
      note(
        Finding(
          "identity.rotated", "the rotation is not signed by the old and the new identity", index: index,
          offset: offset))
      return
    }
    self.identity = notice.vkey
  }

  mutating func takeCompromise(_ notice: IdentityNotice, _ index: Int, _ offset: Int?) {
    batch.hasOther = true
    guard let identity, let opened else { return }
    let text =
      "cutlog/identity/v1\n\(opened.origin)\ncompromised\n\(notice.vkey.text)\n\(notice.since ?? 0)\n"
    guard let since = notice.since, since >= 0, since <= index, Self.isSigned(notice.note, text, by: [identity])
    else {
      note(
        Finding(
          "identity.compromised", "the statement is not signed by the identity in force", index: index,
          offset: offset))
      return
    }
    batch.compromises.append((notice.vkey, Int(since)))
  }

  /// Whether a note has that text and exactly the signatures of those keys, in order.
  static func isSigned(_ note: SignedNote, _ text: String, by keys: [VerifierKey]) -> Bool {
    note.text.utf8.elementsEqual(text.utf8) && note.signatures.count == keys.count
      && zip(note.signatures, keys).allSatisfy { signature, key in
        signature.identifier == key.identifier && signature.name.utf8.elementsEqual(key.name.utf8)
          && key.verifies(signature.bytes, over: Array(text.utf8))
      }
  }
}
