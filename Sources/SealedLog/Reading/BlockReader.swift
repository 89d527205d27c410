#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Cuts a byte source into blocks of whole lines, whatever its container.
///
/// BGZF with pinned headers is taken block by block, so that blocks can be inflated in parallel. From the first byte
/// that isn't such a block on, the rest is read as zcat would read it, or as plain JSON Lines. Every byte is accounted
/// for: what fits nowhere is a finding about the container.
struct BlockReader<Source: ByteSource> {
  /// What comes next in the file.
  enum Piece {
    /// Compressed blocks with pinned headers, as ranges of `window`, and the file offset of the window's start.
    case blocks([Range<Int>])
    /// Lines that had to be inflated in sequence, ready to scan.
    case lines([LineBlock])
    case end
  }

  private enum Mode { case start, blocked, members, plain, ended }

  private var source: Source
  private var mode = Mode.start
  /// Bytes read and not yet used.
  let window = ByteWindow(capacity: 1 << 19)
  /// The place in `window` of the next unused byte.
  private var position = 0

  private var member: Member?
  /// What came out of a block that isn't finished.
  private var unfinished: [UInt8] = []
  private var portion = [UInt8](repeating: 0, count: 1 << 16)
  private var carried: [UInt8] = []
  private var carriedOffset = 0
  private var inflater: Inflater?

  private(set) var container = Verification.Container.asWritten
  private(set) var findings: [Finding] = []
  /// Whether the last thing read was the end-of-file block, and it was BGZF at all.
  private(set) var endsWithMarker = false
  private(set) var isBlocked = false
  /// Bytes at the end that are the beginning of a block and no more, or zeros: what a crash leaves.
  private(set) var tornBytes = 0
  /// Bytes that can't be decoded: to the end once they were counted, else as far as they were read.
  private(set) var undecodedBytes = 0
  /// Where reading stopped because the bytes can't be decoded; nil if it didn't.
  private(set) var damageOffset: Int?

  /// The longest line that is read at all: beyond it the file isn't lines.
  static var longestLine: Int { 1 << 24 }

  init(_ source: Source) { self.source = source }

  // MARK: - Window

  private mutating func fill(atLeast wanted: Int) throws(StreamError) {
    if window.count - position >= wanted || window.isAtEnd { return }
    window.discard(upTo: position)
    position = 0
    try window.fill(from: &source, atLeast: wanted)
  }

  /// The next piece.
  mutating func next() throws(StreamError) -> Piece {
    while true {
      switch mode {
      case .start: try start()
      case .blocked:
        if let ranges = try nextBlocks() { return .blocks(ranges) }
      case .members: return try nextMembers()
      case .plain: return try nextPlain()
      case .ended: return .end
      }
    }
  }

  private mutating func start() throws(StreamError) {
    try fill(atLeast: 64)
    if window.count > 0, window[0] == UInt8(ascii: "{") {
      mode = .plain
      container = .reEncoded
    } else if let size = BGZF.blockSize(window.buffer), size > 0 {
      mode = .blocked
      isBlocked = true
    } else {
      mode = .members
    }
  }

  // MARK: - BGZF

  /// The complete blocks in the window, or nil if the mode changed.
  private mutating func nextBlocks() throws(StreamError) -> [Range<Int>]? {
    try fill(atLeast: BGZF.maximumBlock)
    var ranges: [Range<Int>] = []
    while let size = BGZF.blockSize(window.suffix(from: position)),
      size >= BGZF.headerLength + BGZF.trailerLength + 2, position + size <= window.count
    {
      ranges.append(position..<(position + size))
      position += size
    }
    if !ranges.isEmpty { return ranges }
    mode = position == window.count ? .ended : .members
    return nil
  }

  /// Gives back blocks from `offset` (a place in the window) on, to be read in sequence instead.
  mutating func rewind(to place: Int) {
    position = place
    mode = .members
    endsWithMarker = false
  }

  /// Says whether the block just read was the end-of-file block.
  mutating func markEnd(isMarker: Bool, offset: Int) {
    if endsWithMarker, findings.count < 100 {
      findings.append(
        Finding(
          "container.empty-block", "an empty block stands inside the file", severity: .note, offset: offset))
    }
    endsWithMarker = isMarker
  }

