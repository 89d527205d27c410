package import JSONText
package import Replay

extension RunSeries {
  /// The member `series` of a report in JSON.
  package var json: JSONValue {
    [
      "traffic": .array(traffic.map(\.json)), "replication": .array(replication.map(\.json)),
      "withheld": .integer(withheld), "omitted": .integer(omitted),
    ]
  }
}

extension TrafficSeries {
  fileprivate var json: JSONValue {
    [
      "service": .text(service), "site": .string(site),
      "points": .array(
        points.map { point in
          [
            "time": .time(point.at.time), "percent": .number(JSONWriter.decimal(point.share, scale: 6)),
            "stated": .bool(point.isStated), "event": .event(point.at.event),
          ]
        }),
      "omitted": .integer(omitted), "pointsBeforeOmitted": .integer(pointsBeforeOmitted),
    ]
  }
}

extension ReplicationSeries {
  fileprivate var json: JSONValue {
    [
      "dataset": .text(dataset), "side": .text(side),
      "points": .array(
        points.map { point in
          [
            "time": .time(point.at.time), "lagSeconds": .seconds(point.lag), "stated": .bool(point.isStated),
            "inSync": point.isInSync.map(JSONValue.bool) ?? .null, "event": .event(point.at.event),
          ]
        }),
      "omitted": .integer(omitted), "pointsBeforeOmitted": .integer(pointsBeforeOmitted),
    ]
  }
}
