/// Why a line of an allowed-signers file is not taken.
package struct AllowedSignersError: Error, Hashable, Sendable {
  /// The line, from 1.
  package var line: Int
  /// What is wrong and what was expected; lower-case, no final period.
  package var message: String
  package var hint: String?

  init(line: Int, _ message: String, hint: String? = nil) {
    self.line = line
    self.message = message
    self.hint = hint
  }
}
