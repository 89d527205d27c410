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
        var group = BlockGroup(rest.prefix(UnverifiedReader.groupSize), spare: &spare)
        rest = rest.dropFirst(group.blocks.count)
        group.inflate(from: reader.window, hashes: false) { work(on: $0, $1) }
        take(group.whole)
        if let irregular = group.irregular {
          return reader.rewind(to: group.ranges[group.ranges.startIndex + irregular].lowerBound)
        }
        if group.states.contains(.checksum) { isWhole = false }
        spare.append(contentsOf: group.unused)
      }
    }

    /// Works on the next blocks while one worker folds the last ones.
    private mutating func work(on count: Int, _ body: @Sendable (Int, ParallelWorkers.Scratch) -> Void) {
      let folding = lines.isWaiting ? 1 : 0
      workers.run(folding + count) { [lines] item, scratch in
        if item < folding { lines.run(besides: count) } else { body(item - folding, scratch) }
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
