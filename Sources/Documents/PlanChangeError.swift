/// Why a change can't be supposed.
package struct PlanChangeError: Error, Hashable, Sendable {
  /// The change as it was written; nil where it is about several together.
  package var change: String?
  /// Lower case, without final period.
  package var message: String
  package var hint: String?

  init(_ change: String?, _ message: String, hint: String? = nil) {
    self.change = change
    self.message = message
    self.hint = hint
  }
}
