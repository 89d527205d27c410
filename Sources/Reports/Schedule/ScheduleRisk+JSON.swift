internal import CutoverModel
package import JSONText
package import Replay

extension ScheduleRisk {
  /// The member `risk` of `cutlog plan --json`.
  package var json: JSONValue {
    .object(
      [
        JSONMember("draws", .integer(simulation.draws)), JSONMember("seed", .integer(simulation.seed)),
        JSONMember("p50Seconds", .seconds(duration?.p50)), JSONMember("p80Seconds", .seconds(duration?.p80)),
        JSONMember("p95Seconds", .seconds(duration?.p95)), JSONMember("meanSeconds", .seconds(duration?.mean)),
        objectivesMember,
      ] + membersBeyondDuration)
  }

  /// The finish, the chances and the criticality, as `plan` and `forecast` both have them.
  var membersBeyondDuration: [JSONMember] {
    [
      JSONMember(
        "finish",
        [
          "p50Seconds": .seconds(finish?.p50), "p80Seconds": .seconds(finish?.p80),
          "p95Seconds": .seconds(finish?.p95), "meanSeconds": .seconds(finish?.mean),
        ]),
      JSONMember("windowProbability", .share(windowKept)),
      JSONMember(
        "criticality",
        .array(criticality.map { ["id": .string($0.id), "gate": .bool($0.isGate), "share": .share($0.critical)] })),
    ]
  }

  /// The member `objectives` of the risk section.
  var objectivesMember: JSONMember {
    JSONMember(
      "objectives", .array(objectives.map { ["id": .string($0.id), "probability": .share($0.met)] }))
  }
}

extension JSONValue {
  /// A share of draws from 0 to 1 with up to six digits behind the point, or null.
  static func share(_ share: DrawShare?) -> JSONValue { .millionths(share?.millionths) }

  /// Millionths as a decimal number, or null.
  static func millionths(_ value: Int64?) -> JSONValue {
    value.map { .number(JSONWriter.decimal($0, scale: 6)) } ?? .null
  }
}
