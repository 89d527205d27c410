internal import CutoverModel

/// The earliest entries of one type, and a count of the rest.
///
/// Which are kept depends on their times alone, not on the order in which they come. Adding costs log `limit` on
/// average; at most twice `limit` are held.
struct CappedEntries: Sendable {
  private let limit: Int
  private var entries: [TimelineEntry] = []
  private var furtherCount = 0
  private var furtherFirst: TimelineEntry?
  private var furtherLast: EventMoment?

  init(limit: Int) { self.limit = max(1, limit) }

  mutating func add(_ entry: TimelineEntry) {
    entries.append(entry)
    if entries.count >= 2 * limit { cut() }
  }

  /// Those kept, in order, and behind them one that stands for all others.
  mutating func finish(title: String) -> [TimelineEntry] {
    cut()
    guard var rest = furtherFirst, let last = furtherLast else { return entries }
    rest.standForMany()
    rest.title = EntryText.cut("\(furtherCount) further: \(title)", to: 200)
    rest.count = furtherCount
    rest.end = last.moment
    rest.endEvent = last.event
    return entries + [rest]
  }

  private mutating func cut() {
    entries.sort { $0.begins.precedes($1.begins) }
    for entry in entries.dropFirst(limit) {
      furtherCount += 1
      if furtherFirst.map({ entry.begins.precedes($0.begins) }) ?? true { furtherFirst = entry }
      furtherLast.keepLatest(entry.begins)
    }
    entries.removeLast(max(0, entries.count - limit))
  }
}

extension TimelineEntry {
  /// Leaves out what only the first of them says.
  fileprivate mutating func standForMany() {
    kind = .further
    text = nil
    (layer, service, region, dataset, wave, task, gate, actor) = (nil, nil, nil, nil, nil, nil, nil, nil)
    mode = .live
  }
}
