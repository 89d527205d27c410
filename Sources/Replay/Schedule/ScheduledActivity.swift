package import CutoverModel

/// When one task or gate can and must happen by the plan alone.
///
/// Times count from the start T of the run; in the rollback's network from the moment of its decision. A time is nil
/// where the plan doesn't determine it: after a task without a duration, and the late times and floats wherever the
/// finish is unknown or nothing that holds the finish waits for the activity.
package struct ScheduledActivity: Hashable, Sendable {
  package var id: String
  package var isGate: Bool
  package var duration: TimeSpan?
  package var earlyStart: TimeSpan?
  package var earlyFinish: TimeSpan?
  package var lateStart: TimeSpan?
  package var lateFinish: TimeSpan?
  /// How much later it may finish without moving the plan's finish or breaking a `finishBy`; negative where one
  /// can't be kept.
  package var totalFloat: TimeSpan?
  /// How much later it may finish without moving any other activity's early times or the plan's finish.
  package var freeFloat: TimeSpan?
  /// Whether there is no total float left.
  package var isCritical: Bool

  /// Before when it can't finish: its early finish, or its early start where only that is planned.
  var leastFinish: TimeSpan? { earlyFinish ?? earlyStart }

  init(_ activity: ActivityNetwork.Activity) {
    id = activity.id
    isGate = activity.isGate
    duration = activity.duration
    isCritical = false
  }
}
