internal import CloudEvents
internal import CutoverModel

/// The cycles of one job: when it was due, and whether it ran.
///
/// Each `job.due` begins a cycle that lasts until the next; where `every` asks for more of them than were told, the others
/// are put in between. Without any, a run makes the next one due `every` later. What falls due while the job is suspended is due when it is resumed; several of those are one.
struct JobCycles {
  /// What became of a cycle.
  enum Fate: Hashable {
    case kept, late, missing, failed
    /// Nothing of it was told, and it is not late yet.
    case pending
    /// It has not ended, or its times leave it open.
    case open
  }

  struct Cycle {
    var fate: Fate
    var events: [EventMoment]
  }

  private struct Run {
    var begin: EventMoment
    var end: EventMoment?
    /// Completed or failed; nil while it runs.
    var outcome: EventKind?
    /// Whether only its end was recorded.
    var isBeginUnknown = false
  }

  private(set) var cycles: [Cycle] = []
  /// The suspension that lasts.
  private(set) var suspended: EventMoment?
  /// The last run that ended, and how.
  private(set) var lastEnd: (at: EventMoment, isCompleted: Bool)?
  private let horizon: Timestamp?
  private var suspensions: [(from: EventMoment, to: EventMoment?)] = []

  init(_ expected: Expectation.Job, _ events: [AlignmentEvidence.JobEvent], horizon: Timestamp?) {
    self.horizon = horizon
    let events = events.sorted { $0.at.precedes($1.at) }
    let runs = Self.runs(events)
    followSuspensions(events)
    for run in runs {
      if let end = run.end, let outcome = run.outcome { lastEnd = (end, outcome == .jobCompleted) }
    }
    let dues = events.filter { $0.kind == .jobDue }.map(\.at)
    if !dues.isEmpty {
      followDues(dues, runs, expected)
    } else if let every = expected.every {
      followRuns(runs, every, grace: expected.grace ?? every)
    }
  }

  // MARK: - Runs and suspensions

  private static func runs(_ events: [AlignmentEvidence.JobEvent]) -> [Run] {
    var runs: [Run] = []
    var running: [ExactText: Int] = [:]
    for event in events {
      let side = event.side ?? ExactText("")
      switch event.kind {
      case .jobStarted:
        running[side] = runs.count
        runs.append(Run(begin: event.at))
      case .jobCompleted, .jobFailed:
        if let run = running.removeValue(forKey: side) {
          runs[run].end = event.at
          runs[run].outcome = event.kind
        } else {
          runs.append(Run(begin: event.at, end: event.at, outcome: event.kind, isBeginUnknown: true))
        }
      default: break
      }
    }
    return runs
  }

  /// A job is suspended while some side was and no side has been resumed or has begun a run since.
  private mutating func followSuspensions(_ events: [AlignmentEvidence.JobEvent]) {
    var isActive: [ExactText: Bool] = [:]
    for event in events {
      let side = event.side ?? ExactText("")
      switch event.kind {
      case .jobSuspended: isActive[side] = false
      case .jobResumed, .jobStarted: isActive[side] = true
      default: continue
      }
      let isSuspended = isActive.values.contains(false) && !isActive.values.contains(true)
      if isSuspended, suspended == nil {
        suspended = event.at
      } else if !isSuspended, let from = suspended {
        suspensions.append((from, event.at))
        suspended = nil
      }
    }
    if let suspended { suspensions.append((suspended, nil)) }
  }

  /// When something that falls due is due in fact; nil if the job is suspended for good.
  private func due(_ moment: Moment) -> Moment? {
    let behind = suspensions.partition { moment.stated < $0.from.time }
    guard behind > 0, case let suspension = suspensions[behind - 1],
      suspension.to.map({ moment.stated < $0.time }) ?? true
    else { return moment }
    return suspension.to?.moment
  }

  // MARK: - Cycles

