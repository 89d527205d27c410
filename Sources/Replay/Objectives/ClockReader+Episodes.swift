import CloudEvents
import CutoverModel

extension ClockReader {
  /// Reads a clock that is one of episodes.
  mutating func readEpisodeClock(_ clock: RecoveryClock, _ position: Int) -> ClockReading {
    let episode = timeline.episodes[position]
    let start = analysis.anchor(episode.raw.start)
    switch clock {
    case .businessCleared: return readCleared(position, start)
    case .downtime: return readDowntime(position)
    case .firstRelief:
      guard let relief = episode.raw.relief else { return open(clock, from: start, position) }
      return span(
        clock, from: start, to: analysis.anchor(relief), missing: Self.impactName, "service.up",
        without: windows(position))
    case .sinceFault:
      return readSince(clock, marks(.faultOccurred), "fault.occurred", position)
    case .sinceDetection:
      return readSince(clock, marks(.incidentDetected), "incident.detected", position)
    case .sinceDeclaration:
      return readSince(clock, marks(.incidentDeclared), "incident.declared", position)
    case .sinceInvocation: return readSince(clock, invocations, Self.invocationName, position)
    case .untilValidated:
      return readUntil(clock, marks(.serviceValidated), "service.validated", position)
    case .untilAccepted:
      return readUntil(clock, marks(.serviceAccepted), "service.accepted", position)
    default:
      guard let end = episode.raw.end else { return open(clock, from: start, position) }
      return span(
        clock, from: start, to: analysis.anchor(end), missing: Self.impactName, "service.up",
        without: windows(position))
    }
  }

  static let impactName = "service.down or service.degraded"
  static let invocationName =
    "decision.made (invoke, fail-forward, rollback, or go on a gate that commits)"

  /// The decisions that invoke the recovery, by time.
  var invocations: MarkLists { MarkLists(lists: [.init(events: analysis.invocations, positions: nil)]) }

  /// The events of a kind that concern the services, by time; those without a service concern every one.
  func marks(_ kind: EventKind) -> MarkLists { analysis.marks(kind, of: services) }

  /// The event that belongs to an episode: the first since the episode before it ended, up to its own end; without
  /// one, the first of all up to its end; without one, the first of all.
  func first(of marks: MarkLists, for position: Int) -> EventMark? {
    guard let first = marks.first else { return nil }
    let end = timeline.episodes[position].raw.end
    guard position > 0, let before = timeline.episodes[position - 1].raw.end,
      let next = marks.first(after: before)
    else { return first }
    return end.map { next.time.nanoseconds <= $0.time.nanoseconds } ?? true ? next : first
  }

  /// A clock that starts somewhere and hasn't stopped: its lower bound runs to what last shows the service not up.
  func open(
    _ clock: RecoveryClock, from start: EventMoment, _ position: Int
  ) -> ClockReading {
    let least = leastLength(from: start.moment, position)
    return ClockReading(
      clock: clock,
      value: MeasuredSpan(stated: nil, lower: least, upper: nil, canBeLower: least == .zero),
      from: start.event, missing: timeline.episodes[position].waitsFor)
  }

  /// How long it was at least from a moment to the last that is shown of an open episode.
  private func leastLength(from start: Moment, _ position: Int) -> TimeSpan {
    let shown = Moment(
      Timestamp(nanoseconds: timeline.episodes[position].lastShown), accuracy: 0)
    return SpanSum.measure([(start, shown)], without: windows(position)).lower
  }

  private mutating func readSince(
    _ clock: RecoveryClock, _ marks: MarkLists, _ name: String, _ position: Int
  ) -> ClockReading {
    let episode = timeline.episodes[position]
    let end = episode.raw.end.map(analysis.anchor)
    guard let start = first(of: marks, for: position).map(analysis.anchor) else {
      return ClockReading(
        clock: clock, to: end?.event, missing: [name] + (end == nil ? episode.waitsFor : []))
    }
    guard let end else { return open(clock, from: start, position) }
    return span(
      clock, from: start, to: end, missing: name, "service.up", without: windows(position))
  }

