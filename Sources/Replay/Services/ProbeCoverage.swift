import CutoverModel

/// The spans over which a service was probed without a failure, merged.
///
/// Spans whose gap is no longer than the interval of probing are one; memory grows with the gaps, not with the probes.
struct ProbeCoverage: Sendable {
  struct Span: Hashable, Sendable {
    /// Nanoseconds since 1970.
    var from: Int64
    var to: Int64
    /// The widest interval of probing, in nanoseconds.
    var interval: Int64
    /// The event that states the beginning, and the one that states the end.
    var first: EventName
    var last: EventName

    /// Whether that many probes fill the span, one an interval. One may be missing: probes drift.
    func isFilled(by probes: Int64) -> Bool {
      let length = to.subtractingReportingOverflow(from)
      return probes >= (length.overflow ? .max : length.partialValue) / interval - 1
    }

    /// The span from the earlier beginning to the later end.
    func joined(with other: Span) -> Span {
      let begin = (from, first) <= (other.from, other.first) ? self : other
      let end = (to, last) >= (other.to, other.last) ? self : other
      return Span(
        from: begin.from, to: end.to, interval: max(interval, other.interval), first: begin.first,
        last: end.last)
    }
  }

  /// For each interval of probing the spans, disjoint and by start.
  private var byInterval: [Int64: [Span]] = [:]

  mutating func add(_ new: Span) {
    byInterval[new.interval, default: []].merge(new)
  }

  /// Every span, with those of different intervals joined where they meet; by start.
  private var joined: [Span] {
    var result: [Span] = []
    let all = byInterval.values.flatMap { $0 }
    for span in all.sorted(by: { ($0.from, $0.to, $0.interval) < ($1.from, $1.to, $1.interval) }) {
      if let last = result.last,
        span.from <= last.to.saturatingAdd(max(last.interval, span.interval))
      {
        result[result.count - 1] = last.joined(with: span)
      } else {
        result.append(span)
      }
    }
    return result
  }

  /// The span that covers `from`…`to`, or nil if the spans leave a part of it uncovered.
  ///
  /// At either end up to one interval may be uncovered, as between two probes.
  func span(covering from: Int64, _ to: Int64) -> Span? {
    joined.first { span in
      span.from <= from.saturatingAdd(span.interval) && span.to.saturatingAdd(span.interval) >= to
    }
  }

  /// Whether any span shares an instant with `from`…`to`.
  func intersects(_ from: Int64, _ to: Int64) -> Bool {
    byInterval.values.contains { spans in spans.contains { $0.from <= to && from <= $0.to } }
  }

  /// The first span within `from`…`to` for which a condition holds.
  func first(within from: Int64, _ to: Int64, where holds: (Span) -> Bool) -> Span? {
    byInterval.values.joined().filter { $0.from <= to && from <= $0.to && holds($0) }
      .min { ($0.from, $0.first) < ($1.from, $1.first) }
  }

  /// The coverage of two sets of probes together.
  func union(_ other: ProbeCoverage) -> ProbeCoverage {
    var result = self
    for spans in other.byInterval.values { for span in spans { result.add(span) } }
    return result
  }
}

extension [ProbeCoverage.Span] {
  /// Puts a span of the same interval into disjoint spans that are ordered by start.
  fileprivate mutating func merge(_ new: ProbeCoverage.Span) {
    let first = firstPosition { $0.to.saturatingAdd(new.interval) >= new.from }
    let end = firstPosition { $0.from > new.to.saturatingAdd(new.interval) }
    guard first < end else {
      insert(new, at: first)
      return
    }
    let merged = self[first].joined(with: new).joined(with: self[end - 1])
    replaceSubrange(first..<end, with: CollectionOfOne(merged))
  }

  /// The first position at which a condition holds that holds from there on.
  private func firstPosition(where holds: (ProbeCoverage.Span) -> Bool) -> Int {
    // Streams are nearly in order of time, so the place is nearly always the last one.
    if let last, !holds(last) { return count }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Int64 {
  /// The product with a factor above zero, or the end of the range where it would leave it.
  func saturatingMultiply(_ factor: Int64) -> Int64 {
    let product = multipliedReportingOverflow(by: factor)
    return product.overflow ? (self < 0 ? .min : .max) : product.partialValue
  }

  /// The sum, or the end of the range where it would leave it.
  func saturatingAdd(_ other: Int64) -> Int64 {
    let sum = addingReportingOverflow(other)
    return sum.overflow ? (other < 0 ? .min : .max) : sum.partialValue
  }

  /// The difference, or the end of the range where it would leave it.
  func saturatingSubtract(_ other: Int64) -> Int64 {
    let difference = subtractingReportingOverflow(other)
    return difference.overflow ? (other < 0 ? .max : .min) : difference.partialValue
  }
}
