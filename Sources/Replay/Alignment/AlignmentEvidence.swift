internal import CloudEvents
internal import CutoverModel

/// What the events show of the things that a plan expects and that the checks ask for.
///
/// Of readings the last of each source is kept; of jobs that the plan expects, tasks, and replications every event.
struct AlignmentEvidence: Sendable {
  /// How many subjects of one sort are told apart that the plan doesn't name.
  static let subjectLimit = 10_000
  /// How many events an answer names.
  static let namedEvents = 100

  /// The answers under one DNS name: what was set, and what each resolver said.
  struct DNS: Sendable {
    var changes = LastReadings<DNSAnswers?>()
    /// By resolver; a reading that names none is a resolver of its own.
    var resolvers: [ExactText: LastReadings<DNSAnswers?>] = [:]
    var isCrowded = false
  }

  /// Who may hold a listener.
  struct Binding: Hashable, Sendable {
    var owner: ExactText
    var side: ExactText
  }

  struct Listener: Sendable {
    var acts: [Binding: LastReadings<Bool>] = [:]
    /// Whole registries, by side; nil where one can't be read.
    var registries = PlacedReadings<Set<ExactText>?>()
    /// When each binding was first seen.
    var firstSeen: [Binding: EventMoment] = [:]
    /// The last act that names no owner or no side.
    var lastUnreadable: EventMoment?
    var isCrowded = false
  }

  struct Consumer: Sendable {
    /// Whether it is bound, by side; nil where that can't be read.
    var sides = PlacedReadings<Bool?>()
    var firstBound: [ExactText: EventMoment] = [:]
  }

  struct Workload: Sendable {
    var status = PlacedReadings<WorkloadStatus>()
    var memoryLimit = PlacedReadings<ExactText?>()
    var configRevision = PlacedReadings<ExactText?>()
    var restarts = PlacedReadings<Int64?>()
    var kills: [Kill] = []
    /// All limits that were stated, by place; at most a few are kept.
    var limits: [String: Set<ExactText>] = [:]
    /// Whether there were more kills than are kept, or one that may lie behind the moment asked for.
    var hasOpenKill = false
    /// The first termination at each place, empty where none is said, for which no reason was recorded.
    var unexplained: [String: EventMoment] = [:]
  }

  /// A workload terminated for its memory.
  struct Kill: Sendable {
    var at: EventMoment
    var place: String?
    var limit: String?
  }

  struct JobEvent: Sendable {
    var at: EventMoment
    var kind: EventKind
    var side: ExactText?
  }

  struct Job: Sendable {
    var events: [JobEvent] = []
    /// Whether an event may lie behind the moment asked for.
    var hasPossible = false
    var watermarks = PlacedReadings<Moment?>()
  }

  /// The side that has the writes, and of which data set; the numbers are those of the record.
  struct Divergence: Sendable {
    var at: EventMoment
    var dataset: Int32
    var side: Int32
  }

  struct Policy: Hashable, Sendable {
    var policy: ExactText
    var target: ExactText
  }

  var dns: [ExactText: DNS] = [:]
  var endpoints: [ExactText: PlacedReadings<SettingValue>] = [:]
  var configuration: [ExactText: PlacedReadings<SettingValue>] = [:]
  var listeners: [ExactText: Listener] = [:]
  var consumers: [ConsumerKey: Consumer] = [:]
  var workloads: [ExactText: Workload] = [:]
  var jobs: [ExactText: Job] = [:]
  var queues: [ExactText: QueueReadings] = [:]
  /// Policies that concern analytics, by what they forbid or allow.
  var policies: [Policy: [ExactText: LastReadings<Bool?>]] = [:]
  var checks: [ExactText: LastReadings<EventKind>] = [:]
  /// Checks whose events say that they are smoke tests.
  var smokeChecks: Set<ExactText> = []
  var tasks: [ExactText: [TaskEvent]] = [:]
  /// Tasks with an event that may lie behind the moment asked for.
  var possibleTasks: Set<ExactText> = []
  /// Writes, promotions and replications, read as the objectives read them.
  var record = RunRecord()
  /// Data sets with an event that may lie behind the moment asked for.
  var possibleDatasets: Set<Int32> = []
  /// Writes that one side has and the other lacks; of many the first that were recorded.
  var divergences: [Divergence] = []
  /// The first event that ends the run.
  var ended: EventMoment?
  /// How many streams were closed.
  var closedStreams = 0
  /// The last event of the vocabulary by its stated time: beyond it nothing is told.
  var horizon: EventName?
  /// Sorts of subjects of which there were too many to keep.
  var crowded: Set<EventKind> = []

