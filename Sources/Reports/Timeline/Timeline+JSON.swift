internal import CloudEvents
internal import CutoverModel
package import JSONText
package import Replay

extension Timeline {
  /// The member `timeline` of the JSON document.
  package var json: JSONValue {
    [
      "start": .time(start?.time), "startBasis": .text(start?.basis.rawValue),
      "entries": .array(entries.map(\.json)), "latency": latency.json, "withheld": .integer(withheld),
    ]
  }
}

extension TimelineEntry {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("kind", .string(kind.rawValue)), JSONMember("time", .time(moment.stated)),
      JSONMember("accuracySeconds", .seconds(TimeSpan(nanoseconds: moment.accuracy))),
      JSONMember("until", .time(end?.stated)), JSONMember("title", .string(title)),
      JSONMember("text", .text(text)), JSONMember("actor", .text(actor)), JSONMember("layer", .text(layer)),
      JSONMember("service", .text(service)), JSONMember("region", .text(region)),
      JSONMember("dataset", .text(dataset)), JSONMember("wave", .text(wave)), JSONMember("task", .text(task)),
      JSONMember("gate", .text(gate)), JSONMember("mode", .string(mode.rawValue)),
      JSONMember("state", .text(history?.state.rawValue)), JSONMember("count", .integer(count)),
      JSONMember("plannedStart", .time(plannedStart)), JSONMember("plannedFinish", .time(plannedFinish)),
      JSONMember("startSlipSeconds", .seconds(startSlip)),
      JSONMember("finishSlipSeconds", .seconds(finishSlip)), JSONMember("event", .event(event)),
      JSONMember("endEvent", .event(endEvent)),
    ]
    if moment.before > 0 {
      members.append(JSONMember("beforeSeconds", .seconds(TimeSpan(nanoseconds: moment.before))))
    }
    return .object(members.amended(by: amendment))
  }
}

extension DecisionLatency {
  fileprivate var json: JSONValue {
    [
      "detected": .event(detected?.event), "declared": .event(declared?.event),
      "decided": .event(decided?.event), "acted": .event(acted?.event),
      "toDeclareSeconds": .seconds(toDeclare?.stated), "toDecideSeconds": .seconds(toDecide?.stated),
      "toActSeconds": .seconds(toAct?.stated), "wholeSeconds": .seconds(whole?.stated),
    ]
  }
}
