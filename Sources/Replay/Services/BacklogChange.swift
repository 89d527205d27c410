/// A backlog that was reported for a service, or its clearing.
struct BacklogChange: Sendable {
  var mark: EventMark
  /// As in `ServiceChange`.
  var service: Int32
  var queue: Int32
  var isCleared: Bool

  /// Whether it concerns a service: without a name a report concerns every one, a clearing none.
  func concerns(_ service: Int32) -> Bool {
    self.service == service || self.service == ServiceChange.every
      || (self.service == NameTable.absent && !isCleared)
  }
}
