/// What happened when, planned against actual.
package struct Timeline: Hashable, Sendable {
  /// By time, then by stream and index.
  package var entries: [TimelineEntry]
  /// Where the plan's times count from; nil if nothing says it.
  package var start: RunStart?
  package var latency: DecisionLatency
  /// How many lines were withheld; what they said is not in the entries.
  package var withheld: Int
  /// How many streams were folded.
  package var streams = 1
}
