package import CloudEvents
package import CutoverModel
import JSONText

/// Judges the objectives of a plan over a run, and reads every clock that the events allow.
///
/// Events are taken in stream order and answered by `time`; the index breaks ties. Only `live` events count as impact.
/// Memory grows with the events that bear on an objective: other events leave nothing behind and probes are merged.
package struct ObjectivesFold: EventFold, Sendable {
  /// What the caller knows beside the events.
  package struct Options: Hashable, Sendable {
    /// The kind that `stream.opened` states, such as `live` or `import`; taken from the first line if nil.
    package var streamKind: String?
    /// The index of the judged plan's line; nil where it is not known.
    package var planIndex: Int?

    package init(streamKind: String? = nil, planIndex: Int? = nil) {
      self.streamKind = streamKind
      self.planIndex = planIndex
    }
  }

  private var context: PlanContext
  private let options: Options
  private var record = RunRecord()
  private var tracker: AnchorTracker
  private var boundary = PlanBoundary()

  /// `plan` is the one that is judged; without one only the clocks are read.
  package init(plan: Plan?, options: Options = Options()) {
    self.options = options
    context = PlanContext(plan, streamKind: options.streamKind)
    tracker = AnchorTracker(context.objectives)
  }

  /// Takes in one event; keeps nothing of those that bear on no objective.
  package mutating func apply(_ view: EventView) {
    guard let kind = EventKind(view) else {
      // The recorder's own lines are no events of the run.
      guard !view.isRecordersOwn else {
        readOpening(view)
        return
      }
      extend(to: view.time)
      tracker.apply(view, kind: nil, findings: &record.findings)
      return
    }
    extend(to: view.time)
    boundary.apply(view, kind: kind)
    tracker.apply(view, kind: kind, findings: &record.findings)
    record.take(view, kind: kind, context: context)
  }

  /// The verdicts and clocks over everything applied.
  ///
  /// Call it on a consumed fold (`(consume fold).finish()`): a copy left behind doubles the memory.
  package consuming func finish() -> ObjectivesReport {
    let standing =
      context.plan == nil
      ? PlanStanding.absent
      : boundary.standing(ofPlanAt: options.planIndex, streamKind: context.streamKind)
    var anchors = tracker.anchors
    for (number, task) in record.taskRecords {
      guard let id = record.tasks.name(number) else { continue }
      if let mark = task.firstStart {
        anchors[.taskStarted(id)] = AnchoredMoment(
          moment: mark.moment, event: record.archive.reference(mark))
      }
      if let mark = task.lastCompletion {
        anchors[.taskCompleted(id)] = AnchoredMoment(
          moment: mark.moment, event: record.archive.reference(mark))
      }
    }
    // Handed over, not copied: it may be the greater part of all memory.
    var handed = RunRecord()
    swap(&handed, &record)
    let analysis = RunAnalysis(consume handed, context: context, planAnchors: anchors)
    return ObjectiveJudge(analysis).report(planStanding: standing)
  }

  private mutating func readOpening(_ view: EventView) {
    guard view.index == 0, context.streamKind == nil, view.isType("dev.cutlog.stream.opened") else {
      return
    }
    context = PlanContext(context.plan, streamKind: view.data?["kind"]?.string)
  }

  private mutating func extend(to time: Timestamp) {
    record.firstTime = min(record.firstTime ?? time.nanoseconds, time.nanoseconds)
    record.lastTime = max(record.lastTime ?? time.nanoseconds, time.nanoseconds)
  }
}

extension EventView {
  /// Whether the type bears the prefix of cutlog; such types beyond the vocabulary are the recorder's.
  var isRecordersOwn: Bool {
    let raw = rawType
    let prefix: StaticString = "dev.cutlog."
    guard raw.count >= prefix.utf8CodeUnitCount else { return false }
    for offset in 0..<prefix.utf8CodeUnitCount where raw[offset] != prefix.utf8Start[offset] {
      return false
    }
    return true
  }
}
