/// Why something could not be done with a stream.
///
/// Errors are equal in all their parts. A failed check of evidence is a `Finding`, never an error.
package struct StreamError: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    case noSuchFile, permission, isDirectory, alreadyExists, diskFull, inputOutput
    case locked, closed, unreadable, tampered, notNeeded
    case stateMissing, stateForeign, stateStale, stateDamaged
    case requestMissing, requestStale, signatureMismatch
    case tooLarge, keyMismatch, invalidArgument
  }

  package var code: Code
  /// What it is about: usually a file.
  package var subject: String
  /// What is wrong and what was expected.
  package var message: String
  package var hint: String?

  package init(_ code: Code, _ subject: String, _ message: String, hint: String? = nil) {
    self.code = code
    self.subject = subject
    self.message = message
    self.hint = hint
  }
}

extension StreamError: CustomStringConvertible {
  package var description: String { "\(subject): \(message)" }
}
