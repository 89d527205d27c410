internal import CutoverModel

/// The forward and the backward pass of the critical path method over the main activities or the rollback's.
///
/// Links bound the later activity by the earlier one's start S or finish F: FS S ≥ F + lag, SS S ≥ S + lag,
/// FF F ≥ F + lag, SF F ≥ S + lag. An activity runs its whole duration without a break. Without a `start` of its own
/// nothing is planned before the start T, or before what it waits for was allowed to start; a lead can't pull it
/// further. Linear in activities and links; times saturate at the ends of 64 bits.
struct NetworkPass {
  private let network: ActivityNetwork
  /// The members of this pass, in order of dependence.
  private let members: [Int]
  /// By activity's number; only members are filled.
  private(set) var activities: [ScheduledActivity]
  private(set) var pulledBeforeStart: [Int] = []
  private var floor: [TimeSpan]
  /// The place in the network's links of the one that sets an activity's start; nil where none does.
  private var driver: [Int?]

  init(_ network: ActivityNetwork, isRollback: Bool) {
    self.network = network
    members = network.order.filter { network.activities[$0].isRollbackOnly == isRollback }
    activities = network.activities.map(ScheduledActivity.init)
    floor = Array(repeating: .zero, count: activities.count)
    driver = Array(repeating: nil, count: activities.count)
    passForward()
    if let finish { passBackward(from: finish) }
  }

  var isEmpty: Bool { members.isEmpty }

  /// The earliest start of what isn't `background`; nil if none has a planned time.
  var start: TimeSpan? { held.compactMap { activities[$0].earlyStart }.min() }

  /// Before when what isn't `background` can't finish, by those of its times that are known; nil if nothing holds the
  /// finish.
  var leastFinish: TimeSpan? {
    held.isEmpty ? nil : held.compactMap { activities[$0].leastFinish }.max() ?? TimeSpan(nanoseconds: .min)
  }

  private var held: [Int] { members.filter { !network.activities[$0].isBackground } }

  var result: ScheduledNetwork {
    let numbers = members.sorted()
    return ScheduledNetwork(
      start: start, finish: finish,
      criticalPath: criticalPath.map { activities[$0.activity].id },
      tasks: numbers.filter { !activities[$0].isGate }.map { activities[$0] },
      gates: numbers.filter { activities[$0].isGate }.map { activities[$0] },
      chronological: chronological.map { activities[$0] })
  }

  /// By early start, those without one last; ties in order of dependence.
  private var chronological: [Int] {
    members.enumerated().sorted { left, right in
      let times = (activities[left.element].earlyStart, activities[right.element].earlyStart)
      switch times {
      case (let one?, let other?) where one != other: return one < other
      case (nil, _?): return false
      case (_?, nil): return true
      default: return left.offset < right.offset
      }
    }.map(\.element)
  }

  /// Whether a member that isn't `background` has a three-point duration.
  var hasEstimates: Bool {
    members.contains { member in
      let activity = network.activities[member]
      guard !activity.isBackground, case .threePoint? = activity.estimate else { return false }
      return true
    }
  }

  /// The latest early finish of what isn't `background`; nil where one of them has none.
  var finish: TimeSpan? {
    var latest: TimeSpan?
    for member in members where !network.activities[member].isBackground {
      guard let finish = activities[member].earlyFinish else { return nil }
      latest = max(latest ?? finish, finish)
    }
    return latest
  }

  // MARK: - Forward

  private mutating func passForward() {
    for member in members {
      let activity = network.activities[member]
      let links = network.incoming(member)
      floor[member] =
        activity.notBefore ?? min(.zero, links.map { floor[$0.from] }.min() ?? .zero)
      var start: TimeSpan? = floor[member]
      var tightest: (bound: TimeSpan, place: Int)?
      for (place, link) in zip(links.indices, links) {
        guard let bound = earliestStart(of: activity, by: link) else {
          start = nil
          break
        }
        if bound > (tightest?.bound ?? TimeSpan(nanoseconds: .min)) || tightest == nil {
          tightest = (bound, place)
        }
      }
      guard let floor = start else { continue }
      if let tightest, tightest.bound >= floor {
        start = tightest.bound
        driver[member] = tightest.place
      } else if let tightest, activity.notBefore == nil, network.links[tightest.place].lag < .zero {
        pulledBeforeStart.append(member)
      }
      activities[member].earlyStart = start
      if let start, let duration = activity.duration {
        activities[member].earlyFinish = start + duration
      }
    }
  }

