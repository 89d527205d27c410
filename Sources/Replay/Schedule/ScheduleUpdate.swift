internal import CutoverModel

/// A network's times at a data date: what is done as it was done, what is left as the plan's links and durations put
/// it from then on.
///
/// What is running has the rest of its planned duration before it, and none where it has used that up. What isn't
/// started begins at the data date at the earliest, and waits for its predecessors also where another has already
/// gone ahead of them (retained logic). What was skipped or cancelled takes no time, but passes on what it waited for.
/// Before the start and without progress it is the plan's schedule; once everything is done it is the run as built.
/// All times count from T. Linear in activities and links; times saturate at the ends of 64 bits.
struct ScheduleUpdate: Sendable {
  /// How far one activity has come at the data date.
  enum Progress: Hashable, Sendable {
    case waiting
    /// `worked` is how much of the current attempt was spent on it, without pauses.
    case running(start: TimeSpan, worked: TimeSpan)
    case finished(start: TimeSpan?, finish: TimeSpan)
    /// Skipped or cancelled.
    case dropped(at: TimeSpan)
  }

  /// By the activity's number; nil where the plan doesn't determine it, and for what isn't in this network.
  private(set) var starts: [TimeSpan?]
  private(set) var finishes: [TimeSpan?]
  /// What an activity that isn't started waits for last; nil where that is the data date or its own start.
  private(set) var drivers: [Int?]
  /// The latest finish of what isn't `background`; nil if any of them has none.
  private(set) var finish: TimeSpan?

  private let network: ActivityNetwork
  private let progress: [Progress]
  private let now: TimeSpan
  /// Before when each activity may not start, whatever it waits for.
  private(set) var floor: [TimeSpan]

  /// - Parameters:
  ///   - progress: By the activity's number.
  ///   - now: The data date.
  ///   - origin: From when the network's planned times count: T itself, for the rollback's the moment of its decision.
  init(
    _ network: ActivityNetwork, _ progress: [Progress], at now: TimeSpan, isRollback: Bool = false,
    origin: TimeSpan = .zero
  ) {
    self.network = network
    self.progress = progress
    self.now = now
    let count = network.activities.count
    starts = Array(repeating: nil, count: count)
    finishes = starts
    drivers = Array(repeating: nil, count: count)
    floor = Array(repeating: origin, count: count)
    let members = network.order.filter { network.activities[$0].isRollbackOnly == isRollback }
    for member in members { place(member, origin: origin) }
    finish = latestFinish(of: members)
  }

  /// The activities that hold an activity's finish where it is, first to last: its drivers and itself.
  func path(to last: Int) -> [Int] {
    var path = [last]
    while let driver = drivers[path[path.count - 1]] { path.append(driver) }
    return path.reversed()
  }

  private func latestFinish(of members: [Int]) -> TimeSpan? {
    var latest: TimeSpan?
    for member in members where !network.activities[member].isBackground {
      guard let finish = finishes[member] else { return nil }
      latest = max(latest ?? finish, finish)
    }
    return latest
  }

  private mutating func place(_ member: Int, origin: TimeSpan) {
    let activity = network.activities[member]
    let links = network.incoming(member)
    // As in the plan's own schedule: nothing before T, or before what it waits for was allowed to start.
    floor[member] = activity.notBefore ?? min(origin, links.map { floor[$0.from] }.min() ?? origin)
    switch progress[member] {
    case .finished(let start, let finish):
      starts[member] = start ?? finish
      finishes[member] = finish
    case .running(let start, let worked):
      starts[member] = start
      guard let duration = activity.duration else { return }
      let end = now + max(.zero, duration - worked)
      if let bound = bound(on: member, takes: .zero, finishOnly: true) { finishes[member] = max(end, bound.time ?? end) }
    case .dropped(let time):
      guard let bound = bound(on: member, takes: .zero) else { return }
      starts[member] = max(time, bound.time ?? time)
      finishes[member] = starts[member]
    case .waiting:
      guard let bound = bound(on: member, takes: activity.duration) else { return }
      var start = max(floor[member], now)
      if let time = bound.time, time >= start {
        start = time
        drivers[member] = bound.driver
      }
      starts[member] = start
      if let duration = activity.duration { finishes[member] = start + duration }
    }
  }

  /// The latest that the links impose, and the activity behind it; both nil where there is no link.
  private struct Bound {
    var time: TimeSpan?
    var driver: Int?
  }

  /// The earliest start that the links allow to an activity that takes so long, by all links or by those on its
  /// finish; nil if one of them isn't known.
  private func bound(on member: Int, takes duration: TimeSpan?, finishOnly: Bool = false) -> Bound? {
    var latest = Bound()
    for link in network.incoming(member) {
      if finishOnly, !link.isOnFinish { continue }
      guard let from = link.isFromFinish ? finishes[link.from] : starts[link.from] else { return nil }
      var time = from + link.lag
      if link.isOnFinish {
        guard let duration else { return nil }
        time = time - duration
      }
      if latest.time.map({ time > $0 }) ?? true { latest = Bound(time: time, driver: link.from) }
    }
    return latest
  }
}
