/// Blocks that lie one behind another in a file and are inflated side by side.
struct BlockGroup {
  /// Where they lie in the window.
  let ranges: ArraySlice<Range<Int>>
  let blocks: [LineBlock]
  private(set) var states: [BlockState]

  /// - Parameter spare: Blocks that are free; new ones are made where there are too few.
  init(_ ranges: ArraySlice<Range<Int>>, spare: inout [LineBlock]) {
    self.ranges = ranges
    blocks = ranges.map { _ in spare.popLast() ?? LineBlock() }
    states = [BlockState](repeating: .whole, count: ranges.count)
  }

  /// Inflates them, and scans and hashes their lines.
  ///
  /// - Parameters:
  ///   - hashes: Whether lines are hashed.
  ///   - work: Calls what it is given once for each number, each on one worker, and returns when all are done.
  mutating func inflate(
    from window: ByteWindow, hashes: Bool = true,
    with work: (Int, @Sendable (Int, ParallelWorkers.Scratch) -> Void) -> Void
  ) {
    let offset = window.offset
    nonisolated(unsafe) let bytes = window.buffer
    states.withUnsafeMutableBufferPointer { [ranges, blocks] states in
      nonisolated(unsafe) let states = states
      work(ranges.count) { item, scratch in
        let range = ranges[ranges.startIndex + item]
        states[item] = BlockState.inflate(
          UnsafeBufferPointer(rebasing: bytes[range]), at: offset + range.lowerBound, into: blocks[item], scratch,
          hashes: hashes)
      }
    }
  }

  /// The first that must be read in sequence, and all behind it.
  var irregular: Int? { states.firstIndex(of: .irregular) }

  /// The blocks that hold lines, up to the first irregular one.
  var whole: [LineBlock] { blocks[..<(irregular ?? blocks.count)].filter { $0.count > 0 } }

  /// The blocks that hold none.
  var unused: [LineBlock] { blocks.filter { $0.count == 0 } }
}
