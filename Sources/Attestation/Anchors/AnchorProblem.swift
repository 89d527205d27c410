/// Why an anchor does not count, or not as trusted.
package struct AnchorProblem: Error, Hashable, Sendable {
  package enum Rule: String, Sendable {
    /// It is over no seal of this stream.
    case checkpoint = "anchor.checkpoint"
    /// It is no anchor of its kind, or its signature does not verify.
    case signature = "anchor.signature"
    /// Its signer's certificate may not sign time stamps, or not at that time.
    case certificate = "anchor.certificate"
    /// Whoever made it is not in the trust file.
    case untrusted = "anchor.untrusted"
    /// It contradicts the times that the recorder gives.
    case time = "anchor.time"
    /// There are more anchors than are judged.
    case limit = "anchor.limit"
  }

  package var rule: Rule
  /// What is wrong, in lower case, without its subject.
  package var message: String
  package var expected: String?
  package var observed: String?

  package init(_ rule: Rule, _ message: String, expected: String? = nil, observed: String? = nil) {
    self.rule = rule
    self.message = message
    self.expected = expected
    self.observed = observed
  }
}
