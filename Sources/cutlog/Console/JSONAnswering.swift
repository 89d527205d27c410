import Reports

/// A verb whose answer can be a JSON document, so that its failures can be one too.
protocol JSONAnswering {
  var form: JSONOption { get }
}

extension Amend: JSONAnswering {}
extension Anchor: JSONAnswering {}
extension Approve: JSONAnswering {}
extension Attach: JSONAnswering {}
extension Attest: JSONAnswering {}
extension AuditVerb: JSONAnswering {}
extension CheckProof: JSONAnswering {}
extension Claims: JSONAnswering {}
extension Close: JSONAnswering {}
extension Compare: JSONAnswering {}
extension Decide: JSONAnswering {}
extension Done: JSONAnswering {}
extension Event: JSONAnswering {}
extension Fail: JSONAnswering {}
extension ForecastVerb: JSONAnswering {}
extension Identity: JSONAnswering {}
extension Keygen: JSONAnswering {}
extension Note: JSONAnswering {}
extension Objectives: JSONAnswering {}
extension Open: JSONAnswering {}
extension PlanVerb: JSONAnswering {}
extension PolicyVerb: JSONAnswering {}
extension Prove: JSONAnswering {}
extension Record: JSONAnswering {}
extension Recover: JSONAnswering {}
extension Report: JSONAnswering {}
extension Reject: JSONAnswering {}
extension Retract: JSONAnswering {}
extension Revise: JSONAnswering {}
extension Sign: JSONAnswering {}
extension State: JSONAnswering {}
extension Status: JSONAnswering {}
extension Skip: JSONAnswering {}
extension Start: JSONAnswering {}
extension TimelineVerb: JSONAnswering {}
extension VarianceVerb: JSONAnswering {}
extension Verify: JSONAnswering {}
extension Waive: JSONAnswering {}
extension Withhold: JSONAnswering {}

extension Failure {
  /// The failure as a document: the verdict `failed`, the streams as far as they were read, and what went wrong, in a
  /// document with line and column.
  func document(_ verb: String) -> ReportDocument {
    var document = ReportDocument(verb: verb, verdict: "failed")
    document.streams = streams
    document.problems =
      problems.isEmpty
      ? parts.map { part in
        ReportProblem(
          .error, rule: "failed", message: part.message + (part.hint.map { "; \($0)" } ?? ""), file: part.subject)
      } : problems
    return document
  }
}
