#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import CloudEvents
internal import JSONText

/// Whole lines in memory, with all that one worker can find out about them alone.
///
/// The buffer holds one spare byte before the first line and none of the lines' LFs after scanning: each is
/// overwritten with the 0x00 that RFC 6962 puts before the next leaf, so that a leaf is hashed in one call.
/// Blocks are reused; a block belongs to one worker or to the serial pass at a time.
final class LineBlock: @unchecked Sendable {
  struct Line: BitwiseCopyable {
    var start: Int32
    var end: Int32
    var firstMember: Int32
    var memberCount: Int32
    var layout: EventLayout
    /// False where the line leaves the grammar; its layout is then meaningless.
    var isEvent: Bool
  }

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
  private(set) var lines: ContiguousArray<Line> = []
  private(set) var members: ContiguousArray<JSONMemberSpan> = []
  var leaves: ContiguousArray<Digest> = []
  private(set) var grammarErrors: [(line: Int, error: EnvelopeError)] = []
  /// Whether scanning was given up: so many lines leave the grammar that this is no recorder's block.
  private(set) var isHopeless = false

  /// The index of the first line in the stream, once known.
  var firstIndex = 0
  /// What the second pass finds; see `LineAnnotation`.
  var annotation = LineAnnotation()

  private var storage: UnsafeMutableBufferPointer<UInt8>

  init(capacity: Int = BGZF.maximumBlock) {
    storage = .allocate(capacity: capacity + 1)
  }

  deinit { storage.deallocate() }

  /// Where the lines' bytes go.
  var room: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(rebasing: storage[1...])
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

  private static let mostGrammarErrors = 100

  /// Splits, scans and hashes the lines; the bytes must end in LF.
  func scan(with scanner: inout EnvelopeScanner) {
    guard let base = storage.baseAddress else { return }
    var start = 1
    let end = count + 1
    while start < end {
      var stop = start
      if let found = memchr(base + start, 0x0A, end - start) {
        stop = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
      } else {
        stop = end
      }
      scanLine(base, start, stop, &scanner)
      start = stop + 1
      if grammarErrors.count > Self.mostGrammarErrors {
        isHopeless = true
        return
      }
    }
  }

  private func scanLine(
    _ base: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int, _ scanner: inout EnvelopeScanner
  ) {
    let firstMember = members.count
    let bytes = UnsafeBufferPointer(start: base + start, count: end - start)
    var line = Line(
      start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
      firstMember: Int32(truncatingIfNeeded: firstMember), memberCount: 0,
      layout: EventLayout(), isEvent: false)
    do throws(EnvelopeError) {
      line.layout = try scanner.scan(bytes, members: &members)
      line.memberCount = Int32(truncatingIfNeeded: members.count - firstMember)
      line.isEvent = true
    } catch {
      members.removeSubrange(firstMember...)
      grammarErrors.append((lines.count, error))
    }
    base[start - 1] = 0
    leaves.append(
      Digest(hashing: UnsafeRawBufferPointer(start: base + (start - 1), count: end - start + 1)))
    lines.append(line)
  }

  /// The bytes of a line without LF.
  func bytes(_ number: Int) -> UnsafeBufferPointer<UInt8> {
    let line = lines[number]
    return UnsafeBufferPointer(rebasing: storage[Int(line.start)..<Int(line.end)])
  }

  /// Calls `body` with the view of a line that passed the grammar.
  @inline(__always)
  func withView<Output>(_ number: Int, _ body: (EventView) -> Output) -> Output {
    let line = lines[number]
    return members.withUnsafeBufferPointer { all in
      body(
        EventView(
          line: UnsafeBufferPointer(rebasing: storage[Int(line.start)..<Int(line.end)]),
          members: UnsafeBufferPointer(
            rebasing: all[Int(line.firstMember)..<Int(line.firstMember + line.memberCount)]),
          layout: line.layout, index: firstIndex + number))
    }
  }
}