  /// Notes damage that doesn't keep the bytes from being read.
  mutating func reportDamage(_ rule: String, _ message: String, offset: Int, expected: String? = nil, observed: String? = nil) {
    container = .damaged
    if findings.count < 100 {
      findings.append(
        Finding(rule, message, offset: offset, expected: expected, observed: observed))
    }
  }

  mutating func reportReEncoded() {
    if container == .asWritten { container = .reEncoded }
  }

  // MARK: - Members in sequence

  /// A gzip member (RFC 1952) of which more is to come.
  private struct Member {
    var offset: Int
    var header: (length: Int, blockSize: Int?)
    /// Where the deflate data begins in the file.
    var bodyStart: Int
    /// Whether it begins with the two bytes of the end-of-file block.
    var beginsEmpty: Bool
    var checksum: UInt32 = 0
    var length = 0
    var endsInLineFeed = false
  }

  private mutating func nextMembers() throws(StreamError) -> Piece {
    var blocks: [LineBlock] = []
    var produced = 0
    while produced < 1 << 21, mode == .members {
      try fill(atLeast: 1 << 17)
      if member == nil {
        if position == window.count { mode = .ended } else { try beginMember() }
      } else {
        produced += try continueMember(into: &blocks)
      }
    }
    if mode == .ended, !carried.isEmpty { finishCarried() }
    return blocks.isEmpty && mode == .ended ? .end : .lines(blocks)
  }

  /// What is left when the input ends inside a line.
  private mutating func finishCarried() {
    tornBytes += carried.count
    carried.removeAll()
  }

  private mutating func beginMember() throws(StreamError) {
    let offset = window.offset + position
    guard let header = gzipHeader() else { return try stop(at: offset) }
    if inflater == nil { inflater = Inflater() }
    guard let inflater else {
      throw StreamError(.inputOutput, "inflate", "has no memory for decompression")
    }
    inflater.reset()
    position += header.length
    member = Member(
      offset: offset, header: header, bodyStart: offset + header.length,
      beginsEmpty: window.count - position >= 2 && window[position] == 3 && window[position + 1] == 0)
  }

  /// Inflates one portion of the member under way; gives how many bytes came out.
  private mutating func continueMember(into blocks: inout [LineBlock]) throws(StreamError) -> Int {
    guard var member, let inflater else { return 0 }
    var portion: [UInt8] = []
    swap(&portion, &self.portion)
    defer { swap(&portion, &self.portion) }
    var produced = 0
    let ending = portion.withUnsafeMutableBufferPointer { room in
      inflater.inflate(window.suffix(from: position), into: room, produced: &produced)
    }
    if produced > 0 {
      portion.withUnsafeBufferPointer {
        member.checksum = Inflater.checksum(UnsafeBufferPointer(rebasing: $0[..<produced]), from: member.checksum)
      }
      member.length += produced
      member.endsInLineFeed = portion[produced - 1] == 0x0A
    }
    // Of a block that breaks off nothing counts; of another member what came out before does, for it may be all.
    if member.header.blockSize != nil {
      unfinished.append(contentsOf: portion[..<produced])
      guard unfinished.count <= Self.longestLine else {
        damage(at: member.offset, "a block inflates to more than \(Self.longestLine) bytes")
        return produced
      }
    } else if !emit(portion[..<produced], at: member.offset, .unknown, into: &blocks) {
      return produced
    }
    self.member = member
    switch ending {
    case .outputFull(let consumed): position += consumed
    case .inputExhausted:
      position = window.count
      if window.isAtEnd { breakOff(member, "the deflate data doesn't end") }
    case .corrupt:
      damage(at: member.offset, "the deflate data is corrupt")
    case .complete(let consumed):
      position += consumed
      try fill(atLeast: 64)
      if window.count - position < BGZF.trailerLength {
        breakOff(member, "the trailer is cut off")
        position = window.count
      } else {
        finishMember(member, into: &blocks)
      }
    }
    return produced
  }

