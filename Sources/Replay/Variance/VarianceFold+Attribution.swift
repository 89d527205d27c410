internal import CloudEvents
internal import CutoverModel

extension VarianceFold {
  /// Finds the finish, the driving path to it, and the parts of the slip.
  func attribute(_ variance: inout Variance) {
    let network = schedule.activities
    let ends = ends(variance)
    var last: (activity: Int, finish: EventMoment)?
    for activity in network.order where !network.activities[activity].isBackground {
      guard let finish = ends[activity].finish else { continue }
      if let kept = last, finish.time < kept.finish.time { continue }
      last = (activity, finish)
    }
    guard let last else { return }
    variance.actualFinish = last.finish
    let asBuilt = AsBuiltNetwork(network, ends.map(\.times))
    let (path, parts) = asBuilt.drivingPath(to: last.activity)
    variance.drivingPath = (path.isEmpty ? [last.activity] : path).map { network.activities[$0].id }
    guard let slip = variance.slip else { return }
    variance.attribution = parts
    let inherited = asBuilt.slip(at: .init(activity: last.activity, side: .finish)) ?? .zero
    if slip != inherited {
      variance.attribution.append(
        SlipAttribution(
          task: network.activities[last.activity].id, kind: .scope, slip: slip - inherited))
    }
  }

  /// Notes tasks that started before something they wait for had finished or started.
  func noteEarlyStarts(_ variance: Variance, _ findings: inout FindingCollector) {
    let network = schedule.activities
    let ends = ends(variance)
    for link in network.links {
      guard let start = ends[link.to].start else { continue }
      let held: EventMoment?
      switch link.relation {
      case .finishToStart: held = ends[link.from].finish
      case .startToStart: held = ends[link.from].start
      case .finishToFinish, .startToFinish: continue
      }
      guard let held, start.time < held.time.advanced(by: min(link.lag, .zero)) else { continue }
      findings.note(
        rule: "task-before-predecessor",
        message: "a task started before one that it waits for", at: start.event.place)
    }
  }

  /// Notes slips that are unknown because they are over 292 years.
  func noteLengths(_ variance: Variance, _ findings: inout FindingCollector) {
    var pairs = [(variance.plannedFinish, variance.actualFinish)]
    for task in variance.tasks {
      pairs.append((task.plannedStart, task.actualStart))
      pairs.append((task.plannedFinish, task.actualFinish))
    }
    pairs += variance.gates.map { ($0.plannedFinish, $0.history.passed) }
    let places = pairs.compactMap { planned, actual -> EventPlace? in
      guard let planned, let actual, actual.time.exactly(since: planned) == nil else { return nil }
      return actual.event.place
    }
    for place in Set(places).sorted() {
      let finding = ClockReader.OrderFinding.lengthOutOfRange(place)
      findings.note(rule: finding.rule, message: finding.message, at: finding.place)
    }
  }

  private struct ActivityEnds {
    var start: EventMoment?
    var finish: EventMoment?
    var times: AsBuiltNetwork.Times
  }

  /// What was planned and recorded at both ends of each activity, by its number.
  ///
  /// A milestone that was only completed and a gate that nobody requested start when they finish.
  private func ends(_ variance: Variance) -> [ActivityEnds] {
    let activities = schedule.activities.activities
    let tasks = variance.tasks.map {
      ($0.plannedStart, $0.plannedFinish, $0.actualStart, $0.actualFinish)
    }
    let gates = variance.gates.map {
      ($0.plannedStart, $0.plannedFinish, $0.history.requested, $0.history.passed)
    }
    return zip(activities, tasks + gates).map { activity, row in
      let isMoment = activity.isGate || activity.isMilestone
      let start = row.2 ?? (isMoment ? row.3 : nil)
      return ActivityEnds(
        start: start, finish: row.3,
        times: .init(
          plannedStart: row.0?.nanoseconds, plannedFinish: row.1?.nanoseconds,
          actualStart: start?.time.nanoseconds, actualFinish: row.3?.time.nanoseconds))
    }
  }
}
