internal import CloudEvents

/// A length of time that is known only to lie between two bounds.
///
/// `stated` is the difference of the times as they were written; `lower` ≤ true value ≤ `upper`. A point has equal
/// bounds.
package struct SpanInterval: Hashable, Sendable {
  package var stated: TimeSpan
  package var lower: TimeSpan
  package var upper: TimeSpan

  package init(stated: TimeSpan, lower: TimeSpan, upper: TimeSpan) {
    self.stated = stated
    self.lower = lower
    self.upper = upper
  }

  /// From one moment to another.
  package init(from start: Moment, to end: Moment) {
    stated = TimeSpan(nanoseconds: end.stated.nanoseconds) - TimeSpan(nanoseconds: start.stated.nanoseconds)
    lower = TimeSpan(nanoseconds: end.earliest) - TimeSpan(nanoseconds: start.latest)
    upper = TimeSpan(nanoseconds: end.latest) - TimeSpan(nanoseconds: start.earliest)
  }
}
