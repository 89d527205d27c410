package import SealedLog

/// A personal act with what was found out about it.
package struct JudgedAct: Sendable {
  package enum Outcome: String, Sendable {
    /// Signed by a key that the reader allows for this name at this time.
    case valid
    /// Signed, and all fits; the reader has no list that says whose key it is.
    case signed
    /// Signed, and all fits; the reader's list does not allow the key for this name at this time.
    case notAllowed = "not-allowed"
    /// Signed for a plan that was in force when the person looked, but no more when it was recorded.
    case outdated
    /// Nothing is signed.
    case unsigned
    /// What is signed is not what the event records, or it is not signed by the key that it names.
    case invalid
  }

  package var index: Int
  package var act: Act
  package var subject: ActSubject
  /// As the statement names the person, else the event's actor.
  package var principal: String?
  /// The fingerprint of the signing key.
  package var fingerprint: String?
  package var outcome: Outcome
  /// The rule that is broken, with what was expected and found.
  package var finding: Finding?
}
