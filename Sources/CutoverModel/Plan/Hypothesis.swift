/// What an answer supposes and no sealed plan says.
///
/// An answer that rests on one is hypothetical, and every form of it says so.
package struct Hypothesis: Hashable, Sendable {
  /// One value that is supposed to be another.
  package struct Change: Hashable, Sendable {
    /// Which value, such as `objective.pay-rto.limit`.
    package var key: String
    /// The value as the plan has it; nil where the plan doesn't say it.
    package var from: String?
    /// The value that is supposed; nil where the plan is supposed not to say it.
    package var to: String?
    /// Whether the plan says the same already.
    package var changesNothing: Bool

    package init(key: String, from: String?, to: String?, changesNothing: Bool) {
      self.key = key
      self.from = from
      self.to = to
      self.changesNothing = changesNothing
    }
  }

  /// A plan that is supposed to have been adopted.
  package struct OtherPlan: Hashable, Sendable {
    /// The name of its file, as the caller gave it.
    package var file: String
    /// SHA-256 of the document, in hexadecimal.
    package var digest: String
    package var plan: String
    package var version: Int64
    /// Whether it is the document that is judged by anyway.
    package var changesNothing: Bool

    package init(file: String, digest: String, plan: String, version: Int64, changesNothing: Bool) {
      self.file = file
      self.digest = digest
      self.plan = plan
      self.version = version
      self.changesNothing = changesNothing
    }
  }

  /// The plan that is supposed; nil for the one that is judged by anyway.
  package var plan: OtherPlan?
  /// What is supposed to be otherwise in that plan, in the order in which it was given.
  package var with: [Change]

  package init(plan: OtherPlan? = nil, with: [Change] = []) {
    self.plan = plan
    self.with = with
  }

  /// Whether the answer is what it would be without the hypothesis.
  package var changesNothing: Bool {
    (plan?.changesNothing ?? true) && with.allSatisfy(\.changesNothing)
  }
}
