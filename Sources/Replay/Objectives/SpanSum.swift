import CloudEvents
import CutoverModel

/// The length of a union of spans whose ends are uncertain.
enum SpanSum {
  typealias Span = (start: Moment, end: Moment)

  /// The length of everything that lies in some span and in no window.
  ///
  /// Stated from the times as written; the lower bound takes the spans as short and the windows as long as they can
  /// be, the upper bound the other way round.
  static func measure(_ spans: [Span], without windows: [Span] = []) -> SpanInterval {
    SpanInterval(
      stated: length(
        spans.map { ($0.start.stated.nanoseconds, $0.end.stated.nanoseconds) },
        without: windows.map { ($0.start.stated.nanoseconds, $0.end.stated.nanoseconds) }),
      lower: length(
        spans.map { ($0.start.latest, $0.end.earliest) },
        without: windows.map { ($0.start.earliest, $0.end.latest) }),
      upper: length(
        spans.map { ($0.start.earliest, $0.end.latest) },
        without: windows.map { ($0.start.latest, $0.end.earliest) }))
  }

  private typealias Range = (from: Int64, to: Int64)

  private static func length(_ ranges: [Range], without windows: [Range]) -> TimeSpan {
    let windows = merged(windows)
    var total = TimeSpan.zero
    var next = 0
    for range in merged(ranges) {
      var from = range.from
      while next < windows.count, windows[next].to <= from { next += 1 }
      var position = next
      while position < windows.count, windows[position].from < range.to {
        total = total + distance(from, min(range.to, windows[position].from))
        from = max(from, windows[position].to)
        position += 1
      }
      total = total + distance(from, range.to)
    }
    return total
  }

  private static func distance(_ from: Int64, _ to: Int64) -> TimeSpan {
    max(.zero, TimeSpan(nanoseconds: to) - TimeSpan(nanoseconds: from))
  }

  /// Disjoint and by start; empty ranges are dropped.
  private static func merged(_ ranges: [Range]) -> [Range] {
    var result: [Range] = []
    for range in ranges.filter({ $0.from < $0.to }).sorted(by: { $0.from < $1.from }) {
      if let last = result.last, range.from <= last.to {
        result[result.count - 1].to = max(last.to, range.to)
      } else {
        result.append(range)
      }
    }
    return result
  }
}
