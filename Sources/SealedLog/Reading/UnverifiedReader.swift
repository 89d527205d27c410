package import CloudEvents

/// Folds a stream without verifying it: no line is hashed, and no seal is looked at.
///
/// What it gives is no evidence: whoever can write the file can have written anything. It is there to tell what verifying
/// costs beside reading, and for nothing that anyone is to rely on. The lines are scanned as strictly as when they are
/// verified, and the compression's checksums are checked.
package enum UnverifiedReader {
  /// Folds all lines that pass the grammar, the recorder's own among them.
  ///
  /// - Returns: What the fold gives, and whether all bytes could be read as whole lines.
  /// - Throws: `StreamError` where bytes can't be read.
  package static func fold<Fold: EventFold>(
    _ source: some ByteSource, with fold: consuming Fold, workers: Int = 2
  ) throws(StreamError) -> (output: Fold.Output?, isWhole: Bool) {
    var reading = Reading(BlockReader(source), SealedLines(fold), workers)
    try reading.run()
    return (reading.lines.finish(), reading.isWhole)
  }

  /// How many blocks are worked on at a time.
  private static var groupSize: Int { 16 }

  private struct Reading<Source: ByteSource, Fold: EventFold> {
    private var reader: BlockReader<Source>
    let lines: SealedLines<Fold>
    private let workers: ParallelWorkers
    private var spare: [LineBlock] = []
    private var nextIndex = 0
    private(set) var isWhole = true

    init(_ reader: BlockReader<Source>, _ lines: SealedLines<Fold>, _ workers: Int) {
      self.reader = reader
      self.lines = lines
      self.workers = ParallelWorkers(count: workers)
    }

    mutating func run() throws(StreamError) {
      reading: while true {
        switch try reader.next() {
        case .blocks(let ranges): takeBlocks(ranges)
        case .lines(let blocks):
          work(on: blocks.count) { item, scratch in blocks[item].scan(with: &scratch.scanner, hashes: false) }
          take(blocks)
        case .end: break reading
        }
      }
      lines.run()
      if reader.damageOffset != nil || reader.tornBytes > 0 { isWhole = false }
    }

    private mutating func takeBlocks(_ ranges: [Range<Int>]) {
      var rest = ranges[...]
      while !rest.isEmpty {
        let group = Array(rest.prefix(UnverifiedReader.groupSize))
        rest = rest.dropFirst(group.count)
        let blocks = group.map { _ in spare.popLast() ?? LineBlock() }
        var states = [BlockState](repeating: .whole, count: group.count)
        let offset = reader.window.offset
        nonisolated(unsafe) let window = reader.window.buffer
        states.withUnsafeMutableBufferPointer { states in
          nonisolated(unsafe) let states = states
          work(on: group.count) { item, scratch in
            states[item] = BlockState.inflate(
              UnsafeBufferPointer(rebasing: window[group[item]]), at: offset + group[item].lowerBound,
              into: blocks[item], scratch, hashes: false)
          }
        }
        if let irregular = states.firstIndex(of: .irregular) {
          take(blocks[..<irregular].filter { $0.count > 0 })
          return reader.rewind(to: group[irregular].lowerBound)
        }
        if states.contains(.checksum) { isWhole = false }
        take(blocks.filter { $0.count > 0 })
        spare.append(contentsOf: blocks.filter { $0.count == 0 })
      }
    }

    /// Works on the next blocks while one worker folds the last ones.
    private mutating func work(on count: Int, _ body: @Sendable (Int, ParallelWorkers.Scratch) -> Void) {
      let folding = lines.isWaiting ? 1 : 0
      workers.run(folding + count) { [lines] item, scratch in
        if item < folding { lines.run() } else { body(item - folding, scratch) }
      }
      spare.append(contentsOf: lines.takeFreed())
    }

    private mutating func take(_ blocks: [LineBlock]) {
      for block in blocks {
        block.firstIndex = nextIndex
        nextIndex += block.lines.count
        if !block.grammarErrors.isEmpty || block.isHopeless { isWhole = false }
        lines.append(0..<block.lines.count, of: block, isLast: block.isReusable)
      }
    }
  }
}
