/// One statement about a service's level, as a fold keeps it.
struct ServiceChange: Sendable {
  /// The service that stands for `*`, said explicitly.
  static let every: Int32 = -2
  /// The one service of a stream that names none.
  static let unnamed: Int32 = -3

  var mark: EventMark
  /// A number of the service names; `NameTable.absent` where the event names none, `every` for `*`.
  var service: Int32
  /// A number of the region names; absent where the whole service is meant.
  var region: Int32
  var level: ServiceLevel

  /// Whether the statement concerns a service: without a name bad news concerns every one, good news none.
  func concerns(_ service: Int32) -> Bool {
    self.service == service || self.service == Self.every
      || (self.service == NameTable.absent && level.state != .up)
  }
}
