internal import CloudEvents
internal import CutoverModel
internal import Replay

/// The entries of one layer that a picture of lanes shows.
struct LayerLane: Sendable {
  /// Nil for the entries that name none.
  var name: String?
  var entries: [TimelineEntry]
  var busy: TimeSpan

  /// The layers as the vocabulary lists them, from the machine up to the people.
  private static let order = [
    "compute", "data", "storage", "network", "integration", "messaging", "batch", "analytics", "configuration", "security",
    "deployment", "people",
  ]

  /// The lanes in the order of the vocabulary, then others by their first entry, that without a name last.
  static func lanes(of timeline: Timeline) -> [LayerLane] {
    let all = timeline.lanes(by: .layer).map { lane in
      LayerLane(
        name: lane.name, entries: lane.entries.map { timeline.entries[$0] }.filter(isShown), busy: lane.busy)
    }
    let ranked = all.enumerated().sorted { rank($0.element, $0.offset) < rank($1.element, $1.offset) }
    return ranked.map(\.element).filter { !$0.entries.isEmpty }
  }

  private static func rank(_ lane: LayerLane, _ number: Int) -> Int {
    guard let name = lane.name else { return .max }
    return order.firstIndex(of: name) ?? order.count + number
  }

  /// Phases, decisions, incidents and the states of services stand above the lanes.
  private static func isShown(_ entry: TimelineEntry) -> Bool {
    switch entry.kind {
    case .phase, .decision, .incident, .run, .further: false
    case .impact: !entry.event.type.hasPrefix("dev.cutlog.service.") || entry.mode != .live
    default: true
    }
  }
}

/// A time in which users of a service felt something.
struct ImpactBand: Sendable {
  enum Kind: String, Sendable {
    case down, degraded
    /// What a recovery clock is read over.
    case episode
  }

  var service: String?
  var kind: Kind
  var from: Timestamp
  /// Nil while it lasts.
  var to: Timestamp?
  var tip: String

  /// The times in which each service was not up, at its worst place, then the episodes that they make.
  static func bands(of report: RunReport) -> [ImpactBand] {
    var bands: [ImpactBand] = []
    for band in report.bands {
      for stretch in band.stretches where stretch.state != .up {
        let kind = stretch.state == .down ? Kind.down : .degraded
        bands.append(
          ImpactBand(
            service: band.service, kind: kind, from: stretch.from.time, to: stretch.to?.time,
            tip: "\(band.service ?? "service") \(kind.rawValue)\(stretch.isFreeze ? ": writes frozen" : "")"))
      }
    }
    for service in report.objectives?.services ?? [] {
      for episode in service.episodes {
        let length = episode.value.map { ", \(SpanText.of($0))" } ?? ""
        bands.append(
          ImpactBand(
            service: service.service, kind: .episode, from: episode.from.time, to: episode.to?.time,
            tip: "episode of \(service.service ?? "the service")\(length)"))
      }
    }
    return bands
  }
}

/// An incident's step or a decision, as it stands above the lanes.
struct LaneFlag: Sendable {
  /// How many are drawn; further ones are in the table alone.
  static let limit = 60

  var time: Timestamp
  var isIncident: Bool
  var label: String
  var tip: String

  static func flags(of timeline: Timeline) -> [LaneFlag] {
    let entries = timeline.entries.filter { $0.kind == .incident || $0.kind == .decision }
    return entries.prefix(limit).map { entry in
      LaneFlag(
        time: entry.moment.stated, isIncident: entry.kind == .incident,
        label: ChartText.cut(label(of: entry, timeline), columns: 30),
        tip: "\(entry.title), \(EventText.time(entry.moment.stated))" + (entry.text.map { " · \($0)" } ?? ""))
    }
  }

  private static func label(of entry: TimelineEntry, _ timeline: Timeline) -> String {
    if entry.kind == .incident { return EventText.shortType(entry.event.type).split(separator: ".").joined(separator: " ") }
    let decision = timeline.decisions.first { $0.at.event == entry.event }
    return [decision?.decision ?? "decision", entry.gate].compactMap(\.self).joined(separator: " ")
  }
}

/// One mark of a lane: an event, or several that stand too close together to be told apart.
struct LaneMark: Sendable {
  enum Tone: String, Sendable { case good, bad, plain }

  var x: Double
  var count: Int
  var tone: Tone
  var tip: String

  static func marks(of entries: [TimelineEntry], _ scale: TimeScale, width: Double) -> [LaneMark] {
    var marks: [LaneMark] = []
    for entry in entries {
      let x = scale.x(entry.moment.stated)
      let tone = entry.tone
      if let last = marks.indices.last, x - marks[last].x < (marks[last].tone == tone ? width : width / 2) {
        // Of several the one that says most is shown: what failed before what passed before the rest.
        if tone == .bad || marks[last].tone == .plain { marks[last].tone = tone }
        if marks[last].count < 4 { marks[last].tip += "; \(entry.title)" }
        marks[last].count += 1
        continue
      }
      marks.append(LaneMark(x: x, count: 1, tone: tone, tip: "\(EventText.time(entry.moment.stated)) \(entry.title)"))
    }
    for number in marks.indices where marks[number].count > 4 { marks[number].tip += " and \(marks[number].count - 4) more" }
    return marks
  }
}

extension TimelineEntry {
  fileprivate var tone: LaneMark.Tone {
    switch event.type {
    case "dev.cutlog.check.failed", "dev.cutlog.job.failed", "dev.cutlog.workload.terminated", "dev.cutlog.data.lost",
      "dev.cutlog.data.diverged", "dev.cutlog.gate.rejected", "dev.cutlog.fault.occurred":
      .bad
    case "dev.cutlog.check.passed", "dev.cutlog.job.completed", "dev.cutlog.gate.approved": .good
    default: .plain
    }
  }
}
