internal import CutoverModel
internal import JSONText

/// Readings gathered by what they are readings of: how many, the first, the last and what it said.
///
/// A subject is type, service, region, data set, side and name together. Beyond `limit` subjects (in the order of the
/// stream) those that are new are told together, one entry a type.
struct ObservationDigest: Sendable {
  private struct Series: Sendable {
    var entry: TimelineEntry
    var last: EventMoment
  }

  private let limit: Int
  private var series: [ExactText: Series] = [:]

  init(limit: Int) { self.limit = limit }

  mutating func add(_ event: CutoverEvent, kind: EventKind) {
    let name = EntryText.name(of: event)
    var key = ExactText(
      [
        kind.rawValue, event.service, event.region, event.dataset, event.data["side"]?.string, name,
        event.wave,
      ].map { $0 ?? "" }.joined(separator: "\u{0}"))
    var title = EntryText.title(of: event)
    if series[key] == nil, series.count >= limit {
      key = ExactText(kind.rawValue)
      title = "\(kind.rawValue): further subjects"
    }
    let at = EventMoment(event)
    guard var known = series[key] else {
      let entry = TimelineEntry(
        event, kind: .observation, title: title, text: EntryText.listing(of: event))
      series[key] = Series(entry: entry, last: at)
      return
    }
    known.entry.count += 1
    if at.precedes(known.entry.begins) {
      known.entry.moment = at.moment
      known.entry.event = at.event
    } else if !at.precedes(known.last) {
      known.last = at
      known.entry.text = EntryText.listing(of: event)
    }
    series[key] = known
  }

  /// One entry a subject; text and end are the last reading's.
  var entries: [TimelineEntry] {
    series.values.map { series in
      var entry = series.entry
      if entry.count > 1 {
        entry.end = series.last.moment
        entry.endEvent = series.last.event
      }
      return entry
    }
  }
}
