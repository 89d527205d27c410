internal import CutoverModel

/// When each activity could have begun by the plan's links, given what happened before it.
///
/// The planned start is the same reckoning with everything as planned; so the difference between both is what an
/// activity inherits, and what is left of its slip is its own: how long it waited beyond that, and how much longer it
/// took. What was never completed takes no time, but passes on what it waited for. Linear in activities and links.
struct AllowedStarts: Sendable {
  /// By the activity's number, since 1970; nil where nothing says from when its times count.
  private(set) var instants: [TimeSpan?]

  /// - Parameters:
  ///   - origin: T.
  ///   - decided: When the rollback was decided.
  init(_ network: ActivityNetwork, _ times: [AsBuiltNetwork.Times], origin: TimeSpan?, decided: TimeSpan?) {
    let floors = network.floors(origin: origin, decided: decided)
    instants = Array(repeating: nil, count: times.count)
    var starts = instants
    var finishes = instants
    for activity in network.order {
      guard var allowed = floors[activity] else { continue }
      for link in network.incoming(activity) {
        guard let from = link.isFromFinish ? finishes[link.from] : starts[link.from] else { continue }
        var bound = from + link.lag
        if link.isOnFinish {
          guard let duration = network.activities[activity].duration else { continue }
          bound = bound - duration
        }
        allowed = max(allowed, bound)
      }
      instants[activity] = allowed
      let row = times[activity]
      let finish = row.actualFinish.map { TimeSpan(nanoseconds: $0) }
      let start = row.actualStart.map { TimeSpan(nanoseconds: $0) }
      starts[activity] = start ?? finish.map { min($0, allowed) } ?? allowed
      finishes[activity] = finish ?? allowed
    }
  }
}

extension ActivityNetwork {
  /// The instants before which nothing is planned: an activity's own `start`, else that of the network or, if that is
  /// earlier, of what it waits for; as in the plan's own schedule. Nil where the network has no start.
  func floors(origin: TimeSpan?, decided: TimeSpan?) -> [TimeSpan?] {
    var floors = [TimeSpan?](repeating: nil, count: activities.count)
    for number in order {
      let activity = activities[number]
      guard let start = activity.isRollbackOnly ? decided : origin else { continue }
      let before = incoming(number).compactMap { floors[$0.from] }.min() ?? start
      floors[number] = activity.notBefore.map { start + $0 } ?? min(start, before)
    }
    return floors
  }
}
