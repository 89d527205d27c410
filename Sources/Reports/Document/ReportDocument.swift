package import CutoverModel
package import JSONText
package import Replay

/// The members that all JSON documents of cutlog have, around what a verb has to say.
package struct ReportDocument: Sendable {
  /// The verb; the document's `type` is `cutlog.VERB`.
  package var verb: String
  /// The worst result, in the verb's own words; nil where nothing was judged.
  package var verdict: String?
  package var streams: [StreamSummary] = []
  /// SHA-256 of the judged plan's document, in hexadecimal.
  package var planDigest: String?
  /// SHA-256 of the documents of the policies that were judged by, in hexadecimal, as they were named.
  package var policyDigests: [String] = []
  package var problems: [ReportProblem] = []
  /// What was corrected for the answer.
  package var corrections = CorrectionsSummary()
  /// What the answer supposes; nil where it is by the record alone.
  package var hypothesis: Hypothesis?
  /// What the answer would be by the plan as sealed, where something else is supposed; the verb's own, in `hypothetical`.
  package var asSealed: JSONValue?
  /// The verb's own members.
  package var body: [JSONMember] = []

  /// Version 1 of every document; a member may come, none goes.
  package static let version = 1

  package init(verb: String, verdict: String? = nil) {
    self.verb = verb
    self.verdict = verdict
  }

  package func json(program: ProgramName) -> JSONValue {
    var members = [
      JSONMember("type", .string("cutlog.\(verb)")), JSONMember("version", .integer(Self.version)),
      JSONMember("verdict", .text(verdict)),
    ]
    // Beside the verdict, so that nobody reads one without the other.
    if let hypothesis { members.append(JSONMember("hypothetical", hypothesis.json(asSealed: asSealed))) }
    members += [
      JSONMember("streams", .array(streams.map(\.json))),
      JSONMember("digests", ["plan": .text(planDigest), "policy": policies]),
      JSONMember("program", ["name": .string(program.name), "version": .string(program.version)]),
    ]
    members += body
    if !corrections.isEmpty { members.append(JSONMember("corrections", corrections.json)) }
    members.append(JSONMember("problems", .array(problems.map(\.json))))
    return .object(members)
  }

  /// Null without a policy, one digest, or a list of them.
  private var policies: JSONValue {
    switch policyDigests.count {
    case 0: .null
    case 1: .string(policyDigests[0])
    default: .array(policyDigests.map { .string($0) })
    }
  }

  /// The document as indented JSON with a line end; the same document gives the same bytes.
  ///
  /// Whatever of an event would steer a terminal, or hide, is an escape of JSON in it.
  package func bytes(program: ProgramName) -> [UInt8] {
    JSONString.escapingHidden(JSONWriter.bytes(of: json(program: program), .indented)) + [0x0A]
  }
}

/// Which program made a document.
package struct ProgramName: Hashable, Sendable {
  package var name: String
  package var version: String

  package init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}
