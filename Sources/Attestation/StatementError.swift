/// Why a text is no statement.
package struct StatementError: Error, Hashable, Sendable {
  /// The line of the text, from 1.
  package var line: Int
  /// What is wrong and what was expected; lower-case, no final period.
  package var message: String

  init(line: Int, _ message: String) {
    self.line = line
    self.message = message
  }
}