  private mutating func readUntil(
    _ clock: RecoveryClock, _ marks: MarkLists, _ name: String, _ position: Int
  ) -> ClockReading {
    let episode = timeline.episodes[position]
    let start = analysis.anchor(episode.raw.start)
    let missing = "\(name) after the episode's end"
    guard let end = episode.raw.end else {
      return ClockReading(clock: clock, from: start.event, missing: episode.waitsFor + [missing])
    }
    return span(
      clock, from: start, to: marks.first(after: end).map(analysis.anchor),
      missing: Self.impactName, missing,
      without: windows(position))
  }

  private func readDowntime(_ position: Int) -> ClockReading {
    let episode = timeline.episodes[position]
    let down = episode.raw.down
    var reading = ClockReading(
      clock: .downtime, from: analysis.reference(down.first ?? episode.raw.start),
      to: (down.first == nil ? episode.raw.end : down.openSince == nil ? down.last : nil)
        .map(analysis.reference))
    var value = MeasuredSpan(
      stated: down.stated, lower: down.lower, upper: max(down.stated, down.upper))
    if let since = down.openSince {
      value.lower = value.lower + leastLength(from: since.moment, position)
    }
    if episode.raw.end == nil {
      value.stated = nil
      value.upper = nil
      reading.missing = episode.waitsFor
    }
    value.canBeLower = value.lower == .zero && value.upper != .zero
    reading.value = value
    return reading
  }

  private mutating func readCleared(_ position: Int, _ start: EventMoment) -> ClockReading {
    let episode = timeline.episodes[position]
    let own = backlogsOfEpisode.isEmpty ? [] : backlogsOfEpisode[position].map { backlogs[$0] }
    let clearings = own.compactMap(\.cleared)
    var missing = episode.raw.end == nil ? episode.waitsFor : []
    for backlog in own where backlog.cleared == nil {
      let queue = analysis.record.queues.name(backlog.queue)
      missing.append(queue.map { "backlog.cleared of \($0)" } ?? "backlog.cleared")
    }
    guard let end = episode.raw.end, missing.isEmpty else {
      // It lasts at least to the latest of what is known: it stops with the last of them.
      var reading = open(.businessCleared, from: start, position)
      for known in clearings + (episode.raw.end.map { [$0] } ?? []) {
        let least = SpanSum.measure([(start.moment, known.moment)], without: windows(position)).lower
        reading.value = reading.value.map { $0.lower < least ? .atLeast(least) : $0 }
      }
      reading.missing = missing.unique
      return reading
    }
    var stop = analysis.anchor(end)
    for cleared in clearings {
      let clearing = analysis.anchor(cleared)
      let earliest = max(stop.moment.earliest, clearing.moment.earliest)
      let latest = max(stop.moment.latest, clearing.moment.latest)
      if stop.precedes(clearing) { stop = clearing }
      stop.moment.accuracy = latest.saturatingSubtract(stop.time.nanoseconds)
      stop.moment.before = stop.time.nanoseconds.saturatingSubtract(earliest)
    }
    return span(
      .businessCleared, from: start, to: stop, missing: Self.impactName,
      "the end of episode and backlog",
      without: windows(position))
  }

  /// The backlogs that each episode leaves: not cleared before it began, reported before the next one begins.
  func assignBacklogs() -> [[Int]] {
    let episodes = timeline.episodes
    var result = Array(repeating: [Int](), count: episodes.count)
    for (number, backlog) in backlogs.enumerated() {
      let begun = episodes.partition { backlog.reported < $0.raw.start }
      let end = backlog.cleared.map { cleared in
        episodes.partition { !($0.raw.start < cleared) }
      }
      for position in max(0, begun - 1)..<max(max(0, begun - 1), end ?? episodes.count) {
        result[position].append(number)
      }
    }
    return result
  }

  /// The announced windows that may be taken out: announced before the impact.
  private func windows(_ position: Int) -> [SpanSum.Span] {
    guard excludesAnnounced else { return [] }
    return excluded(for: timeline.episodes[position].raw.start).map { ($0.from, $0.to) }
  }

  /// The announcements that count for an impact.
  func excluded(for impact: EventMark) -> [RunRecord.Announcement] {
    announcements.filter { $0.counts(for: impact) }
  }
}
