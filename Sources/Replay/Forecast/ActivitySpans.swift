internal import CloudEvents
internal import CutoverModel

/// When the activities of a plan started and finished in a run, from T, and what that shows.
struct ActivitySpans {
  private struct Span {
    var start: TimeSpan
    var finish: TimeSpan
  }

  private let plan: Plan
  private let network: ActivityNetwork
  private let floors: [TimeSpan]
  /// By the activity's number; nil for what wasn't completed, or not cleanly.
  private let spans: [Span?]

  init(_ plan: Plan, _ schedule: Schedule, _ log: RunLog, _ histories: [ExactText: TaskHistory]) {
    self.plan = plan
    network = schedule.activities
    floors = SimulatedPass(network).floors
    guard let start = log.start?.time else {
      spans = Array(repeating: nil, count: plan.tasks.count + plan.gates.count)
      return
    }
    func span(_ began: EventMoment?, _ ended: EventMoment?) -> Span? {
      guard let from = began?.time.exactly(since: start), let to = ended?.time.exactly(since: start), from <= to
      else { return nil }
      return Span(start: from, finish: to)
    }
    let tasks = plan.tasks.map { task -> Span? in
      guard let history = histories[ExactText(task.id)], history.attempts.last?.mode != .dryRun else { return nil }
      let isMilestone = task.mode == .milestone
      return span(history.firstStart ?? (isMilestone ? history.completion : nil), history.completion)
    }
    let gates = plan.gates.map { gate -> Span? in
      let history = GateHistory(log.gates[ExactText(gate.id)] ?? [], approvals: max(1, gate.approvals))
      return span(history.requested ?? history.passed, history.passed)
    }
    spans = tasks + gates
  }

  /// From the first start to the last finish of what isn't `background`; nil if nothing was completed.
  var duration: TimeSpan? {
    let held = spans.indices.compactMap { number -> Span? in
      let activity = network.activities[number]
      return activity.isBackground || activity.isRollbackOnly ? nil : spans[number]
    }
    guard let start = held.map(\.start).min(), let finish = held.map(\.finish).max() else { return nil }
    return finish - start
  }

  /// Of everything completed, in the order of the plan.
  var observations: [EarlierRun.Observation] {
    zip(plan.durations, plan.activityKinds).enumerated().compactMap { number, row in
      guard let span = spans[number] else { return nil }
      let planned = row.0?.expected ?? .zero
      let ready = ready(number, span)
      var observation = EarlierRun.Observation(id: network.activities[number].id, kind: row.1)
      guard row.1 == .gate else {
        observation.ratio = DurationRatio(actual: span.finish - span.start, planned: planned)
        observation.wait = ready.map { max(.zero, span.start - $0) }
        return observation
      }
      // Nobody decides before there is something to decide on, so a request ahead of it is not yet the gate's time.
      let began = ready.map { min(max(span.start, $0), span.finish) } ?? span.start
      observation.ratio = DurationRatio(actual: span.finish - began, planned: planned)
      observation.wait = ready.map { max(.zero, (planned > .zero ? began : span.finish) - $0) }
      return observation
    }
  }

  /// When an activity could have started by its links, its own earliest start and T; nil if that isn't known.
  private func ready(_ number: Int, _ span: Span) -> TimeSpan? {
    let links = network.incoming(number)
    let isRollback = network.activities[number].isRollbackOnly
    if isRollback, links.isEmpty { return nil }
    var ready: TimeSpan? = isRollback ? nil : floors[number]
    for link in links {
      guard let before = spans[link.from] else { return nil }
      var bound = (link.isFromFinish ? before.finish : before.start) + link.lag
      if link.isOnFinish {
        bound = bound - (span.finish - span.start)
      }
      ready = max(ready ?? bound, bound)
    }
    return ready
  }
}
