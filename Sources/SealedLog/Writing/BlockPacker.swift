/// Packs lines into payloads of blocks, at most 65,280 bytes each, one behind another in one piece of memory.
struct BlockPacker: Sendable {
  /// The payload of one block.
  struct Block: Sendable {
    /// Where it lies in the text.
    var range: Range<Int>
    /// The number of its first line.
    var firstLine: Int
  }

  /// All lines with their LF. A byte that belongs to no block stands before each block, so that before every line there
  /// is one that may be written over and put back while other blocks are worked on.
  private(set) var text: [UInt8] = []
  /// The blocks that are ended.
  private(set) var blocks: [Block] = []
  private(set) var lineCount = 0
  private var start = 0
  private var firstLine = 0

  /// What stands between the blocks, and ends each line.
  static let lineEnd: UInt8 = 0x0A

  /// The bytes of the lines so far, each with its LF.
  var byteCount: Int { text.count - blocks.count - (isBlockEmpty ? 0 : 1) }

  private var isBlockEmpty: Bool { firstLine == lineCount }

  /// All blocks, the one under way among them.
  var allBlocks: [Block] { isBlockEmpty ? blocks : blocks + [Block(range: start..<text.count, firstLine: firstLine)] }

  /// Makes room for so many bytes, so that no memory is outgrown on the way.
  mutating func reserve(_ count: Int) { text.reserveCapacity(count) }

  /// Makes room for a line of less than 65,280 bytes; its parts are then added, and `endLine` called.
  mutating func beginLine(_ count: Int) {
    if !isBlockEmpty, text.count - start + count + 1 > BGZF.maximumPayload { endBlock() }
    guard isBlockEmpty else { return }
    text.append(Self.lineEnd)
    start = text.count
  }

  /// Adds a part of the line that was begun.
  mutating func add(_ part: UnsafeBufferPointer<UInt8>) { text.append(contentsOf: part) }

  mutating func endLine() {
    text.append(Self.lineEnd)
    lineCount += 1
  }

  /// Adds a whole line; its LF is added here.
  mutating func append(_ line: some Collection<UInt8>) {
    beginLine(line.count)
    text.append(contentsOf: line)
    endLine()
  }

  /// Ends the block under way; nothing happens if it is empty.
  mutating func endBlock() {
    guard !isBlockEmpty else { return }
    blocks.append(Block(range: start..<text.count, firstLine: firstLine))
    firstLine = lineCount
  }

  /// Forgets everything and keeps the memory.
  mutating func clear() {
    text.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    (lineCount, firstLine, start) = (0, 0, 0)
  }

  /// Forgets the blocks that are ended, and keeps the lines of the one under way.
  mutating func dropBlocks() {
    let rest = isBlockEmpty ? [] : Array(text[start...])
    let count = lineCount - firstLine
    clear()
    guard count > 0 else { return }
    text.append(Self.lineEnd)
    start = text.count
    text.append(contentsOf: rest)
    lineCount = count
  }

  /// Calls with the text, in which the byte before each line may be changed as long as it is put back.
  mutating func withText<Output>(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Output) -> Output {
    text.withUnsafeMutableBufferPointer { body($0) }
  }
}
