internal import CloudEvents
internal import JSONText

/// One pass over a stream: the state between windows.
struct VerificationPass<Source: ByteSource, Fold: EventFold> {
  private var reader: BlockReader<Source>
  private let sealed: SealedLines<Fold>
  private let options: StreamVerifier.Options
  private let workers: ParallelWorkers

  private var ledger = LogLedger()
  private var spare: [LineBlock] = []
  /// Blocks whose lines are not all sealed yet, in order.
  private var waiting: [LineBlock] = []
  private var nextIndex = 0
  private var appliedUpTo = 0

  private var findings: [Finding] = []
  private var isBroken = false
  private var seals: ValidSeals
  /// The lines that were judged and their bytes, each with its LF.
  private var judged = (lines: 0, bytes: 0)
  private var rootsAtHeldSizes: [Int: Digest] = [:]
  private var notesAtHeldSizes: [Int: SignedNote] = [:]
  private var laterSeal: (index: Int, offset: Int?)?
  private var compression = CompressionCheck()

  init(source: Source, fold: consuming Fold, options: StreamVerifier.Options) {
    self.init(source: source, sealed: SealedLines(fold), options: options)
  }

  private init(source: Source, sealed: SealedLines<Fold>, options: StreamVerifier.Options) {
    reader = BlockReader(source)
    self.sealed = sealed
    self.options = options
    seals = ValidSeals(keepsAnchors: options.keepsAnchors)
    workers = ParallelWorkers(count: options.workers)
  }

  mutating func run() throws(StreamError) {
    reading: while true {
      switch try reader.next() {
      case .blocks(let ranges): try takeBlocks(ranges)
      case .lines(let blocks):
        work(on: blocks.count) { item, scratch in blocks[item].scan(with: &scratch.scanner) }
        takeLines(blocks)
      case .end: break reading
      }
    }
    work(on: 0) { _, _ in }
    foldSealed()
    if reader.damageOffset != nil, let log = seals.last?.log {
      let found = try reader.salvage { block in Self.seal(in: block, signedBy: log) }
      if let found {
        laterSeal = (found.evidence, found.offset)
        isBroken = true
      }
    }
    try reader.countUndecoded()
  }

  // MARK: - Files that change while they are read

  /// Whether what was found could come from a writer that changed the file under the reader.
  ///
  /// A torn end that is cut off and written over can be read half as it was, a closing without its last block, and a
  /// checkpoint that is newer than the bytes can be held by then. False where the fold has seen lines that no seal
  /// proves: they can't be taken back.
  var mayBeUntimely: Bool {
    let lines = seals.lines
    guard appliedUpTo <= lines else { return false }
    let isClosed = seals.isClosed
    return isBroken || seals.last == nil || reader.container == .damaged || !ledger.unsealedFindings.isEmpty
      || held.contains { $0.size > lines - 1 } || (isClosed && reader.isBlocked && !reader.endsWithMarker)
  }

  /// A pass over the source as it is now; its fold goes on behind the lines that it was given.
  ///
  /// The source must still hold the last seal of this pass.
  func again(over source: Source) -> VerificationPass {
    var options = options
    if let origin = opening?.origin {
      options.heldForOrigin = { [heldForOrigin, ask = options.heldForOrigin] other in
        other.utf8.elementsEqual(origin.utf8) ? heldForOrigin : ask?(other) ?? []
      }
    }
    // The fold has the lines of this pass: a source without them is no answer to them.
    if let checkpoint = seals.last?.checkpoint { options.required.append(checkpoint) }
    var pass = VerificationPass(source: source, sealed: sealed, options: options)
    pass.appliedUpTo = appliedUpTo
    return pass
  }

  // MARK: - Blocks

  private mutating func takeBlocks(_ ranges: [Range<Int>]) throws(StreamError) {
    var rest = ranges[...]
    while !rest.isEmpty {
      var group = BlockGroup(rest.prefix(Self.groupSize), spare: &spare)
      rest = rest.dropFirst(group.blocks.count)
      group.inflate(from: reader.window) { work(on: $0, $1) }
      let window = reader.window
      for ((range, block), state) in zip(zip(group.ranges, group.blocks), group.states) {
        if state == .irregular {
          takeLines(group.whole)
          reader.rewind(to: range.lowerBound)
          return
        }
        reader.markEnd(isMarker: state == .empty, offset: block.offset)
        if state == .checksum {
          reader.reportDamage(
            "container.checksum", "the block's CRC-32 or length doesn't fit its content", offset: block.offset)
        }
        compression.take(UnsafeBufferPointer(rebasing: window.buffer[range]), block)
      }
      takeLines(group.whole)
      spare.append(contentsOf: group.unused)
    }
  }

  // MARK: - Lines

