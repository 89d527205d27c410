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
  }

  /// How gaps count that may be shorter than `settle` or not.
  enum Settling {
    /// By the times as stated.
    case asStated
    /// As shorter: the episodes are one.
    case merging
    /// As not shorter: the episodes are two.
    case splitting
  }

  /// A gap between two impacts of which the times don't say whether it is shorter than `settle`.
  struct UncertainGap {
    var end: EventMark
    var start: EventMark
  }

  private let minimum: Int64?
  private let settle: TimeSpan
  private let settling: Settling
  /// Announced maintenance that is taken out of the downtime.
  private let announcements: [RunRecord.Announcement]
  /// When the run begins, in nanoseconds since 1970, where an impact within it is never part of an earlier episode.
  private let runBegin: Int64?
  /// A region that isn't here is as its service as a whole.
  private var levels: [Part: ServiceLevel] = [:]
  /// The regions of each service that have a level of their own.
  private var regions: [Int32: [Part]] = [:]
  /// How many parts are below the minimum, and how many are down.
  private var belowCount = 0
  private var downCount = 0
  /// The episodes so far, by start; those less than `settle` apart are joined.
  private(set) var episodes: [RawEpisode] = []
  /// By time; the same however they count.
  private(set) var uncertainGaps: [UncertainGap] = []
  /// The statements that one service is up while it was so already, or nothing was said of it, by time.
  private(set) var idleRecoveries: [EventMark] = []

  /// `minimum` in percent, nil where anything but up counts; episodes less than `settle` apart are one.
  init(
    minimum: Int64?, settle: TimeSpan, settling: Settling = .asStated,
    announcements: [RunRecord.Announcement] = [], runBegin: Int64? = nil
  ) {
    self.runBegin = runBegin
    self.minimum = minimum
    self.settle = settle
    self.settling = settling
    self.announcements = announcements
  }

  /// The parts that are below the minimum now.
  var partsBelow: [Part] {
    levels.filter { $0.value.isBelow(minimum) }.map(\.key)
  }

  /// Takes in a change of one part; `isOfOne` where it speaks of one service alone, so that it may be idle.
  mutating func apply(
    _ part: Part, _ level: ServiceLevel, _ mark: EventMark, isOfOne: Bool = false
  ) {
    let wasBelow = isBelow
    let wasDown = isDown
    var isRelief = false
    var before = levels[part]
    var wasImpaired = false
    switch part {
    case .whole(let service):
      // All regions are as the whole from now on.
      for region in regions.removeValue(forKey: service) ?? [] {
        if let before = levels[region] {
          if level.isBetter(than: before) { isRelief = true }
          if before.state != .up { wasImpaired = true }
        }
        set(region, to: nil)
      }
    case .region(_, let service):
      if before == nil {
        before = levels[.whole(service: service)]
        regions[service, default: []].append(part)
      }
    case .freeze: break
    }
    if level.isBetter(than: before ?? .up) { isRelief = true }
    if isOfOne, level.state == .up, !wasImpaired, before.map({ $0.state == .up }) ?? true {
      idleRecoveries.append(mark)
    }
    set(part, to: level)
    advance(
      from: wasBelow, wasDown: wasDown, isRelief: isRelief, shows: level.isBelow(minimum), mark)
  }

  private mutating func set(_ part: Part, to level: ServiceLevel?) {
    if let before = levels[part] {
      if before.isBelow(minimum) { belowCount -= 1 }
      if before.state == .down { downCount -= 1 }
    }
    levels[part] = level
    if let level {
      if level.isBelow(minimum) { belowCount += 1 }
      if level.state == .down { downCount += 1 }
    }
  }

  /// Whether a new episode would be part of the last one.
  private mutating func isSettling(at mark: EventMark) -> Bool {
    guard let last = episodes.last, let end = last.end else { return false }
    if let runBegin, last.start.time.nanoseconds < runBegin, mark.time.nanoseconds >= runBegin {
      return false
    }
    let gap = SpanInterval(from: end.moment, to: mark.moment)
    // An uncertain time never reaches the end of its interval, so the upper bound isn't reached either.
    let isShorter = gap.upper < settle || (gap.upper == settle && mark.accuracy > 0)
    if isShorter { return true }
    if gap.lower >= settle { return false }
    uncertainGaps.append(UncertainGap(end: end, start: mark))
    return switch settling {
    case .asStated: gap.stated < settle
    case .merging: true
    case .splitting: false
    }
  }

  /// The windows that were announced before an impact.
  private func windows(_ impact: EventMark) -> [SpanSum.Span] {
    announcements.filter { $0.counts(for: impact) }.map { ($0.from, $0.to) }
  }

  private var isBelow: Bool { belowCount > 0 }
  private var isDown: Bool { downCount > 0 }

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
