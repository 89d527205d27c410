/// Events that stand behind later ones, kept from one pass so that the next can put them into their places.
///
/// A fold sees events in the order of lines; rules see them in order of time. The events that rules speak of and that
/// come late by their time are kept here, all others are judged as they pass.
package struct LateEvents: Sendable {
  /// What one event is to one rule.
  struct Mark: Sendable {
    var rule: Int
    var letter: Letter
    var key: CorrelationKey?
  }

  struct Entry: Sendable {
    var occurrence: Occurrence
    var principal: Principal?
    var marks: [Mark]
  }

  private(set) var entries: [Entry] = []

  package var isEmpty: Bool { entries.isEmpty }
  /// How many events came late.
  package var count: Int { entries.count }

  mutating func add(_ entry: Entry) { entries.append(entry) }

  mutating func sort() { entries.sort { Occurrence.precedes($0.occurrence, $1.occurrence) } }
}
