package import CutoverModel

/// A plan that was read from a file and found good, with the nodes it was read from.
package struct PlanDocument: Sendable {
  package let plan: Plan
  package let root: DocumentNode
  /// Warnings and notes, in order of place; no errors.
  package let remarks: [DocumentProblem]
  /// The file's name as the caller gave it.
  let file: String

  /// The bytes whose SHA-256 names this plan's tasks in the line that adopts it.
  package var canonicalTasks: [UInt8] { TasksDigest.canonicalBytes(ofPlan: root) }

  /// Reads a plan from YAML, or from JSON where the first byte is `{` or the name ends in `.json`.
  ///
  /// Every identifier in the plan exists, and no task or gate waits for itself. Linear in the document but for
  /// sorting.
  /// - Throws: `DocumentError` with all problems found, each with line and column.
  package static func read(bytes: [UInt8], name: String) throws(DocumentError) -> PlanDocument {
    let problems = ProblemCollector(file: name)
    guard let root = LocatedDocument.read(bytes: bytes, problems: problems), !problems.hasErrors,
      let plan = PlanReader.read(root, problems), !problems.hasErrors
    else { throw DocumentError(problems.sorted) }
    return PlanDocument(plan: plan, root: root, remarks: problems.sorted, file: name)
  }
}
