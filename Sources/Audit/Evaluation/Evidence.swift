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

  mutating func fulfil(_ one: Occurrence? = nil, _ other: Occurrence? = nil, count: Int = 1) {
    fulfilled += count
    witnesses.add(one, other)
  }

  mutating func violate(_ one: Occurrence? = nil, _ other: Occurrence? = nil, count: Int = 1) {
    violated += count
    violations.add(one, other)
  }

  mutating func leavePending(_ event: Occurrence? = nil, count: Int = 1) {
    pending += count
    violations.add(event, nil)
  }

  mutating func doubt(_ one: Occurrence, _ other: Occurrence? = nil) {
    doubtful += 1
    doubts.add(one, other)
  }

  mutating func show(_ event: Occurrence) { witnesses.add(event) }
}

extension EventSample {
  fileprivate mutating func add(_ one: Occurrence?, _ other: Occurrence?) {
    if let one { add(one) }
    if let other { add(other) }
  }
}
