/// How many there were, as the events state it.
package struct MeasuredCount: Hashable, Sendable {
  /// The count stated; nil where an event of the kind states none, so that the whole is not known.
  package var stated: Int64?
  /// The least that it can be.
  package var lower: Int64
  /// Nil where nothing limits it from above.
  package var upper: Int64? { stated }
}
