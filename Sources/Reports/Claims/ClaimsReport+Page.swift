internal import CloudEvents
internal import CutoverModel
package import Replay

extension ClaimsReport {
  /// Each claim with its verdict, what it states, what the events show and what that rests on.
  ///
  /// - Parameter asRecorded: The same by the events as first recorded, where something was corrected.
  package func page(asRecorded: ClaimsReport? = nil) -> Page {
    var page = Page()
    if claims.isEmpty { page.paragraph("Nothing is claimed.") }
    page.table(verdicts)
    for (number, result) in claims.enumerated() {
      guard let other = asRecorded?.claims.first(where: { $0.isSameClaim(as: result) }), other.verdict != result.verdict
      else { continue }
      page.note(
        "by the events as first recorded claim \(number + 1) is \(other.verdict.phrase), \(other.computedPhrase)")
    }
    page.table(evidence)
    page.list(
      claims.enumerated().filter { !$0.element.missing.isEmpty }.map { number, result in
        "claim \(number + 1) lacks \(result.missing.joined(separator: ", "))"
      })
    return page
  }

  private var verdicts: Table {
    var table = Table([
      .init("claim", .right), .init("verdict"), .init("stated"), .init("by the events"), .init("what is claimed"),
    ])
    for (number, result) in claims.enumerated() {
      table.add([
        "\(number + 1)", result.verdict.phrase, result.statedPhrase, result.computedPhrase, "\(result.claim.text ?? "–")",
      ])
    }
    return table
  }

  private var evidence: Table {
    var table = Table([
      .init("claim", .right), .init(EventText.anchorHeading("made", among: streams)),
      .init(EventText.anchorHeading("from", among: streams)), .init("at"),
      .init(EventText.anchorHeading("to", among: streams)), .init("at"),
    ])
    for (number, result) in claims.enumerated() {
      table.add([
        "\(number + 1)", place(of: result),
        EventText.anchor(result.from, among: streams), "\(result.fromTime.map(EventText.time) ?? "–")",
        EventText.anchor(result.to, among: streams), "\(result.toTime.map(EventText.time) ?? "–")",
      ])
    }
    return table
  }

  /// Where a claim was made.
  private func place(of result: ClaimResult) -> Phrase {
    if let line = result.line { return "line \(line) of the document" }
    return EventText.anchor(result.event, among: streams)
  }
}

extension ClaimVerdict {
  package var phrase: Phrase {
    switch self {
    case .holds: .verdict(rawValue, .good)
    case .contradicted: .verdict(rawValue, .bad)
    case .undecidable: .verdict(rawValue, .open)
    }
  }
}

extension ClaimResult {
  /// `about 24h 11m 00s ± 30s`, `at most 36h 00m 00s + 30m 00s`, `at least 5 writes`.
  fileprivate var statedPhrase: Phrase {
    let sign =
      switch claim.relation {
      case .atMost: "+"
      case .atLeast: "−"
      case .about, nil: "±"
      }
    let relation = claim.relation.map { $0.rawValue.split(separator: "-").joined(separator: " ") + " " } ?? ""
    if let stated = claim.stated {
      let tolerance = claim.spanTolerance
      return "\(relation)\(stated.span.readable)\(tolerance == .zero ? "" : " \(sign) \(tolerance.readable)")"
    }
    guard let count = claim.count else { return "–" }
    let tolerance = claim.countTolerance
    return "\(relation)\(count)\(tolerance == 0 ? "" : " \(sign) \(tolerance)") \(claim.unit ?? "")"
  }

  fileprivate var computedPhrase: Phrase {
    if let counted {
      return "\(counted.stated.map { "\($0)" } ?? "at least \(counted.lower)") \(claim.unit ?? "")"
    }
    return value == nil ? "unknown" : "\(SpanText.of(value))"
  }
}
