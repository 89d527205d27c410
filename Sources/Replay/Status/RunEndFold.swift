package import CloudEvents
internal import CutoverModel

/// Finds out whether a run is over, and when it ended.
///
/// It ended with the last `run.ended` that no later `run.began` follows; where every stream was closed without one, with
/// the last event.
package struct RunEndFold: EventFold, Sendable {
  private var streams = StreamCounter()
  private var began: EventMoment?
  private var ended: EventMoment?
  private var last: Timestamp?
  private var lastLine: Timestamp?
  private var closed = 0

  package init() {}

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    if EventKind.isRecordersOwn(view) {
      if view.isType("dev.cutlog.stream.closed") { closed += 1 }
      lastLine = max(lastLine ?? view.time, view.time)
      return
    }
    if !RecorderTrace.isRemark(view) { last = max(last ?? view.time, view.time) }
    switch EventKind(view) {
    case .runBegan: began.keepLatest(EventMoment(CutoverEvent(view, of: streams)))
    case .runEnded: ended.keepLatest(EventMoment(CutoverEvent(view, of: streams)))
    default: break
    }
  }

  /// The run's end; nil while it goes on.
  package consuming func finish() -> Timestamp? {
    if let ended, began.map({ $0.precedes(ended) }) ?? true { return ended.time }
    return closed == streams.count ? last ?? lastLine : nil
  }
}
