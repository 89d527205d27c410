package import CloudEvents
package import CutoverModel
internal import JSONText

/// Gathers the shares of traffic and the lags of replications over a run.
///
/// Only events of the live system count. A share of all services (`*`) counts for each that is named; a share that a
/// later one of another site leaves no room for is cut to the room that is left. Memory doesn't grow with the stream:
/// of each series the earliest and the latest `limit` events are kept, and series are told apart up to `seriesLimit`.
package struct RunSeriesFold: EventFold {
  /// How many events of one series are listed from either end.
  package static let defaultLimit = 2_000
  /// How many services, and how many copies of datasets, are told apart.
  static let seriesLimit = 200

  private struct Copy: Hashable {
    var dataset: ExactText?
    var side: ExactText?
  }

  private let context: PlanContext
  private let limit: Int
  private var shifts: [ExactText?: CappedSeries<TrafficShift>] = [:]
  private var readings: [Copy: CappedSeries<ReplicationReading>] = [:]
  private var omitted = 0
  private var withheld = 0
  private var streams = StreamCounter()
  private var findings = FindingCollector()

  /// - Parameters:
  ///   - plan: Its services are those that a share of all of them is of; its sites are what `source` and `target` mean.
  ///   - streamKind: As `stream.opened` states it; a failback has the sites swapped.
  ///   - limit: How many events of one series are listed from either end.
  package init(plan: Plan?, streamKind: String?, limit: Int = RunSeriesFold.defaultLimit) {
    context = PlanContext(plan, streamKind: streamKind)
    self.limit = limit
  }

  package mutating func apply(_ view: EventView) {
    if streams.advance(to: view) { findings.streams = streams }
    switch EventKind(view) {
    case .trafficShifted: addShift(CutoverEvent(view, of: streams))
    case .replicationObserved: addReading(CutoverEvent(view, of: streams))
    case nil: if view.isType("dev.cutlog.withheld") { withheld += 1 }
    default: break
    }
  }

  private mutating func addShift(_ event: CutoverEvent) {
    // What such an event lacks is a finding of the state.
    guard event.mode == .live, let to = event.data["to"]?.string, !to.isEmpty,
      let share = Self.millionths(event.data["percent"])
    else { return }
    let key = event.service.map(ExactText.init)
    guard shifts[key] != nil || shifts.count < Self.seriesLimit else {
      omitted += 1
      return
    }
    shifts[key, default: CappedSeries(limit: limit)].add(
      TrafficShift(at: EventMoment(event), site: context.site(to), share: share))
  }

  private mutating func addReading(_ event: CutoverEvent) {
    guard event.mode == .live else { return }
    let reading = ReplicationReading(event)
    let key = Copy(
      dataset: event.dataset.map(ExactText.init),
      side: event.data["side"]?.string.map { ExactText(context.site($0)) })
    guard readings[key] != nil || readings.count < Self.seriesLimit else {
      omitted += 1
      return
    }
    readings[key, default: CappedSeries(limit: limit)].add(reading)
  }

  /// A percentage in millionths, to the nearest; nil where it is none from 0 to 100.
  private static func millionths(_ value: JSONValue?) -> Int64? {
    guard let percent = value?.double, percent >= 0, percent <= 100 else { return nil }
    return Int64((percent * 1_000_000).rounded())
  }

  package consuming func finish() -> RunSeries {
    var series = RunSeries()
    series.traffic = traffic()
    series.replication = replication()
    series.withheld = withheld
    series.omitted = omitted
    var findings = findings
    for kept in shifts.values.map(\.kept) { findings.noteSeries(kept.omitted, behind: kept.late.first?.at) }
    for kept in readings.values.map(\.kept) { findings.noteSeries(kept.omitted, behind: kept.late.first?.at) }
    series.findings = findings.findings
    return series
  }

  // MARK: - Traffic

  private func traffic() -> [TrafficSeries] {
    let every = shifts[ExactText("*")]?.kept
    var services = shifts.keys.filter { $0 != ExactText("*") }
    if every != nil {
      for service in context.plan?.services ?? [] where !services.contains(ExactText(service.id)) {
        services.append(ExactText(service.id))
      }
      if !services.contains(where: { $0 != nil }) { services.append(ExactText("*")) }
    }
    services.sort { left, right in
      guard let left, let right else { return left != nil }
      return left.text.precedesInBytes(right.text)
    }
    return services.flatMap { service in
      let isEvery = service == ExactText("*")
      let own = isEvery ? every : shifts[service]?.kept
      return Self.series(of: service?.text, own, common: service == nil || isEvery ? nil : every)
    }
  }

  /// The series of one service: each shift changes the share of its site, and cuts those of others.
  private static func series(
    of service: String?, _ own: CappedSeries<TrafficShift>.Kept?, common: CappedSeries<TrafficShift>.Kept?
  ) -> [TrafficSeries] {
    let omitted = (own?.omitted ?? 0) + (common?.omitted ?? 0)
    let behind = [own?.late.first?.at, common?.late.first?.at].compactMap(\.self).min { $0.precedes($1) }
    let all = ((own?.all ?? []) + (common?.all ?? [])).sorted { $0.at.precedes($1.at) }
    var latest: [(site: ExactText, share: Int64)] = []
    var points: [ExactText: [TrafficSeries.Point]] = [:]
    var isBehind = false
    for shift in all {
      if let behind, !isBehind, !shift.at.precedes(behind) {
        // What was said in between may have changed every share.
        isBehind = true
        latest = []
      }
      let site = ExactText(shift.site)
      latest.removeAll { $0.site == site }
      latest.append((site, shift.share))
      var room: Int64 = 100_000_000
      for entry in latest.reversed() {
        let share = min(entry.share, room)
        room -= share
        let isStated = entry.site == site
        // What stays as it was makes no point, unless it is stated once more.
        guard isStated || points[entry.site]?.last?.share != share else { continue }
        points[entry.site, default: []].append(.init(at: shift.at, share: share, isStated: isStated))
      }
    }
    return points.keys.sorted { $0.text.precedesInBytes($1.text) }.map { site in
      let own = points[site] ?? []
      var series = TrafficSeries(service: service, site: site.text, points: own)
      if let behind {
        series.omitted = omitted
        series.pointsBeforeOmitted = own.firstIndex { !$0.at.precedes(behind) } ?? own.count
      }
      return series
    }
  }

  // MARK: - Replication

  private func replication() -> [ReplicationSeries] {
    func precedes(_ left: ExactText?, _ right: ExactText?) -> Bool {
      guard let left, let right else { return left != nil && right == nil }
      return left.text.precedesInBytes(right.text)
    }
    let keys = readings.keys.sorted { left, right in
      left.dataset == right.dataset ? precedes(left.side, right.side) : precedes(left.dataset, right.dataset)
    }
    return keys.compactMap { key in
      guard let kept = readings[key]?.kept else { return nil }
      return ReplicationSeries(
        dataset: key.dataset?.text, side: key.side?.text, points: kept.all.map(\.point), omitted: kept.omitted,
        pointsBeforeOmitted: kept.omitted > 0 ? kept.early.count : 0)
    }
  }
}

