import CutoverModel

/// Follows one service over its parts; changes come ordered by time.
///
/// The service is as its worst part. A statement about the whole speaks of all its regions too.
struct ServiceCourse {
  /// What has a level of its own.
  enum Part: Hashable {
    case whole
    case region(Int32)
    case freeze(dataset: Int32, side: Int32)

    var region: Int32? { if case .region(let region) = self { region } else { nil } }
    var dataset: Int32? { if case .freeze(let dataset, _) = self { dataset } else { nil } }
    var side: Int32? { if case .freeze(_, let side) = self { side } else { nil } }
    var kind: ServiceState.Part.Kind {
      switch self {
      case .whole: .whole
      case .region: .region
      case .freeze: .freeze
      }
    }
  }

  struct Standing {
    var level: ServiceLevel
    var aspect: Int32
    /// The event that brought the part into its state.
    var since: EventMark
    /// The last event that says so.
    var told: EventMark
  }

  private(set) var parts: [Part: Standing] = [:]
  /// The worst state of all parts; nil while nothing was said.
  private(set) var worst: ServiceLevel.State?
  /// The event since which the worst state is this one.
  private(set) var since: EventMark?

  /// The least percentage that is stated for a part in the worst state.
  var worstHundredths: Int32? {
    parts.values.filter { $0.level.state == worst }.compactMap(\.level.hundredths).min()
  }

  mutating func apply(_ part: Part, _ level: ServiceLevel, aspect: Int32, _ mark: EventMark) {
    if part == .whole {
      for region in parts.keys where region.region != nil { set(region, level, aspect, mark) }
    }
    set(part, level, aspect, mark)
    let now = parts.values.map(\.level.state).min()
    if now != worst { since = mark }
    worst = now
  }

  private mutating func set(_ part: Part, _ level: ServiceLevel, _ aspect: Int32, _ mark: EventMark) {
    // A repetition of the same state doesn't make it begin anew.
    let begins = parts[part].flatMap { $0.level.state == level.state ? $0.since : nil } ?? mark
    parts[part] = Standing(level: level, aspect: aspect, since: begins, told: mark)
  }
}