  /// The input ended inside a member: a torn write if it is a block that was to be longer, damage otherwise.
  private mutating func breakOff(_ member: Member, _ message: String) {
    let end = window.offset + window.count
    if let size = member.header.blockSize, member.offset + size > end {
      tornBytes += end - member.offset
      unfinished.removeAll()
      self.member = nil
      mode = .ended
    } else {
      damage(at: member.offset, message)
    }
  }

  /// Checks the trailer and emits the lines.
  private mutating func finishMember(_ member: Member, into blocks: inout [LineBlock]) {
    let bodyLength = window.offset + position - member.bodyStart
    let stored = Self.word(window, position)
    let storedLength = Self.word(window, position + 4)
    position += BGZF.trailerLength
    self.member = nil
    if stored != member.checksum || storedLength != UInt32(truncatingIfNeeded: member.length) {
      reportDamage(
        "container.checksum", "the block's CRC-32 or length doesn't fit its content", offset: member.offset,
        expected: "\(stored), \(storedLength) bytes", observed: "\(member.checksum), \(member.length) bytes")
    }
    let isMarker =
      member.header.blockSize != nil && member.length == 0 && member.beginsEmpty && bodyLength == 2
    markEnd(isMarker: isMarker, offset: member.offset)
    guard let size = member.header.blockSize else {
      reportReEncoded()
      return
    }
    if size != member.header.length + bodyLength + BGZF.trailerLength {
      reportDamage(
        "container.block-size", "the block's size in its header is not its size", offset: member.offset,
        expected: "\(member.header.length + bodyLength + BGZF.trailerLength)", observed: "\(size)")
    }
    if !isMarker, member.length > BGZF.maximumPayload || !member.endsInLineFeed { reportReEncoded() }
    let plain = unfinished
    unfinished.removeAll(keepingCapacity: true)
    _ = emit(plain[...], at: member.offset, carried.isEmpty ? .block : .unknown, into: &blocks)
  }

  private static func word(_ bytes: ByteWindow, _ place: Int) -> UInt32 {
    UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
      | UInt32(bytes[place + 3]) << 24
  }

  /// Turns plain bytes into blocks of whole lines, keeping what doesn't end yet; false if a line is too long to read.
  ///
  /// - Parameter offset: Where the bytes come from: their member, or of plain lines the first byte that is carried.
  private mutating func emit(
    _ output: ArraySlice<UInt8>, at offset: Int, _ placing: LineBlock.Placing, into blocks: inout [LineBlock]
  ) -> Bool {
    guard !output.isEmpty else { return true }
    if carried.isEmpty || placing == .plain { carriedOffset = offset } else { reportReEncoded() }
    carried.append(contentsOf: output)
    var start = 0
    carried.withUnsafeBufferPointer { bytes in
      while let end = Self.endOfLines(bytes, from: start) {
        let block = LineBlock(capacity: end - start)
        _ = block.room.update(fromContentsOf: bytes[start..<end])
        block.fill(
          count: end - start, offset: placing == .plain ? carriedOffset + start : carriedOffset, placing: placing)
        blocks.append(block)
        start = end
      }
    }
    if start > 0 {
      carried.removeSubrange(..<start)
      carriedOffset = offset
    }
    if carried.count > Self.longestLine {
      damage(at: placing == .plain ? offset + start : offset, "a line is longer than \(Self.longestLine) bytes")
      return false
    }
    return true
  }

