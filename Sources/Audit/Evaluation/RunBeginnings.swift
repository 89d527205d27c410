internal import CloudEvents
internal import CutoverModel
internal import Replay

/// The lines that plans stand in, and where each stream of the run first acts: what shows when a plan was sealed.
struct RunBeginnings: Sendable {
  /// Every `plan.adopted` and `plan.revised`.
  private(set) var plans: [EventReference] = []
  /// The first impact, freeze or task of each stream that has one.
  private(set) var acts: [EventReference] = []

  /// Whether nothing is asked of further events of the stream.
  func hasActed(in stream: Int) -> Bool { acts.last?.stream == stream }

  mutating func note(_ kind: EventKind, _ view: EventView, _ streams: StreamCounter) {
    if PlanBoundary.touches(view, kind: kind) { acts.append(EventReference(view, streams)) }
  }

  /// Takes in a line of the recorder.
  mutating func noteRecorder(_ view: EventView, _ streams: StreamCounter) {
    if view.isType("dev.cutlog.plan.adopted") || view.isType("dev.cutlog.plan.revised") {
      plans.append(EventReference(view, streams))
    }
  }

  /// The line of the first stream that has this index.
  func plan(at index: Int) -> EventReference? { plans.first { $0.stream == 0 && $0.index == index } }
}

extension EventReference {
  init(_ view: EventView, _ streams: StreamCounter) {
    self.init(
      index: view.index, source: view.source, id: view.id, time: view.time, type: view.type, stream: streams.stream,
      origin: streams.origin)
  }
}
