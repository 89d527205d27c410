/// One failed check, with what is needed to look at it oneself.
package struct Finding: Hashable, Sendable {
  package enum Severity: String, Sendable { case error, note }

  /// A stable name such as `seal.root`.
  package var rule: String
  package var severity: Severity
  package var message: String
  /// The line it concerns.
  package var index: Int?
  /// The byte of the file at which the line (of plain lines) or its block begins; nil where that isn't known.
  package var offset: Int?
  package var expected: String?
  package var observed: String?

  package init(
    _ rule: String, _ message: String, severity: Severity = .error, index: Int? = nil,
    offset: Int? = nil, expected: String? = nil, observed: String? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.index = index
    self.offset = offset
    self.expected = expected
    self.observed = observed
  }
}
