import CutoverModel

/// A span in which a service is not up, as marks.
struct RawEpisode: Sendable {
  var start: EventMark
  var end: EventMark?
  /// The time spent in `down`.
  var down = DownTotal()
  /// The first change for the better in any region.
  var relief: EventMark?
  /// The last event that shows the service not up.
  var lastShown: EventMark
}

/// The sum of the spans in `down` within an episode; they come in order of time and don't overlap.
struct DownTotal: Sendable {
  var stated = TimeSpan.zero
  var lower = TimeSpan.zero
  var upper = TimeSpan.zero
  private(set) var first: EventMark?
  private(set) var last: EventMark?
  /// When the span that lasts began.
  private(set) var openSince: EventMark?
  /// The latest instant that the upper bound counts, in nanoseconds since 1970.
  private var counted = Int64.min

  mutating func begin(_ mark: EventMark) {
    if first == nil { first = mark }
    openSince = mark
  }

  /// Ends the span that lasts; announced windows are taken out.
  mutating func end(_ mark: EventMark, without windows: [SpanSum.Span]) {
    guard let since = openSince else { return }
    let (start, end) = (since.moment, mark.moment)
    let span = SpanSum.measure([(start, end)], without: windows)
    stated = stated + span.stated
    lower = lower + span.lower
    // Uncertain ends may overlap the next start: no instant counts twice.
    let twice = TimeSpan(nanoseconds: counted) - TimeSpan(nanoseconds: start.earliest)
    let isReduced = windows.isEmpty && !span.upper.isOutOfRange
    let most = isReduced ? max(.zero, span.upper - max(.zero, twice)) : span.upper
    upper = upper + most
    counted = max(counted, end.latest)
    last = mark
    openSince = nil
  }
}
