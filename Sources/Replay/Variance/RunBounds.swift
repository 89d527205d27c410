internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Where a run starts and ends, as its opening and its events say.
struct RunBounds: Sendable {
  private(set) var starts: Timestamp?
  private(set) var began: EventMoment?
  private(set) var ended: EventMoment?
  /// The first decision to roll back.
  private(set) var rollbackDecided: EventMoment?
  /// Whether the stream that is being seen is an import: its acceptance times say nothing on when things were known.
  private(set) var isImport = false
  private var firstStart: EventMoment?
  private var lastBegan: EventMoment?
  private var opened = 0
  private var closed = 0

  init(starts: Timestamp?) { self.starts = starts }

  /// T: as stated, else the first `run.began`, else the first start of any task.
  var start: RunStart? {
    if let starts { return RunStart(time: starts, basis: .stated) }
    if let began { return RunStart(time: began.time, basis: .runBegan, event: began.event) }
    return firstStart.map { RunStart(time: $0.time, basis: .firstTask, event: $0.event) }
  }

  /// Whether nothing can follow: the run ended and didn't begin again, or every stream was closed.
  var isOver: Bool {
    if let ended, lastBegan.map({ $0.precedes(ended) }) ?? true { return true }
    return closed > 0 && closed >= opened
  }

  /// Takes in one decoded event of the vocabulary.
  mutating func note(_ event: CutoverEvent) {
    switch event.kind {
    case .runBegan:
      began.keepEarliest(EventMoment(event))
      lastBegan.keepLatest(EventMoment(event))
    case .runEnded: ended.keepLatest(EventMoment(event))
    case .taskStarted: if event.task != nil { firstStart.keepEarliest(EventMoment(event)) }
    case .decisionMade:
      if event.data["decision"]?.string == "rollback" { rollbackDecided.keepEarliest(EventMoment(event)) }
    default: break
    }
  }

  /// Takes in a line of the recorder itself: when the run starts by its opening, and whether streams are closed.
  mutating func noteRecorder(_ view: EventView) {
    if view.isType("dev.cutlog.stream.opened") {
      opened += 1
      isImport = view.data?["kind"]?.string == "import"
      guard starts == nil, let text = view.data?["starts"]?.string else { return }
      starts = try? Timestamp(text)
    } else if view.isType("dev.cutlog.stream.closed") {
      closed += 1
    }
  }
}
