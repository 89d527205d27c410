internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Readings gathered by what they are readings of: how many, the first, the last and what each of these two said.
///
/// A subject is type, service, region, data set, side and name together. Beyond `limit` subjects (in the order of the
/// stream) those that are new are told together, one entry a type.
struct ObservationDigest: Sendable {
  /// How many places of readings are kept over all subjects, so that links to them lead somewhere.
  static let placeLimit = 100_000

  private struct Series: Sendable {
    var first: Reading
    var last: Reading
    var entry: TimelineEntry

    mutating func add(_ reading: Reading) {
      entry.count += 1
      if reading.at.precedes(first.at) {
        first = reading
      } else if !reading.at.precedes(last.at) {
        last = reading
      }
    }
  }

  private struct Reading: Sendable {
    var at: EventMoment
    var text: String?
    /// When it was accepted, where that was late.
    var late: Timestamp?

    init(_ event: CutoverEvent, isImport: Bool) {
      at = EventMoment(event)
      text = EntryText.listing(of: event)
      late = isImport ? nil : AcceptanceLog.lateAcceptance(of: event)
    }
  }

  private let limit: Int
  private var series: [ExactText: Series] = [:]
  private var places = 0

  init(limit: Int) { self.limit = limit }

  /// - Parameter isImport: Whether its acceptance says nothing of when it was known.
  mutating func add(_ event: CutoverEvent, isImport: Bool) {
    guard let kind = event.kind else { return }
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
    let reading = Reading(event, isImport: isImport)
    if series[key] == nil {
      let entry = TimelineEntry(event, kind: .observation, title: title, text: nil)
      series[key] = Series(first: reading, last: reading, entry: entry)
    } else {
      series[key]?.add(reading)
    }
    if places < Self.placeLimit {
      places += 1
      series[key]?.entry.readings.append(event.reference.place)
    }
  }

  /// One entry a subject, from its first reading to its last.
  var entries: [TimelineEntry] {
    series.values.map { series in
      var entry = series.entry
      entry.moment = series.first.at.moment
      entry.event = series.first.at.event
      entry.text = Self.text(from: series.first.text, to: series.last.text)
      if entry.count > 1 {
        entry.end = series.last.at.moment
        entry.endEvent = series.last.at.event
      }
      return entry
    }
  }

  /// The first and the last reading of each subject that were told late, with when they were accepted.
  var late: [EventPlace: Timestamp] {
    var late: [EventPlace: Timestamp] = [:]
    for series in series.values {
      for reading in [series.first, series.last] { late[reading.at.event.place] = reading.late }
    }
    return late
  }

  /// What the first and the last reading said, told apart where they differ.
  private static func text(from first: String?, to last: String?) -> String? {
    if first == last { return last.map { EntryText.cut($0, to: 2_000) } }
    let parts = [first.map { "at first \(EntryText.cut($0, to: 980))" }, last.map { "at last \(EntryText.cut($0, to: 980))" }]
    return parts.compactMap(\.self).joined(separator: "; ")
  }
}
