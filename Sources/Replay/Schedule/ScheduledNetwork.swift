package import CutoverModel

/// One network of activities with its planned times.
package struct ScheduledNetwork: Hashable, Sendable {
  /// The earliest start of an activity that isn't `background`; nil if none has a planned time.
  package var start: TimeSpan?
  /// The latest early finish of those activities; nil if any of them has none.
  package var finish: TimeSpan?
  /// From start to finish.
  package var duration: TimeSpan? {
    guard let start, let finish else { return nil }
    return finish - start
  }
  /// The chain of activities that sets the finish, first to last; empty where the finish is unknown.
  ///
  /// Each is tied to the next by a link without slack. Where several would do, it ends at the one that comes last in
  /// the order of dependence and goes back along the link that the plan lists first.
  package var criticalPath: [String]
  /// In the order of the plan.
  package var tasks: [ScheduledActivity]
  /// In the order of the plan.
  package var gates: [ScheduledActivity]
  /// Tasks and gates by early start, those without one last; ties in order of dependence.
  package var chronological: [ScheduledActivity]
}
