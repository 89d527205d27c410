internal import CutoverModel

/// The tasks and gates of a plan with what ties them, as arrays of numbers.
///
/// Activities are numbered in the order of the plan, tasks before gates. An id given twice means its first bearer.
struct ActivityNetwork: Hashable, Sendable {
  struct Activity: Hashable, Sendable {
    var id: String
    var isGate = false
    /// What the plan states; nil where it gives none.
    var estimate: PlannedDuration?
    /// Nil where the plan gives none; zero for milestones and gates without one.
    var duration: TimeSpan?
    /// From T; nil for rollback tasks, whose times count from another moment.
    var notBefore: TimeSpan?
    /// A task's `finishBy` or a gate's deadline, from T; nil for rollback tasks.
    var finishBy: TimeSpan?
    var isBackground = false
    var isRollbackOnly = false
    var isMilestone = false
  }

  struct Link: Hashable, Sendable {
    var from: Int
    var to: Int
    var relation: Dependency.Relation
    var lag: TimeSpan

    /// Whether it counts from the finish of the one it comes from; else from its start.
    var isFromFinish: Bool { relation == .finishToStart || relation == .finishToFinish }
    /// Whether it holds the finish of the one it leads to; else its start.
    var isOnFinish: Bool { relation == .finishToFinish || relation == .startToFinish }
  }

  let activities: [Activity]
  /// Grouped by `to`, in the order in which the plan lists them.
  let links: [Link]
  /// Links that tie a rollback task to a main one, or to nothing that the plan has; the schedule leaves them out.
  let linksLeftOut: [(from: String, to: String)]
  /// Every activity after all those it waits for; ties in the order of the plan.
  let order: [Int]

  private let incomingStart: [Int]
  private let outgoingStart: [Int]
  private let outgoingLinks: [Int]
  private let numbers: [ExactText: Int]

  /// The links that an activity waits on.
  func incoming(_ activity: Int) -> ArraySlice<Link> {
    links[incomingStart[activity]..<incomingStart[activity + 1]]
  }

  /// The places in `links` of those that wait on an activity.
  func outgoing(_ activity: Int) -> ArraySlice<Int> {
    outgoingLinks[outgoingStart[activity]..<outgoingStart[activity + 1]]
  }

  /// The number of an id; nil if the plan has none such.
  func number(of id: String) -> Int? { numbers[ExactText(id)] }

  static func == (left: ActivityNetwork, right: ActivityNetwork) -> Bool {
    left.activities == right.activities && left.links == right.links
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(activities)
    hasher.combine(links)
  }
}

extension ActivityNetwork {
  /// Numbers a plan's activities and puts them in order; linear in activities and links.
  ///
  /// - Throws: `ScheduleCycle` if some of them wait for each other, also across the border of the rollback.
  init(_ plan: Plan) throws(ScheduleCycle) {
    var activities: [Activity] = []
    var waits: [[Dependency]] = []
    for task in plan.tasks {
      let isMilestone = task.mode == .milestone
      activities.append(
        Activity(
          id: task.id, estimate: task.duration,
          duration: task.duration?.expected ?? (isMilestone ? .zero : nil),
          notBefore: task.isRollbackOnly ? nil : task.start?.offset,
          finishBy: task.isRollbackOnly ? nil : task.finishBy?.offset,
          isBackground: task.isBackground, isRollbackOnly: task.isRollbackOnly,
          isMilestone: isMilestone))
      waits.append(task.after)
    }
    for gate in plan.gates {
      activities.append(
        Activity(
          id: gate.id, isGate: true, estimate: gate.duration,
          duration: gate.duration?.expected ?? .zero, finishBy: gate.deadline?.offset))
      waits.append(gate.after)
    }
    var numbers: [ExactText: Int] = [:]
    for (number, activity) in activities.enumerated() where numbers[ExactText(activity.id)] == nil {
      numbers[ExactText(activity.id)] = number
    }

    var all: [Link] = []
    var leftOut: [(from: String, to: String)] = []
    for (to, dependencies) in waits.enumerated() {
      for dependency in dependencies {
        guard let from = numbers[ExactText(dependency.predecessor)] else {
          leftOut.append((dependency.predecessor, activities[to].id))
          continue
        }
        all.append(
          Link(from: from, to: to, relation: dependency.relation, lag: dependency.lag))
      }
    }
    let order = try Self.sorted(activities, all)
    var links: [Link] = []
    links.reserveCapacity(all.count)
    for link in all {
      if activities[link.from].isRollbackOnly == activities[link.to].isRollbackOnly {
        links.append(link)
      } else {
        leftOut.append((activities[link.from].id, activities[link.to].id))
      }
    }
    self.init(
      activities: activities, links: links, linksLeftOut: leftOut, order: order, numbers: numbers)
  }

