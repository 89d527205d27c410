internal import CutoverModel

/// The forward pass over a plan's main network, again and again with other durations, without allocating.
///
/// The rules are those of `NetworkPass`. In addition an activity may wait: it starts so much later than its links,
/// its own earliest start and T allow.
struct SimulatedPass {
  private struct Link {
    var from: Int
    var relation: Dependency.Relation
    var lag: TimeSpan
  }

  /// The activities of the main network, each after all those it waits for.
  let members: [Int]
  /// By the activity's number, as everything here; to be set before a run.
  var durations: [TimeSpan]
  var waits: [TimeSpan]
  private(set) var times: NetworkTimes
  /// Nothing starts earlier; for a rollback task nothing is said.
  let floors: [TimeSpan]
  /// When an activity could have started.
  private var ready: [TimeSpan]
  private var isCritical: [Bool]
  private let isBackground: [Bool]
  private let links: [Link]
  /// Where the links that each member waits on begin, in the order of the members.
  private let linkStarts: [Int]
  /// Whether every activity that holds the finish has one.
  private let knowsFinish: Bool

  init(_ network: ActivityNetwork) {
    let activities = network.activities
    members = network.order.filter { !activities[$0].isRollbackOnly }
    var links: [Link] = []
    var linkStarts = [0]
    var floors = [TimeSpan](repeating: .zero, count: activities.count)
    var knowsStart = [Bool](repeating: false, count: activities.count)
    var knowsFinish = knowsStart
    for member in members {
      let incoming = network.incoming(member)
      links += incoming.map { Link(from: $0.from, relation: $0.relation, lag: $0.lag) }
      linkStarts.append(links.count)
      let floor = activities[member].notBefore ?? min(.zero, incoming.map { floors[$0.from] }.min() ?? .zero)
      floors[member] = floor
      let hasDuration = activities[member].duration != nil
      knowsStart[member] = incoming.allSatisfy { link in
        switch link.relation {
        case .finishToStart: knowsFinish[link.from]
        case .startToStart: knowsStart[link.from]
        case .finishToFinish: knowsFinish[link.from] && hasDuration
        case .startToFinish: knowsStart[link.from] && hasDuration
        }
      }
      knowsFinish[member] = knowsStart[member] && hasDuration
    }
    let held = members.filter { !activities[$0].isBackground }
    self.knowsFinish = !held.isEmpty && held.allSatisfy { knowsFinish[$0] }
    self.links = links
    self.linkStarts = linkStarts
    self.floors = floors
    isBackground = activities.map(\.isBackground)
    times = NetworkTimes(knowsStart: knowsStart, knowsFinish: knowsFinish)
    durations = activities.map { $0.duration ?? .zero }
    waits = Array(repeating: .zero, count: activities.count)
    ready = waits
    isCritical = Array(repeating: false, count: activities.count)
  }

  /// Puts all activities in time by the durations and waits that were set.
  mutating func run() {
    var start: TimeSpan?
    var finish: TimeSpan?
    for (position, member) in members.enumerated() where times.knowsStart[member] {
      var earliest = floors[member]
      for place in linkStarts[position]..<linkStarts[position + 1] {
        let bound = bound(links[place], on: member)
        if bound > earliest { earliest = bound }
      }
      ready[member] = earliest
      let begins = earliest + waits[member]
      let ends = begins + durations[member]
      times.starts[member] = begins
      times.finishes[member] = ends
      if isBackground[member] { continue }
      if start == nil || begins < start ?? begins { start = begins }
      if finish == nil || ends > finish ?? ends { finish = ends }
    }
    times.start = start
    times.finish = knowsFinish ? finish : nil
  }

  private func bound(_ link: Link, on member: Int) -> TimeSpan {
    switch link.relation {
    case .finishToStart: times.finishes[link.from] + link.lag
    case .startToStart: times.starts[link.from] + link.lag
    case .finishToFinish: times.finishes[link.from] + link.lag - durations[member]
    case .startToFinish: times.starts[link.from] + link.lag - durations[member]
    }
  }

  /// Counts the activities that held the finish of the last run where it was: those that finished last, and all that
  /// held the start of one of them.
  mutating func countCritical(in counts: inout [Int]) {
    guard let finish = times.finish else { return }
    for member in members { isCritical[member] = !isBackground[member] && times.finishes[member] == finish }
    for position in members.indices.reversed() {
      let member = members[position]
      guard isCritical[member] else { continue }
      counts[member] += 1
      for place in linkStarts[position]..<linkStarts[position + 1] {
        let link = links[place]
        if bound(link, on: member) == ready[member] { isCritical[link.from] = true }
      }
    }
  }
}
