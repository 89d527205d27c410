import CutoverModel

/// Planned times straight from their definition: bounds are tightened until nothing moves.
///
/// No order of dependence and no code shared with the schedule. Times in nanoseconds.
struct ReferenceSchedule {
  struct Times: Equatable {
    var start: Int64
    var finish: Int64
    var lateStart: Int64?
    var lateFinish: Int64?
    var totalFloat: Int64?
    var freeFloat: Int64?
  }

  private struct Activity {
    var id: String
    var duration: Int64
    var after: [Dependency]
    var notBefore: Int64?
    var finishBy: Int64?
    var isBackground: Bool
  }

  /// By id.
  private(set) var times: [String: Times] = [:]
  private(set) var finish: Int64?

  private var activities: [Activity]

  init(_ plan: Plan, isRollback: Bool) {
    activities = plan.tasks.filter { $0.isRollbackOnly == isRollback }.map { task in
      Activity(
        id: task.id, duration: Self.mean(task.duration), after: task.after,
        notBefore: isRollback ? nil : task.start?.offset.nanoseconds,
        finishBy: isRollback ? nil : task.finishBy?.offset.nanoseconds, isBackground: task.isBackground)
    }
    if !isRollback {
      activities += plan.gates.map { gate in
        Activity(
          id: gate.id, duration: Self.mean(gate.duration), after: gate.after,
          finishBy: gate.deadline?.offset.nanoseconds, isBackground: false)
      }
    }
    let known = Set(activities.map(\.id))
    for index in activities.indices { activities[index].after.removeAll { !known.contains($0.predecessor) } }
    findEarly()
    finish = activities.filter { !$0.isBackground }.compactMap { times[$0.id]?.finish }.max()
    if let finish { findLate(finish) }
  }

  /// (o + 4m + p) / 6, rounded down.
  private static func mean(_ duration: PlannedDuration?) -> Int64 {
    switch duration {
    case nil: return 0
    case .fixed(let span): return span.nanoseconds
    case .threePoint(let low, let likely, let high):
      let sum = low.nanoseconds + 4 * likely.nanoseconds + high.nanoseconds
      return (sum - (sum % 6 + 6) % 6) / 6
    }
  }

  /// How much the start of the later one lies behind the start of the earlier one, at least.
  private func distance(_ link: Dependency, from: Activity, to: Activity) -> Int64 {
    let lag = link.lag.nanoseconds
    switch link.relation {
    case .finishToStart: return from.duration + lag
    case .startToStart: return lag
    case .finishToFinish: return from.duration + lag - to.duration
    case .startToFinish: return lag - to.duration
    }
  }

  private mutating func findEarly() {
    let byID = Dictionary(uniqueKeysWithValues: activities.map { ($0.id, $0) })
    // Without a start of its own nothing begins before T, or before what it waits for was allowed to.
    var floors = Dictionary(uniqueKeysWithValues: activities.map { ($0.id, $0.notBefore ?? 0) })
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for activity in activities where activity.notBefore == nil {
        for link in activity.after {
          guard let floor = floors[link.predecessor], let own = floors[activity.id], floor < own else { continue }
          floors[activity.id] = floor
          hasMoved = true
        }
      }
    }
    var starts = floors
    hasMoved = true
    while hasMoved {
      hasMoved = false
      for activity in activities {
        for link in activity.after {
          guard let before = byID[link.predecessor], let start = starts[before.id], let own = starts[activity.id]
          else { continue }
          let bound = start + distance(link, from: before, to: activity)
          if bound > own {
            starts[activity.id] = bound
            hasMoved = true
          }
        }
      }
    }
    for activity in activities {
      let start = starts[activity.id] ?? 0
      times[activity.id] = Times(start: start, finish: start + activity.duration)
    }
  }

  private mutating func findLate(_ finish: Int64) {
    let byID = Dictionary(uniqueKeysWithValues: activities.map { ($0.id, $0) })
    var late: [String: Int64] = [:]
    for activity in activities {
      let bounds = [activity.isBackground ? nil : finish, activity.finishBy].compactMap { $0 }
      late[activity.id] = bounds.min().map { $0 - activity.duration }
    }
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for activity in activities {
        guard let own = late[activity.id] else { continue }
        for link in activity.after {
          guard let before = byID[link.predecessor] else { continue }
          let bound = own - distance(link, from: before, to: activity)
          if bound < late[before.id] ?? .max {
            late[before.id] = bound
            hasMoved = true
          }
        }
      }
    }
    for activity in activities {
      guard let start = late[activity.id], let early = times[activity.id] else { continue }
      var free = activity.isBackground ? nil : finish - early.finish
      for after in activities {
        for link in after.after where link.predecessor == activity.id {
          let slack = (times[after.id]?.start ?? 0) - early.start - distance(link, from: activity, to: after)
          free = min(free ?? slack, slack)
        }
      }
      times[activity.id]?.lateStart = start
      times[activity.id]?.lateFinish = start + activity.duration
      times[activity.id]?.totalFloat = start - early.start
      times[activity.id]?.freeFloat = free
    }
  }
}
