internal import CloudEvents
internal import JSONText

/// The end of a stream's file, read without the rest.
enum StreamTail {
  /// A seal as it stands in the file.
  struct Seal {
    var note: SignedNote
    /// The leaf hash of the seal's line.
    var leaf: Digest
  }

  /// Whether the file ends in the end-of-file block: only closed streams do.
  static func isClosed(_ stream: FileDescriptor) throws(StreamError) -> Bool {
    let length = try stream.length()
    guard length >= BGZF.endOfFile.count else { return false }
    return try stream.read(BGZF.endOfFile.count, at: length - BGZF.endOfFile.count) == BGZF.endOfFile
  }

  /// What line 0 says, read from the first block alone.
  static func opening(of stream: FileDescriptor) throws(StreamError) -> OpenedStream? {
    let front = try stream.read(min(BGZF.maximumBlock, stream.length()), at: 0)
    guard let block = blocks(front).first, block.lines.first?.isEvent == true else { return nil }
    return block.withView(0) { $0.data.flatMap { OpenedStream(data: $0) } }
  }

  /// The seal that a record speaks of, read from its block.
  ///
  /// - Throws: `StreamError` `.stateStale` if the block isn't there or states another checkpoint.
  static func seal(in stream: FileDescriptor, _ record: StateRecord) throws(StreamError) -> Seal {
    let refusal = StreamError(
      .stateStale, stream.path, "its last seal is not the one that its state knows",
      hint: StreamWriter.recoverHint)
    let end = record.linesEnd
    guard end > record.blockStart,
      let block = blocks(try stream.read(end - record.blockStart, at: record.blockStart)).first,
      let leaf = block.leaves.last, let note = note(of: block.lines.count - 1, in: block),
      let checkpoint = Checkpoint(text: note.text), checkpoint.size == record.frontier.size,
      checkpoint.root == record.frontier.root
    else { throw refusal }
    return Seal(note: note, leaf: leaf)
  }

  /// Whether the file really holds, from one record's seal to a later one's, the lines that the later one is over.
  ///
  /// The last block alone proves nothing of the blocks before it: a crash may have left them unwritten.
  static func isWhole(
    _ stream: FileDescriptor, from earlier: StateRecord, to later: StateRecord
  ) throws(StreamError) -> Bool {
    guard later.linesEnd > earlier.length else { return false }
    var frontier = earlier.frontier
    frontier.append(leaf: try seal(in: stream, earlier).leaf)
    let bytes = try stream.read(later.linesEnd - earlier.length, at: earlier.length)
    let leaves = blocks(bytes).flatMap(\.leaves)
    for leaf in leaves.dropLast() { frontier.append(leaf: leaf) }
    return !leaves.isEmpty && frontier == later.frontier
  }

  /// Whether bytes behind a record's seal hold a whole seal line of this origin that the state doesn't know.
  static func holdsUnknownSeal(
    _ bytes: [UInt8], after record: StateRecord, origin: String, known: [StateRecord]
  ) -> Bool {
    for block in blocks(bytes) {
      for line in block.lines.indices {
        guard let note = note(of: line, in: block), let checkpoint = Checkpoint(text: note.text),
          checkpoint.origin.utf8.elementsEqual(origin.utf8), checkpoint.size > record.frontier.size
        else { continue }
        let isKnown = known.contains {
          $0.frontier.size == checkpoint.size && $0.frontier.root == checkpoint.root
        }
        if !isKnown { return true }
      }
    }
    return false
  }

  /// The blocks at the front of the bytes, scanned, up to the first that isn't whole.
  private static func blocks(_ bytes: [UInt8]) -> [LineBlock] {
    let scratch = ParallelWorkers.Scratch()
    var found: [LineBlock] = []
    bytes.withUnsafeBufferPointer { all in
      var start = 0
      while let size = BGZF.blockSize(UnsafeBufferPointer(rebasing: all[start...])), start + size <= all.count,
        size > BGZF.headerLength + BGZF.trailerLength
      {
        let block = LineBlock()
        let state = BlockState.inflate(
          UnsafeBufferPointer(rebasing: all[start..<(start + size)]), at: start, into: block, scratch)
        guard state == .whole else { return }
        found.append(block)
        start += size
      }
    }
    return found
  }

  /// The note of a line, if it is a seal's.
  private static func note(of line: Int, in block: LineBlock) -> SignedNote? {
    guard block.lines.indices.contains(line), block.lines[line].isEvent else { return nil }
    return block.withView(line) { event in
      guard event.isType("dev.cutlog.seal") else { return nil }
      return event.data?["checkpoint"]?.string.flatMap { SignedNote($0) }
    }
  }
}
