package import CloudEvents
package import CutoverModel

/// Where everything was at an instant.
package struct SystemState: Hashable, Sendable {
  /// The instant asked for, or that of the last event; nil where there are no events.
  package var time: Timestamp?
  /// Whether the instant is that of the last event because no other was asked for.
  package var isEnd: Bool
  /// Where the plan's times count from; nil if nothing says it.
  package var start: RunStart?
  package var run: RunCourse?
  /// The phase of each wave; without a wave that of the run.
  package var phases: [StateItem]
  /// The plan's tasks in its order, then others by their first event.
  package var tasks: [TaskStanding]
  /// The plan's gates in its order, then others by name.
  package var gates: [GateStanding]
  package var roles: [StateItem]
  /// The live system.
  package var live: LayerState
  /// What was said of dry runs and of isolated copies, which say nothing of the live system.
  package var apart: [Apart]
  /// How many lines were withheld; what they said is not in here.
  package var withheld: Int
  /// How many streams were folded.
  package var streams: Int
  package var findings: [ReplayFinding]

  package struct Apart: Hashable, Sendable {
    package var mode: CutoverEvent.Mode
    package var layers: LayerState
  }
}

/// What was said of the system in one mode.
package struct LayerState: Hashable, Sendable {
  /// Of the live system the plan's services too; of other modes those of which anything was said.
  package var services: [ServiceState] = []
  package var traffic: [TrafficShare] = []
  package var listeners: [ListenerState] = []
  package var datasets: [DatasetState] = []
  /// The plan's checks in its order, then others by name.
  package var checks: [CheckStanding] = []
  private var sections: [StateSection: [StateItem]] = [:]

  package init() {}

  /// Everything of a section, ordered by name.
  package subscript(_ section: StateSection) -> [StateItem] {
    get { sections[section] ?? [] }
    set { sections[section] = newValue.isEmpty ? nil : newValue }
  }

  /// Whether nothing was said.
  var isEmpty: Bool { self == LayerState() }
}

/// Whether the run has begun or ended.
package struct RunCourse: Hashable, Sendable {
  package var hasEnded: Bool
  /// As `run.ended` says it.
  package var outcome: String?
  package var basis: StateBasis
}

/// Where a task stands.
package struct TaskStanding: Hashable, Sendable {
  package var id: String
  package var title: String?
  package var isPlanned: Bool
  /// Whether the plan has it for a rollback only, and none is decided.
  package var isForUndecidedRollback: Bool
  package var state: TaskState
  /// How often it was tried.
  package var attempts: Int
  /// Whether its checks passed after its completion; only a task that stands completed is ever verified.
  package var verified: TaskVariance.Verification
  /// The mode of the last attempt.
  package var mode: CutoverEvent.Mode
  /// Nil where nothing was said of it.
  package var basis: StateBasis?
}

/// Where a gate stands, and who approved.
package struct GateStanding: Hashable, Sendable {
  package struct Approval: Hashable, Sendable {
    /// Nil where the event doesn't say who.
    package var principal: String?
    package var basis: StateBasis
  }

  package var id: String
  package var isPlanned: Bool
  package var state: GateState
  /// How many approvals it takes.
  package var needed: Int64
  /// Each principal once, since the last refusal.
  package var approvals: [Approval]
  package var requested: EventMoment?
  package var passed: EventMoment?
  package var rejected: EventMoment?
  /// The plan's, as a time; nil where there is none or T isn't known.
  package var deadline: Timestamp?
  /// Whether the deadline is over and the gate was not passed by then.
  package var isOverdue: Bool
  /// Nil where nothing was said of it.
  package var basis: StateBasis?
}

/// How a check was last seen.
package struct CheckStanding: Hashable, Sendable {
  package var id: String
  package var isPlanned: Bool
  /// What was last said of it; nil where nothing was.
  package var item: StateItem?
}

/// Which share of a service's traffic goes to one target.
package struct TrafficShare: Hashable, Sendable {
  /// Nil where the event names none.
  package var service: String?
  package var target: String
  /// A decimal number from 0 to 100.
  package var percent: Double
  /// Whether it is what later shares of other targets leave of the one that was stated.
  package var isCut: Bool
  package var basis: StateBasis
}

/// What is known of a data set.
package struct DatasetState: Hashable, Sendable {
  /// Nil for events that name none.
  package var dataset: String?
  /// Who writes, and what was last said of divergence, reconciliation and loss; nil where nothing was.
  package var item: StateItem?
  /// Its copies, by side.
  package var copies: [StateItem]
}
