internal import CloudEvents

/// A statement about how long something took or how much of it there was, as a postmortem makes them.
///
/// It is about a duration between two places, or about a count. What a source left out or wrote wrongly is nil.
package struct Claim: Hashable, Sendable {
  /// How the value stands to what is stated.
  package enum Relation: String, CaseIterable, Hashable, Sendable {
    case about
    case atMost = "at-most"
    case atLeast = "at-least"
  }

  /// Where a stated duration begins or ends.
  package enum Place: Hashable, Sendable {
    /// An event by its name; without a source any source's event of that id.
    case event(source: String?, id: String)
    case time(Moment)
  }

  /// How far the value may be from what is stated.
  package enum Tolerance: Hashable, Sendable {
    case span(TimeSpan)
    case count(Int64)
  }

  /// The statement in words.
  package var text: String?
  package var relation: Relation?
  /// The duration stated, between `from` and `to`.
  package var stated: StatedDuration?
  package var from: Place?
  package var to: Place?
  /// The count stated, of `unit`.
  package var count: Int64?
  package var unit: String?
  package var tolerance: Tolerance?
  /// What the events must be about whose counts are compared; nil for all.
  package var service: String?
  package var dataset: String?
  package var region: String?

  package init() {}
}

extension Claim {
  /// How far a duration may be from the stated one, or beyond it: as the claim says, else half the last unit stated.
  package var spanTolerance: TimeSpan {
    if case .span(let span) = tolerance { return span }
    return TimeSpan(nanoseconds: (stated?.unit.nanoseconds ?? 0) / 2)
  }

  /// How far a count may be from the stated one, or beyond it: as the claim says, else nothing, for counts are whole.
  package var countTolerance: Int64 {
    if case .count(let count) = tolerance { return count }
    return 0
  }
}

extension Claim.Place {
  /// A time in RFC 3339, uncertain by `accuracy` but at least by one unit of its last digit; nil if it is none.
  package init?(time text: String, accuracy: TimeSpan?) {
    guard let time = try? Timestamp(text) else { return nil }
    self = .time(Moment(time, accuracy: max(time.resolutionNanoseconds, accuracy?.nanoseconds ?? 0)))
  }
}
