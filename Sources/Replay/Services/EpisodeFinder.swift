import CloudEvents
import CutoverModel

/// Follows the level of a service over all its regions and finds the episodes.
///
/// The service is as its worst part; parts are its regions, the service as a whole and the write freezes of its data
/// sets. A statement without a region speaks of all regions. Changes must come ordered by time.
struct EpisodeFinder {
  /// What has a level of its own.
  enum Part: Hashable {
    case whole(service: Int32)
    case region(Int32, service: Int32)
    case freeze(dataset: Int32, side: Int32, service: Int32)

    fileprivate func isRegion(of service: Int32) -> Bool {
      if case .region(_, let owner) = self { owner == service } else { false }
    }
  }

  private let minimum: Int64?
  private let settle: TimeSpan
  /// Announced maintenance that is taken out of the downtime.
  private let announcements: [RunRecord.Announcement]
  private var levels: [Part: ServiceLevel] = [:]
  /// The episodes so far, by start; those less than `settle` apart are joined.
  private(set) var episodes: [RawEpisode] = []
  private var isDown = false

  /// `minimum` in percent, nil where anything but up counts; episodes less than `settle` apart are one.
  init(minimum: Int64?, settle: TimeSpan, announcements: [RunRecord.Announcement] = []) {
    self.minimum = minimum
    self.settle = settle
    self.announcements = announcements
  }

  /// The parts that are below the minimum now.
  var partsBelow: [Part] {
    levels.filter { $0.value.isBelow(minimum) }.map(\.key)
  }

  /// Takes in a change of one part.
  mutating func apply(_ part: Part, _ level: ServiceLevel, _ mark: EventMark) {
    let wasBelow = isBelow
    let wasDown = isDown
    var isRelief = false
    if case .whole(let service) = part {
      for (region, before) in levels where region.isRegion(of: service) {
        if level.isBetter(than: before) { isRelief = true }
        levels[region] = level
      }
    }
    var before = levels[part]
    if before == nil, case .region(_, let service) = part {
      before = levels[.whole(service: service)]
    }
    if level.isBetter(than: before ?? .up) { isRelief = true }
    levels[part] = level
    isDown = levels.values.contains { $0.state == .down }
    advance(
      from: wasBelow, wasDown: wasDown, isRelief: isRelief, shows: level.isBelow(minimum), mark)
  }

  /// Whether a new episode would be part of the last one.
  private func isSettling(at mark: EventMark) -> Bool {
    guard let end = episodes.last?.end else { return false }
    let gap =
      TimeSpan(nanoseconds: mark.time.nanoseconds) - TimeSpan(nanoseconds: end.time.nanoseconds)
    return gap < settle
  }

  /// The windows that were announced before an impact.
  private func windows(_ impact: EventMark) -> [SpanSum.Span] {
    announcements.filter { $0.mark < impact }.map { ($0.from, $0.to) }
  }

  private var isBelow: Bool { levels.values.contains { $0.isBelow(minimum) } }

  private mutating func advance(
    from wasBelow: Bool, wasDown: Bool, isRelief: Bool, shows: Bool, _ mark: EventMark
  ) {
    let isBelow = isBelow
    if isBelow, !wasBelow {
      if isSettling(at: mark) {
        episodes[episodes.count - 1].end = nil
      } else {
        episodes.append(RawEpisode(start: mark, lastShown: mark))
      }
    }
    guard isBelow || wasBelow, !episodes.isEmpty else { return }
    let position = episodes.count - 1
    if shows { episodes[position].lastShown = mark }
    if isRelief, wasBelow, episodes[position].relief == nil { episodes[position].relief = mark }
    if isDown, isBelow, !wasDown || !wasBelow { episodes[position].down.begin(mark) }
    if wasDown, !isDown || !isBelow {
      episodes[position].down.end(mark, without: windows(episodes[position].start))
    }
    if !isBelow { episodes[position].end = mark }
  }
}
