/// What a rule demands of the order and number of events, by its standard name in DECLARE.
///
/// The meaning of each is its formula in linear temporal logic on finite traces, over the events of one trace in order
/// of time. `a` is what the rule's activation describes, `b` what its target does; one event may be both.
package enum Template: Hashable, Sendable {
  /// At least so many `a`.
  case existence(Int)
  /// Fewer than so many `a`; with 1 there is none.
  case absence(Int)
  /// Exactly so many `a`.
  case exactly(Int)
  /// The first event is an `a`.
  case initial
  /// The last event is an `a`.
  case end
  /// If there is an `a`, there is a `b`, before or after it.
  case respondedExistence
  /// There are both, or neither.
  case coExistence
  /// After every `a` there is a `b`.
  case response
  /// Before every `b` there is an `a`.
  case precedence
  /// `response` and `precedence`.
  case succession
  /// After every `a` there is a `b` before the next `a`.
  case alternateResponse
  /// Before every `b` there is an `a` after the `b` before it.
  case alternatePrecedence
  /// `alternateResponse` and `alternatePrecedence`.
  case alternateSuccession
  /// The event after every `a` is a `b`.
  case chainResponse
  /// The event before every `b` is an `a`; so no trace begins with a `b`.
  case chainPrecedence
  /// `chainResponse` and `chainPrecedence`.
  case chainSuccession
  /// There are not both.
  case notCoExistence
  /// After no `a` there is a `b`.
  case notSuccession
  /// The event after no `a` is a `b`.
  case notChainSuccession
  /// If there is an `a`, there is no `b`, before or after it.
  case notRespondedExistence
  /// There is an `a` or a `b`.
  case choice
  /// There is an `a` or a `b`, and not both.
  case exclusiveChoice
}

extension Template {
  /// The name in a policy file.
  package var name: String {
    switch self {
    case .existence: "existence"
    case .absence: "absence"
    case .exactly: "exactly"
    case .initial: "init"
    case .end: "end"
    case .respondedExistence: "responded-existence"
    case .coExistence: "co-existence"
    case .response: "response"
    case .precedence: "precedence"
    case .succession: "succession"
    case .alternateResponse: "alternate-response"
    case .alternatePrecedence: "alternate-precedence"
    case .alternateSuccession: "alternate-succession"
    case .chainResponse: "chain-response"
    case .chainPrecedence: "chain-precedence"
    case .chainSuccession: "chain-succession"
    case .notCoExistence: "not-co-existence"
    case .notSuccession: "not-succession"
    case .notChainSuccession: "not-chain-succession"
    case .notRespondedExistence: "not-responded-existence"
    case .choice: "choice"
    case .exclusiveChoice: "exclusive-choice"
    }
  }

  /// Every template once, those with a number with 1.
  package static let all: [Template] = [
    .existence(1), .absence(1), .exactly(1), .initial, .end, .respondedExistence, .coExistence, .response, .precedence,
    .succession, .alternateResponse, .alternatePrecedence, .alternateSuccession, .chainResponse, .chainPrecedence,
    .chainSuccession, .notCoExistence, .notSuccession, .notChainSuccession, .notRespondedExistence, .choice,
    .exclusiveChoice,
  ]

  /// The template of that name, with the number where it takes one.
  package init?(name: String, count: Int = 1) {
    switch name {
    case "existence": self = .existence(count)
    case "absence": self = .absence(count)
    case "exactly": self = .exactly(count)
    default:
      guard let template = Template.all.first(where: { $0.name == name }) else { return nil }
      self = template
    }
  }

  /// The number that the template counts to; nil for those that don't count.
  package var count: Int? {
    switch self {
    case .existence(let count), .absence(let count), .exactly(let count): count
    default: nil
    }
  }

  /// Whether the template speaks of a target too.
  package var hasTarget: Bool {
    switch self {
    case .existence, .absence, .exactly, .initial, .end: false
    default: true
    }
  }

  /// Whether the template relates one event to another, so that a time between them can be limited.
  package var takesWindow: Bool {
    switch self {
    case .existence, .absence, .exactly, .initial, .end, .choice, .exclusiveChoice: false
    default: true
    }
  }

  /// Whether events that are neither activation nor target count too, because the template speaks of neighbours, or of
  /// the first or last event.
  var looksAtNeighbours: Bool {
    switch self {
    case .initial, .end, .chainResponse, .chainPrecedence, .chainSuccession, .notChainSuccession: true
    default: false
    }
  }

  /// Whether the template forbids, so that more evidence can't make it hold.
  var isNegative: Bool {
    switch self {
    case .notCoExistence, .notSuccession, .notChainSuccession, .notRespondedExistence: true
    default: false
    }
  }

  /// The formula in linear temporal logic on finite traces; `X` is the strong next, `Xw` the weak one, `W` the weak until.
  package var formula: String {
    switch self {
    case .existence(let count): "at least \(count) positions with a: F(a & X F(a & …))"
    case .absence(let count): "fewer than \(count) positions with a: !F(a & X F(a & …))"
    case .exactly(let count): "exactly \(count) positions with a"
    case .initial: "a at the first position"
    case .end: "F(a & !X true)"
    case .respondedExistence: "F a -> F b"
    case .coExistence: "F a <-> F b"
    case .response: "G(a -> F b)"
    case .precedence: "!b W a"
    case .succession: "G(a -> F b) & (!b W a)"
    case .alternateResponse: "G(a -> X(!a U b))"
    case .alternatePrecedence: "(!b W a) & G(b -> Xw(!b W a))"
    case .alternateSuccession: "G(a -> X(!a U b)) & (!b W a) & G(b -> Xw(!b W a))"
    case .chainResponse: "G(a -> X b)"
    case .chainPrecedence: "G(X b -> a) & !b at the first position"
    case .chainSuccession: "G(a -> X b) & G(X b -> a) & !b at the first position"
    case .notCoExistence: "!(F a & F b)"
    case .notSuccession: "G(a -> !F b)"
    case .notChainSuccession: "G(a -> !X b)"
    case .notRespondedExistence: "F a -> !F b"
    case .choice: "F a | F b"
    case .exclusiveChoice: "(F a | F b) & !(F a & F b)"
    }
  }
}
