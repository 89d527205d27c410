internal import CutoverModel
package import JSONText
package import Replay

extension CorrectionsSummary {
  /// The member `corrections` of the JSON document.
  package var json: JSONValue {
    [
      "amended": .integer(amended), "retracted": .integer(retracted), "shifted": .integer(shifted),
      "clocks": .array(
        stated.map { clock in
          [
            "source": .string(clock.source), "offsetSeconds": .seconds(clock.offset),
            "accuracySeconds": .seconds(clock.accuracy), "event": .event(clock.event),
          ]
        }),
      "estimates": .array(
        estimated.map { clock in
          [
            "source": .string(clock.source), "beforeSeconds": .seconds(clock.before),
            "afterSeconds": .seconds(clock.after),
          ]
        }),
    ]
  }
}

extension [JSONMember] {
  /// Says that something was amended, and by which event; adds nothing where it wasn't.
  func amended(by amendment: EventReference?) -> [JSONMember] {
    guard let amendment else { return self }
    return self + [JSONMember("amended", .bool(true)), JSONMember("amendment", .event(amendment))]
  }
}
