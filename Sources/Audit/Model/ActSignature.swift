/// What was found out of the signature of a personal act; whoever checks signatures gives it to the audit as a value.
package struct ActSignature: Hashable, Sendable {
  /// How the signature was judged.
  package enum Standing: String, CaseIterable, Hashable, Sendable {
    /// Signed by a key that the reader allows for this person at this time.
    case valid
    /// Signed, and all fits; the reader has no list that says whose key it is.
    case signed
    /// Signed, and all fits; the reader's list doesn't allow the key.
    case notAllowed = "not-allowed"
    /// Signed for a plan that was no more in force when the act was recorded.
    case outdated
    /// Nothing is signed.
    case unsigned
    /// What is signed isn't what the event records.
    case invalid
  }

  package var standing: Standing
  /// As the statement names the person.
  package var principal: String?

  package init(_ standing: Standing, principal: String? = nil) {
    self.standing = standing
    self.principal = principal
  }

  /// The person whose signature holds; nil where none does.
  package var signer: String? { standing == .valid ? principal : nil }
}
