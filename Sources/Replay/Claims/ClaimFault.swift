/// What is wrong with one claim, so that it can't be decided.
package struct ClaimFault: Hashable, Sendable {
  /// A stable name in kebab case, such as `claim-event-missing`.
  package var rule: String
  /// What is wrong, in one sentence without a final period.
  package var message: String

  /// A member of the claim that is not there.
  static func missing(_ member: String) -> ClaimFault {
    ClaimFault(rule: "member-missing/claim.made/\(member)", message: "claim.made: data.\(member) is missing")
  }

  /// A member of the claim that can't be used as it stands.
  static func malformed(_ member: String, _ expected: String) -> ClaimFault {
    ClaimFault(
      rule: "member-malformed/claim.made/\(member)", message: "claim.made: data.\(member) must be \(expected)")
  }
}
