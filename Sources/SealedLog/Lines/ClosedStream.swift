internal import JSONText

/// The end of a stream.
struct ClosedStream: Sendable {
  /// Lines that are neither the recorder's own nor withheld.
  var events: Int64
  /// Whether the closing seal is signed by the identity too.
  var identity: Bool
  var own: Int64

  var data: JSONValue {
    .object([
      JSONMember("events", .number("\(events)")), JSONMember("identity", .bool(identity)),
      JSONMember("own", .number("\(own)")),
    ])
  }

  init(events: Int64, identity: Bool, own: Int64) {
    self.events = events
    self.identity = identity
    self.own = own
  }

  init?(data: JSONValue) {
    guard let events = data["events"]?.integer, events >= 0, let identity = data["identity"]?.bool,
      let own = data["own"]?.integer, own >= 0
    else { return nil }
    self.init(events: events, identity: identity, own: own)
  }
}
