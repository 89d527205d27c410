internal import CloudEvents
internal import CutoverModel

/// A span in which somebody worked at a task: an attempt, or what lies between its pauses.
struct WorkSpan: Hashable, Sendable {
  var task: String
  /// When the work began; where only the end was recorded that end.
  var from: EventMoment
  /// Whether the beginning was recorded.
  var hasStart = true
  /// Nil while it lasts.
  var to: EventMoment?
  /// Where no beginning was recorded, what it came after; nil where nothing says it.
  var notBefore: EventMoment?

  /// The spans of a task's attempts without their pauses. One without an end lasts until the next attempt begins.
  static func spans(of attempts: [TaskCourse.Attempt], task: String) -> [WorkSpan] {
    var spans: [WorkSpan] = []
    var before: EventMoment?
    for (number, attempt) in attempts.enumerated() {
      let next = number + 1 < attempts.count ? attempts[number + 1] : nil
      let end = attempt.end ?? next?.start ?? next?.end
      defer { before = end }
      guard var from = attempt.start else {
        if let end { spans.append(WorkSpan(task: task, from: end, hasStart: false, to: end, notBefore: before)) }
        continue
      }
      var isPaused = false
      for pause in attempt.pauses {
        spans.append(WorkSpan(task: task, from: from, to: pause.from))
        guard let resumed = pause.to else {
          isPaused = true
          break
        }
        from = resumed
      }
      if !isPaused, from != attempt.end { spans.append(WorkSpan(task: task, from: from, to: end)) }
    }
    return spans
  }

  /// How long the spans last together, times covered twice counted once; those that last end at `horizon`.
  static func union(of spans: [WorkSpan], until horizon: EventMoment?) -> TimeSpan {
    var stretches: [(from: Int64, to: Int64)] = []
    for span in spans {
      guard let to = span.to ?? horizon, span.from.time < to.time else { continue }
      stretches.append((span.from.time.nanoseconds, to.time.nanoseconds))
    }
    stretches.sort { ($0.from, $0.to) < ($1.from, $1.to) }
    var sum = TimeSpan.zero
    var covered = Int64.min
    for stretch in stretches where stretch.to > covered {
      sum = sum + TimeSpan(nanoseconds: stretch.to) - TimeSpan(nanoseconds: max(covered, stretch.from))
      covered = stretch.to
    }
    return sum
  }
}
