import CutoverModel
import Documents
import JSONText

/// Reads a plan from a text under the name `plan.yaml`.
func readPlan(_ text: String, name: String = "plan.yaml") throws(DocumentError) -> PlanDocument {
  try PlanDocument.read(bytes: Array(text.utf8), name: name)
}

/// All problems of a text, as they are printed; remarks too where it is taken.
func problems(_ text: String, name: String = "plan.yaml") -> [String] {
  problems(Array(text.utf8), name: name).map(\.description)
}

func problems(_ bytes: [UInt8], name: String = "plan.yaml") -> [DocumentProblem] {
  do throws(DocumentError) {
    return try PlanDocument.read(bytes: bytes, name: name).remarks
  } catch {
    return error.problems
  }
}

/// The rules that a text breaks, in order of place.
func rules(_ text: String, name: String = "plan.yaml") -> [String] {
  problems(Array(text.utf8), name: name).map(\.rule.rawValue)
}

/// A plan of three lines of heading and the given lines.
func plan(_ lines: String...) -> String {
  (["plan: p", "version: 1"] + lines).joined(separator: "\n") + "\n"
}
