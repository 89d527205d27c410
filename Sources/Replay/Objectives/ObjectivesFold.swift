package import CloudEvents
package import CutoverModel
import JSONText

/// Judges the objectives of a plan over a run, and reads every clock that the events allow.
///
/// Events are taken in stream order and answered by `time`; stream and index break ties. Only `live` events count as impact.
/// Memory grows with the events that bear on an objective: other events leave nothing behind and probes are merged.
package struct ObjectivesFold: EventFold, Sendable {
  /// What the caller knows beside the events.
  package struct Options: Hashable, Sendable {
    /// The kind that `stream.opened` states, such as `live` or `import`; taken from the first line if nil.
    package var streamKind: String?
    /// The index of the judged plan's line; nil where it is not known.
    package var planIndex: Int?
    /// Which withheld lines the reader accepts.
    package var acceptance: WithheldEvidence.Acceptance
    /// Where the `impact.none` stand whose statement and signature were checked and found good; any other counts for
    /// nothing.
    package var attestations: Set<EventPlace>
    /// The moment of a run that is under way, up to which its clocks are read; nil where only the events count.
    package var now: Timestamp?

    package init(
      streamKind: String? = nil, planIndex: Int? = nil, acceptance: WithheldEvidence.Acceptance = .init(),
      attestations: Set<EventPlace> = [], now: Timestamp? = nil
    ) {
      self.streamKind = streamKind
      self.planIndex = planIndex
      self.acceptance = acceptance
      self.attestations = attestations
      self.now = now
    }
  }

  private var context: PlanContext
  private var options: Options
  private var record = RunRecord()
  private var tracker: AnchorTracker
  private var boundary = PlanBoundary()
  private var withheld: WithheldEvidence
  /// The stream of the judged plan's line and when the recorder wrote it.
  private var planLine: (stream: Int, time: Timestamp)?

  /// `plan` is the one that is judged; without one only the clocks are read.
  package init(plan: Plan?, options: Options = Options()) {
    self.options = options
    withheld = WithheldEvidence(options.acceptance)
    context = PlanContext(plan, streamKind: options.streamKind)
    tracker = AnchorTracker(context.objectives)
  }

  /// Takes in one event; keeps nothing of those that bear on no objective.
  package mutating func apply(_ view: EventView) { apply(view, kind: EventKind(view)) }

  package mutating func apply(all events: EventLines) {
    let kinds = events.examples.map { EventKind(events[Int($0)]) }
    // Of most events of a night only the time counts.
    let onlyTime = kinds.map { kind in kind.map { !RunRecord.takes($0) && !tracker.watches($0) } ?? false }
    var isFirst = true
    for number in events.range where events.lines[number].isEvent {
      let type = Int(events.lines[number].type)
      if !isFirst, type < onlyTime.count, onlyTime[type] {
        record.archive.streams.pass(index: events.firstIndex + number)
        extend(to: events.lines[number].layout.time)
        continue
      }
      isFirst = false
      let view = events[number]
      apply(view, kind: type < kinds.count ? kinds[type] : EventKind(view))
    }
  }

  private mutating func apply(_ view: EventView, kind: EventKind?) {
    if record.archive.streams.advance(to: view) { record.findings.streams = record.archive.streams }
    let place = record.archive.streams.place(of: view)
    guard let kind else {
      // The recorder's own lines are no events of the run.
      guard !EventKind.isRecordersOwn(view) else {
        withheld.apply(view)
        readOpening(view)
        readPlan(view, at: place)
        return
      }
      extend(to: view.time)
      tracker.apply(view, at: place, of: record.archive.streams, kind: nil)
      return
    }
    extend(to: view.time)
    boundary.apply(view, kind: kind, stream: place.stream)
    tracker.apply(view, at: place, of: record.archive.streams, kind: kind)
    record.take(view, kind: kind, context: context)
  }

  /// Takes in one event of a stream, in whatever order they come.
  mutating func apply(_ view: EventView, ofStream stream: Int) {
    record.archive.streams.tell(stream)
    apply(view)
  }

  /// Has the clocks read at a moment of the run that is under way then.
  mutating func readClocks(at now: Timestamp) { options.now = now }

  /// Counts the `impact.none` that was applied last: its signature was checked and its signer may give it.
  package mutating func attest(_ view: EventView) {
    options.attestations.insert(record.archive.streams.place(of: view))
  }

  /// Notes an event that the caller doesn't apply, and why.
  package mutating func leaveOut(_ view: EventView, rule: String, message: String) {
    record.findings.note(rule: rule, message: message, at: record.archive.streams.place(of: view))
  }

  /// The verdicts and clocks over everything applied.
  ///
  /// Call it on a consumed fold (`(consume fold).finish()`): a copy left behind doubles the memory.
  package consuming func finish() -> ObjectivesReport {
    let standing =
      context.plan == nil
      ? PlanStanding.absent
      : boundary.standing(
        ofPlanAt: options.planIndex, stream: planLine?.stream ?? 0, accepted: planLine?.time,
        streamKind: context.streamKind)
    var anchors = tracker.anchors
    for (number, task) in record.taskRecords {
      guard let id = record.tasks.name(number) else { continue }
      if let mark = task.firstStart {
        anchors[.taskStarted(id)] = EventMoment(
          event: record.archive.reference(mark), moment: mark.moment)
      }
      if let mark = task.lastCompletion {
        anchors[.taskCompleted(id)] = EventMoment(
          event: record.archive.reference(mark), moment: mark.moment)
      }
    }
    // Handed over, not copied: it may be the greater part of all memory.
    var handed = RunRecord()
    swap(&handed, &record)
    let analysis = RunAnalysis(
      consume handed, context: context, planAnchors: anchors, attestations: options.attestations,
      now: options.now)
    withheld.finish()
    return ObjectiveJudge(analysis, withheld: withheld).report(planStanding: standing)
  }

  private mutating func readOpening(_ view: EventView) {
    guard view.index == 0, context.streamKind == nil, view.isType("dev.cutlog.stream.opened") else {
      return
    }
    context = PlanContext(context.plan, streamKind: view.data?["kind"]?.string)
    // In a failback the words for the sites mean the other ones.
    record.recentSide = RecentName()
  }

  /// The judged plan belongs to the first stream that carries a plan at its index.
  private mutating func readPlan(_ view: EventView, at place: EventPlace) {
    guard planLine == nil, view.index == options.planIndex,
      view.isType("dev.cutlog.plan.adopted") || view.isType("dev.cutlog.plan.revised")
    else { return }
    planLine = (place.stream, view.time)
  }

  private mutating func extend(to time: Timestamp) {
    record.firstTime = min(record.firstTime ?? time.nanoseconds, time.nanoseconds)
    record.lastTime = max(record.lastTime ?? time.nanoseconds, time.nanoseconds)
  }
}
