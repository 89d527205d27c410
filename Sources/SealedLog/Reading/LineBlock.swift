internal import CloudEvents
internal import JSONText

/// Whole lines in memory, with all that one worker can find out about them alone.
///
/// The buffer holds one spare byte before the first line and none of the lines' LFs after scanning: each is
/// overwritten with the 0x00 that RFC 6962 puts before the next leaf, so that a leaf is hashed in one call.
/// Blocks are reused; a block belongs to one worker or to the serial pass at a time.
final class LineBlock: @unchecked Sendable {
  /// How the file's bytes tell where a line is.
  enum Placing {
    /// The lines lie together in one block of the file, which begins at `offset`.
    case block
    /// The lines lie in the file as they are, from `offset` on.
    case plain
    /// Which bytes of the file a line comes from isn't known.
    case unknown
  }

  /// Where in the file the block begins, as far as `placing` says that it is known.
  var offset = 0
  private(set) var placing = Placing.block
  /// Where in the file it ends, if it is a BGZF block of its own; else 0.
  var endOffset = 0
  /// How many bytes of lines the buffer holds.
  private(set) var count = 0
  private(set) var lines: ContiguousArray<EventLine> = []
  private(set) var members: ContiguousArray<JSONMemberSpan> = []
  var leaves: ContiguousArray<Digest> = []
  /// For each line the instant of an `acceptedtime` that is the last member and has nine digits and `Z`, in
  /// nanoseconds; `LineScan.notAccepted` where there is none.
  private(set) var accepted: ContiguousArray<Int64> = []
  /// For each number of a type a line that has it.
  private(set) var examples: ContiguousArray<Int32> = []
  private(set) var grammarErrors: [(line: Int, error: EnvelopeError)] = []
  /// Whether scanning was given up: so many lines leave the grammar that this is no recorder's block.
  private(set) var isHopeless = false

  /// The index of the first line in the stream, once known.
  var firstIndex = 0
  /// What the second pass finds; see `LineAnnotation`.
  var annotation = LineAnnotation()

  private let storage: UnsafeMutablePointer<UInt8>
  private let capacity: Int

  init(capacity: Int = BGZF.maximumBlock) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity + 1)
  }

  deinit { storage.deallocate() }

  /// Whether it has room for any block of a stream.
  var isReusable: Bool { capacity == BGZF.maximumBlock }

  /// Where the lines' bytes go.
  var room: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: storage + 1, count: capacity)
  }

  /// Says how many bytes were put into `room`, and where they came from.
  func fill(count: Int, offset: Int, placing: Placing = .block) {
    self.count = count
    self.offset = offset
    self.placing = placing
    endOffset = 0
    lines.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    leaves.removeAll(keepingCapacity: true)
    accepted.removeAll(keepingCapacity: true)
    examples.removeAll(keepingCapacity: true)
    grammarErrors.removeAll()
    isHopeless = false
    annotation.clear()
  }

  /// The byte of the file at which the line, or the block that it lies in, begins; nil where that isn't known.
  func offset(ofLine number: Int) -> Int? {
    switch placing {
    case .block: offset
    case .plain: lines.indices.contains(number) ? offset + Int(lines[number].start) - 1 : offset
    case .unknown: nil
    }
  }

  var endsInLineFeed: Bool { count > 0 && storage[count] == 0x0A }

  /// Splits, scans and hashes the lines; the bytes must end in LF.
  ///
  /// - Parameter hashes: Whether they are hashed; of lines that aren't nothing can be proved.
  func scan(with scanner: inout EnvelopeScanner, hashes: Bool = true) {
    // Taken out of the object and put back: each access to a property of an object is checked when it is made.
    var scan = LineScan(base: storage, hashes: hashes)
    swap(&scan.lines, &lines)
    swap(&scan.members, &members)
    swap(&scan.leaves, &leaves)
    swap(&scan.accepted, &accepted)
    swap(&scan.examples, &examples)
    isHopeless = !scan.run(count, with: &scanner)
    swap(&scan.lines, &lines)
    swap(&scan.members, &members)
    swap(&scan.leaves, &leaves)
    swap(&scan.accepted, &accepted)
    swap(&scan.examples, &examples)
    grammarErrors = scan.grammarErrors
  }

  /// The bytes of a line without LF.
  func bytes(_ number: Int) -> UnsafeBufferPointer<UInt8> {
    let line = lines[number]
    return UnsafeBufferPointer(start: storage + Int(line.start), count: Int(line.end - line.start))
  }

  /// Calls `body` with the view of a line that passed the grammar.
  func withView<Output>(_ number: Int, _ body: (EventView) -> Output) -> Output {
    withEvents(number..<(number + 1)) { body($0[number]) }
  }

  /// Calls `body` with some of the lines.
  func withEvents<Output>(
    _ range: Range<Int>, isBeginning: Bool = false, _ body: (EventLines) -> Output
  ) -> Output {
    lines.withUnsafeBufferPointer { lines in
      members.withUnsafeBufferPointer { members in
        examples.withUnsafeBufferPointer { examples in
          body(
            EventLines(
              bytes: storage, lines: lines, members: members, examples: examples, firstIndex: firstIndex, range: range,
              isBeginning: isBeginning))
        }
      }
    }
  }
}