extension FindingCollector {
  /// Says that so many readings of one kind are counted and not listed.
  fileprivate mutating func noteSeries(_ count: Int, behind: EventMoment?) {
    guard count > 0, let behind else { return }
    note(
      rule: "series-shortened", message: "there are more readings of one kind than a series lists; the rest is counted",
      at: behind.event.place, count: count)
  }
}

/// What a series keeps of one shift of traffic.
struct TrafficShift: Dated {
  var at: EventMoment
  var site: String
  /// Millionths of a percent.
  var share: Int64
}

/// What a series keeps of one reading of a replication.
struct ReplicationReading: Dated {
  var point: ReplicationSeries.Point

  var at: EventMoment { point.at }

  init(_ event: CutoverEvent) {
    let at = EventMoment(event)
    var lag: TimeSpan?
    if case .number(let text)? = event.data["lagSeconds"] {
      lag = SpanParser.seconds(text.utf8).map { TimeSpan(nanoseconds: $0.span) }
    }
    let isStated = lag != nil
    if lag == nil, let commit = event.data["lastCommit"]?.string.flatMap({ try? Timestamp($0) }) {
      // A copy that is level is not behind, however long ago the last commit was.
      let isLevel = event.data["inSync"]?.bool == true
      lag = isLevel ? nil : event.time.exactly(since: commit).map { max(.zero, $0) }
    }
    point = .init(at: at, lag: lag, isStated: isStated, isInSync: event.data["inSync"]?.bool)
  }
}
