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
    var produced = 0
    let room = block.room
    inflater.reset()
    guard case .complete(let consumed) = inflater.inflate(body, into: room, produced: &produced),
      consumed == body.count, produced > 0, produced <= BGZF.maximumPayload
    else { return .irregular }
    block.fill(count: produced, offset: offset)
    block.endOffset = offset + bytes.count
    guard block.endsInLineFeed else { return .irregular }
    let isRight = Trailer(of: bytes).fits(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(room)[..<produced]))
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
