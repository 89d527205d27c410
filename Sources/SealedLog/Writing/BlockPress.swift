internal import Dispatch
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Synchronization

/// Hashes the lines of blocks and compresses the blocks, several side by side.
///
/// More than half of what recording costs is deflate, and no block needs another: so all cores have work. Each worker keeps
/// its compressor and each block its room from one batch to the next. What comes out doesn't depend on the number of
/// workers. A single block is worked on by the caller.
final class BlockPress: @unchecked Sendable {
  /// One worker's compressor; used by one thread at a time.
  private final class Worker {
    var deflater: Deflater
    init(_ deflater: consuming Deflater) { self.deflater = deflater }
  }

  private let compression: Compression
  private let mostWorkers: Int
  private var workers: [Worker] = []
  private var room: UnsafeMutableBufferPointer<UInt8>
  private var lengths: [Int] = []

  /// - Throws: `StreamError` if there is no memory for compression.
  init(_ compression: Compression, workers: Int) throws(StreamError) {
    self.compression = compression
    mostWorkers = max(1, workers)
    room = UnsafeMutableBufferPointer(start: nil, count: 0)
    try hire(1)
  }

  deinit { room.deallocate() }

  private func hire(_ count: Int) throws(StreamError) {
    while workers.count < min(count, mostWorkers) {
      guard let deflater = Deflater(compression) else {
        throw StreamError(.inputOutput, "deflate", "has no memory for compression")
      }
      workers.append(Worker(deflater))
    }
  }

  // MARK: - Leaves

  /// What the lines of one block give the tree.
  private struct Hashing: @unchecked Sendable {
    var text: UnsafeMutableBufferPointer<UInt8>
    var blocks: [BlockPacker.Block]
    var leaves: UnsafeMutableBufferPointer<Digest>
    var subtrees: UnsafeMutableBufferPointer<ContiguousArray<AlignedSubtree>>

    /// Hashes the lines where they lie: the byte before each, an LF, is 0x00 meanwhile, so that nothing is copied.
    func hash(_ number: Int, from first: Int) {
      guard let base = text.baseAddress else { return }
      let block = blocks[number]
      let end = base + block.range.upperBound
      var start = base + block.range.lowerBound
      var lines: ContiguousArray<UnsafeMutableBufferPointer<UInt8>> = []
      while start < end, let found = memchr(start, 0x0A, end - start) {
        let count = UnsafeRawPointer(found) - UnsafeRawPointer(start)
        lines.append(UnsafeMutableBufferPointer(start: start - 1, count: count + 1))
        start[-1] = 0
        start += count + 1
      }
      let found = leaves
      lines.withUnsafeBufferPointer { lines in
        Digest.hashEach(lines.count) { UnsafeRawBufferPointer(lines[$0]) } take: { found[block.firstLine + $0] = $1 }
      }
      for line in lines { line[0] = BlockPacker.lineEnd }
      AlignedSubtree.reduce(
        found[block.firstLine..<(block.firstLine + lines.count)], from: first + block.firstLine, into: &subtrees[number])
    }
  }

  /// Gives the leaf hashes of all lines and appends them to the tree.
  func hash(_ packer: inout BlockPacker, leaves: inout [Digest], onto frontier: inout MerkleFrontier) {
    let blocks = packer.allBlocks
    let first = frontier.size
    var subtrees = [ContiguousArray<AlignedSubtree>](repeating: [], count: blocks.count)
    leaves.removeAll(keepingCapacity: true)
    leaves.append(contentsOf: repeatElement(MerkleTree.emptyRoot, count: packer.lineCount))
    leaves.withUnsafeMutableBufferPointer { leaves in
      subtrees.withUnsafeMutableBufferPointer { subtrees in
        packer.withText { text in
          let work = Hashing(text: text, blocks: blocks, leaves: leaves, subtrees: subtrees)
          Self.run(blocks.count, workers: mostWorkers) { block, _ in work.hash(block, from: first) }
        }
      }
    }
    for subtree in subtrees.joined() { frontier.append(subtree) }
  }

  // MARK: - Blocks

  /// One block's payload and the room for what it becomes.
  private struct Compressing: @unchecked Sendable {
    var text: UnsafeBufferPointer<UInt8>
    var blocks: [BlockPacker.Block]
    var room: UnsafeMutableBufferPointer<UInt8>
    var lengths: UnsafeMutableBufferPointer<Int>
    var workers: [Worker]

    func compress(_ number: Int, with worker: Int) {
      let place = number * Deflater.roomForBlock
      lengths[number] = workers[worker].deflater.writeBlock(
        UnsafeBufferPointer(rebasing: text[blocks[number].range]),
        to: UnsafeMutableBufferPointer(rebasing: room[place..<(place + Deflater.roomForBlock)]))
    }
  }

  /// Appends the blocks that are ended, compressed; gives where in `out` the last one begins.
  ///
  /// - Throws: `StreamError` if there is no memory for compression.
  @discardableResult
  func compress(_ packer: BlockPacker, to out: inout [UInt8]) throws(StreamError) -> Int {
    let blocks = packer.blocks
    try hire(blocks.count)
    if room.count < blocks.count * Deflater.roomForBlock {
      room.deallocate()
      room = .allocate(capacity: blocks.count * Deflater.roomForBlock)
    }
    lengths.removeAll(keepingCapacity: true)
    lengths.append(contentsOf: repeatElement(0, count: blocks.count))
    lengths.withUnsafeMutableBufferPointer { lengths in
      packer.text.withUnsafeBufferPointer { text in
        let work = Compressing(text: text, blocks: blocks, room: room, lengths: lengths, workers: workers)
        Self.run(blocks.count, workers: workers.count) { block, worker in work.compress(block, with: worker) }
      }
    }
    var last = out.count
    for (number, length) in lengths.enumerated() {
      last = out.count
      let place = number * Deflater.roomForBlock
      out.append(contentsOf: UnsafeBufferPointer(rebasing: room[place..<(place + length)]))
    }
    return last
  }

  /// Calls `body` once for each item, in no particular order; returns when all are done.
  private static func run(_ count: Int, workers: Int, _ body: @Sendable (Int, Int) -> Void) {
    if count <= 1 || workers == 1 {
      for item in 0..<count { body(item, 0) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, count)) { worker in
      while true {
        let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard item < count else { return }
        body(item, worker)
      }
    }
  }
}
