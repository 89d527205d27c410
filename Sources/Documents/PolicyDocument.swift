package import Audit
internal import JSONText

/// A policy that was read from a file and found good.
package struct PolicyDocument: Sendable {
  package let policy: Policy
  package let root: DocumentNode
  /// Warnings and notes, in order of place; no errors.
  package let remarks: [DocumentProblem]

  /// Reads a policy from YAML, or from JSON where the first byte is `{` or the name ends in `.json`.
  ///
  /// Every control that a rule names is declared, every rule can apply, no two rules contradict each other, and the
  /// examples of every rule conform to it or violate it as they say.
  /// - Throws: `DocumentError` with all problems found, each with line and column.
  package static func read(bytes: [UInt8], name: String) throws(DocumentError) -> PolicyDocument {
    let problems = ProblemCollector(file: name)
    guard let root = LocatedDocument.read(bytes: bytes, problems: problems), !problems.hasErrors,
      let policy = PolicyReader.read(root, problems), !problems.hasErrors
    else { throw DocumentError(problems.sorted) }
    return PolicyDocument(policy: policy, root: root, remarks: problems.sorted)
  }
}
