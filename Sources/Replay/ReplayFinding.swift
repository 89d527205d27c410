/// Something in the events that a fold could not take as it stands.
///
/// There is one finding per rule; it counts every event concerned and names the first hundred.
package struct ReplayFinding: Hashable, Sendable {
  /// A stable name in kebab case, such as `service-missing`.
  package var rule: String
  /// What is wrong, in one sentence without a final period.
  package var message: String
  /// How many events are concerned.
  package var count: Int
  /// The indexes of the first hundred events concerned, rising.
  package var indexes: [Int]

  package init(rule: String, message: String, count: Int, indexes: [Int]) {
    self.rule = rule
    self.message = message
    self.count = count
    self.indexes = indexes
  }
}
