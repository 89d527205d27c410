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

  /// The seal that a record speaks of, read from its block.
  ///
  /// - Throws: `StreamError` `.stateStale` if the block isn't there or states another checkpoint.
  static func seal(in stream: FileDescriptor, _ record: StateRecord) throws(StreamError) -> Seal {
    let refusal = StreamError(
      .stateStale, stream.path, "its last seal is not the one that its state knows",
      hint: StreamWriter.recoverHint)
    let end = record.length - (record.isClosed ? BGZF.endOfFile.count : 0)
    guard end > record.blockStart else { throw refusal }
    let bytes = try stream.read(end - record.blockStart, at: record.blockStart)
    guard let plain = inflate(bytes),
      let start = plain.dropLast().lastIndex(of: 0x0A).map({ $0 + 1 }) ?? plain.indices.first
    else { throw refusal }
    let line = Array(plain[start...].dropLast())
    guard let (note, index) = self.note(of: line), let checkpoint = Checkpoint(text: note.text),
      checkpoint.size == record.frontier.size, checkpoint.root == record.frontier.root,
      index == checkpoint.size
    else { throw refusal }
    return Seal(note: note, leaf: MerkleTree.leafHash(line))
  }

  /// Whether bytes behind a record's seal hold a later one that is signed by the log.
  static func holdsSeal(
    _ bytes: [UInt8], after record: StateRecord, origin: String
  ) throws(StreamError) -> Bool {
    guard let log = SigningKey(name: origin, seed: record.logSeed)?.verifier else { return false }
    var rest = bytes[...]
    while let size = rest.withUnsafeBufferPointer({ BGZF.blockSize($0) }), size <= rest.count {
      if let plain = inflate(Array(rest.prefix(size))) {
        for line in plain.split(separator: 0x0A) {
          if let note = note(of: Array(line))?.note, note.isSigned(by: log) { return true }
        }
      }
      rest = rest.dropFirst(size)
    }
    return false
  }

  /// The content of one block whose checksum is right.
  private static func inflate(_ block: [UInt8]) -> [UInt8]? {
    guard block.count > BGZF.headerLength + BGZF.trailerLength, let inflater = Inflater() else { return nil }
    var produced = 0
    var plain = [UInt8](repeating: 0, count: BGZF.maximumBlock)
    let isWhole = block.withUnsafeBufferPointer { input in
      plain.withUnsafeMutableBufferPointer { room in
        guard BGZF.blockSize(input) == input.count else { return false }
        let body = UnsafeBufferPointer(
          rebasing: input[BGZF.headerLength..<(input.count - BGZF.trailerLength)])
        guard case .complete(let consumed) = inflater.inflate(body, into: room, produced: &produced),
          consumed == body.count
        else { return false }
        let checksum = Inflater.checksum(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(room)[..<produced]))
        let stored = (0..<4).reduce(UInt32(0)) { $0 | UInt32(input[input.count - 8 + $1]) << UInt32($1 * 8) }
        return checksum == stored
      }
    }
    return isWhole && produced > 0 ? Array(plain[..<produced]) : nil
  }

  /// The note of a seal's line, and the index in its id.
  private static func note(of line: [UInt8]) -> (note: SignedNote, index: Int)? {
    let block = LineBlock(capacity: line.count + 1)
    for (place, byte) in line.enumerated() { block.room[place] = byte }
    block.room[line.count] = 0x0A
    block.fill(count: line.count + 1, offset: 0)
    var scanner = EnvelopeScanner()
    block.scan(with: &scanner)
    guard block.lines.count == 1, block.lines[0].isEvent else { return nil }
    return block.withView(0) { event in
      guard event.isType("dev.cutlog.seal"), let index = Int(event.id.dropFirst(5)),
        let note = event.data?["checkpoint"]?.string.flatMap({ SignedNote($0) })
      else { return nil }
      return (note, index)
    }
  }
}
