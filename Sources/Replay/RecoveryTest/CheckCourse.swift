/// What became of one check over a run.
package struct CheckCourse: Hashable, Sendable {
  /// What was last said of it.
  package enum Outcome: String, CaseIterable, Hashable, Sendable {
    case passed, failed, inconclusive, waived
  }

  package var check: String
  package var last: Outcome
  package var lastEvent: EventMoment
  /// The first failures, in order of time, at most a hundred.
  package var failures: [EventMoment]
  /// How often it failed.
  package var failed: Int
}
