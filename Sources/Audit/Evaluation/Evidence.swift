/// What a rule's activations came to, over all its traces.
struct Evidence: Sendable {
  var activations = 0
  var fulfilled = 0
  /// Those for which the rule fails for good.
  var violated = 0
  /// Those for which the rule fails if nothing more happens.
  var pending = 0
  /// Those for which a limit lies within the accuracy of the times.
  var doubtful = 0
  private(set) var witnesses = EventSample()
  private(set) var violations = EventSample()
  private(set) var doubts = EventSample()

  mutating func fulfil(_ events: Occurrence?..., count: Int = 1) {
    fulfilled += count
    for case let event? in events { witnesses.add(event) }
  }

  mutating func violate(_ events: Occurrence?..., count: Int = 1) {
    violated += count
    for case let event? in events { violations.add(event) }
  }

  mutating func leavePending(_ events: Occurrence?..., count: Int = 1) {
    pending += count
    for case let event? in events { violations.add(event) }
  }

  mutating func doubt(_ events: Occurrence?...) {
    doubtful += 1
    for case let event? in events { doubts.add(event) }
  }

  mutating func show(_ event: Occurrence) { witnesses.add(event) }
}
