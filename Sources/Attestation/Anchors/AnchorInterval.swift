package import CloudEvents

/// The span of time in which an outsider's clock was read.
package enum AnchorInterval {
  /// From the accuracy before the time given to the accuracy after the last instant that is written so.
  ///
  /// Clocks are cut to the digits that are written: 12:00:05 was read somewhere in that second.
  package static func around(_ time: Timestamp, accuracyNanoseconds: Int64 = 0) -> ClosedRange<Int64> {
    let earliest = time.nanoseconds.subtractingReportingOverflow(accuracyNanoseconds)
    let spread = accuracyNanoseconds.addingReportingOverflow(time.resolutionNanoseconds - 1)
    let latest = time.nanoseconds.addingReportingOverflow(spread.overflow ? .max : spread.partialValue)
    return (earliest.overflow ? .min : earliest.partialValue)...(latest.overflow ? .max : latest.partialValue)
  }
}
