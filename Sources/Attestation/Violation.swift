internal import SealedLog

/// A rule on statements and signatures that an act breaks.
package struct Violation: Hashable, Sendable {
  /// `statement.…` or `signature.…`.
  package var rule: String
  package var message: String
  package var expected: String?
  package var observed: String?

  init(_ rule: String, _ message: String, _ expected: String? = nil, _ observed: String? = nil) {
    self.rule = rule
    self.message = message
    self.expected = expected
    self.observed = observed
  }

  func finding(at index: Int, isError: Bool) -> Finding {
    Finding(
      rule, message, severity: isError ? .error : .note, index: index, expected: expected, observed: observed)
  }
}
