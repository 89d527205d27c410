/// Which events a rule speaks of: by type, and by what their fields are.
package struct EventPattern: Hashable, Sendable {
  /// Full types, of which the event has one; empty for every type.
  package var types: [String]
  /// All of them must pass.
  package var conditions: [FieldCondition]
  /// Further descriptions, of which one is enough in the place of types and conditions; they have none of their own.
  package var alternatives: [EventPattern]

  package init(types: [String], conditions: [FieldCondition] = [], alternatives: [EventPattern] = []) {
    self.types = types
    self.conditions = conditions
    self.alternatives = alternatives
  }

  /// All descriptions of which one is enough, the first one first, each without alternatives.
  package var all: [EventPattern] { [EventPattern(types: types, conditions: conditions)] + alternatives }

  /// The types that it can speak of; empty for every type.
  var allTypes: [String] {
    alternatives.contains { $0.types.isEmpty } || types.isEmpty ? [] : types + alternatives.flatMap(\.types)
  }

  /// The fields that it asks for.
  var fields: [EventField] { (conditions + alternatives.flatMap(\.conditions)).map(\.field) }
}

extension EventPattern {
  /// Whether no event can be described by both, as their types or the values that they ask for show.
  package func isDisjoint(from other: EventPattern) -> Bool {
    all.allSatisfy { one in other.all.allSatisfy { one.excludes($0) } }
  }

  /// The same, alternatives aside.
  private func excludes(_ other: EventPattern) -> Bool {
    if !types.isEmpty, !other.types.isEmpty, !types.contains(where: other.types.contains) { return true }
    return conditions.contains { one in other.conditions.contains { one.excludes($0) } }
  }

  /// Why no event can pass all the conditions, of an alternative too; nil where one can, as far as they show.
  package var contradiction: String? { all.lazy.compactMap(\.ownContradiction).first }

  private var ownContradiction: String? {
    for (number, one) in conditions.enumerated() {
      if let reason = one.neverPasses { return reason }
      for other in conditions[..<number] where one.excludes(other) {
        return "`\(one.field.name)` can't pass two of the conditions at once"
      }
    }
    return nil
  }
}

extension FieldCondition {
  /// Whether no value passes both; absent values count too.
  func excludes(_ other: FieldCondition) -> Bool {
    guard field == other.field else { return false }
    switch (test, other.test) {
    case (.isAnyOf, .exists(false)), (.exists(false), .isAnyOf): return true
    case (.exists(let one), .exists(let two)): return one != two
    case (.atLeast, .exists(false)), (.exists(false), .atLeast), (.atMost, .exists(false)), (.exists(false), .atMost):
      return true
    case (.atLeast(let low), .atMost(let high)), (.atMost(let high), .atLeast(let low)):
      return isSingle && (Double(low) ?? 0) > (Double(high) ?? 0)
    case (.isAnyOf(let one), .isAnyOf(let two)):
      // A list can hold a value of each.
      return isSingle && !one.contains { value in two.contains { Self.canEqual(value, $0) } }
    case (.isAnyOf(let wanted), .isNoneOf(let unwanted)), (.isNoneOf(let unwanted), .isAnyOf(let wanted)):
      return wanted.allSatisfy { value in unwanted.contains { value.utf8.elementsEqual($0.utf8) } }
    default: return false
    }
  }

  /// Whether it holds one value at most.
  private var isSingle: Bool {
    switch field {
    case .data: false
    case .plan(let field): !field.isList
    case .attribute, .signature, .signer: true
    }
  }

  private static func canEqual(_ one: String, _ other: String) -> Bool {
    if one.utf8.elementsEqual(other.utf8) { return true }
    guard let value = Double(one), let second = Double(other) else { return false }
    return value == second
  }

  /// Why no value passes this condition alone.
  var neverPasses: String? {
    switch (field, test) {
    case (_, .isAnyOf(let wanted)) where wanted.isEmpty: "`\(field.name)` has no value that it could be"
    case (.attribute, .atLeast), (.attribute, .atMost), (.signature, .atLeast), (.signature, .atMost),
      (.signer, .atLeast), (.signer, .atMost):
      "`\(field.name)` is no number, so it is compared with none"
    case (.plan(let field), .atLeast) where !field.isNumber, (.plan(let field), .atMost) where !field.isNumber:
      "`\(field.rawValue)` is no number, so it is compared with none"
    default: nil
    }
  }
}
