package import CloudEvents
package import CutoverModel

/// Who stands for a task: as the plan says it, and who that is.
package struct TaskOwner: Hashable, Sendable {
  /// A person or a role of the plan; nil where it names none.
  package var owner: String?
  /// The person; of a role whoever took it last, else all who may have it by the plan.
  package var people: [String] = []
}

/// A task that is being worked at, or paused.
package struct RunningTask: Hashable, Sendable {
  package var id: String
  package var title: String?
  package var owner: TaskOwner
  package var isPlanned: Bool
  package var isBackground: Bool
  package var mode: CutoverEvent.Mode
  package var state: TaskState
  /// How often it was tried, this time counted.
  package var attempts: Int
  /// The start of this attempt.
  package var since: EventMoment
  /// From that start to the moment.
  package var elapsed: TimeSpan
  /// Of that the pauses.
  package var paused: TimeSpan
  /// Since when it is paused; nil while it isn't.
  package var pausedSince: EventMoment?
  package var planned: TimeSpan?
  /// What is left of the planned duration, 0 at least; pauses use up nothing.
  package var remaining: TimeSpan?
  package var plannedFinish: Timestamp?
  package var forecastFinish: Timestamp?
}

/// A task or gate that should have started or finished by now and hasn't.
package struct LateActivity: Hashable, Sendable {
  package enum Side: String, CaseIterable, Hashable, Sendable { case start, finish }

  /// What the delay does by the forecast.
  package enum Effect: String, CaseIterable, Hashable, Sendable {
    /// It stays within the activity's total float.
    case usesFloat = "uses-float"
    /// It is more than the total float, and the forecast finish is after the planned one.
    case movesFinish = "moves-finish"
    /// It is more than the total float, which a `finishBy` or a deadline bounds; the finish stays.
    case breaksLimit = "breaks-limit"
  }

  package var id: String
  package var isGate: Bool
  package var owner: TaskOwner
  package var state: String
  package var side: Side
  /// When it should have started or finished.
  package var planned: Timestamp
  /// How long ago that was.
  package var by: TimeSpan
  /// When it will, by the forecast.
  package var forecast: Timestamp?
  /// The plan's total float less the delay of its finish by the forecast; negative where that is more.
  package var floatLeft: TimeSpan?
  package var effect: Effect?
  /// A task's `finishBy`, a gate's deadline.
  package var limit: Timestamp?
  /// What it waits for to start.
  package var waitsFor: [String]
}

/// A task that comes next.
package struct NextTask: Hashable, Sendable {
  package var id: String
  package var title: String?
  package var owner: TaskOwner
  package var isBackground: Bool
  package var state: TaskState
  package var attempts: Int
  /// Whether nothing holds it any more.
  package var isReady: Bool
  /// The tasks and gates that it waits for to start, in the order of the plan's links.
  package var waitsFor: [String]
  /// Its `start` in the plan, or T, where that is still to come.
  package var notBefore: Timestamp?
  package var planned: TimeSpan?
  package var plannedStart: Timestamp?
  package var forecastStart: Timestamp?
}

/// A gate that isn't passed.
package struct OpenGate: Hashable, Sendable {
  package var id: String
  package var isPlanned: Bool
  package var state: GateState
  /// Whether everything that it waits for is done.
  package var isReady: Bool
  package var needed: Int64
  package var approvals: [GateStanding.Approval]
  /// How many approvals are missing.
  package var missing: Int64
  /// Who may give them by the plan and hasn't.
  package var candidates: [String]
  /// The checks that it requires and that were not last seen to pass or to be waived.
  package var failing: [String]
  package var waitsFor: [String]
  package var requested: EventMoment?
  package var plannedFinish: Timestamp?
  package var forecastFinish: Timestamp?
  package var deadline: Timestamp?
  /// To the deadline, negative behind it.
  package var left: TimeSpan?
}

/// An objective whose clock runs.
package struct ObjectiveOutlook: Hashable, Sendable {
  package var objective: Objective
  /// The event at which the clock started.
  package var from: EventReference
  package var elapsed: TimeSpan
  package var limit: TimeSpan
  /// When the clock would stop by the forecast; nil where the schedule doesn't foresee it.
  package var forecastStop: Timestamp?
  /// What it would show then.
  package var forecast: TimeSpan?
  /// `missed` where the limit is over already, or by the forecast; `met` by the forecast.
  package var verdict: ObjectiveVerdict

  /// To the limit, negative behind it.
  package var left: TimeSpan { limit - elapsed }
}

/// When an objective's clock would stop by the forecast.
struct ForecastStop: Hashable, Sendable {
  var objective: String
  var time: Timestamp?
  /// Whether it may stop later than that, as where a backlog is to be cleared too.
  var isAtLeast = false
  /// Whether it may stop earlier.
  var isAtMost = false
}
