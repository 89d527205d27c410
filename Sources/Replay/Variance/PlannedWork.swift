internal import CutoverModel

/// The planned work of one network, weighted by planned time: each second of each activity counts as one second.
///
/// `background` tasks don't count. Nil where the plan leaves a time open, plans no work, or more than 292 years of it.
struct PlannedWork: Sendable {
  let value: PlannedValue
  /// The network's planned start, from the moment its times count from.
  let start: TimeSpan
  /// By the activity's number; nil for what doesn't count.
  private let durations: [Int64?]

  init?(_ activities: ActivityNetwork, _ network: ScheduledNetwork, isRollback: Bool) {
    guard let start = network.start, network.finish != nil else { return nil }
    self.start = start
    let planned = network.tasks + network.gates
    var next = 0
    var durations: [Int64?] = []
    var changes: [TimeSpan: Int64] = [.zero: 0]
    var total: Int64 = 0
    // The network lists its activities in the order of their numbers.
    for activity in activities.activities {
      guard activity.isRollbackOnly == isRollback, planned.indices.contains(next) else {
        durations.append(nil)
        continue
      }
      let row = planned[next]
      next += 1
      guard !activity.isBackground else {
        durations.append(nil)
        continue
      }
      guard let duration = row.duration, let from = row.earlyStart, let to = row.earlyFinish else { return nil }
      // What lies at the end of what times can say has no work that could be measured.
      let (sum, isTooMuch) = total.addingReportingOverflow(duration.nanoseconds)
      guard !isTooMuch, to - from == duration else { return nil }
      total = sum
      durations.append(duration.nanoseconds)
      changes[from - start, default: 0] += 1
      changes[to - start, default: 0] -= 1
    }
    self.durations = durations
    guard let value = Self.line(changes) else { return nil }
    self.value = value
  }

  /// Adds up how much goes on at once; nil where the work is more than 64 bits hold.
  private static func line(_ changes: [TimeSpan: Int64]) -> PlannedValue? {
    var points: [PlannedValue.Point] = []
    var running: Int64 = 0
    for time in changes.keys.sorted() {
      var value: Int64 = 0
      if let last = points.last {
        let (work, isTooLong) = (time - last.time).nanoseconds.multipliedReportingOverflow(by: running)
        let (sum, isTooMuch) = last.value.addingReportingOverflow(work)
        if isTooLong || isTooMuch { return nil }
        value = sum
      }
      points.append(PlannedValue.Point(time: time, value: value))
      running += changes[time] ?? 0
    }
    return PlannedValue(points)
  }

  /// The work done: all of what is finished or dropped, and of what runs the time spent on it, at most what was planned.
  func earned(_ progress: [ScheduleUpdate.Progress]) -> Int64 {
    var sum: Int64 = 0
    for (duration, progress) in zip(durations, progress) {
      guard let duration else { continue }
      switch progress {
      case .waiting: break
      case .finished, .dropped: sum += duration
      case .running(_, let worked): sum += min(max(worked.nanoseconds, 0), duration)
      }
    }
    return sum
  }
}
