internal import CloudEvents
internal import CutoverModel
internal import Replay

/// Between which instants the pictures of a run are drawn.
///
/// It is the span of the work, planned and done, and of what users felt; only where a run has neither is it that of all
/// entries. What happened outside stands at the edges.
struct ChartSpan: Hashable, Sendable {
  private(set) var from: Int64
  private(set) var to: Int64

  /// Nil for a run in which nothing happened and nothing was planned.
  init?(_ report: RunReport) {
    var instants = Self.work(of: report)
    if instants.isEmpty {
      for entry in report.timeline.entries {
        instants += [entry.moment.stated.nanoseconds, (entry.end ?? entry.moment).stated.nanoseconds]
      }
    }
    guard let first = instants.min(), let last = instants.max() else { return nil }
    (from, to) = (first, last)
  }

  /// Whether something has no end, a task or what users felt.
  private static func lasts(_ report: RunReport) -> Bool {
    if report.objectives?.services.contains(where: { $0.episodes.contains(where: \.isOpen) }) == true { return true }
    return report.timeline.entries.contains { entry in
      if let course = entry.course { return course.attempts.last.map { $0.end == nil } ?? false }
      return entry.isImpact && entry.lasts
    }
  }

  private static func work(of report: RunReport) -> [Int64] {
    var times: [Timestamp?] = []
    if let variance = report.variance {
      for task in variance.tasks {
        times += [task.plannedStart, task.plannedFinish, task.actualStart?.time, task.actualFinish?.time]
      }
      for gate in variance.gates {
        times += [gate.plannedStart, gate.plannedFinish, gate.history.requested?.time, gate.history.passed?.time]
      }
    }
    for entry in report.timeline.entries where entry.course != nil || entry.isImpact {
      times += [entry.moment.stated, entry.end?.stated]
    }
    for service in report.objectives?.services ?? [] {
      for episode in service.episodes { times += [episode.from.time, episode.to?.time] }
    }
    times += [report.timeline.gaps.from?.time, report.timeline.gaps.to?.time]
    // What lasts is drawn up to where the run is known of.
    if lasts(report) { times.append(report.timeline.horizon?.time) }
    return times.compactMap { $0?.nanoseconds }
  }
}

extension TimelineEntry {
  /// Whether it is a time in which users of a service felt something.
  var isImpact: Bool {
    kind == .impact && mode == .live
      && (event.type == "dev.cutlog.service.down" || event.type == "dev.cutlog.service.degraded")
  }
}
