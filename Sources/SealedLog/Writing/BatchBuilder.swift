internal import CloudEvents

/// Puts one batch together: lines, their leaves, the seal, and the compressed blocks.
struct BatchBuilder: ~Copyable {
  private let origin: String
  let time: Timestamp
  private(set) var frontier: MerkleFrontier
  private var own = 0
  /// The bytes of its lines so far, each with its LF.
  private(set) var byteCount = 0
  private var packer: BlockPacker

  /// - Parameter frontier: the tree over all lines so far.
  init(origin: String, time: Timestamp, frontier: MerkleFrontier, level: Int = 6) throws(StreamError) {
    self.origin = origin
    self.time = time
    self.frontier = frontier
    packer = try BlockPacker(level: level)
  }

  /// The index of the next line.
  var nextIndex: Int { frontier.size }

  /// Adds one of the recorder's lines.
  ///
  /// - Throws: `StreamError` `.tooLarge` if it wouldn't fit a line.
  mutating func append(_ payload: RecorderPayload) throws(StreamError) {
    own += 1
    try add(RecorderLine(index: nextIndex, origin: origin, time: time, payload: payload).bytes)
  }

  /// Adds the lines of a batch as they were drafted.
  mutating func append(_ draft: SealDraft) throws(StreamError) {
    own += draft.lines.count
    for line in draft.lines { try add(line) }
  }

  /// Adds an event with what the recorder says of it; gives its leaf hash.
  mutating func append(event: [UInt8], salt: [UInt8]?) throws(StreamError) -> Digest {
    var line = event
    line.removeLast()
    if let salt { line.append(contentsOf: ",\"salt\":\"\(Hexadecimal.encode(salt))\"".utf8) }
    line.append(contentsOf: ",\"acceptedtime\":\"".utf8)
    line.append(contentsOf: Timestamp(nanoseconds: time.nanoseconds).utf8)
    line.append(contentsOf: "\"}".utf8)
    return try add(line)
  }

  /// Announces the key of the next seal; nothing but the seal may follow.
  mutating func announce(_ key: VerifierKey) throws(StreamError) {
    try append(.announced(KeyAnnouncement(vkey: key, own: Int64(own + 1))))
  }

  /// Says that the stream ends; nothing but the seal may follow.
  mutating func close(events: Int, isSignedByIdentity: Bool) throws(StreamError) {
    try append(.closed(ClosedStream(events: Int64(events), identity: isSignedByIdentity, own: Int64(own + 1))))
  }

  /// Seals everything before and ends the block; gives the note.
  ///
  /// - Parameter identity: Gives the identity's signature over the checkpoint's text, where it signs.
  mutating func seal(
    with keys: [SigningKey], identity: ((String) throws(StreamError) -> SignedNote.Signature)? = nil
  ) throws(StreamError) -> SignedNote {
    let checkpoint = Checkpoint(origin: origin, size: nextIndex, root: frontier.root)
    var note = SignedNote(signing: checkpoint.text, with: keys)
    if let identity { note.signatures.append(try identity(note.text)) }
    sealed = frontier
    try add(RecorderLine(index: nextIndex, origin: origin, time: time, payload: .seal(note)).bytes)
    packer.endBlock()
    return note
  }

  /// The tree that the seal is over.
  private(set) var sealed = MerkleFrontier()

  @discardableResult
  private mutating func add(_ line: [UInt8]) throws(StreamError) -> Digest {
    guard line.count < BGZF.maximumPayload else {
      throw StreamError(
        .tooLarge, "line \(nextIndex)", "has \(line.count) bytes, expected less than \(BGZF.maximumPayload)",
        hint: "attach larger things as documents")
    }
    let leaf = MerkleTree.leafHash(line)
    frontier.append(leaf: leaf)
    packer.append(line)
    byteCount += line.count + 1
    return leaf
  }

  /// The compressed blocks, and where in them the seal's begins.
  mutating func finish() -> (bytes: [UInt8], sealBlockStart: Int) {
    let start = packer.lastBlockStart
    return (packer.take(), start)
  }
}
