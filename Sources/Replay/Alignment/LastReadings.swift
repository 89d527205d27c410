internal import CloudEvents
internal import CutoverModel

/// The readings of one subject that may be the last one.
///
/// A source tells its own events in order; of readings of different sources one is later only where their times say so
/// whatever their accuracy. So the last reading of each source is kept, and more than one may remain. Which arrive first
/// makes no difference. At most `sourceLimit` sources are told apart; with more nothing is known of the subject.
struct LastReadings<Value: Hashable & Sendable>: Sendable {
  struct Reading: Hashable, Sendable {
    var at: EventMoment
    var value: Value
  }

  /// Who tells its events in order: one source in one stream.
  private struct Teller: Hashable {
    var source: ExactText
    var stream: Int
  }

  private var latest: [Teller: Reading] = [:]
  /// Readings that may lie behind the moment asked for; they stand beside the others and replace none.
  private var possible: [Reading] = []
  /// Whether there were too many to keep.
  private(set) var isCrowded = false

  private static var sourceLimit: Int { 64 }

  mutating func add(_ value: Value, at: EventMoment, isSure: Bool = true) {
    let reading = Reading(at: at, value: value)
    guard isSure else {
      if possible.contains(where: { $0.value == value }) { return }
      if possible.count < Self.sourceLimit { possible.append(reading) } else { isCrowded = true }
      return
    }
    let teller = Teller(source: ExactText(at.event.source), stream: at.event.stream)
    if let known = latest[teller] {
      if !at.precedes(known.at) { latest[teller] = reading }
    } else if latest.count < Self.sourceLimit {
      latest[teller] = reading
    } else {
      isCrowded = true
    }
  }

  var isEmpty: Bool { latest.isEmpty && possible.isEmpty }

  /// Those that may be the last, in order; empty where nothing was read.
  var candidates: [Reading] {
    let sure = latest.values.sorted { $0.at.isToldBefore($1.at) }
    let last = sure.filter { reading in !sure.contains { reading.at.surelyPrecedes($0.at) } }
    return last + possible.sorted { $0.at.isToldBefore($1.at) }
  }

  /// The readings of both as those of one subject.
  func merged(with other: LastReadings) -> LastReadings {
    var merged = self
    merged.isCrowded = isCrowded || other.isCrowded
    for reading in other.latest.values { merged.add(reading.value, at: reading.at) }
    for reading in other.possible { merged.add(reading.value, at: reading.at, isSure: false) }
    return merged
  }

  /// The same readings with other values; those without one are left out.
  func map<Other>(_ change: (Value) -> Other?) -> LastReadings<Other> {
    var mapped = LastReadings<Other>()
    mapped.isCrowded = isCrowded
    for reading in latest.values { if let value = change(reading.value) { mapped.add(value, at: reading.at) } }
    for reading in possible {
      if let value = change(reading.value) { mapped.add(value, at: reading.at, isSure: false) }
    }
    return mapped
  }
}

extension EventMoment {
  /// The order in which an answer tells events: by time, then by source, and only then by place, so that it doesn't
  /// follow from the order in which streams are named.
  func isToldBefore(_ other: EventMoment) -> Bool {
    if time.nanoseconds != other.time.nanoseconds { return time.nanoseconds < other.time.nanoseconds }
    if !event.source.utf8.elementsEqual(other.event.source.utf8) {
      return event.source.precedesInBytes(other.event.source)
    }
    return event.place < other.event.place
  }

  /// Whether this event lies before another whatever the accuracy of both.
  ///
  /// Of one source the one stated earlier does; at the same time, the one recorded earlier in their stream.
  func surelyPrecedes(_ other: EventMoment) -> Bool {
    if event.source.utf8.elementsEqual(other.event.source.utf8) {
      if time.nanoseconds != other.time.nanoseconds { return time.nanoseconds < other.time.nanoseconds }
      if event.stream == other.event.stream { return event.index < other.event.index }
    }
    // An uncertain time never reaches the end of its interval.
    return moment.accuracy > 0
      ? moment.latest <= other.moment.earliest : moment.latest < other.moment.earliest
  }
}

/// Readings of one subject at several places; one that names no place speaks for every one.
struct PlacedReadings<Value: Hashable & Sendable>: Sendable {
  private var everywhere = LastReadings<Value>()
  private var places: [ExactText: LastReadings<Value>] = [:]
  private(set) var isCrowded = false

  mutating func add(_ value: Value, at: EventMoment, place: String?, isSure: Bool) {
    guard let place else {
      everywhere.add(value, at: at, isSure: isSure)
      return
    }
    let key = ExactText(place)
    guard places[key] != nil || places.count < AlignmentEvidence.subjectLimit else {
      isCrowded = true
      return
    }
    places[key, default: LastReadings()].add(value, at: at, isSure: isSure)
  }

  /// The readings of each place by its name, without those of `left`; of no place where none is named.
  func byPlace(without left: String? = nil) -> [(place: String?, readings: LastReadings<Value>)] {
    let kept = places.filter { place, _ in place.text != left }
    if kept.isEmpty { return everywhere.isEmpty ? [] : [(nil, everywhere)] }
    return kept.sorted { $0.key.text.precedesInBytes($1.key.text) }
      .map { ($0.key.text, $0.value.merged(with: everywhere)) }
  }

  /// The readings at one place, with those that name none.
  func at(_ place: String?) -> LastReadings<Value> {
    guard let place, let readings = places[ExactText(place)] else { return everywhere }
    return readings.merged(with: everywhere)
  }

  /// The readings that name the place.
  func named(_ place: String) -> LastReadings<Value> { places[ExactText(place)] ?? LastReadings() }

  var names: [String] { places.keys.map(\.text).sorted { $0.precedesInBytes($1) } }
  var isEmpty: Bool { everywhere.isEmpty && places.isEmpty }
}
