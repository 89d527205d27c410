package import CloudEvents

/// A recorded time and how far the true instant may lie from it.
///
/// The instant lies in [`stated` − `before`, `stated` + `accuracy`). The accuracy is what `timeaccuracy` says, without
/// one it is one unit of the last digit given, at most one second; a clock that may be wrong adds to either side.
package struct Moment: Hashable, Sendable {
  package var stated: Timestamp
  /// Nanoseconds, not negative.
  package var accuracy: Int64
  /// Nanoseconds by which the instant may lie before the time stated, not negative.
  package var before: Int64

  package init(_ stated: Timestamp, accuracy: Int64? = nil, before: Int64 = 0) {
    self.stated = stated
    self.accuracy = accuracy ?? stated.resolutionNanoseconds
    self.before = before
  }

  /// The earliest instant that is possible, in nanoseconds since 1970; at least the first that 64 bits hold.
  package var earliest: Int64 {
    let difference = stated.nanoseconds.subtractingReportingOverflow(before)
    return difference.overflow ? .min : difference.partialValue
  }
  /// The end of the possible instants, in nanoseconds since 1970; at most the last that 64 bits hold.
  package var latest: Int64 {
    let sum = stated.nanoseconds.addingReportingOverflow(accuracy)
    return sum.overflow ? .max : sum.partialValue
  }
}
