/// What one worker finds when it inflates a block with a pinned header.
enum BlockState {
  /// Whole lines, as the recorder writes them.
  case whole
  /// Exactly the end-of-file block.
  case empty
  /// Whole lines, but the CRC-32 or the length in the trailer doesn't fit them.
  case checksum
  /// Anything else: it must be read in sequence.
  case irregular

  /// The least block for which libdeflate is asked first.
  static let leastFast = 1_024

  /// Inflates a block, then splits, scans and hashes its lines while they are in cache.
  ///
  /// - Parameter hashes: Whether the lines are hashed.
  static func inflate(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, into block: LineBlock,
    _ scratch: ParallelWorkers.Scratch, hashes: Bool = true
  ) -> BlockState {
    block.fill(count: 0, offset: offset)
    if bytes.count == BGZF.endOfFile.count, bytes.elementsEqual(BGZF.endOfFile) { return .empty }
    guard let inflater = scratch.inflater else { return .irregular }
    let body = UnsafeBufferPointer(
      rebasing: bytes[BGZF.headerLength..<(bytes.count - BGZF.trailerLength)])
    let trailer = Trailer(of: bytes)
    var produced = 0
    var isRight = false
    let room = block.room
    // Of a small file every bit is accounted for (`CompressionCheck`), so there the stricter library decides alone. So it
    // does of a small block, which may have a code of one symbol.
    if bytes.count >= leastFast, offset + bytes.count > CompressionCheck.limit,
      let count = inflater.inflateFast(body, into: room) {
      produced = count
      isRight = trailer.fits(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(room)[..<count]))
    }
    if !isRight {
      inflater.reset()
      guard case .complete(let consumed) = inflater.inflate(body, into: room, produced: &produced),
        consumed == body.count
      else { return .irregular }
    }
    guard produced > 0, produced <= BGZF.maximumPayload else { return .irregular }
    block.fill(count: produced, offset: offset)
    block.endOffset = offset + bytes.count
    guard block.endsInLineFeed else { return .irregular }
    if !isRight { isRight = trailer.fits(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(room)[..<produced])) }
    block.scan(with: &scratch.scanner, hashes: hashes)
    return isRight ? .whole : .checksum
  }

  /// What a block's last eight bytes say of its lines.
  private struct Trailer {
    var checksum: UInt32
    var length: UInt32

    init(of block: UnsafeBufferPointer<UInt8>) {
      func word(_ place: Int) -> UInt32 {
        UInt32(block[place]) | UInt32(block[place + 1]) << 8 | UInt32(block[place + 2]) << 16
          | UInt32(block[place + 3]) << 24
      }
      checksum = word(block.count - 8)
      length = word(block.count - 4)
    }

    func fits(_ lines: UnsafeBufferPointer<UInt8>) -> Bool {
      length == UInt32(lines.count) && checksum == Inflater.checksum(lines)
    }
  }
}
