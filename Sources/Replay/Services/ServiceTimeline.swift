import CloudEvents
import CutoverModel

/// The episodes of one service, or of all together, as an objective or a report looks at them.
struct ServiceTimeline: Sendable {
  /// An episode with what is known of its end.
  struct Episode: Sendable {
    var raw: RawEpisode
    /// The last instant at which something shows the service not up, in nanoseconds since 1970.
    var lastShown: Int64
    /// What it waits for while it is open, such as `service.up in eu-west`.
    var waitsFor: [String]
  }

  /// By start.
  var episodes: [Episode]
  /// What the plan doesn't say and the states depend on, such as `freezeImpact of payments`.
  var doubts: [String]
  /// The gaps that may be shorter than `settle` or not, by time.
  var uncertainGaps: [EpisodeFinder.UncertainGap] = []
  /// The statements that a service is up which end no impact, by time.
  var idleRecoveries: [EventMark] = []
}

extension RunAnalysis {
  /// Follows the services, one or all of the run, which are taken together as their worst.
  ///
  /// `minimum` in percent, nil where anything but up counts; episodes less than `settle` apart are one, but with
  /// `dividesAtRun` none that began before the run reaches an impact within it. Announced maintenance is taken out of
  /// the downtime where an objective excludes it.
  func timeline(
    of services: [Int32], minimum: Int64?, settle: TimeSpan,
    settling: EpisodeFinder.Settling = .asStated, excludesAnnounced: Bool = false,
    dividesAtRun: Bool = false
  ) -> ServiceTimeline {
    var finder = EpisodeFinder(
      minimum: minimum, settle: settle, settling: settling,
      announcements: excludesAnnounced ? announcements(for: services) : [],
      runBegin: dividesAtRun ? record.runBegan.first?.time.nanoseconds : nil)
    let boundaries = freezeBoundaries(of: services)
    var next = 0
    forEachChange(of: services) { change, service in
      while next < boundaries.count, boundaries[next].mark < change.mark {
        finder.apply(boundaries[next].part, boundaries[next].level, boundaries[next].mark)
        next += 1
      }
      let part: EpisodeFinder.Part =
        change.region == NameTable.absent
        ? .whole(service: service) : .region(change.region, service: service)
      finder.apply(part, change.level, change.mark, isOfOne: change.service >= 0)
    }
    for boundary in boundaries[next...] {
      finder.apply(boundary.part, boundary.level, boundary.mark)
    }

    let waitsFor = finder.partsBelow.map(waitsFor).unique
    let failed = services.flatMap { [$0, ServiceChange.every, NameTable.absent] }
      .compactMap { record.failedProbes[$0] }.max()
    let episodes = finder.episodes.map { raw in
      var episode = ServiceTimeline.Episode(
        raw: raw, lastShown: raw.lastShown.moment.earliest, waitsFor: [])
      if raw.end == nil {
        episode.lastShown = max(episode.lastShown, failed ?? episode.lastShown)
        episode.waitsFor = waitsFor
      }
      return episode
    }
    return ServiceTimeline(
      episodes: episodes, doubts: doubts(of: services, episodes: finder.episodes),
      uncertainGaps: finder.uncertainGaps, idleRecoveries: finder.idleRecoveries)
  }

  /// Every statement about one of the services' levels, in order; one that concerns several comes once for each.
  private func forEachChange(of services: [Int32], _ body: (ServiceChange, Int32) -> Void) {
    if services.count == 1, let service = services.first {
      for position in changesByService.positions(under: concerning(service)) {
        let change = record.serviceChanges[Int(position)]
        if change.concerns(service) { body(change, service) }
      }
      return
    }
    for change in record.serviceChanges {
      if change.service >= 0 {
        body(change, change.service)
      } else {
        for service in services where change.concerns(service) { body(change, service) }
      }
    }
  }

  /// The names under which something may concern a service: its own, all services, none.
  func concerning(_ service: Int32) -> [Int32] { [service, ServiceChange.every, NameTable.absent] }

  /// The maintenance announced for any of the services.
  func announcements(for services: [Int32]) -> [RunRecord.Announcement] {
    guard services.count == 1, let service = services.first else {
      return record.announcements.filter { $0.service != NameTable.absent }
    }
    return announcementsByService.positions(under: [service, ServiceChange.every])
      .map { record.announcements[Int($0)] }
  }

  private func waitsFor(_ part: EpisodeFinder.Part) -> String {
    switch part {
    case .whole: "service.up"
    case .region(let region, _): "service.up in \(record.regions.name(region) ?? "")"
    case .freeze(let dataset, _, _): "writes.opened of \(datasetName(dataset))"
    }
  }

  private struct FreezeBoundary {
    var mark: EventMark
    var part: EpisodeFinder.Part
    var level: ServiceLevel
  }

  private func freezeBoundaries(of services: [Int32]) -> [FreezeBoundary] {
    var boundaries: [FreezeBoundary] = []
    for service in services {
      guard let planned = plannedService(service), let impact = planned.freezeImpact,
        impact != .none
      else { continue }
      let level = ServiceLevel(state: impact == .down ? .down : .degraded)
      for freeze in freezes(concerning: service) {
        let part = EpisodeFinder.Part.freeze(
          dataset: freeze.dataset, side: freeze.side, service: service)
        boundaries.append(FreezeBoundary(mark: freeze.start, part: part, level: level))
        if let end = freeze.end {
          boundaries.append(FreezeBoundary(mark: end, part: part, level: .up))
        }
      }
    }
    return boundaries.sorted { $0.mark < $1.mark }
  }

  /// Where the plan doesn't say what a freeze means to a service, and the freeze doesn't lie within an episode.
  private func doubts(of services: [Int32], episodes: [RawEpisode]) -> [String] {
    services.filter { service in
      guard let planned = plannedService(service), planned.freezeImpact == nil else { return false }
      return freezes(concerning: service).contains { freeze in
        // Episodes don't overlap, so only the last that began by then can hold the freeze.
        let next = episodes.partition { freeze.start < $0.start }
        guard next > 0 else { return true }
        guard let episodeEnd = episodes[next - 1].end else { return false }
        guard let end = freeze.end else { return true }
        return episodeEnd < end
      }
    }
    .map { "freezeImpact of \(serviceName($0))" }
  }
}

extension [String] {
  /// Each text once, ordered.
  var unique: [String] { Set(self).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
