package import CloudEvents
package import CutoverModel

/// Where a run stands at a moment, and where it is going by its plan.
///
/// Planned times are those of the plan from T; forecast times are the plan's links and durations from the moment on,
/// with what is done as it was done. Once a rollback is decided the rollback's tasks govern, and their times count from
/// that decision. Without a plan, or where nothing says when T is, there are no planned and no forecast times.
package struct RunStatus: Hashable, Sendable {
  /// Where the moment comes from.
  package enum TimeBasis: String, CaseIterable, Hashable, Sendable {
    /// The machine's clock.
    case clock
    /// The reader named it.
    case stated
    /// The run is over, and this is its end.
    case end
  }

  /// Which tasks of the plan lead to the finish.
  package enum Network: String, CaseIterable, Hashable, Sendable { case main, rollback }

  package var time: Timestamp
  package var timeBasis: TimeBasis
  package var hasPlan: Bool
  /// Where the plan's times count from; nil if nothing says it.
  package var start: RunStart?
  package var run: RunCourse?
  /// Whether the run had ended by then, or its streams were closed and no event lies behind.
  package var isOver: Bool
  /// The phase of each wave; without a wave that of the run.
  package var phases: [StateItem]
  package var network = Network.main
  /// The first decision to roll back.
  package var rollbackDecided: EventMoment?
  /// Of the network that governs.
  package var plannedFinish: Timestamp?
  /// Of the network that governs; once the run is over, when its last task or gate was done.
  package var forecastFinish: Timestamp?
  package var windowCloses: Timestamp?
  package var decision = DecisionRoom()
  package var tasks = TaskCounts()
  /// Once the run is over: the tasks that what governs required and that weren't done or dropped, in the order of the plan.
  package var undone: [String] = []
  /// In the order of the plan, then tasks that it doesn't hold, by their first event.
  package var now: [RunningTask] = []
  /// Those with the least float left first.
  package var late: [LateActivity] = []
  /// Those that could start first, then by their forecast start.
  package var next: [NextTask] = []
  /// Gates that aren't passed: requested and rejected ones first, then by their forecast.
  package var gates: [OpenGate] = []
  /// The objectives for recovery time whose clocks run, in the order of the plan.
  package var objectives: [ObjectiveOutlook] = []
  /// The services that are not up, as far as events say.
  package var services: [ServiceState]
  /// The checks that were last seen to fail, or to decide nothing.
  package var checks: [CheckStanding]
  /// Those that are not resolved, by their beginning.
  package var incidents: [DecisionLatency]
  /// Those that are not cleared, by service and queue.
  package var backlogs: [OpenBacklog]
  package var recorder: RecorderTrace
  /// How many streams were folded.
  package var streams: Int
  package var findings: [ReplayFinding]

  /// For each objective of the plan when its clock would stop by the forecast.
  var stops: [ForecastStop] = []

  /// Whether anything of the run was recorded by then: its beginning, or a task.
  package var hasBegun: Bool {
    run != nil || !now.isEmpty || tasks.done + tasks.dropped > 0 || next.contains { $0.attempts > 0 }
  }

  /// Forecast less planned finish; nil where either is unknown, or over 292 years.
  ///
  /// A run that left something undone was late by this at least, and never on time.
  package var slip: TimeSpan? {
    guard let plannedFinish, let forecastFinish, let slip = forecastFinish.exactly(since: plannedFinish) else { return nil }
    return undone.isEmpty || slip > .zero ? slip : nil
  }

  /// From the forecast finish to the window's close; negative where it comes too late.
  ///
  /// Nil where a run that is over left something undone within its window.
  package var windowLeft: TimeSpan? {
    guard let windowCloses, let forecastFinish, let left = windowCloses.exactly(since: forecastFinish) else { return nil }
    return undone.isEmpty || left < .zero ? left : nil
  }

  /// The answer in a word.
  package var verdict: Verdict {
    if isOver { return .over }
    guard let slip else { return .unknown }
    return slip > .zero ? .late : .onTime
  }

  package enum Verdict: String, CaseIterable, Hashable, Sendable {
    /// The forecast finish is not after the planned one.
    case onTime = "on-time"
    case late
    case over
    /// There is no forecast, or no plan.
    case unknown
  }
}

/// How many tasks of the plan stand where; each is counted once.
package struct TaskCounts: Hashable, Sendable {
  package var planned = 0
  /// Completed, and milestones that were reached.
  package var done = 0
  /// Started or paused.
  package var running = 0
  /// Not begun, or to be tried again.
  package var waiting = 0
  /// Skipped or cancelled.
  package var dropped = 0
  /// For a rollback that isn't decided.
  package var standby = 0
  /// Not begun, and not to be begun any more: a rollback was decided, or the run is over.
  package var abandoned = 0
}

/// How long there is to decide a rollback.
package struct DecisionRoom: Hashable, Sendable {
  package enum State: String, CaseIterable, Hashable, Sendable {
    /// There is time left.
    case open
    /// The last moment has gone by.
    case passed
    /// A task that is the point of no return has started: nothing is left to decide.
    case noReturn = "no-return"
    /// A rollback was decided.
    case decided
    /// The run is over.
    case over
    /// Nothing says until when.
    case unstated
  }

  /// What the last moment follows from.
  package enum Basis: String, CaseIterable, Hashable, Sendable {
    /// The plan states it (`decideBy`).
    case plan
    /// After it a rollback doesn't finish before the window closes.
    case schedule
  }

  package var state = State.unstated
  /// The last moment: the earlier of what the plan states and what its schedule allows.
  package var by: Timestamp?
  package var basis: Basis?
  /// To the last moment, negative behind it; 0 past the point of no return; else nil.
  package var left: TimeSpan?
  /// The task that is the point of no return: the first that started, else the first by forecast.
  package var pointOfNoReturn: String?
  /// When that task started, or is forecast to.
  package var noReturnTime: Timestamp?
  /// The decision, or the start past which nothing is left.
  package var event: EventReference?
}

/// Work that users wait for.
package struct OpenBacklog: Hashable, Sendable {
  /// Nil where the report names none.
  package var service: String?
  package var queue: String
  /// As last reported; nil where the report doesn't say.
  package var depth: String?
  /// The last report.
  package var reported: EventMoment
}
