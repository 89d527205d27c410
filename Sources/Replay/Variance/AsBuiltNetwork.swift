internal import CutoverModel

/// A plan's network with what was planned and what happened at each end of each activity.
///
/// The driving path is walked back from the activity that finished last, at each end to what held it there by the
/// plan's links: a start by the predecessor whose bound (its start or finish and the lag) came last, a finish by the
/// activity's own work or by a finish link whose bound lies beyond start and planned duration. Ties fall to the work,
/// then to the link that the plan lists first. What was skipped or never ended is looked through to what it waited
/// for. At every step the difference between actual and planned distance is one part of the slip, so the parts
/// telescope to the slip of the last activity whatever the links are.
struct AsBuiltNetwork {
  struct Times {
    /// Nanoseconds since 1970.
    var plannedStart: Int64?
    var plannedFinish: Int64?
    var actualStart: Int64?
    var actualFinish: Int64?
  }

  enum Side { case start, finish }

  struct End {
    var activity: Int
    var side: Side
  }

  private struct Hold {
    var end: End
    var bound: TimeSpan
  }

  private let network: ActivityNetwork
  private let times: [Times]
  /// For an activity without a usable finish: the last to finish of those it waited for, directly or through others.
  private var standIns: [Int?]

  init(_ network: ActivityNetwork, _ times: [Times]) {
    self.network = network
    self.times = times
    standIns = Array(repeating: nil, count: times.count)
    for activity in network.order {
      for link in network.incoming(activity) {
        guard let candidate = usableFinish(link.from) else { continue }
        if let kept = standIns[activity], !finished(candidate, after: kept) { continue }
        standIns[activity] = candidate
      }
    }
  }

  /// The driving path to an activity's finish and the parts of that finish's slip, first to last.
  func drivingPath(to last: Int) -> (path: [Int], parts: [SlipAttribution]) {
    var path: [Int] = []
    var parts: [SlipAttribution] = []
    func add(_ activity: Int, _ kind: SlipAttribution.Kind, _ slip: TimeSpan) {
      if slip != .zero {
        parts.append(
          SlipAttribution(task: network.activities[activity].id, kind: kind, slip: slip))
      }
    }
    var current = End(activity: last, side: .finish)
    while let slip = slip(at: current) {
      if path.last != current.activity { path.append(current.activity) }
      guard let hold = hold(on: current), let inherited = self.slip(at: hold.end) else {
        add(current.activity, .start, slip)
        break
      }
      let isWork = hold.end.activity == current.activity
      add(current.activity, isWork ? .duration : .gap, slip - inherited)
      current = hold.end
    }
    return (path.reversed(), parts.reversed())
  }

  /// Actual less planned time at one end; nil where either is missing.
  func slip(at end: End) -> TimeSpan? {
    guard let planned = planned(end), let actual = actual(end) else { return nil }
    return TimeSpan(nanoseconds: actual) - TimeSpan(nanoseconds: planned)
  }

  private func planned(_ end: End) -> Int64? {
    end.side == .start ? times[end.activity].plannedStart : times[end.activity].plannedFinish
  }

  private func actual(_ end: End) -> Int64? {
    end.side == .start ? times[end.activity].actualStart : times[end.activity].actualFinish
  }

  private func usableFinish(_ activity: Int) -> Int? {
    slip(at: End(activity: activity, side: .finish)) == nil ? standIns[activity] : activity
  }

  private func finished(_ activity: Int, after other: Int) -> Bool {
    (times[activity].actualFinish ?? .min) > (times[other].actualFinish ?? .min)
  }

  /// What held an end where it was; nil if nothing known did.
  private func hold(on end: End) -> Hold? {
    var held: Hold?
    if end.side == .finish, let work = work(of: end.activity) { held = work }
    for link in network.incoming(end.activity) {
      guard link.isOnFinish == (end.side == .finish), let other = self.end(of: link),
        let actual = actual(other)
      else { continue }
      let bound = TimeSpan(nanoseconds: actual) + link.lag
      if bound > (held?.bound ?? TimeSpan(nanoseconds: .min)) || held == nil {
        held = Hold(end: other, bound: bound)
      }
    }
    return held
  }

  private func work(of activity: Int) -> Hold? {
    let start = End(activity: activity, side: .start)
    guard slip(at: start) != nil, let began = times[activity].actualStart,
      let from = times[activity].plannedStart, let to = times[activity].plannedFinish
    else { return nil }
    let duration = TimeSpan(nanoseconds: to) - TimeSpan(nanoseconds: from)
    return Hold(end: start, bound: TimeSpan(nanoseconds: began) + duration)
  }

  /// The end that a link ties, or the finish that stands in for it.
  private func end(of link: ActivityNetwork.Link) -> End? {
    let end = End(activity: link.from, side: link.isFromFinish ? .finish : .start)
    if slip(at: end) != nil { return end }
    return standIns[link.from].map { End(activity: $0, side: .finish) }
  }
}
