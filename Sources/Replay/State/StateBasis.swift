package import CloudEvents
package import CutoverModel

/// The event on which a value rests.
package struct StateBasis: Hashable, Sendable {
  /// The last event that says so.
  package var at: EventMoment
  /// Since when it is so by the events. What is only read was last read then, and may have been so before.
  package var since: Timestamp
  /// Whether the value is the same wherever in its accuracy each event concerned happened.
  package var isCertain: Bool

  package var event: EventReference { at.event }

  init(at: EventMoment, since: Timestamp? = nil, isCertain: Bool) {
    self.at = at
    self.since = since ?? at.time
    self.isCertain = isCertain
  }

  /// The later of both; certain only where both are.
  static func latest(_ left: StateBasis?, _ right: StateBasis?) -> StateBasis? {
    guard let left, let right else { return left ?? right }
    var later = right.isLater(than: left) ? right : left
    later.isCertain = left.isCertain && right.isCertain
    return later
  }

  func isLater(than other: StateBasis) -> Bool { other.at.precedes(at) }
}
