package import CutoverModel

extension Hypothesis {
  /// What is supposed, for above the answer.
  package var page: Page {
    var page = Page()
    page.note(
      """
      \(strong: "HYPOTHETICAL:") this answer rests on what is supposed here. It is no evidence of what was kept or missed.
      """)
    page.list((plan.map { [$0.phrase] } ?? []) + with.map(\.phrase))
    return page
  }
}

extension Hypothesis.OtherPlan {
  fileprivate var phrase: Phrase {
    let same: Phrase = changesNothing ? "; that is the plan that is judged anyway" : ""
    return "as if \(code: file) had been adopted: plan \(code: plan), version \(version), SHA-256 \(code: digest)" + same
  }
}

extension Hypothesis.Change {
  fileprivate var phrase: Phrase {
    let supposed: Phrase = to.map { "\(code: key) is \(code: $0)" } ?? "\(code: key) is left out"
    if from == to { return supposed + " already; that changes nothing" }
    let stated: Phrase = from.map { " instead of \(code: $0)" } ?? ", of which the plan says nothing"
    return supposed + stated + (changesNothing ? "; that means the same and changes nothing" : "")
  }
}
