/// Lines that go into a file as blocks while they come.
///
/// A fold can't throw: the first failure is kept, and nothing more is written after it. Blocks are compressed side by
/// side once there are a megabyte of them, as those of a closed stream are.
struct PackedFile: ~Copyable {
  private let file: FileDescriptor
  private let press: BlockPress
  private var packer = BlockPacker()
  private var bytes: [UInt8] = []
  private var length = 0
  private(set) var failure: StreamError?

  private static let blocksAtOnce = 16

  init(_ file: FileDescriptor, _ compression: Compression, workers: Int = 2) throws(StreamError) {
    self.file = file
    press = try BlockPress(compression, workers: workers)
  }

  /// Adds a line without its LF.
  mutating func append(_ line: some Collection<UInt8>) {
    packer.append(line)
    if packer.blocks.count >= Self.blocksAtOnce { flush() }
  }

  /// Ends the block under way.
  mutating func endBlock() { packer.endBlock() }

  /// Writes what is left, with the end-of-file block if the stream is closed.
  mutating func finish(isClosed: Bool) {
    packer.endBlock()
    flush()
    if isClosed { write(BGZF.endOfFile) }
  }

  private mutating func flush() {
    guard failure == nil else { return packer.clear() }
    bytes.removeAll(keepingCapacity: true)
    do throws(StreamError) { try press.compress(packer, to: &bytes) } catch { failure = error }
    packer.dropBlocks()
    write(bytes)
  }

  private mutating func write(_ bytes: [UInt8]) {
    guard failure == nil else { return }
    do throws(StreamError) {
      try file.write(bytes, at: length)
      length += bytes.count
    } catch { failure = error }
  }
}
