package import CutoverModel
internal import JSONText

/// The claims of a written postmortem, as a file lists them.
package struct ClaimsDocument: Sendable {
  /// One claim with the place where it begins; line and column count from 1.
  package struct Entry: Sendable {
    package var claim: Claim
    package var line: Int
    package var column: Int
  }

  /// In the order of the file.
  package let entries: [Entry]
  /// Warnings and notes, in order of place; no errors.
  package let remarks: [DocumentProblem]

  /// Reads a list of claims from YAML, or from JSON where the name ends in `.json`.
  ///
  /// Every claim says what `claim.made` must say. Whether the events that it names exist is not known here.
  /// - Throws: `DocumentError` with all problems found, each with line and column.
  package static func read(bytes: [UInt8], name: String) throws(DocumentError) -> ClaimsDocument {
    let problems = ProblemCollector(file: name)
    guard let root = LocatedDocument.read(bytes: bytes, problems: problems), !problems.hasErrors else {
      throw DocumentError(problems.sorted)
    }
    let reader = ClaimReader(problems: problems)
    let entries = (problems.elements(root, "the document") ?? []).compactMap { reader.entry($0) }
    guard !problems.hasErrors else { throw DocumentError(problems.sorted) }
    return ClaimsDocument(entries: entries, remarks: problems.sorted)
  }
}

/// Reads the nodes of claims strictly; goes on after a problem.
private struct ClaimReader {
  let problems: ProblemCollector

  func entry(_ node: DocumentNode) -> ClaimsDocument.Entry? {
    let keys = [
      "claim", "relation", "stated", "from", "to", "count", "unit", "tolerance", "service", "dataset", "region",
      "timeaccuracy",
    ]
    guard let fields = Fields(node, "a claim", keys: keys, problems) else { return nil }
    var claim = Claim()
    claim.text = fields.required("claim").flatMap { problems.name($0, fields.label("claim")) }
    if fields.required("relation") != nil {
      claim.relation = fields.choice("relation", of: Claim.Relation.allCases.map(\.rawValue))
        .flatMap(Claim.Relation.init)
    }
    switch (fields["stated"], fields["count"]) {
    case (let stated?, nil): readDuration(stated, fields, &claim)
    case (nil, let count?): readCount(count, fields, &claim)
    case (nil, nil):
      problems.error(.missingKey, "`stated` or `count` is missing in a claim", at: fields.location)
    case (_?, let count?):
      problems.error(.misplacedKey, "`count` of a claim has no meaning beside `stated`", at: count.location)
    }
    return ClaimsDocument.Entry(claim: claim, line: node.location.line, column: node.location.column)
  }

  private func readDuration(_ node: DocumentNode, _ fields: Fields, _ claim: inout Claim) {
    refuse(["unit", "service", "dataset", "region"], in: fields, "has no meaning where a duration is stated")
    if let text = problems.text(node, fields.label("stated")) {
      claim.stated = StatedDuration(text)
      // Reports what it is instead.
      if claim.stated == nil { _ = problems.span(node, fields.label("stated")) }
    }
    let accuracy = fields.span("timeaccuracy")
    claim.from = fields.required("from").flatMap { place($0, fields.label("from"), accuracy) }
    claim.to = fields.required("to").flatMap { place($0, fields.label("to"), accuracy) }
    claim.tolerance = fields.span("tolerance").map { .span($0) }
  }

  private func readCount(_ node: DocumentNode, _ fields: Fields, _ claim: inout Claim) {
    refuse(["from", "to", "timeaccuracy"], in: fields, "has no meaning where a count is stated")
    claim.count = problems.integer(node, fields.label("count"), in: 0...Int64.max)
    claim.unit = fields.required("unit").flatMap { problems.name($0, fields.label("unit")) }
    claim.tolerance = fields.integer("tolerance", in: 0...Int64.max).map { .count($0) }
    claim.service = fields.name("service")
    claim.dataset = fields.name("dataset")
    claim.region = fields.name("region")
  }

  private func refuse(_ keys: [String], in fields: Fields, _ reason: String) {
    for key in keys {
      guard let node = fields[key] else { continue }
      problems.error(.misplacedKey, "\(fields.label(key)) \(reason)", at: node.location)
    }
  }

  /// A time, or a mapping that names an event; its source may be left out.
  private func place(_ node: DocumentNode, _ label: String, _ accuracy: TimeSpan?) -> Claim.Place? {
    if node.members != nil {
      guard let fields = Fields(node, label, keys: ["source", "id"], problems) else { return nil }
      let source = fields.name("source")
      guard let id = fields.required("id").flatMap({ problems.name($0, fields.label("id")) }) else { return nil }
      return .event(source: source, id: id)
    }
    guard let text = problems.text(node, label) else { return nil }
    if let place = Claim.Place(time: text, accuracy: accuracy) { return place }
    problems.error(
      .invalidTime, "\(label) is \(node.found), expected a time such as 2026-11-22T22:04:00Z", at: node.location,
      hint: "an event is named by a mapping, { id: ID } or { source: SOURCE, id: ID }")
    return nil
  }
}
