package import CloudEvents
package import CutoverModel
internal import JSONText

/// Where a run begins and ends by its own words, and how it says that it ended.
package struct RunEnds: Hashable, Sendable {
  /// The first `run.began` by time.
  package var began: EventReference?
  /// The last `run.ended` by time.
  package var ended: EventReference?
  /// What that one says.
  package var outcome: String?
  /// Whether a rollback was decided.
  package var isRolledBack = false

  package init() {}
}

/// Finds where a run begins and ends.
package struct RunEndsFold: EventFold {
  private var ends = RunEnds()
  private var began: EventMoment?
  private var ended: EventMoment?
  private var streams = StreamCounter()

  package init() {}

  package mutating func apply(_ view: EventView) {
    _ = streams.advance(to: view)
    switch EventKind(view) {
    case .runBegan: began.keepEarliest(EventMoment(CutoverEvent(view, of: streams)))
    case .runEnded:
      let event = CutoverEvent(view, of: streams)
      let moment = EventMoment(event)
      if let ended, moment.precedes(ended) { return }
      ended = moment
      ends.outcome = event.data["outcome"]?.string
    case .decisionMade: if view.data?["decision"]?.string == "rollback" { ends.isRolledBack = true }
    default: break
    }
  }

  package consuming func finish() -> RunEnds {
    ends.began = began?.event
    ends.ended = ended?.event
    return ends
  }
}
