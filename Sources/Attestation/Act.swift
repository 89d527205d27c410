package import CloudEvents
internal import JSONText

/// The personal acts that are signed; the raw value is the word in a statement.
package enum Act: String, CaseIterable, Sendable {
  case approve, reject, decide, waive
  case noImpact = "impact.none"

  /// The type of the event that records it.
  package var type: String {
    switch self {
    case .approve: "dev.cutlog.gate.approved"
    case .reject: "dev.cutlog.gate.rejected"
    case .decide: "dev.cutlog.decision.made"
    case .waive: "dev.cutlog.check.waived"
    case .noImpact: "dev.cutlog.impact.none"
    }
  }

  /// The act that an event records; nil for all other events.
  package init?(_ event: EventView) {
    // Few events are acts: their length and one letter behind the prefix tell most others from them.
    let isEscaped = event.members[Int(event.layout.type)].valueIsEscaped
    let raw = event.rawType
    guard isEscaped || ((22...24).contains(raw.count) && Self.firstLetters.contains(raw[11])) else { return nil }
    let type = event.type
    guard let act = Act.allCases.first(where: { $0.type.utf8.elementsEqual(type.utf8) }) else { return nil }
    self = act
  }

  /// The letters with which the types begin, behind the prefix.
  private static let firstLetters: [UInt8] = [
    UInt8(ascii: "g"), UInt8(ascii: "d"), UInt8(ascii: "c"), UInt8(ascii: "i"),
  ]
}