  private init(
    activities: [Activity], links: [Link], linksLeftOut: [(from: String, to: String)],
    order: [Int], numbers: [ExactText: Int]
  ) {
    self.activities = activities
    self.links = links
    self.linksLeftOut = linksLeftOut
    self.order = order
    self.numbers = numbers
    let count = activities.count
    incomingStart = Self.starts(of: links.map(\.to), count)
    outgoingStart = Self.starts(of: links.map(\.from), count)
    outgoingLinks = Self.places(of: links.map(\.from), outgoingStart)
  }

  /// Where each key's group starts if the keys were sorted.
  private static func starts(of keys: [Int], _ count: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: count + 1)
    for key in keys { starts[key + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    return starts
  }

  /// The places of the keys, grouped by key and within a group in their order.
  private static func places(of keys: [Int], _ starts: [Int]) -> [Int] {
    var next = starts
    var places = [Int](repeating: 0, count: keys.count)
    for (place, key) in keys.enumerated() {
      places[next[key]] = place
      next[key] += 1
    }
    return places
  }

  /// Kahn's order, first in the plan first.
  private static func sorted(
    _ activities: [Activity], _ links: [Link]
  ) throws(ScheduleCycle) -> [Int] {
    let count = activities.count
    let starts = starts(of: links.map(\.from), count)
    let places = places(of: links.map(\.from), starts)
    var waiting = [Int](repeating: 0, count: count)
    for link in links { waiting[link.to] += 1 }
    var order = (0..<count).filter { waiting[$0] == 0 }
    order.reserveCapacity(count)
    var next = 0
    while next < order.count {
      let activity = order[next]
      next += 1
      for place in places[starts[activity]..<starts[activity + 1]] {
        let to = links[place].to
        waiting[to] -= 1
        if waiting[to] == 0 { order.append(to) }
      }
    }
    if order.count < count {
      throw ScheduleCycle(members: cycle(activities, links, waiting))
    }
    return order
  }

  /// One circle among the activities that still wait: each of them waits for another such.
  private static func cycle(
    _ activities: [Activity], _ links: [Link], _ waiting: [Int]
  ) -> [String] {
    var predecessor = [Int?](repeating: nil, count: activities.count)
    for link in links where waiting[link.from] > 0 && waiting[link.to] > 0 {
      if predecessor[link.to] == nil { predecessor[link.to] = link.from }
    }
    var step = [Int?](repeating: nil, count: activities.count)
    var walk: [Int] = []
    var current = waiting.firstIndex { $0 > 0 }
    while let activity = current, step[activity] == nil {
      step[activity] = walk.count
      walk.append(activity)
      current = predecessor[activity]
    }
    let first = current.flatMap { step[$0] } ?? 0
    var members = Array(walk[first...].reversed())
    if let lead = members.indices.min(by: { members[$0] < members[$1] }) {
      members = Array(members[lead...] + members[..<lead])
    }
    return members.map { activities[$0].id }
  }
}
