import Reports

/// A verb whose answer can be a JSON document, so that its failures can be one too.
protocol JSONAnswering {
  var form: JSONOption { get }
}

extension Anchor: JSONAnswering {}
extension Close: JSONAnswering {}
extension Done: JSONAnswering {}
extension Event: JSONAnswering {}
extension Fail: JSONAnswering {}
extension Keygen: JSONAnswering {}
extension Note: JSONAnswering {}
extension Objectives: JSONAnswering {}
extension Open: JSONAnswering {}
extension PlanVerb: JSONAnswering {}
extension Record: JSONAnswering {}
extension Recover: JSONAnswering {}
extension Report: JSONAnswering {}
extension Skip: JSONAnswering {}
extension Start: JSONAnswering {}
extension TimelineVerb: JSONAnswering {}
extension VarianceVerb: JSONAnswering {}
extension Verify: JSONAnswering {}

extension Failure {
  /// The failure as a document: the verdict `failed`, and what went wrong among the problems.
  func document(_ verb: String) -> ReportDocument {
    var document = ReportDocument(verb: verb, verdict: "failed")
    document.problems = parts.map { part in
      ReportProblem(
        .error, rule: "failed", message: part.message + (part.hint.map { "; \($0)" } ?? ""), file: part.subject)
    }
    return document
  }
}