  private mutating func followDues(_ dues: [EventMoment], _ runs: [Run], _ expected: Expectation.Job) {
    let reach = runs.lazy.map(\.begin.moment).map { moment in
      TimeSpan(nanoseconds: moment.latest) - TimeSpan(nanoseconds: moment.earliest)
    }
    .max() ?? .zero
    let effective = complete(Self.different(dues, expected), expected).compactMap { told in
      due(told.moment).map { (event: told.event, due: $0) }
    }
    for (position, cycle) in effective.enumerated() {
      let next = position + 1 < effective.count ? effective[position + 1].due : nil
      if position >= Self.limit {
        cycles.append(Cycle(fate: .open, events: [cycle.event]))
        break
      }
      // Several that fell due in one suspension are made up for by one run.
      if let next, next.earliest <= cycle.due.earliest { continue }
      // Runs are in order of their stated begin; of those before the due time only the uncertain can belong to it.
      let begin = runs.partition { cycle.due.earliest.saturatingAdd((-reach).nanoseconds) <= $0.begin.moment.earliest }
      let end = next.map { next in runs.partition { next.stated <= $0.begin.time } } ?? runs.count
      let own = runs[begin..<max(begin, end)].filter { run in
        let moment = run.begin.moment
        return moment.accuracy > 0 ? cycle.due.earliest < moment.latest : cycle.due.earliest <= moment.latest
      }
      let limit = expected.grace ?? (next == nil ? expected.every : nil)
      let fate = fate(of: own, due: cycle.due, limit: limit, isOver: next != nil)
      cycles.append(Cycle(fate: fate, events: [cycle.event] + own.flatMap { [$0.begin] + [$0.end].compactMap(\.self) }))
    }
  }

  /// The due times without those that another side or source says again a little later.
  private static func different(_ dues: [EventMoment], _ expected: Expectation.Job) -> [EventMoment] {
    let half = TimeSpan(nanoseconds: (expected.every?.nanoseconds ?? 0) / 2)
    let near = min(expected.grace ?? .zero, half)
    var kept: [EventMoment] = []
    for due in dues {
      if let last = kept.last, due.since(last) <= near { continue }
      kept.append(due)
    }
    return kept
  }

  /// How many cycles are followed; if there are more, they are open.
  private static let limit = 10_000

  /// The due times with those in between that `every` asks for and nobody told, up to the last event of all.
  private func complete(
    _ dues: [EventMoment], _ expected: Expectation.Job
  ) -> [(event: EventMoment, moment: Moment)] {
    guard let every = expected.every else { return dues.map { ($0, $0.moment) } }
    let half = TimeSpan(nanoseconds: every.nanoseconds / 2)
    var complete: [(event: EventMoment, moment: Moment)] = []
    for (position, due) in dues.enumerated() {
      complete.append((due, due.moment))
      let isLast = position + 1 == dues.count
      guard let end = isLast ? horizon : dues[position + 1].time else { continue }
      var next = due.time.advanced(by: every)
      while complete.count <= Self.limit, isLast ? next <= end : half < end.since(next) {
        complete.append((due, Moment(next, accuracy: due.moment.accuracy)))
        next = next.advanced(by: every)
      }
    }
    return complete
  }

  private mutating func followRuns(_ runs: [Run], _ every: TimeSpan, grace: TimeSpan) {
    for (position, run) in runs.enumerated() {
      let next = position + 1 < runs.count ? runs[position + 1] : nil
      if run.outcome == .jobFailed {
        let isMadeUp = runs.dropFirst(position + 1)
          .prefix { $0.begin.since(run.begin) <= every + grace }.contains { $0.outcome == .jobCompleted }
        if !isMadeUp { cycles.append(Cycle(fate: .failed, events: [run.begin, run.end].compactMap(\.self))) }
      }
      if run.outcome == nil { cycles.append(Cycle(fate: .open, events: [run.begin])) }
      let moment = Moment(run.begin.time.advanced(by: every), accuracy: run.begin.moment.accuracy)
      guard let due = due(moment) else { continue }
      let own = next.map { [$0] } ?? []
      var fate = fate(of: own, due: due, limit: grace, isOver: next != nil, earlyCounts: true)
      // How a run ended is its own cycle's business.
      if fate == .failed { fate = .kept }
      if fate == .pending { continue }
      let events = ([run] + own).flatMap { [$0.begin] + [$0.end].compactMap(\.self) }
      cycles.append(Cycle(fate: fate, events: events))
    }
    if runs.count == 1, cycles.isEmpty, let only = runs.first {
      cycles.append(Cycle(fate: .kept, events: [only.begin, only.end].compactMap(\.self)))
    }
  }

  private func fate(
    of runs: some Collection<Run>, due: Moment, limit: TimeSpan?, isOver: Bool, earlyCounts: Bool = false
  ) -> Fate {
    guard let first = runs.first else {
      if isOver { return .missing }
      guard let limit, let horizon else { return .pending }
      let lower = SpanInterval(from: due, to: Moment(horizon, accuracy: 0)).lower
      return lower > limit ? .missing : .pending
    }
    if let limit {
      let lateness = SpanInterval(from: due, to: first.begin.moment)
      if lateness.upper > limit {
        return lateness.lower >= limit && !first.isBeginUnknown ? .late : .open
      }
    }
    if runs.contains(where: { $0.outcome == .jobCompleted }) { return .kept }
    if runs.contains(where: { $0.outcome == nil }) { return earlyCounts ? .kept : .open }
    return .failed
  }
}
