internal import CutoverModel

/// When the activities of a network start and finish, by their numbers: as planned, or in one draw of a simulation.
struct NetworkTimes: Sendable {
  /// Meaningful where `knowsStart` says so.
  var starts: [TimeSpan]
  /// Meaningful where `knowsFinish` says so.
  var finishes: [TimeSpan]
  /// The earliest start of what isn't `background`; nil where none is known.
  var start: TimeSpan?
  /// The latest finish of what isn't `background`; nil where one of them isn't known.
  var finish: TimeSpan?
  /// Whether an activity belongs to the network and its start is determined; the same whatever the durations are.
  let knowsStart: [Bool]
  let knowsFinish: [Bool]

  /// From the earliest start to the latest finish.
  var duration: TimeSpan? {
    guard let start, let finish else { return nil }
    return finish - start
  }

  init(knowsStart: [Bool], knowsFinish: [Bool]) {
    starts = Array(repeating: .zero, count: knowsStart.count)
    finishes = starts
    self.knowsStart = knowsStart
    self.knowsFinish = knowsFinish
  }

  /// The planned times of the main network.
  init(_ network: ActivityNetwork, _ planned: ScheduledNetwork) {
    let count = network.activities.count
    var starts = [TimeSpan?](repeating: nil, count: count)
    var finishes = starts
    var seen = [Bool](repeating: false, count: count)
    for activity in planned.tasks + planned.gates {
      guard let number = network.number(of: activity.id), !seen[number] else { continue }
      seen[number] = true
      starts[number] = activity.earlyStart
      finishes[number] = activity.earlyFinish
    }
    self.init(knowsStart: starts.map { $0 != nil }, knowsFinish: finishes.map { $0 != nil })
    self.starts = starts.map { $0 ?? .zero }
    self.finishes = finishes.map { $0 ?? .zero }
    start = planned.start
    finish = planned.finish
  }
}
