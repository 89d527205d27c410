package import CloudEvents
package import CutoverModel

/// A moment together with the event that states it.
///
/// The moment may be another than the event's own time, as with `data.last` of `writes.observed`.
package struct EventMoment: Hashable, Sendable {
  package var event: EventReference
  package var moment: Moment

  package init(event: EventReference, moment: Moment) {
    self.event = event
    self.moment = moment
  }

  init(_ event: CutoverEvent) {
    self.init(event: event.reference, moment: event.moment)
  }

  /// The time as it was written.
  package var time: Timestamp { moment.stated }

  /// The order of answers: by time, then by stream, then by index.
  func precedes(_ other: EventMoment) -> Bool {
    if time.nanoseconds != other.time.nanoseconds {
      return time.nanoseconds < other.time.nanoseconds
    }
    return (event.stream, event.index) < (other.event.stream, other.event.index)
  }

  /// The time from an earlier moment to this one, as the times were written.
  func since(_ earlier: EventMoment) -> TimeSpan { time.since(earlier.time) }
}

extension Optional where Wrapped == EventMoment {
  /// Takes the other moment if it comes first.
  mutating func keepEarliest(_ other: EventMoment) {
    guard let kept = self, !other.precedes(kept) else {
      self = other
      return
    }
  }

  /// Takes the other moment if it comes last.
  mutating func keepLatest(_ other: EventMoment) {
    guard let kept = self, !kept.precedes(other) else {
      self = other
      return
    }
  }
}

extension Timestamp {
  /// The time from an earlier instant to this one.
  func since(_ earlier: Timestamp) -> TimeSpan {
    TimeSpan(nanoseconds: nanoseconds) - TimeSpan(nanoseconds: earlier.nanoseconds)
  }

  /// The time from an earlier instant to this one; nil where it is over 292 years.
  func exactly(since earlier: Timestamp) -> TimeSpan? { since(earlier).inRange }

  /// The instant so much later, with as many digits as the two need; stops at the ends of 64 bits.
  package func advanced(by span: TimeSpan) -> Timestamp {
    var digits: UInt8 = 0
    var rest = span.nanoseconds % 1_000_000_000
    if rest != 0 {
      digits = 9
      while rest % 10 == 0 {
        rest /= 10
        digits -= 1
      }
    }
    return Timestamp(
      nanoseconds: (TimeSpan(nanoseconds: nanoseconds) + span).nanoseconds,
      fractionDigits: max(fractionDigits, digits))
  }
}
