/// Something that a series puts in order of time.
protocol Dated: Sendable {
  var at: EventMoment { get }
}

/// The earliest and the latest of a series, and a count of those between.
///
/// Which are kept depends on their moments alone, not on the order in which they come: everything up to twice `limit`,
/// else `limit` from either end. Adding costs log `limit` on average; at most four times `limit` are held.
struct CappedSeries<Element: Dated>: Sendable {
  /// A series in order of time.
  struct Kept: Sendable {
    /// The earliest; all of them where nothing is left out.
    var early: [Element]
    /// The latest; empty where nothing is left out.
    var late: [Element]
    /// How many lie between the two and are left out.
    var omitted: Int

    var all: [Element] { early + late }
  }

  private let limit: Int
  private var elements: [Element] = []
  private var omitted = 0

  init(limit: Int) { self.limit = max(1, limit) }

  mutating func add(_ element: Element) {
    elements.append(element)
    if elements.count >= 4 * limit { cut() }
  }

  private mutating func cut() {
    elements.sort { $0.at.precedes($1.at) }
    let surplus = elements.count - 2 * limit
    guard surplus > 0 else { return }
    elements.removeSubrange(limit..<limit + surplus)
    omitted += surplus
  }

  var kept: Kept {
    var copy = self
    copy.cut()
    guard copy.omitted > 0 else { return Kept(early: copy.elements, late: [], omitted: 0) }
    return Kept(
      early: Array(copy.elements.prefix(limit)), late: Array(copy.elements.dropFirst(limit)), omitted: copy.omitted)
  }
}

extension FindingCollector {
  /// Says that not all of a series is listed.
  mutating func noteShortened<Element>(_ kept: CappedSeries<Element>.Kept) {
    if let behind = kept.late.first?.at { noteShortened(kept.omitted, at: behind.event.place) }
  }

  /// Says that so many events are counted and not listed.
  mutating func noteShortened(_ count: Int, at place: EventPlace) {
    note(
      rule: "timeline-shortened",
      message: "there are more events of one kind than a timeline lists; the rest is counted", at: place, count: count)
  }
}
