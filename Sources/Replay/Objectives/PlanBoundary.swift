package import CloudEvents
package import CutoverModel

/// Where a cutover begins to touch anything: in each stream of the run the first line that tells of a live impact
/// (`service.down`, `service.degraded`), a live `writes.frozen`, or a task.
package struct PlanBoundary: Hashable, Sendable {
  private struct Touch: Hashable {
    var stream: Int
    var index: Int
    /// When the recorder accepted it; nil where the event doesn't say.
    var accepted: Timestamp?
  }

  /// One a stream, in the order of the streams.
  private var touches: [Touch] = []

  /// Nothing touched yet.
  package init() {}

  /// The index of the first such line of a stream; nil where it has none.
  package func index(inStream stream: Int) -> Int? {
    touches.first { $0.stream == stream }?.index
  }

  /// Takes in one event of a known kind; the streams of a run come one after the other.
  package mutating func apply(_ view: EventView, kind: EventKind, stream: Int) {
    if let last = touches.last, last.stream == stream { return }
    guard Self.touches(view, kind: kind) else { return }
    touches.append(
      Touch(
        stream: stream, index: view.index,
        accepted: view.string("acceptedtime").flatMap { try? Timestamp($0) }))
  }

  /// The kinds of which `touches` can hold.
  static let kinds: [EventKind] = [
    .serviceDown, .serviceDegraded, .writesFrozen, .taskStarted, .taskCompleted, .taskFailed, .taskSkipped,
    .taskCancelled, .taskPaused, .taskResumed,
  ]

  /// Whether an event of a known kind tells of a live impact, a live freeze or a task.
  package static func touches(_ view: EventView, kind: EventKind) -> Bool {
    switch kind {
    case .serviceDown, .serviceDegraded, .writesFrozen: view.isLive
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused, .taskResumed: true
    default: false
    }
  }

  /// How a plan stands that a stream of that kind carries at `index`; `unplaced` without an index.
  ///
  /// Within its stream the index decides. A line of another stream counts as before the plan only where both say
  /// when they were accepted, and the line was so earlier: indexes of different streams say nothing.
  package func standing(
    ofPlanAt index: Int?, stream: Int, accepted: Timestamp?, streamKind: String?
  ) -> PlanStanding {
    if streamKind == "import" { return .writtenAfterwards }
    guard let index else { return .unplaced }
    let isLate = touches.contains { touch in
      if touch.stream == stream { return touch.index < index }
      guard let touched = touch.accepted, let accepted else { return false }
      return touched < accepted
    }
    return isLate ? .adoptedAfterwards : .beforehand
  }
}

extension EventView {
  /// Whether the event speaks of the live system; only that counts as user impact (`mode`, unknown ones are live).
  var isLive: Bool {
    guard let text = string("mode") else { return true }
    return (CutoverEvent.Mode(rawValue: text) ?? .live) == .live
  }
}
