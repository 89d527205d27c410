/// What the record of a recovery test needs that no other fold tells.
package struct RecoveryTestFacts: Hashable, Sendable {
  /// When the run began and ended, as its own events say; nil where none does.
  package var began: EventMoment?
  package var ended: EventMoment?
  /// How it ended, in the word of `run.ended`.
  package var outcome: String?
  /// What was broken, or supposed to be: the faults, in order of time.
  package var faults: [Fault] = []
  /// By service, then by time.
  package var holdings: [TrafficHolding] = []
  /// In order of the first event that speaks of each.
  package var checks: [CheckCourse] = []
  /// The judged plan's line.
  package var planLine: EventMoment?

  package struct Fault: Hashable, Sendable {
    package var cause: String?
    package var service: String?
    package var at: EventMoment
  }

  package init() {}
}
