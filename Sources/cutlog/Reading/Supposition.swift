import CutoverModel
import Documents
import Replay

/// What a reader supposes in the place of what was sealed: another plan, other values in it, or both.
struct Supposition {
  /// A plan as if it had been adopted.
  struct OtherPlan {
    var file: String
    /// SHA-256 of its document, in hexadecimal.
    var digest: String
    var document: PlanDocument
  }

  var plan: OtherPlan?
  var changes: [PlanChange] = []

  /// The plan that is judged by then; the values are changed in the other plan where there is one.
  ///
  /// - Parameter stream: What people call the stream that has the plan.
  /// - Throws: `Failure` if there is no plan to change, or it doesn't have what is changed.
  func applied(to judged: JudgedPlan, of stream: String) throws -> JudgedPlan {
    guard var document = plan?.document ?? judged.document else {
      throw Failure(
        stream, "carries no plan that can be read, so nothing in it can be supposed otherwise",
        hint: "`--plan FILE` judges as if that plan had been adopted")
    }
    var hypothesis = try changes.change(&document) ?? Hypothesis()
    hypothesis.plan = plan.map { plan in
      Hypothesis.OtherPlan(
        file: plan.file, digest: plan.digest, plan: plan.document.plan.plan, version: plan.document.plan.version,
        changesNothing: judged.document != nil && plan.digest == judged.selection.judged?.document)
    }
    var supposed = judged
    supposed.suppose(document, hypothesis)
    return supposed
  }
}

extension [PlanChange] {
  /// Changes a plan, and tells what was changed; nil where there is nothing to change.
  ///
  /// - Throws: `Failure` if the plan doesn't have it, or couldn't say it.
  func change(_ document: inout PlanDocument) throws -> Hypothesis? {
    guard !isEmpty else { return nil }
    do throws(PlanChangeError) {
      let changed = try document.changed(by: self)
      document = changed.document
      return Hypothesis(with: changed.changes)
    } catch { throw Failure(error) }
  }
}

extension Failure {
  /// What can't be supposed is a wrong argument, whether or not a plan is needed to see it.
  init(_ error: PlanChangeError) {
    self.init(
      (["--with"] + (error.change.map { [$0] } ?? [])).joined(separator: " "), error.message, hint: error.hint,
      status: .usage)
  }
}
