internal import CutoverModel

/// A phase of a run with the time that was spent in it.
package struct PhaseSpan: Hashable, Sendable {
  package var phase: String
  /// Nil for a phase that is of no wave.
  package var wave: String?
  /// How often it was entered.
  package var entered: Int
  /// All times in it together; nil while it lasts, or over 292 years.
  package var span: MeasuredSpan?

  /// What tells phases apart.
  struct Key: Hashable {
    var phase: ExactText
    var wave: ExactText?
  }

  var key: Key { Key(phase: ExactText(phase), wave: wave.map { ExactText($0) }) }
}

/// The phases that a run entered.
struct PhaseLog: Sendable {
  private struct Entry: Sendable {
    var phase: String
    var wave: String?
    var begins: EventMoment
  }

  private var entries: [Entry] = []

  mutating func add(_ phase: String, wave: String?, at begins: EventMoment) {
    entries.append(Entry(phase: phase, wave: wave, begins: begins))
  }

  /// The time spent in each phase, in order of their first entering.
  func spans(runEnded: EventMoment?) -> [PhaseSpan] {
    let sorted = entries.sorted { $0.begins.precedes($1.begins) }
    let ends = PhaseEnds.of(sorted.map { ($0.wave, $0.begins) }, runEnded: runEnded)
    var spans: [PhaseSpan] = []
    var known: [PhaseSpan.Key: Int] = [:]
    for (entry, end) in zip(sorted, ends) {
      let new = PhaseSpan(
        phase: entry.phase, wave: entry.wave, entered: 1, span: end.flatMap { Self.length(from: entry.begins, to: $0) })
      guard let before = known[new.key] else {
        known[new.key] = spans.count
        spans.append(new)
        continue
      }
      spans[before].entered += 1
      spans[before].span = Self.sum(spans[before].span, new.span)
    }
    return spans
  }

  private static func length(from begins: EventMoment, to end: EventMoment) -> MeasuredSpan? {
    let interval = SpanInterval(from: begins.moment, to: end.moment)
    let span = MeasuredSpan(
      stated: interval.stated, lower: max(.zero, interval.lower), upper: interval.upper, canBeLower: true)
    return span.isOutOfRange ? nil : span
  }

  private static func sum(_ one: MeasuredSpan?, _ other: MeasuredSpan?) -> MeasuredSpan? {
    guard let one, let other, let first = one.stated, let second = other.stated, let most = one.upper,
      let further = other.upper
    else { return nil }
    let sum = MeasuredSpan(
      stated: first + second, lower: one.lower + other.lower, upper: most + further, canBeLower: true)
    return sum.isOutOfRange ? nil : sum
  }
}
