internal import CloudEvents
internal import CutoverModel

/// Gathers the counts that events state, as far as claims ask for them.
///
/// | event | unit | value |
/// |---|---|---|
/// | `data.lost` | its `unit` | the sum of `count` |
/// | `data.diverged` | `writes` | the sum of `writes` |
/// | `progress.reported` | its `unit` | `done` of the last |
/// | `backlog.reported` | its `queue` | the greatest `depth` |
///
/// Memory grows with what is asked for, not with the stream.
struct CountSearch: Sendable {
  /// What a claim counts, and what the events must be about; nil for anything.
  struct Key: Hashable, Sendable {
    var unit: ExactText
    var service: ExactText?
    var dataset: ExactText?
    var region: ExactText?
  }

  private var tallies: [Key: [EventKind: CountTally]] = [:]

  var isEmpty: Bool { tallies.isEmpty }

  /// Asks for the counts that a claim is about.
  mutating func seek(_ key: Key) { tallies[key] = [:] }

  /// Takes in an event; only the live system's counts.
  mutating func apply(_ view: EventView, kind: EventKind, of streams: StreamCounter) {
    guard !tallies.isEmpty, CountTally.kinds.contains(kind) else { return }
    let event = CutoverEvent(view, of: streams)
    guard event.mode == .live, let unit = CountTally.unit(of: event, kind).map(ExactText.init) else { return }
    let count = CountTally.count(of: event, kind)
    let moment = EventMoment(event)
    // A claim may leave out any of the three attributes.
    let services = Set([nil, event.service.map(ExactText.init)])
    let datasets = Set([nil, event.dataset.map(ExactText.init)])
    let regions = Set([nil, event.region.map(ExactText.init)])
    for service in services {
      for dataset in datasets {
        for region in regions {
          let key = Key(unit: unit, service: service, dataset: dataset, region: region)
          guard tallies[key] != nil else { continue }
          tallies[key]?[kind, default: CountTally(kind, moment)].add(count, at: moment)
        }
      }
    }
  }

  /// What each kind of event states, in order of the kinds' names.
  func tallies(_ key: Key) -> [CountTally] {
    (tallies[key] ?? [:]).values.sorted { $0.kind.rawValue < $1.kind.rawValue }
  }
}

extension CountSearch.Key {
  /// Nil for a claim that states no count.
  init?(_ claim: Claim) {
    guard claim.count != nil, let unit = claim.unit else { return nil }
    self.init(
      unit: ExactText(unit), service: claim.service.map(ExactText.init), dataset: claim.dataset.map(ExactText.init),
      region: claim.region.map(ExactText.init))
  }
}
