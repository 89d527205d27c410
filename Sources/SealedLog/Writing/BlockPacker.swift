/// Packs lines into blocks of at most 65,280 bytes and compresses them.
struct BlockPacker: ~Copyable {
  private var deflater: Deflater
  private var payload: [UInt8] = []
  private(set) var blocks: [UInt8] = []
  /// Where the block begins, within `blocks`, that was written last.
  private(set) var lastBlockStart = 0

  init(level: Int) throws(StreamError) {
    guard let deflater = Deflater(level: level) else {
      throw StreamError(.inputOutput, "zlib", "has no memory for compression")
    }
    self.deflater = deflater
    payload.reserveCapacity(BGZF.maximumPayload)
  }

  /// Adds a line of less than 65,280 bytes; its LF is added here.
  mutating func append(_ line: some Collection<UInt8>) {
    if payload.count + line.count + 1 > BGZF.maximumPayload { endBlock() }
    payload.append(contentsOf: line)
    payload.append(0x0A)
  }

  /// Ends the block under way; nothing happens if it is empty.
  mutating func endBlock() {
    guard !payload.isEmpty else { return }
    lastBlockStart = blocks.count
    payload.withUnsafeBufferPointer { deflater.appendBlock($0, to: &blocks) }
    payload.removeAll(keepingCapacity: true)
  }

  /// Hands over the compressed bytes so far.
  mutating func take() -> [UInt8] {
    defer {
      blocks.removeAll(keepingCapacity: true)
      lastBlockStart = 0
    }
    return blocks
  }
}
