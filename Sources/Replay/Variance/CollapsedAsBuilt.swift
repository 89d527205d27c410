internal import CutoverModel

/// A run as it was built, as a model from which time can be taken out.
///
/// Each activity begins when the plan's links first allow it, given what happened before it, and then as much later as
/// it really did; it ends after its own work or when a finish link lets it, and then as much later or earlier as it
/// really did. What went ahead of a link was not held by it: it begins when it did, unless it may begin earlier still, and
/// takes as long as it did. Nothing begins before a `start` of its own. What was never completed takes no time, but passes
/// on what it waited for. With nothing taken out, every time is the recorded one; the more is taken out, the
/// earlier or equal every time. Linear in activities and links.
struct CollapsedAsBuilt: Sendable {
  private struct Row {
    var floor: TimeSpan
    /// Planned, or as recorded where the plan says none.
    var duration: TimeSpan
    var start: TimeSpan
    /// From what the links allow to the start; less than zero where it went ahead of them.
    var wait: TimeSpan
    /// Whether it ended although a finish link should have held it longer.
    var ignoresFinishLinks = false
    /// From what work and links allow to the finish.
    var overrun: TimeSpan
    /// Zero, or less where the recorded finish lies before the recorded start.
    var least: TimeSpan
    var isCompleted: Bool
  }

  private let network: ActivityNetwork
  private let isRollback: Bool
  private var rows: [Row?]

  init(
    _ network: ActivityNetwork, _ times: [AsBuiltNetwork.Times], origin: TimeSpan?, decided: TimeSpan?,
    isRollback: Bool
  ) {
    self.network = network
    self.isRollback = isRollback
    rows = Array(repeating: nil, count: times.count)
    let floors = network.floors(origin: origin, decided: decided)
    var ends = Ends(count: times.count)
    for activity in network.order where network.activities[activity].isRollbackOnly == isRollback {
      guard let floor = floors[activity] else { continue }
      let allowed = max(floor, bound(on: activity, isOnFinish: false, ends) ?? floor)
      guard let finish = times[activity].actualFinish.map({ TimeSpan(nanoseconds: $0) }) else {
        rows[activity] = Row(
          floor: floor, duration: .zero, start: allowed, wait: .zero, overrun: .zero, least: .zero, isCompleted: false)
        ends.pass(activity, max(allowed, bound(on: activity, isOnFinish: true, ends) ?? allowed))
        continue
      }
      let start = times[activity].actualStart.map { TimeSpan(nanoseconds: $0) } ?? min(allowed, finish)
      let duration = network.activities[activity].duration ?? (finish - start)
      let worked = start + duration
      var row = Row(
        floor: floor, duration: duration, start: start, wait: start - allowed, overrun: finish - worked,
        least: min(finish - start, .zero), isCompleted: true)
      if let held = bound(on: activity, isOnFinish: true, ends) {
        row.ignoresFinishLinks = finish < held
        if !row.ignoresFinishLinks, held > worked { row.overrun = finish - held }
      }
      rows[activity] = row
      ends.starts[activity] = start
      ends.finishes[activity] = finish
    }
  }

  /// When the run finishes with so much time taken out of activities, since 1970; nil if nothing was completed.
  func finish(without removed: [Int: TimeSpan]) -> TimeSpan? {
    var ends = Ends(count: rows.count)
    var latest: TimeSpan?
    for activity in network.order {
      guard let row = rows[activity] else { continue }
      let allowed = max(row.floor, bound(on: activity, isOnFinish: false, ends) ?? row.floor)
      guard row.isCompleted else {
        ends.pass(activity, max(allowed, bound(on: activity, isOnFinish: true, ends) ?? allowed))
        continue
      }
      let start = row.wait < .zero ? min(row.start, allowed) : allowed + row.wait
      let worked = start + row.duration
      let held = row.ignoresFinishLinks ? nil : bound(on: activity, isOnFinish: true, ends)
      let possible = max(worked, held ?? worked)
      // Time taken out of the work brings no finish before what its links hold it to.
      let finish = max(
        possible + row.overrun - (removed[activity] ?? .zero), start + row.least, held ?? start + row.least)
      ends.starts[activity] = start
      ends.finishes[activity] = finish
      if !network.activities[activity].isBackground { latest = max(latest ?? finish, finish) }
    }
    return latest
  }

  private struct Ends {
    var starts: [TimeSpan?]
    var finishes: [TimeSpan?]

    init(count: Int) {
      starts = Array(repeating: nil, count: count)
      finishes = starts
    }

    mutating func pass(_ activity: Int, _ time: TimeSpan) {
      starts[activity] = time
      finishes[activity] = time
    }
  }

  /// The latest that the links on one end impose; nil if there are none.
  private func bound(on activity: Int, isOnFinish: Bool, _ ends: Ends) -> TimeSpan? {
    var latest: TimeSpan?
    for link in network.incoming(activity) where link.isOnFinish == isOnFinish {
      guard let from = link.isFromFinish ? ends.finishes[link.from] : ends.starts[link.from] else { continue }
      let bound = from + link.lag
      latest = max(latest ?? bound, bound)
    }
    return latest
  }
}
