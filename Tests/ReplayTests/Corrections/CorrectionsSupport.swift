import CloudEvents
import CutoverModel
import JSONText
import TestSupport

@testable import Replay

/// All that is to be corrected in the streams of a run, found in as many passes as the program takes.
func gatheredCorrections(_ lines: [(index: Int, line: String)]) throws -> Corrections {
  var corrections = try folding(CorrectionsFold(), at: lines)
  let raw = try folding(ClockEvidenceFold(), at: lines)
  let again = ClockEvidenceFold(wanted: raw.wantedCauses.union(corrections.namedCauses))
  corrections.estimate(by: try folding(CorrectedFold(again, corrections), at: lines).output)
  return corrections
}

/// The answer of a fold over lines as they are to be read.
func correcting<Fold: EventFold>(
  _ fold: Fold, over lines: [(index: Int, line: String)]
) throws -> (output: Fold.Output, summary: CorrectionsSummary) {
  try folding(CorrectedFold(fold, gatheredCorrections(lines)), at: lines)
}

/// What a fold gets to see, one text an event: time of day, id, and where its clock may be wrong by how much.
struct SeenEvents: EventFold {
  private var seen: [String] = []

  mutating func apply(_ event: EventView) {
    guard !EventKind.isRecordersOwn(event), EventKind(event).map({ !Remark.kinds.contains($0) }) ?? true else { return }
    var text = "\(event.time.description.dropFirst(11).dropLast()) \(event.id)"
    for name: StaticString in ["service", "region", "task", "mode"] {
      if let value = event.string(name) { text += " \(value)" }
    }
    for member in event.data?.members ?? [] { text += " \(member.name)=\(JSONWriter.text(of: member.value))" }
    if event.clock.before > 0 { text += " -\(TimeSpan(nanoseconds: event.clock.before).readable)" }
    if event.clock.after > 0 { text += " +\(TimeSpan(nanoseconds: event.clock.after).readable)" }
    seen.append(text)
  }

  consuming func finish() -> [String] { seen }
}

/// Events written as a small timeline, one a line: `22:00 d1 service.down service=pay`.
///
/// A word `NAME=VALUE` is an attribute, `data.NAME=JSON` a member of data; without a source it is `/test`. After
/// `amend ID`, words are what is set; after `retract ID` nothing follows; `clock SOURCE OFFSET [ACCURACY]`. Lines are
/// accepted in their order, a minute apart from 23:00 on, unless they say otherwise.
func story(_ text: String, kind: String = "live") -> [String] {
  var lines = [event("stream.opened", at: "2026-11-22T20:00:00Z", source: "ops/a", data: "{\"kind\":\"\(kind)\"}")]
  for (number, row) in text.split(separator: "\n").map({ $0.trimmingPrefix(while: { $0 == " " }) }).enumerated() {
    var words = row.split(separator: " ").map(String.init)
    let (time, id) = (words.removeFirst(), words.removeFirst())
    var attributes = ["acceptedtime": "2026-11-22T23:\(number < 10 ? "0" : "")\(number):00Z"]
    var source = "/test"
    var data: [String] = []
    func about(_ id: String) -> String {
      let parts = id.split(separator: "@", maxSplits: 1).map(String.init)
      return "\"about\":{\"source\":\"\(parts.count > 1 ? parts[1] : "/test")\",\"id\":\"\(parts[0])\"}"
    }
    var type = words.removeFirst()
    switch type {
    case "amend":
      type = "event.amended"
      data = [about(words.removeFirst())]
      let set = words.map { word in
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isRaw = parts[0].hasPrefix("data.") || parts[1].hasPrefix("{") || parts[1] == "null" || parts[1].hasPrefix("[")
        return "\"\(parts[0])\":" + (isRaw ? parts[1] : "\"\(parts[0] == "time" ? full(parts[1]) : parts[1])\"")
      }
      data += ["\"set\":{\(set.joined(separator: ","))}", "\"reason\":\"r\""]
      words = []
    case "retract":
      type = "event.retracted"
      data = [about(words.removeFirst()), "\"reason\":\"r\""]
    case "clock":
      type = "source.clock"
      data = ["\"source\":\"\(words.removeFirst())\"", "\"offset\":\"\(words.removeFirst())\"", "\"reason\":\"r\""]
      if !words.isEmpty, !words[0].contains("=") { data.append("\"accuracy\":\"\(words.removeFirst())\"") }
    default: break
    }
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      switch parts[0] {
      case "source": source = parts[1]
      case let name where name.hasPrefix("data."): data.append("\"\(name.dropFirst(5))\":\(parts[1])")
      case "acceptedtime": attributes["acceptedtime"] = full(parts[1])
      default: attributes[parts[0]] = parts[1]
      }
    }
    lines.append(
      event(type, at: full(time), id: id, source: source, attributes, data: data.isEmpty ? nil : "{\(data.joined(separator: ","))}"))
  }
  return lines
}

/// A time of day as a whole time; what is no time of day stays.
private func full(_ time: String) -> String {
  switch time.count {
  case 5 where time.contains(":"): "2026-11-22T\(time):00Z"
  case 8... where time.dropFirst(2).first == ":": "2026-11-22T\(time)Z"
  default: time
  }
}

/// What folds get to see of a story, and the rules of the findings.
func told(_ text: String, kind: String = "live") throws -> (seen: [String], rules: [String], summary: CorrectionsSummary) {
  let (seen, summary) = try correcting(SeenEvents(), over: story(text, kind: kind).placed)
  return (seen, summary.findings.map(\.rule), summary)
}