  /// The end of as many whole lines as fit a block, or of one longer line; nil where no line ends.
  private static func endOfLines(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress else { return nil }
    var end = start + min(BGZF.maximumPayload, bytes.count - start)
    while end > start, base[end - 1] != 0x0A { end -= 1 }
    if end > start { return end }
    return memchr(base + start, 0x0A, bytes.count - start).map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) + 1 }
  }

  private mutating func damage(at offset: Int, _ message: String) {
    reportDamage("container.damaged", message, offset: offset)
    damageOffset = offset
    undecodedBytes = window.offset + window.count - offset
    carried.removeAll()
    unfinished.removeAll()
    member = nil
    mode = .ended
  }

  /// Bytes that begin no gzip member: a torn write, or garbage.
  private mutating func stop(at offset: Int) throws(StreamError) {
    let rest = window.suffix(from: position)
    let isPrefix =
      window.isAtEnd && rest.count < BGZF.headerLength
      && zip(rest, BGZF.headerPrefix).allSatisfy { $0 == $1 }
    if isPrefix, isBlocked {
      tornBytes += rest.count
      position = window.count
      mode = .ended
      return
    }
    // Zeros up to the end are what a file system may leave of a write that never happened.
    var zeros = 0
    while isBlocked, position < window.count, window.suffix(from: position).allSatisfy({ $0 == 0 }) {
      zeros += window.count - position
      position = window.count
      try fill(atLeast: 1)
    }
    if position == window.count, zeros > 0 {
      tornBytes += zeros
      mode = .ended
    } else {
      damage(at: offset, "the bytes begin no gzip block")
    }
  }

  /// The length of the gzip header here, and the block size if it is exactly the pinned one; nil if it is none.
  private func gzipHeader() -> (length: Int, blockSize: Int?)? {
    let bytes = window.suffix(from: position)
    if let size = BGZF.blockSize(bytes) { return (BGZF.headerLength, size) }
    guard bytes.count >= 18, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8, bytes[3] & 0xE0 == 0
    else { return nil }
    let flags = bytes[3]
    var place = 10
    if flags & 4 != 0 {
      place += 2 + Int(bytes[10]) + Int(bytes[11]) << 8
    }
    for bit in [UInt8(8), 16] where flags & bit != 0 {
      while place < bytes.count, bytes[place] != 0 { place += 1 }
      place += 1
    }
    if flags & 2 != 0 { place += 2 }
    return place < bytes.count ? (place, nil) : nil
  }

  // MARK: - Plain lines

  private mutating func nextPlain() throws(StreamError) -> Piece {
    try fill(atLeast: 1)
    var blocks: [LineBlock] = []
    if position == window.count {
      mode = .ended
      if !carried.isEmpty { finishCarried() }
      return .end
    }
    let output = Array(window.suffix(from: position))
    let offset = window.offset + position - carried.count
    position = window.count
    _ = emit(output[...], at: offset, .plain, into: &blocks)
    return .lines(blocks)
  }

  // MARK: - After damage

  /// Looks behind the damage for a block whose lines hold what `recognises` wants; nil if there is none.
  mutating func salvage<Evidence>(
    _ recognises: (LineBlock) -> Evidence?
  ) throws(StreamError) -> (offset: Int, evidence: Evidence)? {
    guard let damageOffset, let inflater = Inflater() else { return nil }
    position = max(0, damageOffset + 1 - window.offset)
    let block = LineBlock()
    while true {
      try fill(atLeast: BGZF.maximumBlock)
      if window.count - position < BGZF.headerLength { return nil }
      let place = position
      guard let size = BGZF.blockSize(window.suffix(from: place)), place + size <= window.count,
        size > BGZF.headerLength + BGZF.trailerLength
      else {
        // The next place where a header may begin.
        position += 1 + (window.suffix(from: place + 1).firstIndex(of: 0x1F) ?? window.count - place - 1)
        continue
      }
      inflater.reset()
      var produced = 0
      let ending = inflater.inflate(
        UnsafeBufferPointer(rebasing: window.buffer[(place + BGZF.headerLength)..<(place + size)]),
        into: block.room, produced: &produced)
      position += size
      guard case .complete = ending, produced > 0 else { continue }
      block.fill(count: produced, offset: window.offset + place)
      guard block.endsInLineFeed else { continue }
      if let evidence = recognises(block) { return (window.offset + place, evidence) }
    }
  }

  /// Reads to the end to tell how many bytes can't be decoded; nothing is read where all could be.
  mutating func countUndecoded() throws(StreamError) {
    guard let damageOffset else { return }
    while !window.isAtEnd {
      position = window.count
      try fill(atLeast: 1)
    }
    undecodedBytes = window.offset + window.count - damageOffset
  }
}
