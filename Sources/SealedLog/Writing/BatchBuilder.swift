internal import CloudEvents

/// Puts one batch together: lines, their leaves, the seal, and the compressed blocks.
struct BatchBuilder: ~Copyable {
  /// What it takes to put batches together; handed from one to the next, so that memory is found once.
  struct Workshop: ~Copyable {
    fileprivate var packer = BlockPacker()
    fileprivate var leaves: [Digest] = []
    fileprivate var bytes: [UInt8] = []
    fileprivate let press: BlockPress

    /// - Throws: `StreamError` if there is no memory for compression.
    init(workers: Int) throws(StreamError) { press = try BlockPress(.recording, workers: workers) }
  }

  private let origin: String
  let time: Timestamp
  /// The tree over all lines before the batch.
  let frontier: MerkleFrontier
  private var own = 0
  private var workshop: Workshop
  /// What the recorder adds to an event's line, from the comma on.
  private let addition: [UInt8]

  /// - Parameter frontier: the tree over all lines so far.
  init(origin: String, time: Timestamp, frontier: MerkleFrontier, workshop: consuming Workshop) {
    self.origin = origin
    self.time = time
    self.frontier = frontier
    self.workshop = workshop
    self.workshop.packer.clear()
    addition = Self.acceptance(time.nanoseconds)
  }

  /// The index of the next line.
  var nextIndex: Int { frontier.size + workshop.packer.lineCount }

  /// The bytes of its lines so far, each with its LF.
  var byteCount: Int { workshop.packer.byteCount }

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

  /// Makes room for events of so many bytes together.
  mutating func reserve(_ count: Int, bytes: Int) {
    workshop.packer.reserve(bytes + count * (Intake.acceptedLength + Intake.saltLength) + BGZF.maximumPayload)
  }

  /// Adds an event, which ends in `}`, with what the recorder says of it.
  mutating func append(event: UnsafeBufferPointer<UInt8>, salt: [UInt8]?) throws(StreamError) {
    let salting = salt.map { Self.salting($0) } ?? []
    let count = event.count - 1 + salting.count + addition.count
    try checkLength(count)
    workshop.packer.beginLine(count)
    workshop.packer.add(UnsafeBufferPointer(rebasing: event.dropLast()))
    salting.withUnsafeBufferPointer { workshop.packer.add($0) }
    addition.withUnsafeBufferPointer { workshop.packer.add($0) }
    workshop.packer.endLine()
  }

  /// The leaf hash of an event as it is stored with that salt and time.
  static func leaf(event: UnsafeBufferPointer<UInt8>, salt: [UInt8]?, acceptedTime: Int64) -> Digest {
    var line = Array(event.dropLast())
    if let salt { line.append(contentsOf: salting(salt)) }
    line.append(contentsOf: acceptance(acceptedTime))
    return MerkleTree.leafHash(line)
  }

  /// What ends an event's line: the time of its acceptance, in nanoseconds, and the closing brace.
  private static func acceptance(_ nanoseconds: Int64) -> [UInt8] {
    Array(",\"acceptedtime\":\"".utf8) + Timestamp(nanoseconds: nanoseconds).utf8 + Array("\"}".utf8)
  }

  private static func salting(_ salt: [UInt8]) -> [UInt8] { Array(",\"salt\":\"\(Hexadecimal.encode(salt))\"".utf8) }

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
    var tree = frontier
    workshop.press.hash(&workshop.packer, leaves: &workshop.leaves, onto: &tree)
    let checkpoint = Checkpoint(origin: origin, size: nextIndex, root: tree.root)
    var note = SignedNote(signing: checkpoint.text, with: keys)
    if let identity { note.signatures.append(try identity(note.text)) }
    sealed = tree
    let line = RecorderLine(index: nextIndex, origin: origin, time: time, payload: .seal(note)).bytes
    sealLeaf = MerkleTree.leafHash(line)
    try add(line)
    workshop.packer.endBlock()
    return note
  }

  /// The tree that the seal is over.
  private(set) var sealed = MerkleFrontier()

  /// The leaf hash of the seal's line.
  private(set) var sealLeaf = MerkleTree.emptyRoot

  /// The leaf hash of the line of that index; known once the batch is sealed.
  func leaf(at index: Int) -> Digest { workshop.leaves[index - frontier.size] }

  private mutating func add(_ line: [UInt8]) throws(StreamError) {
    try checkLength(line.count)
    workshop.packer.append(line)
  }

  private func checkLength(_ count: Int) throws(StreamError) {
    guard count < BGZF.maximumPayload else {
      throw StreamError(
        .tooLarge, "line \(nextIndex)", "has \(count) bytes, expected less than \(BGZF.maximumPayload)",
        hint: "attach larger things as documents")
    }
  }

  /// The compressed blocks, and where in them the seal's begins.
  ///
  /// - Throws: `StreamError` if there is no memory for compression.
  mutating func finish() throws(StreamError) -> (bytes: [UInt8], sealBlockStart: Int) {
    workshop.bytes.removeAll(keepingCapacity: true)
    let start = try workshop.press.compress(workshop.packer, to: &workshop.bytes)
    return (workshop.bytes, start)
  }

  /// Hands over what the next batch can use.
  consuming func leave() -> Workshop { workshop }
}
