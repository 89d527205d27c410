package import CloudEvents
package import CutoverModel
internal import JSONText

/// Judges what was seen against what a plan expects, and the checks on the state of a system that was moved.
///
/// An event counts by its `time`. Events of `mode` `dry-run` count for nothing; those of `isolated` only in a
/// rehearsal. The memory needed follows the number of subjects and sources, but for the events of tasks, expected jobs
/// and replications, which are all kept.
package struct AlignmentFold: EventFold, Sendable {
  private let at: Timestamp?
  private var context: PlanContext
  private var reader: AlignmentReader
  private var withheld: WithheldEvidence
  private let readsQueues: Bool

  /// - Parameters:
  ///   - plan: The one that is judged by; nil if there is none.
  ///   - streamKind: What `stream.opened` states; taken from the first line if nil. In a `failback` source and target
  ///     are swapped wherever a side is named by these words.
  ///   - at: The moment that is judged; nil for the end of what the streams tell.
  ///   - acceptance: Which withheld lines the reader accepts.
  ///   - rules: The checks that are asked for, where the others need not be right; nil for all. The depths of queues,
  ///     which can be most of a stream, are read for one check alone.
  package init(
    plan: Plan?, streamKind: String? = nil, at: Timestamp? = nil, acceptance: WithheldEvidence.Acceptance = .init(),
    asking rules: Set<AlignmentRule>? = nil
  ) {
    self.at = at
    readsQueues = rules?.contains(.queuesInStep) ?? true
    context = PlanContext(plan, streamKind: streamKind)
    reader = AlignmentReader(context)
    withheld = WithheldEvidence(acceptance)
  }

  package mutating func apply(_ view: EventView) {
    if reader.evidence.record.archive.streams.advance(to: view) {
      reader.evidence.record.findings.streams = reader.evidence.record.archive.streams
    }
    guard let kind = EventKind(view) else {
      if EventKind.isRecordersOwn(view) { applyRecorders(view) }
      return
    }
    switch kind {
    // What corrects others says nothing of the system.
    case .eventAmended, .eventRetracted, .sourceClock, .noteAdded, .claimMade: return
    default: break
    }
    extend(to: view, kind)
    if kind == .queueObserved, !readsQueues { return }
    guard reader.reads(kind), isOfTheSystem(view) else { return }
    let moment = CutoverEvent.moment(of: view)
    guard moment.earliest <= at?.nanoseconds ?? .max else { return }
    reader.read(view, kind: kind, isSure: isSure(moment))
  }

  /// The expectations and checks over everything applied.
  package consuming func finish() -> AlignmentReport {
    withheld.finish()
    return AlignmentJudge(reader, withheld: withheld, at: at).report()
  }

  private mutating func applyRecorders(_ view: EventView) {
    withheld.apply(view)
    if view.index == 0, context.streamKind == nil, view.isType("dev.cutlog.stream.opened") {
      context = PlanContext(context.plan, streamKind: view.data?["kind"]?.string)
      reader.context = context
    } else if view.isType("dev.cutlog.stream.closed"), at.map({ view.time <= $0 }) ?? true {
      reader.evidence.closedStreams += 1
    }
  }

  private mutating func extend(to view: EventView, _ kind: EventKind) {
    if let at, at < view.time { return }
    if let known = reader.evidence.horizon, view.time.nanoseconds < known.time.nanoseconds { return }
    let place = reader.evidence.record.archive.streams.place(of: view)
    let name = reader.evidence.record.archive.name(view, at: place, kind: kind)
    if let known = reader.evidence.horizon, name < known { return }
    reader.evidence.horizon = name
  }

  private func isOfTheSystem(_ view: EventView) -> Bool {
    switch view.string("mode").flatMap(CutoverEvent.Mode.init(rawValue:)) ?? .live {
    case .live: true
    case .dryRun: false
    case .isolated: context.streamKind == "rehearsal"
    }
  }

  /// Whether an event that may have happened by the moment asked for surely has; a moment means all of its last unit.
  private func isSure(_ moment: Moment) -> Bool {
    guard let at else { return true }
    let end = at.nanoseconds.addingReportingOverflow(at.resolutionNanoseconds)
    return moment.stated <= at && moment.latest <= (end.overflow ? .max : end.partialValue)
  }
}

extension CutoverEvent {
  /// When the event that a view shows happened, without decoding the rest of it.
  static func moment(of view: EventView) -> Moment {
    let accuracy = view.string("timeaccuracy").flatMap { TimeSpan($0) }
    let own = accuracy.map { max(0, $0.nanoseconds) } ?? view.time.resolutionNanoseconds
    return Moment(view.time, accuracy: own.saturatingAdd(view.clock.after), before: view.clock.before)
  }
}
