package import CloudEvents
package import CutoverModel

/// One claim against the events.
package struct ClaimResult: Hashable, Sendable {
  package var claim: Claim
  package var origin: MadeClaim.Origin
  package var verdict: ClaimVerdict = .undecidable
  /// The duration as the events show it; nil where it can't be computed or a count is stated.
  package var value: MeasuredSpan?
  /// The count as the events state it; nil where none does or a duration is stated.
  package var counted: MeasuredCount?
  /// The event that the duration begins with, or the first whose count was taken; nil for a time.
  package var from: EventReference?
  /// The event that the duration ends with, or the last whose count was taken; nil for a time.
  package var to: EventReference?
  /// When the duration begins and ends, as the event or the claim itself says.
  package var fromTime: Timestamp?
  package var toTime: Timestamp?
  /// What is missing for a verdict.
  package var missing: [String] = []
  /// What is wrong with the claim or with what it names.
  package var faults: [ClaimFault] = []

  init(_ made: MadeClaim) {
    claim = made.claim
    origin = made.origin
    faults = made.faults
  }
}
