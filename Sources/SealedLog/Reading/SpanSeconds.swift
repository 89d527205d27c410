package import CloudEvents
internal import JSONText

extension Timestamp {
  /// The length of time between two instants as decimal seconds; whole seconds where nanoseconds would overflow.
  package static func decimalSeconds(from start: Timestamp, to end: Timestamp) -> String {
    let (span, isTooLong) = end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
    guard isTooLong else { return JSONWriter.decimal(span, scale: 9) }
    return String(end.nanoseconds / 1_000_000_000 - start.nanoseconds / 1_000_000_000)
  }
}
