internal import CloudEvents

/// Sealed lines on their way to a fold: they are folded while the workers inflate the blocks behind them.
///
/// A fold must see its events one after the other, so only one worker at a time folds; the others go on. The blocks stay
/// untouched until their lines are folded, and come back then.
final class SealedLines<Fold: EventFold>: @unchecked Sendable {
  private struct Portion {
    var block: LineBlock
    var lines: Range<Int>
    /// Whether the block is free once these lines are folded.
    var isLast: Bool
  }

  private var fold: Fold?
  private var portions: [Portion] = []
  private var freed: [LineBlock] = []
  private var hasBegun = false

  init(_ fold: consuming Fold) { self.fold = fold }

  /// Whether anything waits to be folded.
  var isWaiting: Bool { !portions.isEmpty }

  /// Whether the fold looks at any event of a block; else the block need not be handed over.
  ///
  /// Until it was given the first event, which it gets whatever its type, it looks at all.
  func wants(_ block: LineBlock) -> Bool {
    guard Fold.types != nil, hasBegun else { return true }
    return block.withEvents(block.lines.indices) { events in
      let types = events.selection(of: Fold.types)
      return events.lines.contains { $0.isEvent && types.contains($0.type) }
    }
  }

  /// Hands over lines of a block, which must not be changed until it comes back.
  func append(_ lines: Range<Int>, of block: LineBlock, isLast: Bool) {
    guard !lines.isEmpty || isLast else { return }
    portions.append(Portion(block: block, lines: lines, isLast: isLast))
  }

  /// Folds some of what was handed over, while other workers inflate so many blocks.
  ///
  /// All blocks of a batch are handed over at once, when its seal is valid. In one go they would keep the other workers waiting, and
  /// their memory from the next ones. It takes a few more than come in meanwhile, so that none pile up.
  func run(besides blocks: Int) { run(most: blocks + 2) }

  /// Folds what was handed over, at most so many portions of it.
  func run(most: Int = .max) {
    // Taken out, so that accesses to it are not checked event by event.
    guard var fold = fold.take() else { return }
    let count = min(most, portions.count)
    for portion in portions[..<count] {
      if !portion.lines.isEmpty {
        portion.block.withEvents(portion.lines, isBeginning: !hasBegun) { events in
          if !hasBegun { hasBegun = events.range.contains { events.lines[$0].isEvent } }
          fold.apply(all: events)
        }
      }
      if portion.isLast { freed.append(portion.block) }
    }
    portions.removeSubrange(..<count)
    self.fold = fold
  }

  /// The blocks whose lines are folded, which can be used again.
  func takeFreed() -> [LineBlock] {
    defer { freed.removeAll(keepingCapacity: true) }
    return freed
  }

  /// The fold's result; once, and after `run`.
  func finish() -> Fold.Output? {
    // No copy stays behind: the fold may hold most of all memory.
    guard let taken = fold.take() else { return nil }
    return taken.finish()
  }
}
