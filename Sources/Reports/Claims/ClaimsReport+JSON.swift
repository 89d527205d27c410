package import CutoverModel
package import JSONText
package import Replay

extension ClaimsReport {
  /// The member `claims` of the JSON document.
  ///
  /// - Parameter asRecorded: The same by the events as first recorded, where something was corrected.
  package func json(asRecorded: ClaimsReport? = nil) -> JSONValue {
    .array(
      claims.map { result in
        var members = result.members
        if let asRecorded {
          let other = asRecorded.claims.first { $0.isSameClaim(as: result) }
          members.append(JSONMember("withoutAmendments", other?.short ?? .null))
        }
        return .object(members)
      })
  }
}

extension ClaimResult {
  /// What a verdict without amendments is told by.
  fileprivate var short: JSONValue {
    [
      "verdict": .string(verdict.rawValue), "computedSeconds": .seconds(value?.stated),
      "computedCount": .integer(counted?.stated),
    ]
  }

  /// Whether both were made by the same line of a stream or of a document.
  func isSameClaim(as other: ClaimResult) -> Bool {
    event?.stream == other.event?.stream && event?.index == other.event?.index && line == other.line
  }

  fileprivate var members: [JSONMember] {
    [
      JSONMember("claim", .text(claim.text)), JSONMember("relation", .text(claim.relation?.rawValue)),
      JSONMember("verdict", .string(verdict.rawValue)), JSONMember("statedSeconds", .seconds(claim.stated?.span)),
      JSONMember("toleranceSeconds", .seconds(claim.stated.map { _ in claim.spanTolerance })),
      JSONMember("computedSeconds", .seconds(value?.stated)), JSONMember("lowerSeconds", .seconds(value?.lower)),
      JSONMember("upperSeconds", .seconds(value?.upper)), JSONMember("from", .event(from)), JSONMember("to", .event(to)),
      JSONMember("fromTime", .time(fromTime)), JSONMember("toTime", .time(toTime)),
      JSONMember("statedCount", .integer(claim.count)),
      JSONMember("toleranceCount", .integer(claim.count.map { _ in claim.countTolerance })),
      JSONMember("computedCount", .integer(counted?.stated)), JSONMember("lowerCount", .integer(counted?.lower)),
      JSONMember("upperCount", .integer(counted?.upper)), JSONMember("unit", .text(claim.unit)),
      JSONMember("missing", .texts(missing)), JSONMember("made", .event(event)), JSONMember("line", .integer(line)),
    ]
  }
}

extension ClaimResult {
  /// The event that makes the claim; nil for one of a document.
  package var event: EventReference? {
    if case .event(let event) = origin { event } else { nil }
  }

  /// The line of the document that makes the claim; nil for one of the stream.
  package var line: Int? {
    if case .document(let line, _) = origin { line } else { nil }
  }

  /// What is wrong with a claim of a document, with its place; empty for one of the stream, whose faults are among the
  /// findings.
  package func problems(file: String) -> [ReportProblem] {
    guard case .document(let line, let column) = origin else { return [] }
    return faults.map { ReportProblem(.warning, rule: $0.rule, message: $0.message, file: file, line: line, column: column) }
  }
}
