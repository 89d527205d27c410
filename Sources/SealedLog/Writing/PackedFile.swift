/// Lines that go into a file as blocks while they come.
///
/// A fold can't throw: the first failure is kept, and nothing more is written after it.
struct PackedFile: ~Copyable {
  private let file: FileDescriptor
  private var packer: BlockPacker
  private var length = 0
  private(set) var failure: StreamError?

  init(_ file: FileDescriptor, level: Int) throws(StreamError) {
    self.file = file
    packer = try BlockPacker(level: level)
  }

  /// Adds a line without its LF; writes once a megabyte has come together.
  mutating func append(_ line: some Collection<UInt8>) {
    packer.append(line)
    if packer.blocks.count > 1 << 20 { flush() }
  }

  /// Ends the block under way.
  mutating func endBlock() { packer.endBlock() }

  /// Writes what is left, with the end-of-file block if the stream is closed.
  mutating func finish(isClosed: Bool) {
    packer.endBlock()
    flush()
    if isClosed { write(BGZF.endOfFile) }
  }

  private mutating func flush() { write(packer.take()) }

  private mutating func write(_ bytes: [UInt8]) {
    guard failure == nil else { return }
    do throws(StreamError) {
      try file.write(bytes, at: length)
      length += bytes.count
    } catch { failure = error }
  }
}
