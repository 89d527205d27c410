package import CloudEvents
package import CutoverModel
internal import JSONText

/// Keeps the events of a run, so that they can be played back in the order of their times.
///
/// It keeps every line, so memory grows with the run.
package struct PlaybackFold: EventFold {
  private var playback: Playback
  private var streams = StreamCounter()
  private var layers: [ExactText: Int] = [:]
  private var bounds = RunBounds(starts: nil)
  private var taskLayers: [ExactText: String] = [:]

  /// - Parameters:
  ///   - plan: The plan that the run is judged by.
  ///   - options: As of `ObjectivesFold`.
  package init(plan: Plan?, options: ObjectivesFold.Options) {
    playback = Playback(plan: plan, options: options)
    for task in plan?.tasks ?? [] { if let layer = task.layer { taskLayers[ExactText(task.id)] = layer } }
  }

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    let first = playback.bytes.count
    playback.bytes.append(contentsOf: view.line)
    let accepted = view.string("acceptedtime").flatMap { try? Timestamp($0) }
    var step = PlaybackStep(
      place: streams.place(of: view), time: view.time, known: max(accepted ?? view.time, view.time), clock: view.clock,
      kind: EventKind(view), layer: nil, line: first..<playback.bytes.count)
    if step.kind == nil, EventKind.isRecordersOwn(view) {
      bounds.noteRecorder(view)
      playback.recorder.append(step)
      return
    }
    if step.kind == .runBegan || step.kind == .taskStarted { bounds.note(CutoverEvent(view, of: streams)) }
    if let name = view.string("layer") ?? view.string("task").flatMap({ taskLayers[ExactText($0)] }) {
      step.layer = layers[ExactText(name)] ?? layers.count
      if layers.updateValue(step.layer ?? 0, forKey: ExactText(name)) == nil { playback.layers.append(name) }
    }
    playback.steps.append(step)
  }

  package consuming func finish() -> Playback {
    var playback = playback
    playback.start = bounds.start?.time
    playback.order()
    return playback
  }
}
