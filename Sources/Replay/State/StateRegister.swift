import CutoverModel

/// What was last said of one thing: of all events that count, the latest decides, in whatever order they come.
///
/// Memory doesn't grow with the events. Beside the latest value it keeps what is needed to tell whether the accuracy of
/// the events leaves the value open.
struct StateRegister<Value: Equatable & Sendable>: Sendable {
  /// What the events in doubt say.
  private enum Doubt: Sendable {
    case none
    /// All of them say the same.
    case one(Value)
    case several
  }

  private(set) var value: Value
  private(set) var at: EventMoment
  /// The latest value of an event that surely happened by the instant.
  private var sure: (at: EventMoment, value: Value)?
  private var doubt: Doubt

  /// The first event.
  init(_ value: Value, at moment: EventMoment, isInDoubt: Bool) {
    self.value = value
    at = moment
    sure = isInDoubt ? nil : (moment, value)
    doubt = isInDoubt ? .one(value) : .none
  }

  mutating func take(_ new: Value, at moment: EventMoment, isInDoubt: Bool) {
    if at.precedes(moment) {
      at = moment
      value = new
    }
    guard isInDoubt else {
      if sure.map({ $0.at.precedes(moment) }) ?? true { sure = (moment, new) }
      return
    }
    switch doubt {
    case .none: doubt = .one(new)
    case .one(let said): if said != new { doubt = .several }
    case .several: break
    }
  }

  /// Whether the value is the same with and without any of the events in doubt.
  var isCertain: Bool {
    switch doubt {
    case .none: true
    case .one(let said): said == value && sure?.value == value
    case .several: false
    }
  }

  var basis: StateBasis { StateBasis(at: at, isCertain: isCertain) }
}

extension Optional {
  /// Takes in an event, the first or a further one.
  mutating func take<Value>(_ value: Value, at moment: EventMoment, isInDoubt: Bool)
  where Wrapped == StateRegister<Value> {
    if self == nil {
      self = StateRegister(value, at: moment, isInDoubt: isInDoubt)
    } else {
      self?.take(value, at: moment, isInDoubt: isInDoubt)
    }
  }
}
