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
  /// Where the first hundred events concerned stand, rising.
  package var places: [EventPlace]
  /// What the stream of the first of them calls itself, where that is known.
  package var origin: String?
  /// The number of that stream from 1; nil where only one was folded.
  package var streamNumber: Int?

  package init(rule: String, message: String, count: Int, places: [EventPlace]) {
    self.rule = rule
    self.message = message
    self.count = count
    self.places = places
  }

  /// The indexes of those events, each in its own stream.
  package var indexes: [Int] { places.map(\.index) }
}
