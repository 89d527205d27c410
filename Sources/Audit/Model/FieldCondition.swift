/// What one field of an event must be.
package struct FieldCondition: Hashable, Sendable {
  package enum Test: Hashable, Sendable {
    /// The field is one of these; of a list, one of its elements is.
    case isAnyOf([String])
    /// The field is none of these, or absent; of a list, no element is.
    case isNoneOf([String])
    case exists(Bool)
    /// The field is a number, and at least this.
    case atLeast(String)
    /// The field is a number, and at most this.
    case atMost(String)
  }

  package var field: EventField
  package var test: Test

  package init(_ field: EventField, _ test: Test) {
    self.field = field
    self.test = test
  }
}

extension FieldCondition.Test {
  /// Whether a field with these values passes; none where it is absent.
  ///
  /// Texts are compared by their bytes. A number is also equal to another text that writes the same number.
  func passes(_ values: [FieldValue]) -> Bool {
    switch self {
    case .exists(let exists): return values.isEmpty != exists
    case .isAnyOf(let wanted):
      return values.contains { value in wanted.contains { value.equals($0) } }
    case .isNoneOf(let unwanted):
      return !values.contains { value in unwanted.contains { value.equals($0) } }
    case .atLeast(let bound): return values.contains { $0.compare(to: bound) { $0 >= $1 } }
    case .atMost(let bound): return values.contains { $0.compare(to: bound) { $0 <= $1 } }
    }
  }
}

/// A scalar of an event as text.
struct FieldValue: Hashable, Sendable {
  var text: String
  /// Whether it was written as a JSON number.
  var isNumber: Bool

  func equals(_ wanted: String) -> Bool {
    if text.utf8.elementsEqual(wanted.utf8) { return true }
    guard isNumber, let value = Double(text), let other = Double(wanted) else { return false }
    return value == other
  }

  func compare(to bound: String, _ isSo: (Double, Double) -> Bool) -> Bool {
    guard isNumber, let value = Double(text), let bound = Double(bound) else { return false }
    return isSo(value, bound)
  }
}
