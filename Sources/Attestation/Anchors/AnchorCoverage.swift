internal import CloudEvents
internal import SealedLog

/// How closely trusted anchors bound the times at which lines were accepted.
struct AnchorCoverage {
  struct Anchor: Sendable {
    /// The anchor's line; nil for one beside a closed stream, which no line follows.
    var index: Int?
    /// The lines below existed when the outsider saw their seal.
    var size: Int
    /// When that was, in nanoseconds since 1970.
    var interval: ClosedRange<Int64>
  }

  private let anchors: [Anchor]

  init(_ anchors: [Anchor]) { self.anchors = anchors }

  /// The longest time, over all lines, between the last trusted anchor before a line and the first one that covers it.
  ///
  /// Where one of the two is missing the first and the last seal stand in for it, by the recorder's own clock.
  func longestSeconds(lines: Int, from first: Timestamp, to last: Timestamp) -> String {
    // Both bounds of a line change only behind an anchor and at the size that one covers.
    let before = anchors.compactMap { anchor in anchor.index.map { (index: $0, time: anchor.interval.lowerBound) } }
      .sorted { $0.index < $1.index }
    let covering = anchors.map { (size: $0.size, time: $0.interval.upperBound) }.sorted { $0.size < $1.size }
    var earliestFrom = [Int64](repeating: .max, count: covering.count + 1)
    for place in covering.indices.reversed() {
      earliestFrom[place] = min(earliestFrom[place + 1], covering[place].time)
    }
    let starts = Set([0] + before.map { $0.index + 1 } + covering.map(\.size)).filter { $0 < lines }.sorted()
    var longest = (start: first, end: first)
    var (passed, uncovered) = (0, 0)
    var lower: Int64?
    for line in starts {
      while passed < before.count, before[passed].index < line {
        lower = max(lower ?? .min, before[passed].time)
        passed += 1
      }
      while uncovered < covering.count, covering[uncovered].size <= line { uncovered += 1 }
      let start = lower.map { Timestamp(nanoseconds: $0) } ?? first
      let end = uncovered < covering.count ? Timestamp(nanoseconds: earliestFrom[uncovered]) : last
      if Self.isLonger(start, end, than: longest) { longest = (start, end) }
    }
    return Timestamp.decimalSeconds(from: longest.start, to: longest.end)
  }

  private static func isLonger(_ start: Timestamp, _ end: Timestamp, than other: (start: Timestamp, end: Timestamp)) -> Bool {
    Int128(end.nanoseconds) - Int128(start.nanoseconds)
      > Int128(other.end.nanoseconds) - Int128(other.start.nanoseconds)
  }
}
