package import CutoverModel

extension Hypothesis {
  /// What is supposed, for above the answer.
  package var page: Page {
    var page = Page()
    page.note(
      """
      \(strong: "HYPOTHETICAL:") this answer supposes what the sealed plan does not say. It is no evidence of what was \
      kept or missed.
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
    func value(_ text: String?) -> Phrase { text.map { .code($0) } ?? "not said" }
    if changesNothing, from == to { return "\(code: key) is \(value(to)) already; that changes nothing" }
    let same: Phrase = changesNothing ? ", which means the same and changes nothing" : ""
    return "\(code: key) is \(value(to)) instead of \(value(from))" + same
  }
}
