/// One thing that is wrong or remarkable in a document that somebody wrote, with its place.
///
/// A document with a problem of severity `error` is refused; warnings and notes go with a document that is taken.
package struct DocumentProblem: Hashable, Sendable {
  /// How bad it is; only an error keeps a document from being taken.
  package enum Severity: String, Hashable, Sendable { case error, warning, note }

  package var severity: Severity
  package var rule: DocumentRule
  /// Lower case, without place and final period.
  package var message: String
  /// The file's name as the caller gave it.
  package var file: String
  /// Counted from 1.
  package var line: Int
  /// Counted in bytes from 1.
  package var column: Int
  /// What the writer could do about it.
  package var hint: String?

  package init(
    severity: Severity = .error, rule: DocumentRule, message: String, file: String, line: Int,
    column: Int, hint: String? = nil
  ) {
    self.severity = severity
    self.rule = rule
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.hint = hint
  }
}

extension DocumentProblem: CustomStringConvertible {
  /// `FILE:LINE:COLUMN: MESSAGE`, then `; hint: HINT` where there is one.
  package var description: String {
    let text = "\(file):\(line):\(column): \(message)"
    return hint.map { "\(text); hint: \($0)" } ?? text
  }
}
