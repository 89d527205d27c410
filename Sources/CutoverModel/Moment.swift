package import CloudEvents

/// A recorded time and how far the true instant may lie behind it.
///
/// The instant lies in [`stated`, `stated` + `accuracy`), as `timeaccuracy` says; without one the accuracy is one
/// unit of the last digit given, at most one second.
package struct Moment: Hashable, Sendable {
  package var stated: Timestamp
  /// Nanoseconds, not negative.
  package var accuracy: Int64

  package init(_ stated: Timestamp, accuracy: Int64? = nil) {
    self.stated = stated
    self.accuracy = accuracy ?? stated.resolutionNanoseconds
  }

  /// The earliest instant that is possible, in nanoseconds since 1970.
  package var earliest: Int64 { stated.nanoseconds }
  /// The end of the possible instants, in nanoseconds since 1970; at most the last that 64 bits hold.
  package var latest: Int64 {
    let sum = stated.nanoseconds.addingReportingOverflow(accuracy)
    return sum.overflow ? .max : sum.partialValue
  }
}
