/// A span in which one side of a data set takes no writes.
struct WriteFreeze: Sendable {
  var dataset: Int32
  var side: Int32
  var start: EventMark
  /// What opened writes again; nil while they are frozen.
  var end: EventMark?
  /// The service that the freeze names itself.
  var service: Int32
}

/// A moment at which writes open at a side, and the freezes that it ends.
struct WriteOpening: Sendable {
  var dataset: Int32
  var side: Int32
  var mark: EventMark
  /// Positions among the data set's freezes.
  var ended: [Int]
}

/// Follows who may write to one data set.
///
/// A freeze ends when its own side opens, or when the writer has moved and the new side opens, whichever is later. That
/// the writer has moved is shown by `writer.changed`, or by the opening of a side that was not itself frozen and so is
/// a new writer.
struct WriteHistory: Sendable {
  private(set) var freezes: [WriteFreeze] = []
  private(set) var openings: [WriteOpening] = []
  private(set) var promotions: [WriteChange] = []
  /// The freezes of a side that was frozen already.
  private(set) var repeatedFreezes: [EventMark] = []
  /// The openings while no side was frozen.
  private(set) var unfrozenOpenings: [EventMark] = []

  /// Reads one data set's changes, ordered by time.
  init(_ changes: some Sequence<WriteChange>) {
    /// Frozen sides, as positions in `freezes`.
    var frozen: [Int32: Int] = [:]
    /// When the writer last moved to each side, and when each side last opened.
    var moved: [Int32: EventMark] = [:]
    var opened: [Int32: Int] = [:]
    for change in changes {
      let side = change.side
      switch change.action {
      case .frozen:
        opened[side] = nil
        if frozen[side] == nil {
          frozen[side] = freezes.count
          freezes.append(
            WriteFreeze(
              dataset: change.dataset, side: side, start: change.mark, end: nil,
              service: change.service))
        } else {
          repeatedFreezes.append(change.mark)
        }
      case .opened:
        if frozen.isEmpty { unfrozenOpenings.append(change.mark) }
        let isNewWriter = frozen[side] == nil && side != NameTable.absent
        var opening = WriteOpening(
          dataset: change.dataset, side: side, mark: change.mark, ended: [])
        for (frozenSide, position) in frozen.sorted(by: { $0.value < $1.value }) {
          let hasMoved = moved[side].map { freezes[position].start < $0 } ?? false
          if frozenSide == side || frozenSide == NameTable.absent || isNewWriter || hasMoved {
            freezes[position].end = change.mark
            frozen[frozenSide] = nil
            opening.ended.append(position)
          }
        }
        opened[side] = openings.count
        openings.append(opening)
      case .moved:
        moved[side] = change.mark
        promotions.append(change)
        guard let opening = opened[side] else { continue }
        for (frozenSide, position) in frozen.sorted(by: { $0.value < $1.value })
        where frozenSide != side && freezes[position].start < openings[opening].mark {
          freezes[position].end = change.mark
          frozen[frozenSide] = nil
          openings[opening].ended.append(position)
        }
      }
    }
  }
}
