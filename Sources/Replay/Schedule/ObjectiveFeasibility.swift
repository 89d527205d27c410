package import CutoverModel

/// Whether a plan, kept to the minute, would meet one of its objectives.
package struct ObjectiveFeasibility: Hashable, Sendable {
  package var id: String
  /// Nil where the plan doesn't say: no planned impact, no planned times, or a clock that no plan can foresee.
  package var feasible: Bool?
  /// The time that the objective's clock would show, or the data loss that the plan states for it.
  package var planned: TimeSpan?
  package var limit: TimeSpan?
}

/// Reads planned outages and clocks off a schedule's early times.
///
/// `business` and `business-cleared` are the longest planned outage of the service, spans less than `settle` apart
/// taken as one (a plan knows no backlog); `downtime` the sum of the planned spans within it, as if the service were
/// down throughout; `run` and `execution-health` the plan's duration; a clock between two tasks the time between
/// them. All other clocks start or stop at things that aren't planned.
struct PlannedClocks {
  private let plan: Plan
  private let network: ScheduledNetwork
  private var tasks: [ExactText: ScheduledActivity] = [:]

  init(_ plan: Plan, _ network: ScheduledNetwork) {
    self.plan = plan
    self.network = network
    for task in network.tasks where tasks[ExactText(task.id)] == nil {
      tasks[ExactText(task.id)] = task
    }
  }

  func feasibility(of objective: Objective) -> ObjectiveFeasibility {
    var result = ObjectiveFeasibility(id: objective.id)
    if case .span(let limit) = objective.limit { result.limit = limit }
    if objective.metric == .rpo {
      result.planned = objective.planned
    } else if objective.wave == nil, !objective.excludesAnnounced {
      result.planned = planned(objective)
    }
    if let planned = result.planned, let limit = result.limit { result.feasible = planned <= limit }
    return result
  }

  private func planned(_ objective: Objective) -> TimeSpan? {
    switch objective.clock {
    case .business, .businessCleared: return longestOutage(objective) { $0.end - $0.start }
    case .downtime: return longestOutage(objective) { $0.impact }
    case .run, .executionHealth: return network.duration
    case .between(let from, let to):
      guard let start = time(of: from), let end = time(of: to), start <= end else { return nil }
      return end - start
    default: return nil
    }
  }

  private func time(of anchor: ClockAnchor) -> TimeSpan? {
    switch anchor {
    case .taskStarted(let task): tasks[ExactText(task)]?.earlyStart
    case .taskCompleted(let task): tasks[ExactText(task)]?.earlyFinish
    case .first, .last: nil
    }
  }

  func time(of boundary: TaskBoundary) -> TimeSpan? {
    let task = tasks[ExactText(boundary.task)]
    return boundary.side == .start ? task?.earlyStart : task?.earlyFinish
  }

  private struct Outage {
    var start: TimeSpan
    var end: TimeSpan
    /// The part of it that is planned impact, without the pauses between the spans.
    var impact: TimeSpan
  }

  /// The greatest measure over the outages of the objective's service, or of any if it names none.
  private func longestOutage(
    _ objective: Objective, by measure: (Outage) -> TimeSpan
  ) -> TimeSpan? {
    var spans: [ExactText: [(start: TimeSpan, end: TimeSpan)]] = [:]
    for impact in plan.impact {
      let isCommon = impact.service == "*"
      if let service = objective.service, !isCommon,
        ExactText(service) != ExactText(impact.service)
      {
        continue
      }
      guard let start = time(of: impact.from), let end = time(of: impact.to), start <= end else {
        return nil
      }
      spans[ExactText(objective.service ?? impact.service), default: []].append((start, end))
    }
    if objective.service == nil, let common = spans.removeValue(forKey: ExactText("*")) {
      if spans.isEmpty { spans[ExactText("*")] = [] }
      for service in spans.keys { spans[service, default: []] += common }
    }
    let settle = objective.settle ?? Objective.defaultSettle
    return spans.values.flatMap { outages($0, settle) }.map(measure).max()
  }

  private func outages(
    _ spans: [(start: TimeSpan, end: TimeSpan)], _ settle: TimeSpan
  ) -> [Outage] {
    var outages: [Outage] = []
    for span in spans.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      guard var last = outages.last, span.start <= last.end || span.start - last.end < settle
      else {
        outages.append(Outage(start: span.start, end: span.end, impact: span.end - span.start))
        continue
      }
      if span.end > last.end {
        last.impact = last.impact + (span.end - max(span.start, last.end))
        last.end = span.end
      }
      outages[outages.count - 1] = last
    }
    return outages
  }
}
