internal import CutoverModel

/// Finds the spans in which no task was being worked at.
///
/// By the times as stated: the run goes from `run.began`, else the first start of a task, to `run.ended`, else the end
/// of the last task. A gap begins where the last running task ends or is paused, and ends where the next is started or
/// resumed. A task without an end is worked at to the end of the run; one without a start is worked at for no time,
/// and the gaps before it may be shorter than stated by any amount. The bounds take in that any task's end may lie
/// later and any start earlier than stated. Where gates were being waited for a gap is cut into pieces.
struct GapFinder {
  /// From a gate's request to its passing or rejection.
  struct Wait: Hashable {
    var gate: String
    var from: EventMoment
    /// Nil while it lasts.
    var to: EventMoment?
  }

  /// One end of a gap: where it is stated to lie, and between which instants it truly lies.
  private struct Edge {
    var at: EventMoment
    var earliest: Int64
    var latest: Int64

    init(_ at: EventMoment, earliest: Int64? = nil, latest: Int64? = nil) {
      self.at = at
      self.earliest = earliest ?? at.moment.earliest
      self.latest = latest ?? at.moment.latest
    }
  }

  private let spans: [WorkSpan]
  private let waits: [Wait]
  private let begin: EventMoment
  private let end: EventMoment
  /// The earliest and the latest instant of the next start, from each span on.
  private var nextEarliest: [Int64]
  private var nextLatest: [Int64]
  private var gaps: [Gap] = []
  /// The waits that may reach into the next gap.
  private var pending: [Wait] = []
  private var nextWait = 0

  /// All gaps of a run; n log n in the number of spans.
  static func gaps(in spans: [WorkSpan], waits: [Wait], bounds: RunBounds) -> Gaps {
    var begin = bounds.began
    if begin == nil { for span in spans { begin.keepEarliest(span.from) } }
    var end = bounds.ended
    if end == nil { for span in spans { if let to = span.to { end.keepLatest(to) } } }
    guard !spans.isEmpty, let begin, let end, begin.time < end.time else { return Gaps(from: begin, to: end) }
    var finder = GapFinder(spans, waits, from: begin, to: end)
    finder.sweep()
    return Gaps(from: begin, to: end, spans: finder.gaps)
  }

  private init(_ unsorted: [WorkSpan], _ waits: [Wait], from begin: EventMoment, to end: EventMoment) {
    spans = unsorted.sorted { $0.from.precedes($1.from) }
    self.waits = waits.sorted { $0.from.precedes($1.from) }
    (self.begin, self.end) = (begin, end)
    nextEarliest = [Int64](repeating: end.moment.earliest, count: spans.count + 1)
    nextLatest = [Int64](repeating: end.moment.latest, count: spans.count + 1)
    for number in spans.indices.reversed() {
      let span = spans[number]
      let start = span.from.moment
      let earliest = span.hasStart ? start.earliest : (span.notBefore ?? begin).moment.earliest
      nextEarliest[number] = min(nextEarliest[number + 1], earliest)
      nextLatest[number] = min(nextLatest[number + 1], start.latest)
    }
  }

  private mutating func sweep() {
    var cover = Edge(begin)
    var task: String?
    var rest = spans.count
    for (number, span) in spans.enumerated() {
      let start = span.from
      guard start.time <= end.time else {
        rest = number
        break
      }
      if start.time > cover.at.time {
        note(
          from: cover, to: Edge(start, earliest: nextEarliest[number], latest: nextLatest[number]), before: task,
          after: span.task)
      }
      guard let to = span.to else { return }
      cover.earliest = max(cover.earliest, to.moment.earliest)
      cover.latest = max(cover.latest, to.moment.latest)
      if !to.precedes(cover.at) {
        cover.at = to
        task = span.task
      }
    }
    guard end.time > cover.at.time else { return }
    note(
      from: cover, to: Edge(end, earliest: nextEarliest[rest], latest: nextLatest[rest]), before: task, after: nil)
  }

  /// Takes in a gap, cut where a wait for a gate begins or ends within it.
  private mutating func note(from: Edge, to: Edge, before: String?, after: String?) {
    while nextWait < waits.count, waits[nextWait].from.time < to.at.time {
      pending.append(waits[nextWait])
      nextWait += 1
    }
    pending.removeAll { wait in wait.to.map { $0.time <= from.at.time } ?? false }
    var cuts = pending.flatMap { [$0.from, $0.to].compactMap(\.self) }
    cuts = cuts.filter { from.at.time < $0.time && $0.time < to.at.time }.sorted { $0.precedes($1) }
    var edges = [from]
    for cut in cuts where edges[edges.count - 1].at.time < cut.time { edges.append(Edge(cut)) }
    edges.append(to)
    for (begin, end) in zip(edges, edges.dropFirst()) {
      let gates = pending.filter { wait in
        wait.from.time <= begin.at.time && (wait.to.map { $0.time >= end.at.time } ?? true)
      }
      gaps.append(
        Gap(
          from: begin.at, to: end.at, span: Self.span(begin, end), gates: gates.map(\.gate), before: before,
          after: after))
    }
  }

  private static func span(_ from: Edge, _ to: Edge) -> SpanInterval {
    let stated = to.at.since(from.at)
    func difference(_ later: Int64, _ earlier: Int64) -> TimeSpan {
      TimeSpan(nanoseconds: later) - TimeSpan(nanoseconds: earlier)
    }
    return SpanInterval(
      stated: stated, lower: min(stated, max(.zero, difference(to.earliest, from.latest))),
      upper: max(stated, difference(to.latest, from.earliest)))
  }
}
