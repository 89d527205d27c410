/// Why a document is refused: every problem that was found in it, in order of place.
///
/// At least one problem is an error; the warnings and notes found on the way are listed too.
package struct DocumentError: Error, Hashable, Sendable {
  package var problems: [DocumentProblem]

  package init(_ problems: [DocumentProblem]) { self.problems = problems }
}

extension DocumentError: CustomStringConvertible {
  /// One problem a line.
  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
