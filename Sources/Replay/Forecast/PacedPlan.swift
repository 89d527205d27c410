package import CutoverModel

/// How a plan would come out at the pace of one earlier run.
package struct PacedPlan: Hashable, Sendable {
  /// From the earliest start to the finish; nil where not every activity has a duration.
  package var duration: TimeSpan?
  /// From T.
  package var finish: TimeSpan?
  /// Nil without a window or a finish.
  package var isWindowKept: Bool?
  /// What the objectives' clocks would show, in the order of the plan; nil where no plan can foresee it.
  package var clocks: [TimeSpan?]
}