  /// Takes blocks that were scanned; what their lines say is worked out beside the next ones.
  private mutating func takeLines(_ blocks: [LineBlock]) {
    for block in blocks {
      block.firstIndex = nextIndex
      nextIndex += block.lines.count
    }
    if let first = blocks.first, first.firstIndex == 0 { open(first) }
    scanned.append(contentsOf: blocks)
  }

  /// Blocks that were scanned and not yet judged, in order.
  private var scanned: [LineBlock] = []

  /// Works on the next blocks, beside them on those that were scanned before, and folds what those before brought to
  /// light; then takes in what the lines say.
  ///
  /// All in one turn, so that no worker waits where another has something to do: the short work comes last.
  private mutating func work(on count: Int, _ body: @Sendable (Int, ParallelWorkers.Scratch) -> Void) {
    let blocks = scanned
    scanned.removeAll(keepingCapacity: true)
    let origin = opening?.origin ?? ""
    let isSalted = opening?.isSalted ?? false
    let isNewer = (opening?.writeVersion ?? 0) > OpenedStream.formatVersion
    let folding = sealed.isWaiting ? 1 : 0
    workers.run(folding + count + blocks.count) { [sealed] item, scratch in
      if item < folding {
        sealed.run(besides: count)
      } else if item < folding + count {
        body(item - folding, scratch)
      } else {
        blocks[item - folding - count].annotate(origin: origin, isSalted: isSalted, isNewer: isNewer)
      }
    }
    reuse()
    guard !blocks.isEmpty else { return }
    for block in blocks {
      judge(block)
      judged.lines += block.lines.count
      judged.bytes += block.count
    }
    settle()
    for block in blocks {
      if sealed.wants(block) { waiting.append(block) } else if block.isReusable { spare.append(block) }
    }
    release()
  }

  /// What line 0 says, known before it is judged.
  private var opening: OpenedStream?
  /// Checkpoints of the stream's origin that the reader holds, and those that it must contain.
  private var held: [Checkpoint] = []
  private var heldForOrigin: [Checkpoint] = []

  private mutating func open(_ block: LineBlock) {
    if let line = block.lines.first, line.isEvent {
      opening = block.withView(0) { event in
        guard event.isType("dev.cutlog.stream.opened"), let data = event.data else { return nil }
        return OpenedStream(data: data)
      }
    }
    // Without an opening nothing can be proved: nothing need wait for a seal.
    guard let opening else {
      isBroken = true
      return
    }
    heldForOrigin = options.heldForOrigin?(opening.origin) ?? []
    func isOurs(_ checkpoint: Checkpoint) -> Bool { checkpoint.origin.utf8.elementsEqual(opening.origin.utf8) }
    held = (options.held + heldForOrigin).filter(isOurs) + options.required
    // Nothing is given of a stream that is another one than was to be read.
    if !options.required.allSatisfy(isOurs) { appliedUpTo = .max }
  }

  /// Takes a block's lines in order, seal by seal.
  private mutating func judge(_ block: LineBlock) {
    let annotation = block.annotation
    var own = annotation.own[...]
    var errors = block.grammarErrors[...]
    var problems = annotation.problems[...]
    if block.isHopeless {
      // The seals before it prove what they are over, wherever the block stands among those that are worked on together.
      settle()
      findings.append(
        Finding(
          "line.grammar", "too many lines leave the grammar: this is no recorder's block",
          index: block.firstIndex, offset: block.offset(ofLine: 0)))
      isBroken = true
    }
    for segment in annotation.segments {
      if let first = own.first, first.type == .seal, first.line == segment.lines.lowerBound {
        own.removeFirst()
        let index = block.firstIndex + first.line
        ledger.takeSeal(
          first.decoded, index: index, offset: block.offset(ofLine: first.line),
          endOffset: first.line == block.lines.count - 1 ? block.endOffset : 0,
          lineBytes: judged.bytes + Int(block.lines[first.line].end))
        if held.contains(where: { $0.size == index }) { rootsAtHeldSizes[index] = ledger.frontier.root }
      }
      while let next = own.first, next.line < segment.lines.upperBound {
        own.removeFirst()
        ledger.take(
          next.decoded, type: next.type, index: block.firstIndex + next.line,
          offset: block.offset(ofLine: next.line),
          followsEvents: segment.firstEvent.map { $0 < next.line } ?? false)
      }
      while let (line, error) = errors.first, line < segment.lines.upperBound {
        errors.removeFirst()
        ledger.takeUnreadable(error, index: block.firstIndex + line, offset: block.offset(ofLine: line))
      }
      while let problem = problems.first, problem.line < segment.lines.upperBound {
        problems.removeFirst()
        ledger.note(
          Finding(
            problem.rule, problem.message, index: block.firstIndex + problem.line,
            offset: block.offset(ofLine: problem.line)))
      }
      if let last = segment.lastEvent { ledger.takeEvents(upTo: block.firstIndex + last, block.offset(ofLine: last)) }
      ledger.append(segment, annotation.subtrees)
    }
  }