  /// Whether a subject of a sort may be kept; too many are noted once.
  mutating func admits(_ count: Int, isKnown: Bool, _ event: CutoverEvent, _ kind: EventKind) -> Bool {
    if isKnown || count < Self.subjectLimit { return true }
    crowded.insert(kind)
    record.findings.note(
      rule: "subjects-too-many/\(kind.rawValue)",
      message: "\(kind.rawValue): only the first \(Self.subjectLimit) subjects are judged; no check over all of them is satisfied",
      at: event.reference.place)
    return false
  }
}

/// A topic and a group that reads it.
struct ConsumerKey: Hashable, Sendable {
  var topic: ExactText
  var group: ExactText

  init(_ topic: String, _ group: String) {
    self.topic = ExactText(topic)
    self.group = ExactText(group)
  }
}

/// The addresses that a DNS name has, whatever their order, case, and dots at the end.
struct DNSAnswers: Hashable, Sendable {
  let answers: [String]

  init(_ answers: [String]) { self.answers = Set(answers.map(Self.name)).sorted { $0.precedesInBytes($1) } }

  /// A name in lower case without its last dot.
  static func name(_ text: String) -> String {
    let lower = String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
    return lower.utf8.count > 1 && lower.utf8.last == 0x2E ? String(lower.dropLast()) : lower
  }

  /// The answers as they are read out.
  var text: String { answers.isEmpty ? "no answer" : answers.joined(separator: ", ") }
}

/// What a reading says of an endpoint or a parameter.
enum SettingValue: Hashable, Sendable {
  case text(ExactText)
  /// It is said that there is no value.
  case none
  /// Only a digest of the value is given, or nothing that can be read.
  case unreadable

  /// The value as it is read out; nil where it can't be read.
  var shown: String? {
    switch self {
    case .text(let text): text.text
    case .none: "no value"
    case .unreadable: nil
    }
  }
}

/// What was last said of a workload at a place.
enum WorkloadStatus: Hashable, Sendable {
  case observed(ready: Int64?, desired: Int64?)
  case suspended, resumed, terminated

  /// The status as it is read out.
  var shown: String {
    switch self {
    case .observed(nil, _): "seen, how many are ready is not said"
    case .observed(.some(let ready), nil): "\(ready) ready"
    case .observed(.some(let ready), .some(let desired)): "\(ready) of \(desired) ready"
    case .suspended: "suspended"
    case .resumed: "resumed"
    case .terminated: "terminated"
    }
  }

  /// Whether something of it runs; nil where that isn't known.
  var isRunning: Bool? {
    switch self {
    case .observed(.some(let ready), _): ready > 0
    case .observed(nil, .some(0)): false
    case .observed(nil, _): nil
    case .suspended: false
    case .resumed: true
    case .terminated: nil
    }
  }
}

/// The last readings of one queue, by side.
struct QueueReadings: Sendable {
  struct Reading: Sendable {
    var at: EventMoment
    /// Nil where it can't be read.
    var depth: Int64?
  }

  /// How many readings of a side count.
  static let limit = 256
  /// The readings of each side in order; of up to twice as many the last count, so that few are moved.
  private var sides: [ExactText: [Reading]] = [:]
  /// Whether a reading may lie behind the moment asked for.
  var hasPossible = false

  /// Keeps a reading if it is one of the last of its side.
  mutating func add(_ reading: Reading, side: String) {
    // Taken out and put back, so that no copy is made.
    var kept = sides.removeValue(forKey: ExactText(side)) ?? []
    let position = kept.lastIndex { !reading.at.precedes($0.at) }.map { $0 + 1 } ?? 0
    if position > 0 || kept.count < Self.limit { kept.insert(reading, at: position) }
    if kept.count >= 2 * Self.limit { kept.removeFirst(kept.count - Self.limit) }
    sides[ExactText(side)] = kept
  }

  /// The readings of a side that are kept, in order.
  func readings(_ side: String) -> [Reading] { sides[ExactText(side)]?.suffix(Self.limit) ?? [] }
}
