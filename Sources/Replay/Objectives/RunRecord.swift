import CloudEvents
import CutoverModel

/// What the objectives need of a run's events, kept as small values in stream order.
///
/// Events of other kinds leave nothing behind; probes are merged as they come.
struct RunRecord: Sendable {
  /// An event and the one name that matters with it.
  struct Named: Sendable {
    var mark: EventMark
    var name: Int32
  }

  /// What became of one task.
  struct TaskRecord: Sendable {
    var firstStart: EventMark?
    var lastCompletion: EventMark?
    /// The last of its events by time.
    var last: EventMark?
    var starts = 0
    /// How often it was completed or failed, which needs a start.
    var ends = 0
  }

  /// One event of a task, as its history needs it.
  struct TaskMark: Sendable {
    var mark: EventMark
    var task: Int32
    var attempt: Int64?
  }

  struct Decision: Sendable {
    var mark: EventMark
    var word: DecisionWord
    /// Whether it invokes the recovery: invoke, fail-forward, rollback, or go on a gate that commits.
    var isInvocation: Bool
  }

  struct Announcement: Sendable {
    var mark: EventMark
    var service: Int32
    var from: Moment
    var to: Moment

    /// Whether it was made before an impact, whatever the accuracy of both; else it counts for nothing.
    func counts(for impact: EventMark) -> Bool { mark.surelyPrecedes(impact.moment) }
  }

  struct Progress: Sendable {
    var mark: EventMark
    var wave: Int32
    var done: Int64
  }

  struct CheckResult: Sendable {
    var mark: EventMark
    var check: Int32
  }

  /// Probing of one service in one region.
  struct ProbeKey: Hashable, Sendable {
    var service: Int32
    var region: Int32
  }

  var archive = EventArchive()
  var findings = FindingCollector()
  /// Positions of replications.
  var positions = PositionArena()
  var scratch = DataMembers()
  /// The data set and the side that were named last and are known to the plan.
  var recentDataset = RecentName()
  var recentSide = RecentName()

  var services = NameTable()
  var regions = NameTable()
  var datasets = NameTable()
  var sides = NameTable()
  var tasks = NameTable()
  var checks = NameTable()
  var waves = NameTable()
  var queues = NameTable()

  /// The times of the first and the last event that is not the recorder's own, as stated.
  var firstTime: Int64?
  var lastTime: Int64?

  var runBegan: [EventMark] = []
  var runEnded: [EventMark] = []
  /// Those that say that the run came to its end as it was meant to.
  var runCompleted: [EventMark] = []
  var taskEvents: [TaskMark] = []
  var taskStarts: [Named] = []
  var taskRecords: [Int32: TaskRecord] = [:]
  var decisions: [Decision] = []
  var checkResults: [CheckResult] = []
  var waveStarts: [Int32: EventMark] = [:]
  var progress: [Progress] = []

  var serviceChanges: [ServiceChange] = []
  var coverage: [ProbeKey: ProbeCoverage] = [:]
  /// How wrong the clocks of those who probed may be.
  var probeSlack = ClockCorrection.none
  /// For each service the last instant at which a probe failed, in nanoseconds since 1970.
  var failedProbes: [Int32: Int64] = [:]
  /// The services in whose spans probes failed: they are not covered there.
  var failedSpans: [Int32: ProbeCoverage] = [:]
  /// Of those the spans in which no probe passed.
  var deadSpans: [Int32: ProbeCoverage] = [:]
  /// Every `impact.none` that is whole, whether or not its signature was checked.
  var attested: [Named] = []
  var announcements: [Announcement] = []
  var backlog: [BacklogChange] = []
  /// `fault.occurred`, `incident.detected`, `incident.declared`, `service.validated`, `service.accepted`, with their
  /// services.
  var anchors: [EventKind: [Named]] = [:]

  var writeChanges: [WriteChange] = []
  /// By data set.
  var evidence: [Int32: DataEvidence] = [:]
  var replication = ReplicationLog()
}

/// The words of `decision.made`.
enum DecisionWord: String, Sendable {
  case go
  case noGo = "no-go"
  case hold
  case extend
  case invoke
  case rollback
  case failForward = "fail-forward"
  case commit
}
