import CloudEvents
import CutoverModel
import JSONText
import TestSupport

@testable import Replay

/// Events that do nothing but stand at a time: `a 22:00 b 22:10/1m` gives `a` at 22:00, exact, and `b` at 22:10, in that
/// minute.
func marks(_ text: String) -> [String] {
  let words = text.split(separator: " ").map(String.init)
  return stride(from: 0, to: words.count - 1, by: 2).map { place in
    let parts = words[place + 1].split(separator: "/").map(String.init)
    let time = parts[0].utf8.count == 5 ? parts[0] + ":00" : parts[0]
    return event(
      "note.added", at: "2026-11-22T\(time)Z", id: words[place],
      ["timeaccuracy": parts.count > 1 ? "PT\(parts[1].uppercased())" : "PT0S"], data: #"{"text":"mark"}"#)
  }
}

/// A claim about a duration between two marks: `a b about 10m`, with a tolerance `a b about 10m 30s`.
func claim(_ text: String, id: String = "claim", at time: String = "23:59:00") -> String {
  let words = text.split(separator: " ").map(String.init)
  func place(_ word: String) -> String {
    word.contains(":") ? "\"2026-11-22T\(word)Z\"" : #"{"source":"/test","id":"\#(word)"}"#
  }
  let tolerance = words.count > 4 ? #","tolerance":"\#(words[4])""# : ""
  return claiming(
    #""claim":"it took","relation":"\#(words[2])","from":\#(place(words[0])),"to":\#(place(words[1])),"stated":"\#(words[3])"\#(tolerance)"#,
    id: id, at: time)
}

/// A claim with these members.
func claiming(
  _ members: String, id: String = "claim", at time: String = "23:59:00", _ attributes: [String: String] = [:]
) -> String {
  event("claim.made", at: "2026-11-22T\(time)Z", id: id, attributes, data: "{\(members)}")
}

/// What becomes of the claims that the lines make: gathered in one pass, judged in the second.
func claims(_ lines: [String], acceptance: WithheldEvidence.Acceptance = .init()) throws -> ClaimsReport {
  try folding(ClaimsFold(try folding(ClaimsGathering(), over: lines), acceptance: acceptance), over: lines)
}

/// Verdict and bounds of the first claim: `holds 600 [540, 660]`, `undecidable`, and what it lacks.
func outcome(_ lines: [String]) throws -> String {
  guard let result = try claims(lines).claims.first else { return "nothing claimed" }
  var text = result.verdict.rawValue
  if let value = result.value, let stated = value.stated, let upper = value.upper {
    text += " \(stated.decimalSeconds) [\(value.lower.decimalSeconds), \(upper.decimalSeconds)]"
  }
  if let counted = result.counted {
    text += " \(counted.stated.map { "\($0)" } ?? "≥ \(counted.lower)")"
  }
  return result.missing.isEmpty ? text : "\(text): lacks \(result.missing.joined(separator: ", "))"
}
