internal import CutoverModel

/// Finds what an objective's clock measures in a plan's own network.
///
/// `business` and `business-cleared` are the longest planned outage of the service, spans less than `settle` apart
/// taken as one (a plan knows no backlog); `downtime` the sum of the planned spans within it, as if the service were
/// down throughout; `run` and `execution-health` the plan's duration; a clock between two tasks the time between
/// them. All other clocks start or stop at things that aren't planned.
struct PlannedClocks {
  private let plan: Plan
  private let network: ActivityNetwork
  private let times: NetworkTimes

  /// - Parameter times: The times of the plan's schedule; which of them are known is the same in every draw.
  init(_ plan: Plan, _ network: ActivityNetwork, _ times: NetworkTimes) {
    self.plan = plan
    self.network = network
    self.times = times
  }

  /// Reads a plan's own schedule.
  init(_ plan: Plan, _ schedule: Schedule) {
    self.init(plan, schedule.activities, NetworkTimes(schedule.activities, schedule.network))
  }

  /// The planned time of a task's end; nil where the plan doesn't determine it.
  func time(of boundary: TaskBoundary) -> TimeSpan? { end(boundary)?.time(times) }

  /// What is to be measured; nil where no plan can foresee it.
  func clock(of objective: Objective) -> PlannedClock? {
    guard objective.metric == .rto, objective.wave == nil, !objective.excludesAnnounced else { return nil }
    switch objective.clock {
    case .business, .businessCleared: return outages(objective, countsPauses: true)
    case .downtime: return outages(objective, countsPauses: false)
    case .run, .executionHealth: return .duration
    case .between(let from, let to):
      guard let from = end(from), let to = end(to) else { return nil }
      return .between(from, to)
    default: return nil
    }
  }

  private func end(_ anchor: ClockAnchor) -> PlannedClock.End? {
    switch anchor {
    case .taskStarted(let task): end(TaskBoundary(task: task, side: .start))
    case .taskCompleted(let task): end(TaskBoundary(task: task, side: .finish))
    case .first, .last: nil
    }
  }

  private func end(_ boundary: TaskBoundary) -> PlannedClock.End? {
    guard let number = network.number(of: boundary.task), !network.activities[number].isGate else { return nil }
    let isStart = boundary.side == .start
    guard isStart ? times.knowsStart[number] : times.knowsFinish[number] else { return nil }
    return PlannedClock.End(activity: number, isStart: isStart)
  }

  /// The planned outages of the objective's service, or of each service if it names none.
  private func outages(_ objective: Objective, countsPauses: Bool) -> PlannedClock? {
    var spans: [ExactText: [PlannedClock.Span]] = [:]
    for impact in plan.impact {
      let isCommon = impact.service == "*"
      if let service = objective.service, !isCommon, ExactText(service) != ExactText(impact.service) { continue }
      guard let from = end(impact.from), let to = end(impact.to) else { return nil }
      spans[ExactText(objective.service ?? impact.service), default: []].append(.init(from: from, to: to))
    }
    if objective.service == nil, let common = spans.removeValue(forKey: ExactText("*")) {
      if spans.isEmpty { spans[ExactText("*")] = [] }
      for service in spans.keys { spans[service, default: []] += common }
    }
    guard !spans.isEmpty else { return nil }
    return .longestOutage(
      Array(spans.values), settle: objective.settle ?? Objective.defaultSettle, countsPauses: countsPauses)
  }
}

/// What an objective's clock measures between the ends of a network's activities.
enum PlannedClock {
  struct End {
    var activity: Int
    var isStart: Bool

    func time(_ times: NetworkTimes) -> TimeSpan {
      isStart ? times.starts[activity] : times.finishes[activity]
    }
  }

  struct Span {
    var from: End
    var to: End
  }

  case duration
  case between(End, End)
  /// The longest outage of any service; without its pauses only the spans in it count.
  case longestOutage([[Span]], settle: TimeSpan, countsPauses: Bool)

  /// How many planned outages a reading goes through.
  var spans: Int {
    guard case .longestOutage(let services, _, _) = self else { return 0 }
    return services.reduce(0) { $0 + $1.count }
  }

  /// What the clock would show; nil where an end comes before its beginning or the duration isn't known.
  func reading(of times: NetworkTimes) -> TimeSpan? {
    switch self {
    case .duration: return times.duration
    case .between(let from, let to):
      let (start, end) = (from.time(times), to.time(times))
      return start <= end ? end - start : nil
    case .longestOutage(let services, let settle, let countsPauses):
      var longest: TimeSpan?
      for spans in services {
        guard let outage = Self.longestOutage(spans, times, settle, countsPauses) else { return nil }
        longest = max(longest ?? outage, outage)
      }
      return longest
    }
  }

  private static func longestOutage(
    _ spans: [Span], _ times: NetworkTimes, _ settle: TimeSpan, _ countsPauses: Bool
  ) -> TimeSpan? {
    // Most services have one planned outage, and this runs in every draw.
    if spans.count == 1 {
      let (start, end) = (spans[0].from.time(times), spans[0].to.time(times))
      return start <= end ? end - start : nil
    }
    var timed: [(start: TimeSpan, end: TimeSpan)] = []
    for span in spans {
      let (start, end) = (span.from.time(times), span.to.time(times))
      guard start <= end else { return nil }
      timed.append((start, end))
    }
    timed.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var longest: TimeSpan?
    var current = (start: TimeSpan.zero, end: TimeSpan.zero, impact: TimeSpan.zero)
    for (number, span) in timed.enumerated() {
      let isOne = span.start <= current.end || span.start - current.end < settle
      if number == 0 || !isOne {
        current = (span.start, span.end, span.end - span.start)
      } else if span.end > current.end {
        current.impact = current.impact + (span.end - max(span.start, current.end))
        current.end = span.end
      }
      let length = countsPauses ? current.end - current.start : current.impact
      longest = max(longest ?? length, length)
    }
    return longest
  }
}
