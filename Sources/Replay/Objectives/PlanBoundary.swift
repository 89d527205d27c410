package import CloudEvents
package import CutoverModel

/// The first lines, by index, at which a cutover touches anything: impact, write freeze, task.
package struct PlanBoundary: Hashable, Sendable {
  /// The first `service.down` or `service.degraded` of the live system.
  package var firstImpact: Int?
  /// The first `writes.frozen` of the live system.
  package var firstFreeze: Int?
  /// The first event of any task.
  package var firstTask: Int?

  /// Nothing touched yet.
  package init() {}

  /// The earliest of the three.
  package var index: Int? {
    [firstImpact, firstFreeze, firstTask].compactMap { $0 }.min()
  }

  /// Takes in one event of a known kind.
  package mutating func apply(_ view: EventView, kind: EventKind) {
    switch kind {
    case .serviceDown, .serviceDegraded:
      if firstImpact == nil, view.isLive { firstImpact = view.index }
    case .writesFrozen:
      if firstFreeze == nil, view.isLive { firstFreeze = view.index }
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused,
      .taskResumed:
      if firstTask == nil { firstTask = view.index }
    default: break
    }
  }

  /// How a plan sealed at `index` stands, in a stream of that kind; `unplaced` without an index.
  package func standing(ofPlanAt index: Int?, streamKind: String?) -> PlanStanding {
    if streamKind == "import" { return .writtenAfterwards }
    guard let index else { return .unplaced }
    return self.index.map { index < $0 } ?? true ? .beforehand : .adoptedAfterwards
  }
}

extension EventView {
  /// Whether the event speaks of the live system; only that counts as user impact (`mode`, unknown ones are live).
  var isLive: Bool {
    guard let text = string("mode") else { return true }
    return (CutoverEvent.Mode(rawValue: text) ?? .live) == .live
  }
}