  private func earliestStart(
    of activity: ActivityNetwork.Activity, by link: ActivityNetwork.Link
  ) -> TimeSpan? {
    let before = activities[link.from]
    switch link.relation {
    case .finishToStart: return before.earlyFinish.map { $0 + link.lag }
    case .startToStart: return before.earlyStart.map { $0 + link.lag }
    case .finishToFinish:
      guard let finish = before.earlyFinish, let duration = activity.duration else { return nil }
      return finish + link.lag - duration
    case .startToFinish:
      guard let start = before.earlyStart, let duration = activity.duration else { return nil }
      return start + link.lag - duration
    }
  }

  // MARK: - Backward

  private mutating func passBackward(from finish: TimeSpan) {
    for member in members.reversed() {
      let activity = network.activities[member]
      let planned = activities[member]
      var late = activity.isBackground ? nil : finish
      var free = activity.isBackground ? nil : planned.earlyFinish.map { finish - $0 }
      for place in network.outgoing(member) {
        let link = network.links[place]
        if let bound = latestFinish(of: activity, by: link) { late = min(late ?? bound, bound) }
        if let slack = slack(of: link) { free = min(free ?? slack, slack) }
      }
      if let limit = activity.finishBy { late = min(late ?? limit, limit) }
      guard let late else { continue }
      activities[member].freeFloat = free
      activities[member].lateFinish = late
      activities[member].lateStart = activity.duration.map { late - $0 }
      guard let early = planned.earlyFinish else { continue }
      activities[member].totalFloat = late - early
      activities[member].isCritical = late <= early
    }
  }

  private func latestFinish(
    of activity: ActivityNetwork.Activity, by link: ActivityNetwork.Link
  ) -> TimeSpan? {
    let after = activities[link.to]
    switch link.relation {
    case .finishToStart: return after.lateStart.map { $0 - link.lag }
    case .finishToFinish: return after.lateFinish.map { $0 - link.lag }
    case .startToStart:
      guard let start = after.lateStart, let duration = activity.duration else { return nil }
      return start - link.lag + duration
    case .startToFinish:
      guard let finish = after.lateFinish, let duration = activity.duration else { return nil }
      return finish - link.lag + duration
    }
  }

  /// What lies between the early times at the two ends of a link beyond its lag.
  private func slack(of link: ActivityNetwork.Link) -> TimeSpan? {
    let before = activities[link.from]
    let after = activities[link.to]
    let (start, finish) = (before.earlyStart, before.earlyFinish)
    let ends: (TimeSpan?, TimeSpan?) =
      switch link.relation {
      case .finishToStart: (finish, after.earlyStart)
      case .startToStart: (start, after.earlyStart)
      case .finishToFinish: (finish, after.earlyFinish)
      case .startToFinish: (start, after.earlyFinish)
      }
    guard let from = ends.0, let to = ends.1 else { return nil }
    return to - link.lag - from
  }

  // MARK: - Critical path

  /// One activity of the critical path.
  struct PathStep: Hashable {
    var activity: Int
    /// How often its duration counts in the path's finish: 1 where the path runs from its start to its finish, 0 where
    /// it only touches one end, -1 where it enters at the finish and leaves from the start.
    var weight: Int
  }

  /// The chain of activities that sets the finish, first to last; empty where the finish is unknown.
  var criticalPath: [PathStep] {
    guard let finish else { return [] }
    var current = members.last {
      !network.activities[$0].isBackground && activities[$0].earlyFinish == finish
    }
    var path: [PathStep] = []
    var leavesFromFinish = true
    while let member = current {
      let link = driver[member].map { network.links[$0] }
      let entersAtFinish = link?.isOnFinish
      let weight = (leavesFromFinish ? 1 : 0) - (entersAtFinish == true ? 1 : 0)
      path.append(PathStep(activity: member, weight: weight))
      leavesFromFinish = link?.isFromFinish ?? true
      current = link?.from
    }
    return path.reversed()
  }
}
