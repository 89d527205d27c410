import Audit

/// A formula of linear temporal logic on finite traces, evaluated by its definition and by nothing else.
indirect enum TemporalFormula {
  case a, b, yes
  case not(TemporalFormula)
  case and(TemporalFormula, TemporalFormula)
  case or(TemporalFormula, TemporalFormula)
  /// There is a next position, and it holds there.
  case next(TemporalFormula)
  case until(TemporalFormula, TemporalFormula)
  case eventually(TemporalFormula)
  case always(TemporalFormula)

  static func implies(_ left: Self, _ right: Self) -> Self { .or(.not(left), right) }
  static func weakNext(_ formula: Self) -> Self { .not(.next(.not(formula))) }
  static func weakUntil(_ left: Self, _ right: Self) -> Self { .or(.until(left, right), .always(left)) }

  func holds(_ trace: [Letter], at position: Int = 0) -> Bool {
    switch self {
    case .yes: return true
    case .a: return position < trace.count && trace[position].contains(.activation)
    case .b: return position < trace.count && trace[position].contains(.target)
    case .not(let formula): return !formula.holds(trace, at: position)
    case .and(let one, let other): return one.holds(trace, at: position) && other.holds(trace, at: position)
    case .or(let one, let other): return one.holds(trace, at: position) || other.holds(trace, at: position)
    case .next(let formula): return position + 1 < trace.count && formula.holds(trace, at: position + 1)
    case .eventually(let formula): return (position..<max(position, trace.count)).contains { formula.holds(trace, at: $0) }
    case .always(let formula): return (position..<max(position, trace.count)).allSatisfy { formula.holds(trace, at: $0) }
    case .until(let left, let right):
      for end in position..<max(position, trace.count) {
        if right.holds(trace, at: end) { return true }
        if !left.holds(trace, at: end) { return false }
      }
      return false
    }
  }
}

extension TemporalFormula {
  /// The formulas of the templates as the literature on DECLARE has them.
  init(_ template: Template) {
    func existence(_ count: Int) -> Self {
      count <= 0 ? .yes : .eventually(count == 1 ? .a : .and(.a, .next(existence(count - 1))))
    }
    let noBUntilA = Self.weakUntil(.not(.b), .a)
    switch template {
    case .existence(let count): self = existence(count)
    case .absence(let count): self = .not(existence(count))
    case .exactly(let count): self = .and(existence(count), .not(existence(count + 1)))
    case .initial: self = .a
    case .end: self = .eventually(.and(.a, .not(.next(.yes))))
    case .respondedExistence: self = .implies(.eventually(.a), .eventually(.b))
    case .coExistence:
      self = .and(.implies(.eventually(.a), .eventually(.b)), .implies(.eventually(.b), .eventually(.a)))
    case .response: self = .always(.implies(.a, .eventually(.b)))
    case .precedence: self = noBUntilA
    case .succession: self = .and(Self(.response), Self(.precedence))
    case .alternateResponse: self = .always(.implies(.a, .next(.until(.not(.a), .b))))
    case .alternatePrecedence: self = .and(noBUntilA, .always(.implies(.b, .weakNext(noBUntilA))))
    case .alternateSuccession: self = .and(Self(.alternateResponse), Self(.alternatePrecedence))
    case .chainResponse: self = .always(.implies(.a, .next(.b)))
    case .chainPrecedence: self = .and(.always(.implies(.next(.b), .a)), .not(.b))
    case .chainSuccession: self = .and(Self(.chainResponse), Self(.chainPrecedence))
    case .notCoExistence: self = .not(.and(.eventually(.a), .eventually(.b)))
    case .notSuccession: self = .always(.implies(.a, .not(.eventually(.b))))
    case .notChainSuccession: self = .always(.implies(.a, .not(.next(.b))))
    case .notRespondedExistence: self = .implies(.eventually(.a), .not(.eventually(.b)))
    case .choice: self = .or(.eventually(.a), .eventually(.b))
    case .exclusiveChoice:
      self = .and(.or(.eventually(.a), .eventually(.b)), .not(.and(.eventually(.a), .eventually(.b))))
    }
  }
}

extension Template {
  /// Whether an event of this letter activates the template, by the table of the literature; nil for those that are
  /// always active.
  func isActivated(by letter: Letter) -> Bool? {
    switch self {
    case .existence, .absence, .exactly, .initial, .end, .choice, .exclusiveChoice: nil
    case .respondedExistence, .response, .alternateResponse, .chainResponse, .notSuccession, .notChainSuccession,
      .notRespondedExistence:
      letter.contains(.activation)
    case .precedence, .alternatePrecedence, .chainPrecedence: letter.contains(.target)
    case .coExistence, .succession, .alternateSuccession, .chainSuccession, .notCoExistence: !letter.isEmpty
    }
  }

  /// What the rule comes to for a whole trace, by the formula and the table.
  func expected(_ trace: [Letter]) -> RuleResult {
    guard TemporalFormula(self).holds(trace) else { return .violated }
    guard isActivated(by: .activation) != nil else { return .satisfied }
    return trace.contains { isActivated(by: $0) == true } ? .satisfied : .vacuous
  }

  /// All templates, those that count with several numbers.
  static var tried: [Template] {
    all + [.existence(2), .existence(3), .absence(2), .absence(3), .exactly(2), .exactly(3)]
  }
}
