import CloudEvents
import CutoverModel

/// The folds of a playback at one place of it, with copies of them at earlier places.
struct PlaybackReel: Sendable {
  private struct Frame: Sendable {
    var count: Int
    var state: StateFold
    var objectives: ObjectivesFold
  }

  private var current: Frame
  /// From the beginning on, in order.
  private var kept: [Frame] = []

  init(plan: Plan?, options: ObjectivesFold.Options) {
    current = Frame(
      count: 0, state: StateFold(plan: plan, streamKind: options.streamKind, acceptance: options.acceptance),
      objectives: ObjectivesFold(plan: plan, options: options))
  }

  /// How many events were taken.
  var count: Int { current.count }

  /// Takes in a line that counts from the beginning.
  mutating func prepare(_ view: EventView, ofStream stream: Int) {
    current.state.apply(view, ofStream: stream)
    current.objectives.apply(view, ofStream: stream)
  }

  mutating func begin() { kept = [current] }

  mutating func take(_ view: EventView, ofStream stream: Int) {
    prepare(view, ofStream: stream)
    current.count += 1
  }

  /// Keeps a copy where the last one is so far back.
  mutating func keep(spacing: Int) {
    if current.count - (kept.last?.count ?? 0) >= spacing { kept.append(current) }
  }

  /// Goes back behind no more events than these, if more were taken.
  mutating func rewind(to count: Int) {
    let place = kept.partition { count < $0.count } - 1
    guard kept.indices.contains(place) else { return }
    // Forward from here is nearer than from a copy before.
    if current.count <= count, kept[place].count <= current.count { return }
    current = kept[place]
  }

  func standing(at now: Timestamp) -> (state: SystemState, objectives: ObjectivesReport) {
    var objectives = current.objectives
    objectives.readClocks(at: now)
    return (current.state.finish(), objectives.finish())
  }
}
