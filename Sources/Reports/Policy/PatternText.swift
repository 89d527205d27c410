internal import Audit

/// The events that a rule speaks of, as people name them.
extension EventPattern {
  /// Without an article: `writes.opened or traffic.shifted (where mode is live)`.
  var phrase: Phrase { Phrase.joined(all.map { $0.ownPhrase(" or ") }, by: ", or ") }

  /// The same as a list.
  var list: Phrase { Phrase.joined(all.map { $0.ownPhrase(", ") }, by: ", ") }

  private func ownPhrase(_ separator: String) -> Phrase {
    let types = types.map { Phrase.code(EventText.shortType($0)) }
    let names: Phrase = types.isEmpty ? "event" : Phrase.joined(types, by: separator)
    guard !conditions.isEmpty else { return names }
    return names + " (where " + Phrase.joined(conditions.map(\.phrase), by: " and ") + ")"
  }

  /// With the indefinite article.
  var one: Phrase {
    let name = types.first.map(EventText.shortType) ?? "event"
    let isVowel = name.utf8.first.map { "aeiouAEIOU".utf8.contains($0) } ?? false
    return (isVowel ? "an " : "a ") + phrase
  }
}

extension FieldCondition {
  /// `gate is go-live`, `mode is neither dry-run nor isolated`, `data.lag is at most 5`.
  fileprivate var phrase: Phrase {
    let name = Phrase.code(field.name)
    switch test {
    case .isAnyOf(let values): return name + " is " + Phrase.joined(values.map { .code($0) }, by: " or ")
    case .isNoneOf(let values):
      let list = Phrase.joined(values.map { .code($0) }, by: values.count > 1 ? " nor " : "")
      return name + (values.count > 1 ? " is neither " : " is not ") + list
    case .exists(true): return name + " is given"
    case .exists(false): return name + " is not given"
    case .atLeast(let bound): return name + " is at least " + .code(bound)
    case .atMost(let bound): return name + " is at most " + .code(bound)
    }
  }
}
