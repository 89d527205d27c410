internal import Audit
internal import CloudEvents
internal import JSONText

/// Audits as an OSCAL 1.2.1 assessment-results document: one `result` for each run.
///
/// Each rule is an observation, each cited event an entry of the assessment log, each control with a verdict a finding,
/// each violated rule a risk. OSCAL has no state for what isn't known: a rule that is undecidable or vacuous is an
/// observation only, and a control is `satisfied` only if a rule that bears on it is, and none is violated or undecidable.
/// A stream that can't be believed satisfies nothing. UUIDs follow from the heads of the streams and the policies, and
/// no clock is read: the same streams and policies give the same bytes.
package struct OSCALAssessmentResults {
  package static let oscalVersion = "1.2.1"

  private let audits: [RunAudit]
  private let program: ProgramName
  private let basis: [String]

  /// - Parameter audits: One for each run, in the order in which they are to stand.
  /// - Parameter basis: Lines that say what the document follows from: property `basis` of its metadata, one for each line,
  ///   in their order.
  package init(_ audits: [RunAudit], program: ProgramName, basis: [String] = []) {
    self.audits = audits
    self.program = program
    self.basis = basis
  }

  /// The document as indented JSON with a line end.
  package var bytes: [UInt8] {
    JSONString.escapingHidden(JSONWriter.bytes(of: json, .indented)) + [0x0A]
  }

  var json: JSONValue {
    var identifiers = OSCALIdentifiers()
    let heads = audits.flatMap(\.head)
    let digests = audits.flatMap { $0.policies.map(\.digest) }
    let uuid = identifiers.make("document", heads + digests + basis)
    var people = OSCALPeople()
    var controls = OSCALControls(of: audits)
    var backMatter = OSCALBackMatter(&identifiers, audits)
    let results = audits.map { audit in
      let result = OSCALResult(audit, program, &identifiers, backMatter.resources(of: audit, &identifiers))
      return result.json(&controls, &people, &identifiers)
    }
    return [
      "assessment-results": OSCALObject.of([
        ("uuid", .string(uuid)), ("metadata", metadata(people)),
        ("import-ap", ["href": .string("#" + backMatter.plan), "remarks": .string(OSCALBackMatter.noPlan)]),
        ("local-definitions", controls.all.isEmpty ? nil : ["objectives-and-methods": objectives(controls)]),
        ("results", .array(results)), ("back-matter", backMatter.json),
      ])
    ]
  }

  private func metadata(_ people: OSCALPeople) -> JSONValue {
    let lines = audits.flatMap(\.streams).compactMap(\.size).reduce(0, +)
    let runs = audits.compactMap(\.run)
    return OSCALObject.of([
      ("title", .string("Cutover audit" + (runs.isEmpty ? "" : ": " + runs.map(OSCALText.line).joined(separator: ", ")))),
      ("last-modified", .string(OSCALText.time(audits.map(\.lastTime).max() ?? RunAudit.noTime))),
      ("version", .string("\(lines)")), ("oscal-version", .string(Self.oscalVersion)),
      (
        "props",
        OSCALObject.properties(
          [("program", program.name), ("program-version", program.version)] + basis.map { ("basis", $0) })
      ),
      ("parties", people.json),
      (
        "remarks",
        .string(
          """
          Last modified is when the last of the streams was last sealed; the version is the number of sealed lines. Made by \
          a program from signed streams: whoever has them can make the same bytes again.
          """)
      ),
    ])
  }

  /// What the rules are about, control by control: the objectives that the findings are of.
  private func objectives(_ controls: OSCALControls) -> JSONValue {
    .array(
      controls.all.map { entry in
        let control = entry.control
        let rules = entry.rules.map { "- \(OSCALText.line($0.rule.title))" }.joined(separator: "\n")
        let unseen = entry.rules.compactMap(\.rule.cannotShow).map(OSCALText.line)
        var limits = "This is what the rules check, and not all that the control demands."
        if !unseen.isEmpty {
          limits += " What the events can't show of it:\n\n" + unseen.map { "- \($0)" }.joined(separator: "\n")
        }
        let description = [control.title, control.text].compactMap(\.self).map(OSCALText.line)
        return OSCALObject.of([
          ("control-id", .string(entry.token)), ("description", OSCALText.paragraphs(description).map { .string($0) }),
          (
            "props",
            OSCALObject.properties([
              (entry.isRule ? "rule" : "control", control.id), ("source", control.source),
              ("second-hand", control.isSecondHand ? "true" : nil), ("policies", entry.policies.joined(separator: " ")),
            ])
          ),
          (
            "parts",
            [
              [
                "id": .string(entry.objective), "name": "assessment-objective",
                "prose": .string("Of this control is judged:\n\n\(rules)\n\n\(limits)"),
              ]
            ]
          ),
        ])
      })
  }
}

extension RunAudit {
  /// Where no time is known at all.
  static let noTime = Timestamp(nanoseconds: 0, fractionDigits: 0)

  /// The heads of the streams: origin, size and root of each.
  var head: [String] { streams.flatMap { [$0.origin ?? "", $0.size.map(String.init) ?? "", $0.root ?? ""] } }

  /// When the last of the streams was last sealed, else the last time that an event states.
  var lastTime: Timestamp {
    streams.compactMap(\.sealed).max() ?? span?.upperBound ?? Self.noTime
  }
}
