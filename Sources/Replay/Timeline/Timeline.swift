package import CloudEvents

/// What happened when, planned against actual.
package struct Timeline: Hashable, Sendable {
  /// By time, then by stream and index.
  package var entries: [TimelineEntry]
  /// Where the plan's times count from; nil if nothing says it.
  package var start: RunStart?
  /// In order of time.
  package var incidents: [DecisionLatency] = []
  /// That of the first incident; without an incident from the first decision of the run.
  package var latency = DecisionLatency()
  /// The gates of the plan in its order, then others in order of time.
  package var gates: [GateCourse] = []
  /// In the order of the plan.
  package var milestones: [Milestone] = []
  /// In order of time.
  package var decisions: [DecisionRecord] = []
  /// By role in order of their first taking, then by time.
  package var roles: [RoleHolding] = []
  package var gaps = Gaps()
  /// The tasks of the plan of which no event tells, in its order; of the rollback's only once one is decided.
  package var unstarted: [UnstartedTask] = []
  /// By layer, service, region and task.
  package private(set) var lanes: [Lane] = []
  /// What part it is of the whole; nil if it is the whole.
  package var filter: TimelineFilter?
  /// How many lines were withheld; what they said is not in the entries.
  package var withheld: Int
  /// How many streams were folded.
  package var streams = 1
  /// When the recorder accepted what it was told over a minute after it happened. Empty where it was told everything
  /// only afterwards; nothing of an import is in it, whose acceptance says nothing of when something was known.
  package var known: [EventPlace: Timestamp] = [:]
  /// When the recorder accepted the first event, where by then the run was over.
  package var toldFrom: Timestamp?
  /// Whether nothing can follow: the run has ended, or every stream was closed.
  package var isOver = false
  package var findings: [ReplayFinding] = []
  /// Where what has no end is taken to last to: the end of the run, else the last event.
  package internal(set) var horizon: EventMoment?

  /// Sorts the entries into lanes.
  mutating func layOutLanes() {
    lanes = Lane.Dimension.allCases.flatMap { Lane.lanes(by: $0, of: entries, until: horizon) }
  }

  /// The lanes of one dimension.
  package func lanes(by dimension: Lane.Dimension) -> [Lane] { lanes.filter { $0.by == dimension } }
}
