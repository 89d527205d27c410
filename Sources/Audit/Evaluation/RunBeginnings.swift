internal import CloudEvents
internal import CutoverModel
internal import Replay

/// The lines that plans stand in, and where each stream of the run first acts: what shows when a plan was sealed.
struct RunBeginnings: Sendable {
  /// Every `plan.adopted` and `plan.revised`.
  private(set) var plans: [EventReference] = []
  /// The first impact, freeze or task of each stream that has one.
  private(set) var acts: [EventReference] = []
  private var boundary = PlanBoundary()

  /// Whether nothing is asked of further events of the stream.
  func hasActed(in stream: Int) -> Bool { acts.last?.stream == stream }

  mutating func note(_ kind: EventKind, _ view: EventView, _ streams: StreamCounter) {
    boundary.apply(view, kind: kind, stream: streams.stream)
    if PlanBoundary.touches(view, kind: kind) { acts.append(EventReference(view, streams)) }
  }

  /// Takes in a line of the recorder.
  mutating func noteRecorder(_ view: EventView, _ streams: StreamCounter) {
    if view.isType("dev.cutlog.plan.adopted") || view.isType("dev.cutlog.plan.revised") {
      plans.append(EventReference(view, streams))
    }
  }

  /// The line of the judged plan, in the first stream that has one there; nil where there is none, or it was not seen.
  func line(of selection: PlanSelection) -> EventReference? {
    plans.first { $0.index == selection.judged?.index }
  }

  /// When the judged plan was sealed, as against what all streams of the run did first.
  func standing(of selection: PlanSelection) -> PlanStanding {
    guard let judged = selection.judged else { return .absent }
    let line = line(of: selection)
    return boundary.standing(
      ofPlanAt: judged.index, stream: line?.stream ?? 0, accepted: line?.time, streamKind: selection.streamKind)
  }
}

extension EventReference {
  init(_ view: EventView, _ streams: StreamCounter) {
    self.init(
      index: view.index, source: view.source, id: view.id, time: view.time, type: view.type, stream: streams.stream,
      origin: streams.origin)
  }
}
