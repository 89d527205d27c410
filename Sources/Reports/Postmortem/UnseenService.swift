internal import Replay

/// A service of which the record doesn't show what its users saw during the run.
struct UnseenService {
  var service: String
  /// Whether it shows at least that something was amiss.
  var hasEpisodes: Bool
  /// The names of what would have shown it.
  var missing: [String]

  /// All of them, in the order of the clocks: where an outage was planned, those whose actual one is unknown; else those
  /// without an episode and without a proof that there was none.
  static func all(of report: ObjectivesReport) -> [UnseenService] {
    let outages = Dictionary(report.outages.map { ($0.service, $0) }, uniquingKeysWith: { first, _ in first })
    return report.services.compactMap { service in
      guard let name = service.service else { return nil }
      guard let outage = outages[name] else {
        guard let shown = service.unimpaired, shown.value == nil else { return nil }
        return UnseenService(service: name, hasEpisodes: false, missing: shown.missing)
      }
      guard outage.actual == nil else { return nil }
      return UnseenService(service: name, hasEpisodes: !service.episodes.isEmpty, missing: outage.missing)
    }
  }
}