  // MARK: - Seals

  private mutating func settle() {
    let (pending, checks) = ledger.drain()
    var holds = [Bool](repeating: false, count: checks.count)
    holds.withUnsafeMutableBufferPointer { holds in
      nonisolated(unsafe) let holds = holds
      workers.run(checks.count) { item, _ in
        holds[item] = checks[item].key.verifies(checks[item].signature, over: checks[item].message)
      }
    }
    for seal in pending {
      var problems = seal.findings
      for check in seal.checks where !holds[check] {
        problems.append(
          Finding(
            "seal.signature", "the signature of \(checks[check].key.name) does not verify", index: seal.index,
            offset: seal.offset, expected: checks[check].key.text))
      }
      if isBroken {
        if let log = seals.last?.log, seal.note.isSigned(by: log) { laterSeal = (seal.index, seal.offset) }
        continue
      }
      let counted = seals.events + seal.events + seals.withheld.count + seal.withheld.count
      if let closed = seal.closes, Int(closed.events) != counted {
        problems.append(
          Finding(
            "stream.events", "the closing line counts other events than there are", index: seal.index,
            offset: seal.offset, expected: "\(closed.events)", observed: "\(counted)"))
      }
      if problems.isEmpty, !seal.checks.isEmpty {
        accept(seal)
      } else {
        findings.append(contentsOf: problems)
        isBroken = true
      }
    }
  }

  private mutating func accept(_ seal: LogLedger.PendingSeal) {
    seals.append(seal)
    if rootsAtHeldSizes[seal.index] != nil { notesAtHeldSizes[seal.index] = seal.note }
  }

  /// The most bytes and lines that may wait for a seal; only an opening with large documents comes near.
  private static var mostWaitingBytes: Int { 1 << 26 }
  private static var mostWaitingLines: Int { 1 << 17 }

  /// How many blocks are worked on at a time: enough for all workers to be busy, and no more, for what is open at a time
  /// takes memory.
  private static var groupSize: Int { 8 }

  /// Folds the lines that wait for it.
  private mutating func foldSealed() {
    sealed.run()
    reuse()
  }

  private mutating func reuse() {
    spare.append(contentsOf: sealed.takeFreed().prefix(max(0, Self.mostSpare - spare.count)))
  }

  private static var mostSpare: Int { 128 }

  /// Hands sealed lines to the fold, with their blocks.
  private mutating func release() {
    // Past the last valid seal lines are given only of a stream that is found broken: of any other they are its tail.
    let limit = options.includesUnverified && isBroken ? nextIndex : seals.lines
    var kept: [LineBlock] = []
    for block in waiting {
      let end = block.firstIndex + block.lines.count
      let first = max(0, appliedUpTo - block.firstIndex)
      let last = max(first, min(end, limit) - block.firstIndex)
      let isLast = end <= limit || isBroken
      sealed.append(first..<last, of: block, isLast: isLast && block.isReusable)
      if !isLast { kept.append(block) }
    }
    waiting = kept
    appliedUpTo = max(appliedUpTo, min(judged.lines, limit))
    if !isBroken, judged.bytes - seals.lineBytes > Self.mostWaitingBytes || judged.lines - limit > Self.mostWaitingLines {
      findings.append(
        Finding(
          "batch.length", "more than \(Self.mostWaitingBytes) bytes or \(Self.mostWaitingLines) lines without a seal",
          index: limit))
      isBroken = true
    }
  }

  private static func seal(in block: LineBlock, signedBy log: VerifierKey) -> Int? {
    var scanner = EnvelopeScanner()
    block.scan(with: &scanner)
    for number in block.lines.indices where block.lines[number].isEvent {
      let note: SignedNote? = block.withView(number) { event in
        guard event.isType("dev.cutlog.seal") else { return nil }
        return event.data?["checkpoint"]?.string.flatMap { SignedNote($0) }
      }
      if let note, note.isSigned(by: log), let checkpoint = Checkpoint(text: note.text) {
        return checkpoint.size
      }
    }
    return nil
  }

  // MARK: - Verdict

