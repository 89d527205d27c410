package import Audit
package import JSONText

/// How many rules came to each result.
package struct ResultCounts: Hashable, Sendable {
  package var satisfied = 0
  package var vacuous = 0
  package var undecidable = 0
  package var violated = 0

  package init(_ results: some Sequence<RuleResult>) {
    for result in results {
      switch result {
      case .satisfied: satisfied += 1
      case .vacuous: vacuous += 1
      case .undecidable: undecidable += 1
      case .violated: violated += 1
      }
    }
  }

  package subscript(result: RuleResult) -> Int {
    switch result {
    case .satisfied: satisfied
    case .vacuous: vacuous
    case .undecidable: undecidable
    case .violated: violated
    }
  }

  package var all: Int { satisfied + vacuous + undecidable + violated }

  /// `1 violated, 2 undecidable, 3 vacuous, 12 satisfied`, without those that there are none of.
  package var phrase: Phrase {
    let counts = RuleResult.worstFirst.filter { self[$0] > 0 }
    guard !counts.isEmpty else { return "no rules" }
    return Phrase.joined(counts.map { .verdict("\(self[$0]) \($0.rawValue)", $0.tone) }, by: ", ")
  }

  package var json: JSONValue {
    [
      "rules": .integer(all), "satisfied": .integer(satisfied), "vacuous": .integer(vacuous),
      "undecidable": .integer(undecidable), "violated": .integer(violated),
    ]
  }
}

extension RuleResult {
  static let worstFirst = Array(allCases.sorted().reversed())

  /// A result without a proof is never shown as good.
  var tone: Phrase.Tone {
    switch self {
    case .satisfied: .good
    case .vacuous, .undecidable: .open
    case .violated: .bad
    }
  }

  package var phrase: Phrase { .verdict(rawValue, tone) }
}

extension RuleFinding {
  /// For how many of the things that the rule demands something for it holds; nil where it counts none.
  var counted: String? {
    let open = activations - fulfilled - violated
    let parts = [
      fulfilled > 0 ? "\(fulfilled) kept" : nil, violated > 0 ? "\(violated) broken" : nil,
      open > 0 ? "\(open) open" : nil,
    ].compactMap(\.self)
    guard !parts.isEmpty else { return nil }
    let list = parts.joined(separator: ", ")
    // Where a rule counts otherwise than it breaks, as one that forbids does, there is no whole.
    return parts.count > 1 && open >= 0 ? "\(list), of \(activations)" : list
  }
}
