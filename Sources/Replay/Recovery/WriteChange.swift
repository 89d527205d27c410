/// A change of who may write to a data set.
struct WriteChange: Sendable {
  enum Action: Sendable {
    case frozen, opened
    /// Promotion: the writer moves from one side to the other.
    case moved
  }

  var mark: EventMark
  var action: Action
  var dataset: Int32
  /// The side that is frozen or opened; of a promotion the side that writes from now on.
  var side: Int32
  /// The side that wrote before a promotion.
  var from: Int32 = NameTable.absent
  /// The service that the event names itself.
  var service: Int32 = NameTable.absent
}
