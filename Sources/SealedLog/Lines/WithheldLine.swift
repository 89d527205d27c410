/// A line that a verified stream has a stub for.
///
/// The seals vouch for the index and the leaf; the reason is the word of whoever withheld the line.
package struct WithheldLine: Hashable, Sendable {
  package var index: Int
  /// `secret`, `personal-data`, `third-party` or `legal`.
  package var reason: String

  package init(index: Int, reason: String) {
    self.index = index
    self.reason = reason
  }
}