  consuming func finish() -> Verified<Fold.Output> {
    var container = reader.container
    var findings = findings + reader.findings
    let isClosed = seals.isClosed
    let lines = seals.lines

    if isClosed, reader.isBlocked, !reader.endsWithMarker, reader.damageOffset == nil, nextIndex <= lines {
      container = .damaged
      findings.append(
        Finding("container.end-of-file", "the end-of-file block is missing", expected: "28 bytes of an empty block"))
    }
    if isClosed, reader.tornBytes > 0, reader.endsWithMarker || !reader.isBlocked {
      container = .damaged
      findings.append(Finding("container.trailing", "\(reader.tornBytes) bytes stand behind the end"))
    }
    if isClosed, nextIndex > lines || ledger.hasLinesAfterClosing {
      findings.append(Finding("stream.trailing", "lines stand behind the closing seal", index: lines))
      isBroken = true
    } else if ledger.sealIsMissing {
      findings.append(contentsOf: ledger.unsealedFindings.filter { $0.rule == "seal.missing" })
      isBroken = true
    }
    if let broken = ledger.unsealedFindings.first(where: { $0.rule == "line.grammar" }), !isBroken {
      // No interrupted write leaves a whole line that the recorder could not have written.
      container = .damaged
      findings.append(
        Finding(
          "container.tail", "a whole line behind the last seal leaves the grammar: \(broken.message)",
          index: broken.index, offset: broken.offset))
    }
    if let laterSeal {
      findings.append(
        Finding(
          "seal.later", "a later seal is signed by the log key: what it covers was altered or lost",
          index: laterSeal.index, offset: laterSeal.offset))
    }
    findings.append(contentsOf: seals.compromisedFindings)
    // While a stream is open a seal ends its block.
    if container == .asWritten, !isClosed && seals.countInsideBlocks > 0 || !compression.isOurs { container = .reEncoded }

    var verdict = Verification.Verdict.open
    if seals.last == nil {
      verdict = .unreadable
      findings.insert(
        Finding("stream.unreadable", "no seal verifies", expected: "the opening and its seal"), at: 0)
      findings.append(contentsOf: ledger.unsealedFindings.prefix(10))
    } else if isBroken || findings.contains(where: { $0.severity == .error && !$0.rule.hasPrefix("container.") }) {
      verdict = .tampered
    } else if isClosed {
      verdict = .closed
    }
    var conflicts: [HeldConflict] = []
    if verdict != .unreadable { conflicts = judgeHeld(&verdict, &findings) }
    findings = Self.inOrder(findings)

    let verification = Verification(
      verdict: verdict, container: container, opened: opening, identity: seals.last?.identity,
      identities: seals.identities, logs: seals.logs, compromised: seals.compromises.map(\.key),
      checkpoint: seals.last?.checkpoint, note: seals.last?.note, lines: lines, events: seals.events, seals: seals.count,
      stubs: seals.withheld, bridges: seals.bridges, recoveries: seals.recoveries,
      tail: Verification.Tail(bytes: reader.tornBytes + reader.undecodedBytes + (judged.bytes - seals.lineBytes), lines: max(0, nextIndex - lines)),
      anchors: seals.anchors, conflicts: conflicts, history: seals.history, findings: findings,
      firstSealTime: seals.firstTime, lastSealTime: seals.last?.time,
      resume: seals.last.flatMap { seal in
        seal.endOffset > 0 ? .init(frontier: seal.frontier, length: seal.endOffset) : nil
      })
    if options.includesUnverified, verdict == .tampered || verdict == .unreadable {
      isBroken = true
      release()
      foldSealed()
    }
    let isGiven = verification.isIntact || options.includesUnverified
    return Verified(verification: verification, output: isGiven ? sealed.finish() : nil)
  }

  /// Those of no line first, then by line, so that the first bad index stands first.
  private static func inOrder(_ findings: [Finding]) -> [Finding] {
    let ordered = findings.enumerated().sorted { left, right in
      (left.element.index ?? -1, left.offset) < (right.element.index ?? -1, right.offset)
    }
    return ordered.map(\.element)
  }

  private func judgeHeld(
    _ verdict: inout Verification.Verdict, _ findings: inout [Finding]
  ) -> [HeldConflict] {
    var conflicts: [HeldConflict] = []
    for held in held {
      let last = seals.last?.checkpoint.size ?? 0
      if held.size > last {
        findings.append(
          Finding(
            "checkpoint.rolled-back", "the stream is older than a checkpoint that is held", index: last,
            expected: "size \(held.size)", observed: "size \(last)"))
        if verdict != .tampered { verdict = .rolledBack }
        conflicts.append(HeldConflict(kind: .rolledBack, held: held, seen: seals.last?.note))
      } else if rootsAtHeldSizes[held.size] != held.root {
        findings.append(
          Finding(
            "checkpoint.fork",
            rootsAtHeldSizes[held.size] == nil
              ? "the stream has no seal where a checkpoint that is held has one"
              : "the stream has another root than a checkpoint that is held", index: held.size,
            expected: held.root.base64,
            observed: rootsAtHeldSizes[held.size]?.base64 ?? "no seal at size \(held.size)"))
        verdict = .tampered
        conflicts.append(
          HeldConflict(kind: .fork, held: held, seen: notesAtHeldSizes[held.size] ?? seals.last?.note))
      }
    }
    return conflicts
  }
}
