package import CloudEvents
package import CutoverModel
internal import JSONText

/// A recorded run that can be looked at as it was after any number of its events.
///
/// Nothing of it is executed. The recorder's own lines count from the beginning; of the events those count that come
/// first in a perspective. Looking forward by a few events costs those few; looking back costs at most one in every two hundred.
package struct Playback: Sendable {
  let plan: Plan?
  private let options: ObjectivesFold.Options
  var bytes: [UInt8] = []
  var recorder: [PlaybackStep] = []
  /// In the order of the streams.
  var steps: [PlaybackStep] = []
  /// The layers that events name, in the order of their first events.
  package internal(set) var layers: [String] = []
  /// Places in `steps`, by the time in each perspective, then by stream and index.
  private var orders: [PlaybackPerspective: [Int]] = [:]
  private var reels: [PlaybackPerspective: PlaybackReel] = [:]
  private var rewriter = LineRewriter()

  init(plan: Plan?, options: ObjectivesFold.Options) {
    self.plan = plan
    self.options = options
  }

  mutating func order() {
    for perspective in PlaybackPerspective.allCases {
      orders[perspective] = steps.indices.sorted { left, right in
        let (one, other) = (steps[left].time(in: perspective).nanoseconds, steps[right].time(in: perspective).nanoseconds)
        return one == other ? steps[left].place < steps[right].place : one < other
      }
    }
  }

  /// How many events there are.
  package var count: Int { steps.count }

  /// Where the plan's times count from; nil if nothing says it.
  package internal(set) var start: Timestamp?

  /// When an event comes; `number` counts from 0 in the perspective's order.
  package func time(of number: Int, in perspective: PlaybackPerspective) -> Timestamp? {
    step(number, perspective)?.time(in: perspective)
  }

  /// The number of an event's layer in `layers`.
  package func layer(of number: Int, in perspective: PlaybackPerspective) -> Int? { step(number, perspective)?.layer }

  /// What kind of event it is; nil for one that the vocabulary doesn't know.
  package func kind(of number: Int, in perspective: PlaybackPerspective) -> EventKind? { step(number, perspective)?.kind }

  /// How many events have come by an instant.
  package func count(by time: Timestamp, in perspective: PlaybackPerspective) -> Int {
    let order = orders[perspective] ?? []
    return order.partition { time.nanoseconds < steps[$0].time(in: perspective).nanoseconds }
  }

  private func step(_ number: Int, _ perspective: PlaybackPerspective) -> PlaybackStep? {
    guard let order = orders[perspective], order.indices.contains(number) else { return nil }
    return steps[order[number]]
  }

  /// What an event tells.
  package mutating func event(_ number: Int, in perspective: PlaybackPerspective) -> PlaybackEvent? {
    guard let step = step(number, perspective) else { return nil }
    let layer = step.layer.map { layers[$0] }
    return view(step) { view in
      let event = CutoverEvent(view, stream: step.place.stream)
      return PlaybackEvent(
        reference: event.reference, time: event.time, accepted: event.accepted, kind: event.kind,
        title: EntryText.cut(EntryText.title(of: event), to: 200),
        text: EntryText.text(of: event).map { EntryText.cut($0, to: 2_000) }, layer: layer,
        actor: event.actor, mode: event.mode)
    }
  }

  /// Where everything was after so many events, and how the objectives stood at an instant by them.
  package mutating func standing(
    after count: Int, in perspective: PlaybackPerspective, at now: Timestamp
  ) -> (state: SystemState, objectives: ObjectivesReport) {
    let count = min(max(count, 0), steps.count)
    var reel = reels.removeValue(forKey: perspective) ?? beginning
    reel.rewind(to: count)
    while reel.count < count, let step = step(reel.count, perspective) {
      _ = view(step) { reel.take($0, ofStream: step.place.stream) }
      reel.keep(spacing: max(256, steps.count / 200))
    }
    reels[perspective] = reel
    return reel.standing(at: now)
  }

  private var beginning: PlaybackReel {
    var reel = PlaybackReel(plan: plan, options: options)
    var copy = self
    for step in recorder { _ = copy.view(step) { reel.prepare($0, ofStream: step.place.stream) } }
    reel.begin()
    return reel
  }

  /// Calls `body` with a step's event as it was when it was kept.
  private mutating func view<Result>(_ step: PlaybackStep, _ body: (EventView) -> Result) -> Result? {
    rewriter.withView(of: Array(bytes[step.line]), index: step.place.index) { view in
      var layout = view.layout
      layout.time = step.time
      var kept = EventView(line: view.line, members: view.members, layout: layout, index: view.index)
      kept.clock = step.clock
      return body(kept)
    }
  }
}
